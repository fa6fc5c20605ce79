-- name: LargePayments :many
SELECT id FROM payments WHERE amount > 1000;

-- name: SmallPayments :many
SELECT id FROM payments WHERE amount < $1::integer;

-- name: Payment :one
SELECT id FROM payments WHERE id = $1 AND amount > 1000.5;
