-- name: TasksOfProject :many
SELECT id, number FROM tasks WHERE project_id = $1 AND NOT is_deleted;

-- name: DeletedTasks :many
SELECT id FROM tasks WHERE is_deleted;

-- name: NotesOfNumber :many
SELECT n.id FROM tasks t JOIN notes n ON n.task_id = t.id WHERE t.project_id = $1 AND n.author_id = $2;
