-- name: ListTasks
-- calls: 10k/day
-- rows: 25
SELECT id, title, assignee_id FROM tasks WHERE project_id = $1 /*controller='tasks',action='index'*/;

-- name: GetUser
-- calls: 240k/day
SELECT id, name FROM users WHERE id = $1 /*controller='users',action='show'*/;

-- name: CountTasks
-- calls: 10k/day
SELECT count(*) FROM tasks WHERE assignee_id = $1 /*controller='tasks',action='index'*/;

-- name: q003
-- calls: 40
-- most_in_transaction: 2
SELECT title FROM tasks WHERE id = $1;
