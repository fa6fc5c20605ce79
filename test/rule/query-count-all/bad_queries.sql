-- name: CountUsers :one
SELECT count(*) FROM users;

-- name: CountPairs :one
SELECT count(u.id) FROM users u JOIN users v ON v.name = u.name;

-- name: CountKinds :one
SELECT count(*) FILTER (WHERE is_active) AS active, count(*) FILTER (WHERE kind = 'robot') AS robots FROM users;
