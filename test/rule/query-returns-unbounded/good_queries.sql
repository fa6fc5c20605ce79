-- name: ListSomeUsers :many
SELECT id, name FROM users ORDER BY id LIMIT 10;

-- name: UsersNamed :many
SELECT id, name FROM users WHERE name = $1;

-- name: UsersGiven :many
SELECT u.id, u.name FROM unnest($1::bigint[]) AS given (id) JOIN users u ON u.id = given.id;

-- name: CountRobots :one
SELECT count(*) FROM users WHERE kind = 'robot';
