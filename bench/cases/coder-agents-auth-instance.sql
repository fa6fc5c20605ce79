-- An agent of a cloud machine tells which machine it runs on.
-- name: AgentsOfInstance :many
-- calls: 20k/day
SELECT id, name, resource_id, auth_token
FROM workspace_agents
WHERE auth_instance_id = $1 AND deleted = FALSE
ORDER BY created_at DESC;
