-- The state of a user's workspaces: each with its latest build.
-- name: WorkspacesOfOwner :many
-- calls: 50k/day
SELECT w.id, w.name, b.transition, b.job_status
FROM workspaces w
JOIN workspace_latest_builds b ON b.workspace_id = w.id
WHERE w.owner_id = $1 AND w.deleted = FALSE;
