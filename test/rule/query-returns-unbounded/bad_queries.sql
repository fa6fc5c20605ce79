-- name: ListUsers :many
SELECT id, name FROM users ORDER BY name;

-- name: ListRobots :many
SELECT id, name FROM users WHERE kind = 'robot' AND is_active;

-- name: ListPeople :many
SELECT id, name FROM people;
