-- name: log_call
-- rate: 2.6M/day
INSERT INTO hook_logs (hook_id, request, response) VALUES ($1, $2, $3);

-- name: prune_logs
-- rate: 24/day
DELETE FROM hook_logs
WHERE id IN (SELECT id FROM hook_logs WHERE created_at < now() - interval '90 days' LIMIT 50000);
