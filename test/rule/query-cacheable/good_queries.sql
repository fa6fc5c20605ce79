-- name: Menu
-- calls: 300k/day
-- mean: 4 ms
-- rows: 40
SELECT c.name, count(*) FROM categories c JOIN products p ON p.category_id = c.id GROUP BY c.id;

-- name: AddCategory
-- calls: 3/day
INSERT INTO categories (id, name, position) VALUES ($1, $2, 0);

-- name: TouchProduct
-- calls: 90k/day
UPDATE products SET name = $2 WHERE id = $1;

-- name: Total
-- calls: 500k/day
-- mean: 3 ms
SELECT sum(amount) FROM wallets;

-- name: Pay
-- calls: 10/day
UPDATE wallets SET amount = amount - $2 WHERE id = $1;
