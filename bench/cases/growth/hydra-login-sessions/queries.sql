-- name: log_out
-- rate: 9k/day
-- mean: 2.1 s
DELETE FROM login_session WHERE id = $1;
