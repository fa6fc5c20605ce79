-- What statistics of plain columns do not tell: columns that follow from each other, expressions, arrays,
-- texts for search, ranges, partitions. :orders rows, drawn anew for each size by the same rules; moments end at
-- one day, so that both sizes are as dense as each other in it.
\set customers :orders / 10

CREATE FUNCTION draw(key bigint, salt int) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS 'SELECT (hashint8extended(key, salt) & 1048575) / 1048576.0';

CREATE TABLE customers (id int PRIMARY KEY, country text, city text, zip int, email text);
INSERT INTO customers
SELECT g, 'C' || city % 25, 'City ' || city, city * 30 + floor(draw(g, 3) * 30)::int,
       'User' || g || '@Mail' || floor(draw(g, 2) ^ 3 * 40) || '.example'
FROM generate_series(1, :customers) AS g, LATERAL (SELECT floor(draw(g, 1) ^ 2 * 300)::int AS city) AS c;

CREATE TABLE orders (
    id bigint PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, country text NOT NULL,
    currency text NOT NULL, carrier text, state text NOT NULL, placed timestamptz NOT NULL, total numeric(10,2),
    doc jsonb, tags text[], body text, slot tstzrange);
INSERT INTO orders
SELECT g, customer, country, 'M' || substr(country, 2)::int / 4,
       CASE WHEN draw(g, 12) < 0.9 THEN 'Post' || substr(country, 2)::int / 2 ELSE 'Express' END,
       CASE WHEN g > :orders * 0.99 THEN 'open' WHEN draw(g, 13) < 0.04 THEN 'returned' ELSE 'done' END,
       placed, round((5 + draw(g, 14) ^ 4 * 900)::numeric, 2),
       jsonb_build_object('kind', 'k' || floor(draw(g, 15) ^ 3 * 12), 'ref', 'R' || floor(draw(g, 16) * :orders / 3)),
       ARRAY(SELECT 'tag' || floor(draw(g, 20 + i) ^ 3 * 2000) FROM generate_series(1, 1 + g % 5) AS i),
       (SELECT string_agg('word' || floor(draw(g, 40 + i) ^ 3 * 3000), ' ') FROM generate_series(1, 12) AS i),
       tstzrange(placed + interval '1 day', placed + interval '1 day' + (1 + floor(draw(g, 17) ^ 2 * 20)) * interval '2 hours')
FROM generate_series(1, :orders) AS g,
     LATERAL (SELECT 1 + floor(draw(g, 11) ^ 2 * :customers)::int AS customer,
              timestamptz '2023-11-20 00:00+00' + g / :orders::float8 * interval '1095 days' AS placed) AS o
JOIN customers ON customers.id = least(customer, :customers);

CREATE TABLE visits (id bigint, page int, section int, site int, at timestamptz) PARTITION BY HASH (id);
SELECT format('CREATE TABLE visits_%s PARTITION OF visits FOR VALUES WITH (MODULUS 4, REMAINDER %s)', i, i)
FROM generate_series(0, 3) AS i \gexec
INSERT INTO visits
SELECT g, page, page / 20, page / 400, timestamptz '2026-11-20 00:00+00' - draw(g, 52) * interval '90 days'
FROM generate_series(1, :orders) AS g, LATERAL (SELECT floor(draw(g, 51) ^ 2 * 8000)::int AS page) AS p;

CREATE STATISTICS customers_places ON country, city, zip FROM customers;
CREATE STATISTICS customers_domain ON (split_part(email, '@', 2)) FROM customers;
CREATE STATISTICS orders_money ON country, currency, carrier FROM orders;
CREATE STATISTICS orders_customer (ndistinct) ON customer_id, country, currency FROM orders;
CREATE STATISTICS orders_month ON (date_trunc('month', placed AT TIME ZONE 'UTC')), country FROM orders;
CREATE STATISTICS orders_kind ON (doc ->> 'kind') FROM orders;
CREATE STATISTICS visits_pages ON page, section, site FROM visits;
CREATE INDEX customers_email ON customers (lower(email));
CREATE INDEX orders_customer_id ON orders (customer_id);
CREATE INDEX orders_placed ON orders (placed);
CREATE INDEX orders_ref ON orders ((doc ->> 'ref'));
CREATE INDEX orders_day ON orders ((date_trunc('day', placed AT TIME ZONE 'UTC')));
CREATE INDEX orders_tags ON orders USING gin (tags);
CREATE INDEX orders_words ON orders USING gin (to_tsvector('simple', body));
CREATE INDEX orders_slot ON orders USING gist (slot);
CREATE INDEX visits_page ON visits (page);
