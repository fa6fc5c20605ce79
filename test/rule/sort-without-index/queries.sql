-- name: LastMessages :many
SELECT id FROM messages WHERE chat_id = $1 ORDER BY created_at DESC, id LIMIT 20;
