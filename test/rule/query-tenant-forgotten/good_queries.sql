-- name: Due :many
SELECT id FROM invoices WHERE organization_id = $1 AND due = $2;

-- name: Open :many
SELECT id FROM invoices WHERE organization_id = $1 AND state = $2;

-- name: Total :one
SELECT count(*) FROM invoices WHERE organization_id = $1;

-- name: Late :many
SELECT id, user_id FROM invoices WHERE organization_id = $2 AND due < $1;

-- name: OfUser :many
SELECT id FROM invoices WHERE user_id = $1 AND due < $2;

-- name: Invoice :one
SELECT state FROM invoices WHERE id = $1;

-- name: ByTenant :many
SELECT organization_id, count(*) FROM invoices WHERE due < $1 GROUP BY organization_id;
