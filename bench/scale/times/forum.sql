-- A forum at :scale times the smallest size: 5,000 posts, 15,000 comments, 40,000 votes. Tags are a closed list, members are
-- not; few of them write most; threads are trees.
CREATE TABLE members (id bigint PRIMARY KEY, name text NOT NULL UNIQUE, about text, reputation int NOT NULL, joined_at timestamp NOT NULL);
CREATE TABLE tags (id int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE posts (id bigint PRIMARY KEY, member_id bigint NOT NULL REFERENCES members, title text NOT NULL, body text NOT NULL,
    score int NOT NULL, views int NOT NULL, state text NOT NULL, created_at timestamp NOT NULL, search tsvector);
CREATE TABLE post_tags (post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE, tag_id int NOT NULL REFERENCES tags, PRIMARY KEY (post_id, tag_id));
CREATE TABLE comments (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE, parent_id bigint REFERENCES comments ON DELETE CASCADE,
    member_id bigint NOT NULL REFERENCES members, body text NOT NULL, created_at timestamp NOT NULL);
CREATE TABLE votes (member_id bigint NOT NULL REFERENCES members ON DELETE CASCADE, post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    value smallint NOT NULL, at timestamp NOT NULL, PRIMARY KEY (member_id, post_id));
CREATE TABLE follows (member_id bigint NOT NULL REFERENCES members, follows_id bigint NOT NULL REFERENCES members, PRIMARY KEY (member_id, follows_id));
CREATE FUNCTION pick(key bigint, salt bigint, low bigint, high bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT low + (hashint8extended(key, salt) & 9223372036854775807) % (high - low + 1)
$$;
CREATE FUNCTION share(key bigint, salt bigint) RETURNS float8
LANGUAGE sql IMMUTABLE AS $$ SELECT (pick(key, salt, 0, 999999) + 0.5) / 1000000 $$;
CREATE FUNCTION word(key bigint, salt bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT 'w' || floor(2000 * power(share(key, salt), 3))::int $$;
SET session_replication_role = replica;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '64MB';
INSERT INTO members SELECT k, 'member' || k, CASE WHEN pick(k, 1, 1, 3) = 1 THEN repeat(word(k, 2) || ' ', 20) END, floor(10 / power(share(k, 3), 0.8))::int,
    '2020-01-01'::timestamp + interval '2190 days' * (k / (1500.0 * :scale)) FROM generate_series(1, 1500 * :scale) k;
INSERT INTO tags SELECT k, 'tag' || k FROM generate_series(1, 150) k;
INSERT INTO posts SELECT k, 1 + floor(1500 * :scale * power(share(k, 1), 3))::bigint, word(k, 2) || ' ' || word(k, 3) || ' ' || word(k, 4), b.body,
    floor(3 / power(share(k, 5), 0.5))::int - 2, floor(50 / power(share(k, 6), 0.9))::int, (ARRAY['open','open','open','closed','hidden'])[pick(k, 7, 1, 5)],
    '2020-01-01'::timestamp + interval '2495 days' * (k / (5000.0 * :scale)), to_tsvector('simple', b.body)
FROM generate_series(1, 5000 * :scale) k, LATERAL (SELECT string_agg(word(k, 20 + i), ' ') AS body FROM generate_series(1, 40) i) b;
INSERT INTO post_tags SELECT pick(k, 1, 1, 5000 * :scale), 1 + floor(150 * power(share(k, 2), 2))::int FROM generate_series(1, 11000 * :scale) k ON CONFLICT DO NOTHING;
INSERT INTO comments SELECT k, 1 + floor(5000 * :scale * least(0.999999, k / (15000.0 * :scale) * power(share(k, 1), 0.05)))::bigint,
    NULL, 1 + floor(1500 * :scale * power(share(k, 3), 2.5))::bigint, word(k, 4) || ' ' || word(k, 5) || ' ' || repeat(word(k, 6) || ' ', pick(k, 7, 1, 20)::int),
    '2020-01-01'::timestamp + interval '2495 days' * (k / (15000.0 * :scale)) FROM generate_series(1, 15000 * :scale) k;
INSERT INTO votes SELECT 1 + floor(1500 * :scale * power(share(k, 1), 2))::bigint, 1 + floor(5000 * :scale * power(share(k, 2), 1.5))::bigint,
    CASE WHEN pick(k, 3, 1, 6) = 1 THEN -1 ELSE 1 END, '2020-01-01'::timestamp + interval '2495 days' * (k / (40000.0 * :scale))
FROM generate_series(1, 40000 * :scale) k ON CONFLICT DO NOTHING;
INSERT INTO follows SELECT pick(k, 1, 1, 1500 * :scale), 1 + floor(1500 * :scale * power(share(k, 2), 2))::bigint FROM generate_series(1, 10000 * :scale) k ON CONFLICT DO NOTHING;
SET session_replication_role = origin;
CREATE INDEX ON posts (member_id);
CREATE INDEX ON posts (created_at);
CREATE INDEX ON posts (score DESC);
CREATE INDEX ON posts USING gin (search);
CREATE INDEX ON post_tags (tag_id);
CREATE INDEX ON comments (post_id, created_at);
CREATE INDEX ON comments (member_id);
CREATE INDEX ON votes (post_id);
