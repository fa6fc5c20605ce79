CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40), tags text[], data jsonb);
CREATE TABLE posts (id bigint, user_id bigint, price numeric(10,2));
CREATE VIEW busy AS SELECT u.id, count(*) AS n FROM users u JOIN posts p ON p.user_id = u.id GROUP BY u.id;
SELECT * FROM users NATURAL FULL JOIN posts AS p (id, b) WHERE data->'a'->>'b' = @key AND tags[1:2] && $1;
SELECT (u).name, u.*, busy FROM busy, LATERAL (SELECT * FROM users WHERE users.id = busy.id) u ORDER BY 1 DESC;
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SEARCH DEPTH FIRST BY n SET o SELECT * FROM t;
SELECT rank() OVER w, percentile_cont(0.5) WITHIN GROUP (ORDER BY price) FROM posts WINDOW w AS (PARTITION BY id);
SELECT DISTINCT ON (id) id, CASE WHEN id = 1 THEN 'x' ELSE NULL END FROM posts GROUP BY ROLLUP (id, (user_id, price));
