-- name: Documents :many
SELECT id, title FROM documents WHERE owner_id = $1 AND deleted_at IS NULL;

-- name: Titled :many
SELECT id FROM documents WHERE owner_id = $1 AND title = $2 AND deleted_at IS NULL;

-- name: Rename :exec
UPDATE documents SET title = $2 WHERE owner_id = $1 AND deleted_at IS NULL;

-- name: CountDocuments :one
SELECT count(*) FROM documents WHERE owner_id = $1;
