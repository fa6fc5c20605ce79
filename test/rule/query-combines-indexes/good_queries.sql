-- name: OpenOrders :one
SELECT count(*) FROM orders
WHERE owner = $1 AND kind = 'limit' AND ends_at >= $2 AND removed_at IS NULL;

-- name: VisitsOf :many
SELECT id FROM visits WHERE owner = $1 AND ends_at >= $2;

-- name: OrdersOf :many
SELECT id FROM orders WHERE owner = $1 AND removed_at IS NULL;

-- name: LatestOf :many
SELECT id FROM orders WHERE owner = $1 AND ends_at >= $2 ORDER BY ends_at LIMIT 20;
