-- name: ArticlesOf :many
SELECT * FROM articles WHERE author_id = $1;

-- name: ReviewsOf :many
SELECT * FROM reviews WHERE author_id = $1;

-- name: ArticlesOfTwo :many
SELECT * FROM ((SELECT a.* FROM articles a WHERE a.author_id = $1 ORDER BY a.title LIMIT 25)
    UNION ALL SELECT a.* FROM articles a WHERE a.author_id = $2) AS both_of_them ORDER BY title;

-- name: ArticlesHandedOn :many
WITH of_one AS (SELECT a.* FROM articles a WHERE a.author_id = $1) SELECT of_one.* FROM of_one;
