-- name: TasksOfProject :many
SELECT id, number FROM tasks WHERE project_id = $1 AND NOT is_deleted;

-- name: DeletedTasks :many
SELECT id FROM tasks WHERE is_deleted;
