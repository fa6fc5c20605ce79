-- name: LastMessages :many
SELECT id FROM messages WHERE chat_id = $1 ORDER BY created_at DESC, id LIMIT 20;

-- name: LatestOfTwo :many
SELECT * FROM ((SELECT id, created_at FROM messages WHERE chat_id = $1 ORDER BY created_at DESC LIMIT 25)
    UNION ALL (SELECT id, created_at FROM messages WHERE chat_id = $2 ORDER BY created_at DESC LIMIT 25)) AS latest;
