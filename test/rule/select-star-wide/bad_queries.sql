-- name: ArticlesOf :many
SELECT * FROM articles WHERE author_id = $1;
