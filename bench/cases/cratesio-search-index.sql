-- The search box: crates whose name holds what was typed, however it is written.
-- name: SearchCrates :many
-- calls: 100k/day
SELECT id, name, downloads
FROM crates
WHERE canon_crate_name(name) LIKE '%' || canon_crate_name($1) || '%'
LIMIT 20;
