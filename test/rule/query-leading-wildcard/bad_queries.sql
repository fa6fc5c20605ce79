-- name: SearchUsers :many
SELECT id FROM users WHERE name ILIKE '%' || $1 || '%' ORDER BY id LIMIT 10;

-- name: UsersOfDomain :many
SELECT id FROM users WHERE lower(email) LIKE '%@example.com' ORDER BY id LIMIT 10;

-- name: SearchUsersOptionally :many
SELECT id FROM users WHERE CASE WHEN $1 <> '' THEN name ILIKE concat('%', $1, '%') ELSE true END ORDER BY id;
