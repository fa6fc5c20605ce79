-- Who follows this node. How far they are is seen by members of pg_monitor alone.
SELECT r.application_name AS name, r.state, r.sync_state,
       pg_catalog.date_part('epoch', r.replay_lag) AS lag_seconds
FROM pg_catalog.pg_stat_replication AS r
WHERE r.state IS DISTINCT FROM 'backup'
ORDER BY r.application_name, r.pid
