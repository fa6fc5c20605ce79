-- name: write_audit
-- rate: 133k/day
INSERT INTO audit_logs (id, at, user_id, resource_type, diff, status) VALUES ($1, $2, $3, $4, $5, $6);

-- name: count_audit
-- rate: 600/day
-- mean: 900 ms
SELECT count(*) FROM audit_logs a LEFT JOIN users u ON u.id = a.user_id
WHERE ($1 = '' OR a.resource_type = $1);
