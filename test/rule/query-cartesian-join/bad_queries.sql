-- name: OrdersOfDay :many
SELECT o.id, c.name FROM orders o, customers c WHERE o.placed_on = $1;
