-- Rows and changes of each table, as the server's own counters have them; those of a partitioned table
-- are the sum of its partitions. reltuples is -1 (before 14: 0 with no pages) until the first ANALYZE.
WITH RECURSIVE leaves (root, leaf) AS (
    SELECT c.oid, c.oid
    FROM pg_catalog.pg_class AS c
    WHERE c.relkind IN ('r', 'p', 'm')
    UNION ALL
    SELECT leaves.root, i.inhrelid
    FROM leaves
    JOIN pg_catalog.pg_inherits AS i ON i.inhparent = leaves.leaf
    JOIN pg_catalog.pg_class AS p ON p.oid = leaves.leaf AND p.relkind = 'p'
)
SELECT n.nspname AS schema, r.relname AS name,
       pg_catalog.sum(CASE WHEN c.reltuples > 0 THEN c.reltuples
                           WHEN c.reltuples = 0 AND c.relpages > 0 THEN 0
                           ELSE s.n_live_tup END) AS rows,
       pg_catalog.sum(c.relpages::pg_catalog.int8)
           * pg_catalog.current_setting('block_size')::pg_catalog.int8 AS pages_bytes,
       pg_catalog.sum(c.relpages) AS pages,
       pg_catalog.sum(c.relallvisible)::pg_catalog.float8
           / NULLIF(pg_catalog.sum(c.relpages), 0) AS visible_fraction,
       pg_catalog.sum(s.n_tup_ins) AS inserts,
       pg_catalog.sum(s.n_tup_upd) AS updates,
       pg_catalog.sum(s.n_tup_del) AS deletes,
       pg_catalog.bool_or(c.reltuples > 0 OR c.relpages > 0 OR s.n_live_tup > 0 OR s.n_tup_ins > 0
                          OR s.last_analyze IS NOT NULL OR s.last_autoanalyze IS NOT NULL)
           AS is_counted
FROM leaves
JOIN pg_catalog.pg_class AS r ON r.oid = leaves.root
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
JOIN pg_catalog.pg_class AS c ON c.oid = leaves.leaf AND c.relkind IN ('r', 'm')
LEFT JOIN pg_catalog.pg_stat_all_tables AS s ON s.relid = c.oid
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND r.relpersistence <> 't'
GROUP BY n.nspname, r.relname
ORDER BY n.nspname, r.relname
