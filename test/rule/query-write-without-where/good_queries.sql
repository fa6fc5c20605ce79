-- name: ForgetUser :exec
DELETE FROM users WHERE id = $1;

-- name: ResetGiven :exec
UPDATE users SET is_active = false FROM unnest($1::bigint[]) AS given (id) WHERE users.id = given.id;

-- name: AddUser :exec
INSERT INTO users (id, email, name, kind, is_active) VALUES ($1, $2, $3, 'person', true)
ON CONFLICT (id) DO UPDATE SET name = excluded.name;
