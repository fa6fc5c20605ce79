-- name: state_of_group
-- rate: 400k/day
-- mean: 14 ms
WITH RECURSIVE chain(state_group) AS (
    VALUES ($1::bigint)
    UNION ALL
    SELECT e.prev_state_group FROM state_group_edges e JOIN chain c ON e.state_group = c.state_group
)
SELECT DISTINCT ON (s.type, s.state_key) s.type, s.state_key, s.event_id
FROM state_groups_state s WHERE s.state_group IN (SELECT state_group FROM chain)
ORDER BY s.type, s.state_key, s.state_group DESC;
