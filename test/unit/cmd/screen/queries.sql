-- name: purge
-- calls: 2000/day
-- mean: 646 ms
DELETE FROM tasks WHERE id = $1;

-- name: task
-- rate: 500k/day
-- mean: 0.1 ms
SELECT * FROM tasks WHERE id = $1;
