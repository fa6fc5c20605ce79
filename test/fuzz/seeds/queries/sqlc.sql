-- name: ListTasks :many
-- calls: 40k/day
-- mean: 2.5 ms
-- rows: 20
SELECT t.*, sqlc.embed(u) FROM tasks t JOIN users u ON u.id = t.user_id
WHERE u.name = sqlc.arg(name) AND t.id = ANY(sqlc.slice('ids')) AND (t.title = sqlc.narg('title') OR @all::bool);

-- name: Rename :exec
/* route='/tasks/:id',controller='tasks' */
UPDATE tasks SET title = $2, user_id = %(user)s WHERE id = :id AND title <> '%s' AND id % 2 = ?;
