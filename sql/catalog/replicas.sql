-- Who follows this node and may be asked: not those who take changes apart (logical replication), nor those
-- who only keep the log. How far they are is seen by members of pg_monitor alone.
SELECT r.application_name AS name, r.state, r.sync_state,
       pg_catalog.date_part('epoch', r.replay_lag) AS lag_seconds
FROM pg_catalog.pg_stat_replication AS r
WHERE r.state IS DISTINCT FROM 'backup'
  AND COALESCE(r.application_name, '') !~* '^(pg_receivewal|pg_basebackup|barman|pgbackrest|wal-?[eg])'
  AND NOT EXISTS (SELECT
                  FROM pg_catalog.pg_replication_slots AS s
                  WHERE s.active_pid = r.pid
                    AND s.slot_type = 'logical')
ORDER BY r.application_name, r.pid
