-- Queries of forum.sql.

-- name: post
-- values: SELECT id FROM posts ORDER BY hashint8(id) LIMIT 20
SELECT p.*, m.name FROM posts p JOIN members m ON m.id = p.member_id WHERE p.id = $1;
-- name: comments_of_post
-- values: SELECT post_id FROM comments ORDER BY hashint8(id) LIMIT 20
SELECT c.id, c.body, m.name FROM comments c JOIN members m ON m.id = c.member_id WHERE c.post_id = $1 ORDER BY c.created_at;
-- name: member_by_name
-- values: SELECT name FROM members ORDER BY hashint8(id) LIMIT 20
SELECT * FROM members WHERE name = $1;
-- name: posts_of_member
-- values: SELECT member_id FROM posts ORDER BY hashint8(id) LIMIT 20
SELECT id, title, score FROM posts WHERE member_id = $1 ORDER BY created_at DESC LIMIT 30;
-- name: front_page
SELECT p.id, p.title, p.score, m.name FROM posts p JOIN members m ON m.id = p.member_id WHERE p.state = 'open' ORDER BY p.created_at DESC LIMIT 30;
-- name: best
SELECT id, title, score FROM posts WHERE state = 'open' ORDER BY score DESC LIMIT 30;
-- name: best_of_month
SELECT id, title FROM posts WHERE created_at >= '2026-10-01' ORDER BY score DESC LIMIT 20;
-- name: tagged
-- values: SELECT tag_id FROM post_tags ORDER BY hashint8(post_id), tag_id LIMIT 15
SELECT p.id, p.title FROM posts p JOIN post_tags t ON t.post_id = p.id WHERE t.tag_id = $1 ORDER BY p.created_at DESC LIMIT 20;
-- name: tag_counts
SELECT t.name, count(*) FROM tags t JOIN post_tags p ON p.tag_id = t.id GROUP BY t.name ORDER BY 2 DESC;
-- name: tag_pairs
SELECT a.tag_id, b.tag_id, count(*) FROM post_tags a JOIN post_tags b ON b.post_id = a.post_id AND b.tag_id > a.tag_id GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20;
-- name: search
-- values: SELECT t FROM unnest('{w5 & w9,w120 & w3,w700,w1500 & w2}'::text[]) t
SELECT id, title FROM posts WHERE search @@ to_tsquery('simple', $1) ORDER BY score DESC LIMIT 20;
-- name: search_rare
SELECT count(*) FROM posts WHERE search @@ to_tsquery('simple', 'w1900 & w1200');
-- name: search_like
SELECT id, title FROM posts WHERE body LIKE '%w1999 w%' ORDER BY created_at DESC LIMIT 20;
-- name: vote_totals
-- values: SELECT post_id FROM votes ORDER BY hashint8(post_id), member_id LIMIT 20
SELECT sum(value), count(*) FROM votes WHERE post_id = $1;
-- name: votes_of_member
-- values: SELECT member_id FROM votes ORDER BY hashint8(post_id), member_id LIMIT 20
SELECT count(*) FROM votes WHERE member_id = $1 AND value > 0;
-- name: karma
SELECT p.member_id, sum(v.value) FROM votes v JOIN posts p ON p.id = v.post_id GROUP BY p.member_id ORDER BY 2 DESC LIMIT 20;
-- name: hot
SELECT v.post_id, sum(v.value) FROM votes v WHERE v.at >= '2026-09-01' GROUP BY v.post_id ORDER BY 2 DESC LIMIT 20;
-- name: unanswered
SELECT p.id, p.title FROM posts p WHERE p.state = 'open' AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.post_id = p.id) ORDER BY p.created_at DESC LIMIT 20;
-- name: count_unanswered
SELECT count(*) FROM posts p LEFT JOIN comments c ON c.post_id = p.id WHERE c.id IS NULL;
-- name: feed
-- values: SELECT member_id FROM follows ORDER BY hashint8(member_id), follows_id LIMIT 15
SELECT p.id, p.title FROM posts p JOIN follows f ON f.follows_id = p.member_id WHERE f.member_id = $1 ORDER BY p.created_at DESC LIMIT 20;
-- name: followers
-- values: SELECT follows_id FROM follows ORDER BY hashint8(member_id), follows_id LIMIT 10
SELECT count(*) FROM follows WHERE follows_id = $1;
-- name: active
SELECT m.id, m.name, count(*) FROM members m JOIN comments c ON c.member_id = m.id WHERE c.created_at >= '2026-05-01' GROUP BY m.id ORDER BY 3 DESC LIMIT 20;
-- name: lurkers
SELECT count(*) FROM members m WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.member_id = m.id) AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.member_id = m.id);
-- name: per_month
SELECT date_trunc('month', created_at), count(*), avg(score) FROM posts GROUP BY 1 ORDER BY 1;
-- name: states
SELECT state, count(*) FROM posts GROUP BY state;
-- name: reputation
SELECT name, reputation FROM members ORDER BY reputation DESC LIMIT 50;
-- name: in_list
SELECT id, name FROM members WHERE id IN (17, 290, 511, 900, 1222, 1490);
-- name: correlated
SELECT p.id, (SELECT count(*) FROM comments c WHERE c.post_id = p.id) FROM posts p WHERE p.created_at >= '2026-11-01';
-- name: union_activity
-- values: SELECT member_id FROM posts ORDER BY hashint8(id) LIMIT 15
SELECT created_at FROM posts WHERE member_id = $1 UNION ALL SELECT created_at FROM comments WHERE member_id = $1 ORDER BY 1 DESC LIMIT 20;
-- name: insert_comment
-- values: SELECT 100000000 + id, id FROM posts ORDER BY hashint8(id) LIMIT 10
INSERT INTO comments VALUES ($1, $2, NULL, 12, 'thanks', now());
-- name: insert_vote
-- values: SELECT id FROM posts ORDER BY hashint8(id) LIMIT 10
INSERT INTO votes VALUES (1499, $1, 1, now()) ON CONFLICT (member_id, post_id) DO UPDATE SET value = EXCLUDED.value;
-- name: view_post
-- values: SELECT id FROM posts ORDER BY hashint8(id) LIMIT 10
UPDATE posts SET views = views + 1 WHERE id = $1;
-- name: delete_comment
-- values: SELECT id FROM comments ORDER BY hashint8(id) LIMIT 3
DELETE FROM comments WHERE id = $1;
-- name: delete_post
-- values: SELECT id FROM posts ORDER BY hashint8(id) LIMIT 2
DELETE FROM posts WHERE id = $1;
