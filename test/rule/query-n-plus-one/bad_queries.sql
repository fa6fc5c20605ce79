-- name: ListTasks
-- calls: 10k/day
-- rows: 25
SELECT id, title, assignee_id FROM tasks WHERE project_id = $1 /*controller='tasks',action='index'*/;

-- name: GetUser
-- calls: 240k/day
SELECT id, name FROM users WHERE id = $1 /*controller='tasks',action='index'*/;

-- name: q003
-- calls: 40
-- rows: 40
-- most_in_a_row: 20
SELECT title FROM tasks WHERE id = $1;
