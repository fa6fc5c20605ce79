-- Tables that somebody has locked so that nobody can look at them: for the error message.
SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, l.pid
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE l.locktype = 'relation'
  AND l.mode = 'AccessExclusiveLock'
  AND l.granted
  AND l.database = (SELECT d.oid
                    FROM pg_catalog.pg_database AS d
                    WHERE d.datname = pg_catalog.current_database())
ORDER BY name, l.pid
LIMIT 3
