-- Settings that plans, growth and maintenance depend on; none that holds a command or an address, and
-- none as this connection has set it for itself: the limits of its own it sets before it asks.
SELECT s.name,
       CASE WHEN s.source = 'session' THEN s.reset_val
            ELSE pg_catalog.current_setting(s.name) END AS value
FROM pg_catalog.pg_settings AS s
WHERE s.source <> 'client'
  AND s.name NOT IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout',
                     'default_transaction_read_only', 'transaction_read_only',
                     'transaction_isolation')
  AND (s.category LIKE 'Query Tuning%'
       OR s.category LIKE 'Autovacuum%'
       OR s.category LIKE 'Vacuuming%'
       OR s.category LIKE 'Resource Usage%'
       OR s.category LIKE 'Write-Ahead Log / %' AND s.name !~ 'command|archive_'
       OR s.category = 'Client Connection Defaults / Statement Behavior'
       OR s.category = 'Lock Management'
       OR s.name IN ('max_connections', 'server_version', 'block_size', 'data_checksums', 'wal_level',
                 'max_wal_senders', 'hot_standby', 'track_counts', 'track_io_timing',
                 'shared_preload_libraries', 'TimeZone', 'server_encoding', 'lc_collate', 'cluster_name',
                 'max_replication_slots', 'synchronous_standby_names', 'pg_stat_statements.max',
                 'pg_stat_statements.track', 'pg_stat_statements.track_utility',
                 'pg_stat_statements.save'))
ORDER BY s.name
