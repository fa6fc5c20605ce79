-- name: ForgetUsers :exec
DELETE FROM users;

-- name: ResetUsers :exec
UPDATE users SET is_active = false WHERE true;

-- name: TakeUsers :many
WITH taken AS (DELETE FROM users RETURNING id) SELECT id FROM taken;
