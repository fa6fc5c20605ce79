-- How each table has been read, changed and cleaned since the counters were last reset; of a partitioned
-- table the sum of its partitions, and of the oldest cleaning.
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
       pg_catalog.sum(s.seq_scan) AS scans, pg_catalog.sum(s.seq_tup_read) AS scanned_rows,
       pg_catalog.sum(s.idx_scan) AS index_scans, pg_catalog.sum(s.idx_tup_fetch) AS fetched_rows,
       pg_catalog.sum(s.n_tup_hot_upd) AS hot_updates, pg_catalog.sum(s.n_tup_upd) AS updates,
       pg_catalog.sum(s.n_dead_tup) AS dead_rows,
       pg_catalog.sum(s.n_mod_since_analyze) AS changes_since_analyze,
       pg_catalog.max(pg_catalog.date_part('epoch', pg_catalog.now()
           - GREATEST(s.last_vacuum, s.last_autovacuum)) / 86400) AS days_since_vacuum,
       pg_catalog.max(pg_catalog.date_part('epoch', pg_catalog.now()
           - GREATEST(s.last_analyze, s.last_autoanalyze)) / 86400) AS days_since_analyze,
       pg_catalog.max(CASE WHEN c.relfrozenxid <> '0' THEN pg_catalog.age(c.relfrozenxid) END)
           AS transactions_old
FROM leaves
JOIN pg_catalog.pg_class AS r ON r.oid = leaves.root
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
JOIN pg_catalog.pg_class AS c ON c.oid = leaves.leaf AND c.relkind IN ('r', 'm')
JOIN pg_catalog.pg_stat_all_tables AS s ON s.relid = c.oid
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND r.relpersistence <> 't'
GROUP BY n.nspname, r.relname
ORDER BY n.nspname, r.relname
