-- name: keep_permission
-- rate: 36M/day
INSERT INTO permissions (user_id, repo_id, source) VALUES ($1, $2, $3)
ON CONFLICT (user_id, repo_id) DO UPDATE SET updated_at = now(), source = excluded.source;
