-- name: LargePayments :many
SELECT id FROM payments WHERE amount > 1000;

-- name: SmallPayments :many
SELECT id FROM payments WHERE amount < $1::integer;

-- name: Payment :one
SELECT id FROM payments WHERE id = $1 AND amount > 1000.5;

-- name: Made :exec
INSERT INTO payments (amount) SELECT p.amount FROM generate_series($1, $2 * $3 * $4) i JOIN payments p ON p.amount = i;

-- name: MadeOfNumeric :exec
INSERT INTO payments (amount) SELECT p.amount FROM generate_series($1, $2 * 1.0) i JOIN payments p ON p.amount = i;
