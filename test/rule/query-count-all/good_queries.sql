-- name: CountUsersNamed :one
SELECT count(*) FROM users WHERE name = $1;

-- name: UsersInAll :many
SELECT id, count(*) OVER () FROM users WHERE name = $1;

-- name: CountGiven :one
SELECT count(*) FROM unnest($1::bigint[]);
