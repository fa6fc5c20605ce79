-- name: CountByStatus
-- mean: 3 ms
-- calls: 10k/day
SELECT status, count(*) FROM tasks WHERE workspace_id = $1 GROUP BY status;
