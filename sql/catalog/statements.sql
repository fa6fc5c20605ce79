-- What pg_stat_statements counted in this database, most time first. Its columns differ between versions,
-- so they are taken by name out of JSON. Of what is no query only the command's name is kept: such texts
-- are not normalised and may hold a password.
SELECT s.value ->> 'userid' AS user_oid, s.value ->> 'queryid' AS query_id,
       s.value ->> 'toplevel' AS toplevel, s.value ->> 'calls' AS calls, time.ms AS total_ms,
       COALESCE(s.value ->> 'max_exec_time', s.value ->> 'max_time') AS most_ms,
       s.value ->> 'rows' AS rows,
       (s.value ->> 'shared_blks_hit')::pg_catalog.int8
           + (s.value ->> 'shared_blks_read')::pg_catalog.int8 AS blocks,
       s.value ->> 'shared_blks_read' AS blocks_read,
       s.value ->> 'temp_blks_written' AS temp_blocks, s.value ->> 'wal_bytes' AS wal_bytes,
       CASE WHEN s.value ->> 'query' = '<insufficient privilege>' THEN NULL
            WHEN command.text ~* '^[\s(]*(select|insert|update|delete|merge|with|values|table)\M'
            THEN s.value ->> 'query'
            ELSE pg_catalog."substring"(command.text, '\w+') END AS query
FROM (
    SELECT pg_catalog.to_jsonb(p) AS value
    FROM pg_stat_statements AS p
    JOIN pg_catalog.pg_database AS d ON d.oid = p.dbid
    WHERE d.datname = pg_catalog.current_database()
) AS s
CROSS JOIN LATERAL (
    SELECT COALESCE(s.value ->> 'total_exec_time',
                    s.value ->> 'total_time')::pg_catalog.float8 AS ms
) AS time
CROSS JOIN LATERAL (
    SELECT pg_catalog.regexp_replace(s.value ->> 'query',
                                     '^(\s+|--[^\n]*(\n|$)|/\*([^*]|\*+[^*/])*\*+/)+', '') AS text
) AS command
ORDER BY time.ms DESC, s.value ->> 'queryid', s.value ->> 'userid', s.value ->> 'toplevel'
