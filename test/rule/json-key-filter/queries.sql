-- name: EndSessions :exec
DELETE FROM sessions WHERE data ->> 'user_id' = $1;
