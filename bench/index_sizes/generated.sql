-- Tables of the types that indexes are made of, :rows rows each. Values are hashes of the row's number, the same
-- ones each time; how often words, tenants and tags come follows a power, as it does in life.
\set ON_ERROR_STOP on
SET work_mem = '64MB';
SET max_parallel_workers_per_gather = 0;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Uniform in [0, 1), from a row and the number of a column.
CREATE FUNCTION share(k bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(k, salt) & 9007199254740991) / 9007199254740992.0 $$;

-- One of `most` numbers, small ones more often.
CREATE FUNCTION skewed(k bigint, salt bigint, most float8) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT floor(power(most + 1, share(k, salt)) - 1)::integer $$;

-- The word of a number.
CREATE FUNCTION word(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT translate((n::bigint * 7919 % 1000003)::text, '0123456789', (ARRAY['etaonrishl', 'dcumwfgypb', 'vkjxqzaeio', 'srtlnmaeio'])[1 + n % 4]) $$;

CREATE TYPE state AS ENUM ('new', 'open', 'paid', 'sent', 'done', 'lost');
CREATE COLLATION IF NOT EXISTS no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE TABLE keys AS
SELECT k AS id,
       encode(sha256(k::text::bytea), 'hex')::varchar(32)::uuid AS uuid4,
       (lpad(to_hex(1700000000000 + k * 977), 12, '0') || '7' || substr(md5(k::text), 1, 19))::uuid AS uuid7,
       skewed(k, 1, 5000) AS tenant_id,
       (share(k, 2) * :rows / 10)::bigint AS account_id,
       (share(k, 3) * :rows)::integer AS other_id,
       CASE WHEN share(k, 4) < 0.6 THEN (share(k, 5) * :rows / 3)::bigint END AS parent_id,
       (share(k, 6) * 20)::smallint AS kind,
       share(k, 7) < 0.1 AS is_deleted,
       (enum_range(NULL::state))[1 + skewed(k, 8, 5)] AS state,
       date '2020-01-01' + (share(k, 9) * 1500)::integer AS day,
       timestamptz '2022-01-01' + k * interval '97 seconds' + share(k, 10) * interval '60 s' AS created_at,
       CASE WHEN share(k, 11) < 0.4 THEN timestamptz '2022-01-01' + share(k, 12) * interval '900 days' END AS updated_at,
       (share(k, 13) * 1000)::numeric(10, 2) AS price,
       (exp(share(k, 14) * 20))::numeric AS amount,
       round((share(k, 15) * 5)::numeric, 1)::float4 AS rating,
       share(k, 16) AS score,
       make_interval(mins => skewed(k, 17, 600)) AS took,
       time '00:00' + (share(k, 18) * 1440)::integer * interval '1 min' AS at_time,
       (share(k, 19) * 1000)::numeric(10, 2)::float8::text::money AS paid
FROM generate_series(1, :rows) AS k;
ALTER TABLE keys ADD PRIMARY KEY (id), ALTER uuid4 SET NOT NULL;

CREATE TABLE texts AS
SELECT k AS id,
       word(skewed(k, 100, 20000)) || '.' || word(skewed(k, 200, 20000)) || (k % 1000)::text || '@' || (ARRAY['gmail.com', 'yahoo.com', 'example.org', 'mail.ru', 'company.co.uk'])[1 + skewed(k, 20, 5) % 5] AS email,
       'https://' || (ARRAY['www.example.com', 'shop.example.net', 'news.example.org'])[1 + skewed(k, 21, 3) % 3] || '/' || replace((SELECT string_agg(word(skewed(k, 300 + i, 20000)), ' ') FROM generate_series(1, 1 + skewed(k, 22, 6)) AS i), ' ', '/') || '?id=' || (share(k, 23) * 1e6)::integer AS url,
       initcap((SELECT string_agg(word(skewed(k, 400 + i, 20000)), ' ') FROM generate_series(1, 2) AS i)) AS name,
       (SELECT string_agg(word(skewed(k, 500 + i, 20000)), ' ') FROM generate_series(1, 1 + skewed(k, 24, 30)) AS i) AS title,
       upper(substr(md5(k::text), 1, 8)) AS code,
       md5((k / 3)::text) AS digest,
       (ARRAY['US', 'DE', 'FR', 'IN', 'BR', 'JP', 'CN', 'GB', 'IT', 'ES', 'NL', 'SE'])[1 + skewed(k, 25, 12) % 12]::char(2) AS country,
       (ARRAY['Berlin', 'London', 'Paris', 'New York', 'Rio de Janeiro', 'San Francisco', 'Oslo'])[1 + skewed(k, 26, 7) % 7] || CASE WHEN share(k, 27) < 0.3 THEN ' ' || skewed(k, 28, 900) ELSE '' END AS city,
       CASE WHEN share(k, 29) < 0.5 THEN '+49 ' || (100000000 + (share(k, 30) * 900000000)::integer)::text END AS phone,
       sha256(k::text::bytea) AS hash,
       (word(skewed(k, 600, 20000)) || skewed(k, 31, 50000)) COLLATE no_case AS nick,
       ('item-' || skewed(k, 32, 3000)) COLLATE "C" AS sku
FROM generate_series(1, :rows) AS k;
ALTER TABLE texts ADD PRIMARY KEY (id);

CREATE TABLE documents AS
SELECT k AS id,
       jsonb_build_object('agent', skewed(k, 40, 30), 'page', '/p/' || skewed(k, 41, 2000), 'ok', share(k, 42) < 0.9) AS small,
       jsonb_build_object('id', md5(k::text), 'user', jsonb_build_object('name', (SELECT string_agg(word(skewed(k, 700 + i, 20000)), ' ') FROM generate_series(1, 2) AS i), 'age', (share(k, 43) * 80)::integer),
                          'tags', to_jsonb(string_to_array((SELECT string_agg(word(skewed(k, 800 + i, 20000)), ' ') FROM generate_series(1, 1 + skewed(k, 44, 6)) AS i), ' ')), 'total', round((share(k, 45) * 1000)::numeric, 2)) AS large,
       string_to_array((SELECT string_agg(word(skewed(k, 900 + i, 20000)), ' ') FROM generate_series(1, 1 + skewed(k, 46, 8)) AS i), ' ') AS tags,
       ARRAY(SELECT skewed(k, 50 + i, 3000) FROM generate_series(1, 1 + skewed(k, 47, 12)) AS i) AS groups,
       ARRAY(SELECT (share(k, 70 + i) * :rows)::bigint FROM generate_series(1, 1 + skewed(k, 48, 5)) AS i) AS members,
       to_tsvector('simple', (SELECT string_agg(word(skewed(k, 1000 + i, 20000)), ' ') FROM generate_series(1, 5 + skewed(k, 49, 60)) AS i)) AS body,
       (SELECT string_agg(word(skewed(k, 1100 + i, 20000)), ' ') FROM generate_series(1, 3 + skewed(k, 39, 15)) AS i) AS line
FROM generate_series(1, :rows / 2) AS k;
ALTER TABLE documents ADD PRIMARY KEY (id);

CREATE TABLE places AS
SELECT k AS id,
       point(share(k, 80) * 360 - 180, share(k, 81) * 180 - 90) AS anywhere,
       point(10 + skewed(k, 82, 40) + share(k, 83) / 10, 50 + skewed(k, 84, 40) + share(k, 85) / 10) AS in_town,
       box(point(share(k, 86) * 1000, share(k, 87) * 1000), point(share(k, 86) * 1000 + share(k, 88) * 5, share(k, 87) * 1000 + share(k, 89) * 5)) AS area,
       circle(point(share(k, 86) * 1000, share(k, 87) * 1000), share(k, 88)) AS around,
       int4range(skewed(k, 90, 100000), skewed(k, 90, 100000) + 1 + skewed(k, 91, 100)) AS span,
       tstzrange(timestamptz '2022-01-01' + k * interval '5 min', timestamptz '2022-01-01' + k * interval '5 min' + (1 + skewed(k, 92, 50)) * interval '1 hour') AS during,
       daterange(date '2020-01-01' + (share(k, 93) * 1000)::integer, date '2020-01-01' + (share(k, 93) * 1000)::integer + skewed(k, 94, 60)) AS days,
       ('10.' || skewed(k, 95, 250) || '.' || (share(k, 96) * 250)::integer || '.' || (share(k, 97) * 250)::integer)::inet AS ip,
       ((share(k, 98) * 220)::integer || '.' || (share(k, 99) * 250)::integer || '.' || (share(k, 79) * 250)::integer || '.0/24')::cidr AS network,
       ('08:00:2b:' || substr(md5(k::text), 1, 2) || ':' || substr(md5(k::text), 3, 2) || ':' || substr(md5(k::text), 5, 2))::macaddr AS mac
FROM generate_series(1, :rows) AS k;
ALTER TABLE places ADD PRIMARY KEY (id);
