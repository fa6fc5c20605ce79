-- name: Related
-- calls: 400k/day
-- mean: 150 ms
SELECT id, slug FROM articles WHERE body LIKE $1 LIMIT 5 /*route='/articles/:slug/related'*/;

-- name: Publish
-- calls: 50/day
INSERT INTO articles (id, slug) VALUES ($1, $2) /*route='/articles'*/;

-- name: Untagged
-- calls: 400k/day
-- mean: 150 ms
SELECT id FROM comments WHERE body LIKE $1;
