-- name: ArticlesOf :many
SELECT id, title FROM articles WHERE author_id = $1;

-- name: Article :one
SELECT * FROM articles WHERE id = $1;

-- name: Some :many
SELECT * FROM articles WHERE id = ANY($1::bigint[]);

-- name: Exists :one
SELECT EXISTS (SELECT * FROM articles WHERE author_id = $1);

-- name: NamesOf :many
SELECT * FROM names WHERE author_id = $1;
