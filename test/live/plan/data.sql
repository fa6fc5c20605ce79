INSERT INTO users (email, nick, score, born)
    SELECT 'u' || n || '@example.org', 'u' || n, n, '2000-01-01'::timestamp + n * interval '1 day'
    FROM generate_series(1, 300) n;
INSERT INTO tasks (user_id, "Label", rank, created_at)
    SELECT n % 300 + 1, 'task ' || n, nullif(n % 7, 0), now() - n * interval '1 hour'
    FROM generate_series(1, 3000) n;
UPDATE tasks SET parent_id = id - 1 WHERE id % 5 = 0;
INSERT INTO comments (task_id, number, author_id, body) SELECT n % 3000 + 1, n, n % 300 + 1, 'comment ' || n FROM generate_series(1, 4000) n;
INSERT INTO events (happened_at, user_id, kind)
    SELECT now() - n * interval '1 hour', n % 300 + 1, 'k' || n % 10 FROM generate_series(1, 5000) n;
INSERT INTO loose SELECT 'name ' || n, 'note' FROM generate_series(1, 1000) n;
INSERT INTO fleeting SELECT n, 'v' FROM generate_series(1, 1000) n;
INSERT INTO parts SELECT n, '2020-01-01'::date + n % 700, n % 300 + 1, 'n' FROM generate_series(1, 2000) n;
REFRESH MATERIALIZED VIEW counts;
-- What the writer says that it wrote; every row must be found afterwards.
CREATE TABLE ledger (kind text, key bigint, value bigint);
