-- name: q001
-- calls: 12
-- rows: 240
-- most_in_transaction: 7
-- most_in_a_row: 5
SELECT u.settings ->> 'colour', data ? 'key' FROM users u, named n WHERE u.id = $1 /*controller:users,action:show*/
