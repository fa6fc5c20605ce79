-- Queries of shop.sql. "-- values:" is a query whose rows are parameters of calls, as an application might ask;
-- without it there is one call.

-- name: order_by_id
-- values: SELECT id FROM orders ORDER BY hashint8(id) LIMIT 20
SELECT * FROM orders WHERE id = $1;
-- name: customer_by_email
-- values: SELECT email FROM customers ORDER BY hashint8(id) LIMIT 20
SELECT id, name FROM customers WHERE email = $1;
-- name: orders_of_customer
-- values: SELECT customer_id FROM orders ORDER BY hashint8(id) LIMIT 20
SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 20;
-- name: order_with_items
-- values: SELECT id FROM orders ORDER BY hashint8(id) LIMIT 20
SELECT o.id, i.quantity, p.title FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id WHERE o.id = $1;
-- name: recent_of_tenant
-- values: SELECT tenant_id FROM orders ORDER BY hashint8(id) LIMIT 20
SELECT id, status, total FROM orders WHERE tenant_id = $1 ORDER BY created_at DESC LIMIT 50;
-- name: tenant_month
-- values: SELECT tenant_id FROM orders ORDER BY hashint8(id) LIMIT 20
SELECT count(*), sum(total) FROM orders WHERE tenant_id = $1 AND created_at >= '2026-10-21';
-- name: tenant_totals
-- values: SELECT id FROM tenants ORDER BY hashint8(id) LIMIT 20
SELECT status, count(*), sum(total) FROM orders WHERE tenant_id = $1 GROUP BY status;
-- name: tenant_customers
-- values: SELECT tenant_id FROM customers ORDER BY hashint8(id) LIMIT 20
SELECT c.id, c.name, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.tenant_id = $1 GROUP BY c.id ORDER BY 3 DESC LIMIT 10;
-- name: new_orders
SELECT id, customer_id, total FROM orders WHERE status = 'new' ORDER BY created_at LIMIT 100;
-- name: count_new
SELECT count(*) FROM orders WHERE status = 'new';
-- name: search_title
-- values: SELECT '%' || t || '%' FROM unnest('{garden chair,lamp wooden,usb cable,tea pot,solar,mini table}'::text[]) t
SELECT id, title, price FROM products WHERE title ILIKE $1 ORDER BY price LIMIT 20;
-- name: search_prefix
SELECT id, title FROM products WHERE title LIKE 'garden ch%' LIMIT 10;
-- name: search_text
-- values: SELECT t FROM unnest('{garden & chair,lamp & wooden & usb,tea & pot}'::text[]) t
SELECT id, title FROM products WHERE to_tsvector('english', description) @@ to_tsquery('english', $1) LIMIT 20;
-- name: count_text
SELECT count(*) FROM products WHERE to_tsvector('english', description) @@ to_tsquery('english', 'garden & chair & steel');
-- name: search_email
SELECT id, email FROM customers WHERE email LIKE '%77@example%' LIMIT 50;
-- name: customers_by_country
SELECT country, count(*) FROM customers WHERE deleted_at IS NULL GROUP BY country;
-- name: product_color
SELECT count(*), avg(price) FROM products WHERE attributes->>'color' = 'red';
-- name: product_weight
SELECT id, title FROM products WHERE (attributes->>'weight')::int > 1990 ORDER BY id LIMIT 20;
-- name: events_json
SELECT count(*) FROM events WHERE payload @> '{"device": "ios", "page": "/p/42"}';
-- name: events_session
-- values: SELECT jsonb_build_object('session', payload->>'session')::text FROM events ORDER BY hashint8(id) LIMIT 10
SELECT id, kind, created_at FROM events WHERE payload @> $1::jsonb ORDER BY created_at;
-- name: events_slow
SELECT id, payload FROM events WHERE (payload->>'ms')::int > 3990 ORDER BY created_at DESC LIMIT 50;
-- name: events_day
SELECT kind, count(*) FROM events WHERE created_at >= '2026-11-20' GROUP BY kind;
-- name: events_month_devices
SELECT payload->>'device', count(DISTINCT customer_id) FROM events WHERE created_at >= '2026-10-21' GROUP BY 1;
-- name: events_of_tenant
-- values: SELECT tenant_id FROM events ORDER BY hashint8(id) LIMIT 20
SELECT kind, count(*) FROM events WHERE tenant_id = $1 GROUP BY kind;
-- name: feed_of_tenant
-- values: SELECT tenant_id FROM events ORDER BY hashint8(id) LIMIT 20
SELECT * FROM events WHERE tenant_id = $1 AND kind = 'error' ORDER BY created_at DESC LIMIT 20;
-- name: errors
SELECT * FROM events WHERE kind = 'error' ORDER BY id DESC LIMIT 20;
-- name: page_deep
SELECT id, total FROM orders ORDER BY created_at DESC OFFSET 5000 LIMIT 20;
-- name: revenue_by_month
SELECT date_trunc('month', created_at), sum(total), count(*) FROM orders WHERE status <> 'cancelled' GROUP BY 1 ORDER BY 1;
-- name: revenue_by_category
SELECT c.name, sum(i.quantity * i.price) FROM order_items i JOIN products p ON p.id = i.product_id JOIN categories c ON c.id = p.category_id GROUP BY c.name ORDER BY 2 DESC;
-- name: top_products_month
SELECT p.id, p.title, sum(i.quantity) FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id WHERE o.created_at >= '2026-10-21' GROUP BY p.id ORDER BY 3 DESC LIMIT 10;
-- name: top_customers
SELECT customer_id, sum(total) FROM orders GROUP BY customer_id ORDER BY 2 DESC LIMIT 20;
-- name: unpaid
SELECT o.id, o.total FROM orders o WHERE o.status = 'paid' AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id) LIMIT 100;
-- name: customers_without_orders
SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id);
-- name: never_reviewed
SELECT p.id FROM products p LEFT JOIN reviews r ON r.product_id = p.id WHERE r.id IS NULL ORDER BY p.id LIMIT 50;
-- name: best_rated
SELECT p.id, p.title, avg(r.rating) FROM products p JOIN reviews r ON r.product_id = p.id WHERE p.category_id = 7 GROUP BY p.id HAVING count(*) > 3 ORDER BY 3 DESC LIMIT 10;
-- name: reviews_of_product
-- values: SELECT product_id FROM reviews ORDER BY hashint8(id) LIMIT 20
SELECT r.rating, r.body, c.name FROM reviews r JOIN customers c ON c.id = r.customer_id WHERE r.product_id = $1 ORDER BY r.created_at DESC LIMIT 10;
-- name: payments_of_order
-- values: SELECT id FROM orders ORDER BY hashint8(id) LIMIT 5
SELECT * FROM payments WHERE order_id = $1;
-- name: rank_in_tenant
SELECT * FROM (SELECT tenant_id, id, rank() OVER (PARTITION BY tenant_id ORDER BY total DESC) AS r FROM orders) t WHERE r <= 3;
-- name: distinct_customers
SELECT count(DISTINCT customer_id) FROM orders WHERE created_at >= '2026-08-21';
-- name: largest_orders
SELECT id, total FROM orders ORDER BY total DESC LIMIT 10;
-- name: low_stock
SELECT id, title FROM products WHERE stock < 3 ORDER BY id;
-- name: insert_order
-- values: SELECT 100000000 + id, tenant_id, id FROM customers ORDER BY hashint8(id) LIMIT 10
INSERT INTO orders (id, tenant_id, customer_id, total, created_at, updated_at) VALUES ($1, $2, $3, 12.50, now(), now());
-- name: insert_event
-- values: SELECT 100000000 + id, tenant_id FROM customers ORDER BY hashint8(id) LIMIT 10
INSERT INTO events (id, tenant_id, kind, payload, created_at) VALUES ($1, $2, 'view', '{"page": "/p/7", "ms": 12, "device": "web", "session": "abc"}', now());
-- name: insert_item
-- values: SELECT 100000000 + id, id FROM orders ORDER BY hashint8(id) LIMIT 10
INSERT INTO order_items (id, order_id, product_id, quantity, price) VALUES ($1, $2, 17, 1, 9.99);
-- name: ship_order
-- values: SELECT id FROM orders ORDER BY hashint8(id) LIMIT 10
UPDATE orders SET status = 'shipped', updated_at = now() WHERE id = $1;
-- name: touch_customer
-- values: SELECT id FROM customers ORDER BY hashint8(id) LIMIT 10
UPDATE customers SET deleted_at = now() WHERE id = $1;
-- name: take_stock
-- values: SELECT id FROM products ORDER BY hashint8(id) LIMIT 10
UPDATE products SET stock = stock - 1 WHERE id = $1 AND stock > 0;
-- name: raise_prices
UPDATE products SET price = price * 1.05 WHERE category_id = 12;
-- name: delete_order
-- values: SELECT id FROM orders ORDER BY hashint8(id) LIMIT 5
DELETE FROM orders WHERE id = $1;
-- name: delete_item
-- values: SELECT id FROM order_items ORDER BY hashint8(id) LIMIT 10
DELETE FROM order_items WHERE id = $1;
-- name: delete_product
-- values: SELECT p.id FROM products p WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.product_id = p.id) ORDER BY hashint8(p.id) LIMIT 3
DELETE FROM products WHERE id = $1;
-- name: delete_old_events
DELETE FROM events WHERE created_at < '2024-11-25';
