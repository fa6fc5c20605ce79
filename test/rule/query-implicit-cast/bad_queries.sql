-- name: LargePayments :many
SELECT id FROM payments WHERE amount > 1000.5;
