-- name: OpenOrders :one
SELECT count(*) FROM orders
WHERE owner = $1 AND kind = 'limit' AND ends_at >= $2 AND removed_at IS NULL;
