-- The statements of the application's hot paths, with their rates as its metrics show them. Mean times are
-- declared as well: what the dashboard says of those that somebody looked up.

-- name: user_by_email :one
-- rate: 15000/day
-- mean: 7 ms
SELECT id, name, password_hash FROM users WHERE lower(email) = lower($1) AND deleted_at IS NULL;

-- name: user_by_id :one
-- rate: 900000/day
-- mean: 0.03 ms
SELECT id, name, email, avatar_url, time_zone FROM users WHERE id = $1;

-- name: token_by_hash :one
-- rate: 350000/day
-- mean: 0.04 ms
SELECT t.id, t.user_id, t.scopes, t.expires_at
FROM api_tokens t
JOIN users u ON u.id = t.user_id
WHERE t.token_hash = $1 AND u.deleted_at IS NULL;

-- name: touch_token :exec
-- rate: 350000/day
UPDATE api_tokens SET last_used_at = now() WHERE id = $1;

-- name: my_workspaces :many
-- rate: 60000/day
SELECT w.id, w.slug, w.name, m.role
FROM members m
JOIN workspaces w ON w.id = m.workspace_id
WHERE m.user_id = $1 AND w.deleted_at IS NULL
ORDER BY w.name;

-- name: is_member :one
-- rate: 1200000/day
-- mean: 0.03 ms
SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2;

-- name: list_projects :many
-- rate: 80000/day
SELECT id, key, name, color, icon, open_tasks_count, last_activity_at
FROM projects
WHERE workspace_id = $1 AND archived_at IS NULL
ORDER BY last_activity_at DESC NULLS LAST
LIMIT 50;

-- name: count_project_view :exec
-- rate: 120000/day
UPDATE projects SET views_count = views_count + 1 WHERE id = $1;

-- name: bump_project_counts :exec
-- rate: 22000/day
UPDATE projects
SET tasks_count = tasks_count + $2, open_tasks_count = open_tasks_count + $3, last_activity_at = now()
WHERE id = $1;

-- name: board :many
-- rate: 110000/day
-- mean: 0.06 ms
SELECT id, number, title, status, priority, position, due_on
FROM tasks
WHERE project_id = $1 AND status = $2 AND deleted_at IS NULL
ORDER BY position
LIMIT 100;

-- name: task_by_number :one
-- rate: 260000/day
-- mean: 0.04 ms
SELECT * FROM tasks WHERE project_id = $1 AND number = $2 AND deleted_at IS NULL;

-- name: list_my_open_tasks :many
-- rate: 40000/day
-- mean: 210 ms
SELECT t.id, t.title, t.status, t.priority, t.due_on, p.key, t.number
FROM task_assignments a
JOIN tasks t ON t.id = a.task_id
JOIN projects p ON p.id = t.project_id
WHERE a.user_id = $1 AND t.completed_at IS NULL AND t.deleted_at IS NULL
ORDER BY t.due_on NULLS LAST, t.priority DESC
LIMIT 50;

-- name: assignees_of_task :many
-- rate: 260000/day
SELECT u.id, u.name, u.avatar_url
FROM task_assignments a
JOIN users u ON u.id = a.user_id
WHERE a.task_id = $1;

-- name: subtasks :many
-- rate: 30000/day
-- mean: 780 ms
SELECT id, number, title, status FROM tasks WHERE parent_id = $1 AND deleted_at IS NULL ORDER BY position;

-- name: task_tree :many
-- rate: 600/day
-- mean: 6.4 s
WITH RECURSIVE tree AS (
    SELECT id, parent_id, title, status, 0 AS depth FROM tasks WHERE id = $1
    UNION ALL
    SELECT t.id, t.parent_id, t.title, t.status, tree.depth + 1
    FROM tasks t JOIN tree ON t.parent_id = tree.id
)
SELECT * FROM tree ORDER BY depth;

-- name: create_task :one
-- rate: 8000/day
INSERT INTO tasks (project_id, parent_id, number, title, description, status, priority, position, due_on, created_by)
VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM tasks WHERE project_id = $1), $3, $4, $5, $6, $7, $8, $9)
RETURNING id, number;

-- name: move_task :exec
-- rate: 30000/day
UPDATE tasks
SET status = $2::task_status, position = $3, completed_at = CASE WHEN $2::task_status IN ('done', 'cancelled', 'wont_fix') THEN now() END
WHERE id = $1;

-- name: soft_delete_task :exec
-- rate: 400/day
UPDATE tasks SET deleted_at = now() WHERE id = $1;

-- name: purge_deleted_tasks :exec
-- rate: 24/day
DELETE FROM tasks
WHERE id IN (SELECT id FROM tasks WHERE deleted_at < now() - interval '30 days' ORDER BY id LIMIT 100);

-- name: tasks_with_tag :many
-- rate: 2500/day
SELECT t.id, t.title, t.status
FROM tasks t
JOIN projects p ON p.id = t.project_id
WHERE p.workspace_id = $1 AND t.tags LIKE '%' || $2 || '%' AND t.deleted_at IS NULL
LIMIT 100;

-- name: search_tasks :many
-- rate: 12000/day
-- mean: 0.8 ms
SELECT t.id, t.title, p.key, t.number
FROM tasks t
JOIN projects p ON p.id = t.project_id
WHERE p.workspace_id = $1 AND t.title ILIKE '%' || $2 || '%' AND t.deleted_at IS NULL
ORDER BY t.updated_at DESC
LIMIT 20;

-- name: overdue_of_workspace :many
-- rate: 6000/day
-- mean: 0.7 ms
SELECT id, title, due_on FROM overdue_tasks WHERE workspace_id = $1 ORDER BY due_on LIMIT 100;

-- name: assign_task :exec
-- rate: 11000/day
INSERT INTO task_assignments (task_id, user_id, assigned_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: labels_of_task :many
-- rate: 260000/day
SELECT l.id, l.name, l.color FROM task_labels tl JOIN labels l ON l.id = tl.label_id WHERE tl.task_id = $1;

-- name: tasks_with_label :many
-- rate: 9000/day
-- mean: 0.4 ms
SELECT t.id, t.title, t.status
FROM task_labels tl
JOIN tasks t ON t.id = tl.task_id
WHERE tl.label_id = $1 AND t.deleted_at IS NULL
ORDER BY t.created_at DESC
LIMIT 50;

-- name: comments_of_task :many
-- rate: 240000/day
-- mean: 0.05 ms
SELECT c.id, c.body, c.created_at, c.edited_at, u.name, u.avatar_url
FROM comments c
LEFT JOIN users u ON u.id = c.author_id
WHERE c.commentable_type = 'Task' AND c.commentable_id = $1 AND c.deleted_at IS NULL
ORDER BY c.created_at;

-- name: create_comment :one
-- rate: 24000/day
INSERT INTO comments (commentable_type, commentable_id, author_id, body) VALUES ($1, $2, $3, $4) RETURNING id;

-- name: comments_by_author :many
-- rate: 1500/day
SELECT id, commentable_type, commentable_id, body, created_at
FROM comments
WHERE author_id = $1 AND deleted_at IS NULL
ORDER BY created_at DESC
LIMIT 20;

-- name: attachments_of_task :many
-- rate: 200000/day
SELECT id, file_name, content_type, size_bytes, storage_key FROM attachments WHERE task_id = $1 ORDER BY created_at;

-- name: workspace_feed :many
-- rate: 30000/day
-- mean: 0.2 ms
SELECT id, actor_id, action, entity_type, entity_id, created_at
FROM activity_log
WHERE workspace_id = $1
ORDER BY created_at DESC
LIMIT 50 OFFSET $2;

-- name: task_history :many
-- rate: 5000/day
-- mean: 5.1 s
SELECT action, actor_id, changes, created_at
FROM activity_log
WHERE entity_type = 'Task' AND entity_id = $1
ORDER BY created_at DESC;

-- name: log_activity :exec
-- rate: 95000/day
INSERT INTO activity_log (workspace_id, actor_id, action, entity_type, entity_id, changes) VALUES ($1, $2, $3, $4, $5, $6);

-- name: status_changes :many
-- rate: 300/day
SELECT entity_id, changes ->> 'to' AS status, created_at
FROM activity_log
WHERE workspace_id = $1 AND created_at >= now() - interval '14 days' AND changes ->> 'field' = 'status';

-- name: unread_count :one
-- rate: 700000/day
-- mean: 0.06 ms
SELECT count(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL;

-- name: list_notifications :many
-- rate: 90000/day
-- mean: 0.1 ms
SELECT id, kind, data, task_id, read_at, created_at
FROM notifications
WHERE user_id = $1 AND created_at < $2
ORDER BY created_at DESC
LIMIT 30;

-- name: notify :exec
-- rate: 130000/day
-- mean: 0.08 ms
INSERT INTO notifications (user_id, task_id, kind, data) VALUES ($1, $2, $3, $4);

-- name: mark_read :exec
-- rate: 45000/day
UPDATE notifications SET read_at = now() WHERE user_id = $1 AND read_at IS NULL;

-- name: record_delivery :exec
-- rate: 60000/day
INSERT INTO webhook_deliveries (webhook_id, event, payload, attempt, response_status, duration_ms)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: recent_deliveries :many
-- rate: 500/day
SELECT event, attempt, response_status, duration_ms, attempted_at
FROM webhook_deliveries
WHERE webhook_id = $1
ORDER BY attempted_at DESC
LIMIT 50;

-- name: purge_deliveries :exec
-- rate: 24/day
DELETE FROM webhook_deliveries WHERE attempted_at < now() - interval '30 days';
