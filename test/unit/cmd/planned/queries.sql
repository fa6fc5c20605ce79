-- name: orders_of_customer :many
-- rate: 40000/day
-- mean: 120 ms
SELECT id, placed_at FROM orders WHERE customer_id = $1;

-- name: forget_customer :exec
-- rate: 100/day
-- mean: 150 ms
DELETE FROM customers WHERE id = $1;

-- name: count_orders :one
-- rate: 10/day
-- mean: 90 ms
SELECT count(*) FROM orders;

-- name: noted_orders :many
-- rate: 500/day
-- mean: 95 ms
SELECT o.id FROM orders o JOIN notes n ON n.order_id = o.id WHERE o.placed_at = $1 AND n.note = $2;
