-- name: Related
-- calls: 400k/day
-- mean: 150 ms
SELECT id, slug FROM articles WHERE body LIKE $1 LIMIT 5 /*route='/related/:slug'*/;

-- name: Publish
-- calls: 50/day
INSERT INTO articles (id, slug) VALUES ($1, $2) /*route='/articles'*/;
