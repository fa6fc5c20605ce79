-- name: CountUsers :one
SELECT count(*) FROM users;

-- name: CountPairs :one
SELECT count(u.id) FROM users u JOIN users v ON v.name = u.name;
