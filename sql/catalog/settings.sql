-- Settings that plans, growth and maintenance depend on; none that holds a command or an address, and
-- none as this connection has set it for itself.
SELECT s.name,
       CASE WHEN s.source = 'session' THEN s.reset_val
            ELSE pg_catalog.current_setting(s.name) END AS value
FROM pg_catalog.pg_settings AS s
WHERE s.source <> 'client'
  AND (s.category LIKE 'Query Tuning%'
       OR s.category LIKE 'Autovacuum%'
       OR s.category LIKE 'Vacuuming%'
       OR s.category LIKE 'Resource Usage%'
       OR s.category LIKE 'Write-Ahead Log / %' AND s.name !~ 'command|archive_'
       OR s.category = 'Client Connection Defaults / Statement Behavior'
       OR s.category = 'Lock Management'
       OR s.name IN ('max_connections', 'server_version', 'block_size', 'data_checksums', 'wal_level',
                 'max_wal_senders', 'hot_standby', 'track_counts', 'track_io_timing',
                 'shared_preload_libraries', 'TimeZone', 'server_encoding', 'lc_collate'))
ORDER BY s.name
