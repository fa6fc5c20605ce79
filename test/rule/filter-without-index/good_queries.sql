-- name: TasksOfProject :many
SELECT id, number FROM tasks WHERE project_id = $1 AND NOT is_deleted;

-- name: DeletedTasks :many
SELECT id FROM tasks WHERE is_deleted;

-- name: NotesOfLongTasks :many
SELECT n.id FROM notes n WHERE n.author_id = $1
AND EXISTS (SELECT FROM tasks t WHERE t.id = n.task_id AND t.number > $2);

-- name: Numbers :many
SELECT n.id, t.number FROM notes n LEFT JOIN tasks t ON t.id = n.task_id AND t.number = 1 LIMIT 50;

-- name: PagesOfTasks :many
SELECT page.id FROM (SELECT id, number FROM tasks ORDER BY id LIMIT $1) page WHERE page.number = $2;
