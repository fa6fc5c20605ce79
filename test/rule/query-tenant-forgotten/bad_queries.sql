-- name: Due :many
SELECT id FROM invoices WHERE organization_id = $1 AND due = $2;

-- name: Open :many
SELECT id FROM invoices WHERE organization_id = $1 AND state = $2;

-- name: Total :one
SELECT count(*) FROM invoices WHERE organization_id = $1;

-- name: Late :many
SELECT id, user_id FROM invoices WHERE due < $1;
