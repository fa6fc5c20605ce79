-- name: delete_of_client
-- rate: 40/day
-- mean: 29 s
DELETE FROM offline_client_sessions WHERE client_id = $1;

-- name: delete_expired
-- rate: 288/day
-- mean: 11 s
DELETE FROM offline_sessions WHERE realm_id = $1 AND last_refresh < $2;
