-- name: OrdersOfDay :many
SELECT o.id, c.name FROM orders o, customers c WHERE o.placed_on = $1 AND c.id = o.customer_id;

-- name: CustomerAndDay :many
SELECT o.id, c.name FROM orders o, customers c WHERE o.placed_on = $1 AND c.id = $2;

-- name: Shares :many
SELECT o.id, o.id::numeric / total.count FROM orders o CROSS JOIN (SELECT count(*) FROM orders WHERE placed_on = $1) total;

-- name: Days :many
SELECT d, o.id FROM generate_series($1::date, $2::date, interval '1 day') d CROSS JOIN orders o;

-- name: LastOfEach :many
SELECT c.name, last.id FROM customers c
CROSS JOIN LATERAL (SELECT o.id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id DESC LIMIT 1) last;

-- name: Between :many
SELECT o.id FROM orders o, customers c WHERE EXISTS (SELECT FROM orders x WHERE x.id = o.id AND x.customer_id = c.id);
