-- name: prune
-- rate: 24/day
DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE made_at < now() - interval '30 days' LIMIT 10000);
