-- Rows as an application writes them, one after the other, and one index built in random order.
-- Expects the variable rows. Words come from md5, lengths from a skewed distribution.
\o /dev/null
SELECT setseed(0.42);
\o

CREATE FUNCTION pg_temp.words(characters double precision) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT left(repeat(md5(random()::text), 1 + (characters / 32)::int), characters::int)
$$;
-- Text of English words repeats itself: pglz takes it to about half.
CREATE FUNCTION pg_temp.prose(characters double precision) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT left(string_agg(CASE WHEN random() < 0.5 THEN 'and the table was ' ELSE md5(random()::text) || ' ' END, ''),
                characters::int)
    FROM generate_series(1, 1 + (characters / 20)::int)
$$;

INSERT INTO users (email, name, is_admin, created_at, deleted_at)
SELECT pg_temp.words(6 + random() * 12) || i || '@example.com', pg_temp.words(8 + random() * 12), i % 100 = 0,
       '2024-01-01'::timestamptz + i * interval '30 s', CASE WHEN random() < 0.05 THEN now() END
FROM generate_series(1, :rows / 5) i;

INSERT INTO tasks (owner_id, reviewer_id, title, description, status, priority, due_on, is_urgent, created_at, updated_at)
SELECT 1 + (random() * (:rows / 5 - 1))::bigint, CASE WHEN random() < 0.6 THEN 1 + (random() * (:rows / 5 - 1))::bigint END,
       pg_temp.words(10 + random() * 45), CASE WHEN random() < 0.7 THEN pg_temp.words(random() * random() * 1200) END,
       (enum_range(NULL::task_status))[1 + (random() * 3)::int], (random() * 4)::smallint,
       CASE WHEN random() < 0.5 THEN '2026-01-01'::date + (random() * 700)::int END, random() < 0.1,
       '2024-01-01'::timestamptz + i * interval '5 s', now()
FROM generate_series(1, :rows) i;

INSERT INTO events (kind, payload, created_at)
SELECT 'kind_' || (random() * 20)::int,
       jsonb_build_object('user', (random() * 1e5)::int, 'path', pg_temp.words(40), 'agent', pg_temp.words(80),
                          'ok', random() < 0.9, 'ms', (random() * 1000)::int, 'ref', pg_temp.words(60)),
       '2024-01-01'::timestamptz + i * interval '5 s'
FROM generate_series(1, :rows / 2) i;

INSERT INTO entries (account_id, amount, currency, booked_at)
SELECT (random() * 50000)::int, (random() * random() * 100000)::numeric(12, 2), (ARRAY ['EUR', 'USD', 'GBP'])[1 + (random() * 2)::int],
       '2024-01-01'::timestamp + i * interval '5 s'
FROM generate_series(1, :rows) i;

INSERT INTO members (user_id, team_id)
SELECT DISTINCT i % (:rows / 5), (random() * :rows / 50)::int FROM generate_series(1, :rows) i;

INSERT INTO readings (sensor_id, taken_at, value)
SELECT i % 1000, '2024-01-01'::timestamptz + (i / 1000) * interval '1 min', random() FROM generate_series(1, :rows) i;

INSERT INTO flags SELECT random() < 0.5, i, random() < 0.5, i, CASE WHEN random() < 0.8 THEN true END
FROM generate_series(1, :rows) i;

INSERT INTO requests (ip, path, user_agent, status, bytes, at)
SELECT ('10.' || (random() * 255)::int || '.' || (random() * 255)::int || '.' || (random() * 20)::int)::inet,
       '/' || pg_temp.words(10 + random() * 50), pg_temp.words(60 + random() * 120), 200, CASE WHEN random() < 0.9 THEN 1 END,
       '2024-01-01'::timestamptz + i * interval '1 s'
FROM generate_series(1, :rows) i;

INSERT INTO articles (slug, readme, tag_ids)
SELECT pg_temp.words(12 + random() * 14) || i, pg_temp.prose(200 + random() * 7600),
       ARRAY [(random() * 500)::int, (random() * 500)::int, (random() * 500)::int]
FROM generate_series(1, :rows / 50) i;

VACUUM ANALYZE; -- also empties the pending lists of GIN
