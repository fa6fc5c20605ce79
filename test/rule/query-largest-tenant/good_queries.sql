-- name: FirstPage
SELECT id, status FROM tasks WHERE workspace_id = $1 ORDER BY created_at LIMIT 50;
-- name: One
SELECT id, status FROM tasks WHERE workspace_id = $1 AND id = $2;
-- name: Whole
SELECT count(*) FROM tasks WHERE status = $1;
-- name: Always
SELECT count(*) FROM tasks WHERE workspace_id = 4;
