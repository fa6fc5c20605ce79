-- How often each index was used since the counters were last reset, and how many entries that read; of one
-- on a partitioned table the sum of its parts. Servers before 16 do not say when the last time was.
WITH RECURSIVE leaves (root, leaf) AS (
    SELECT c.oid, c.oid
    FROM pg_catalog.pg_class AS c
    WHERE c.relkind IN ('i', 'I')
    UNION ALL
    SELECT leaves.root, i.inhrelid
    FROM leaves
    JOIN pg_catalog.pg_inherits AS i ON i.inhparent = leaves.leaf
)
SELECT n.nspname AS schema, r.relname AS name,
       pg_catalog.sum(s.idx_scan) AS scans, pg_catalog.sum(s.idx_tup_read) AS entries_read,
       pg_catalog.sum(s.idx_tup_fetch) AS rows_fetched,
       pg_catalog.min(pg_catalog.date_part('epoch', pg_catalog.now()
           - (pg_catalog.to_jsonb(s) ->> 'last_idx_scan')::pg_catalog.timestamptz) / 86400)
           AS days_since_scan
FROM leaves
JOIN pg_catalog.pg_class AS r ON r.oid = leaves.root
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
JOIN pg_catalog.pg_stat_all_indexes AS s ON s.indexrelid = leaves.leaf
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND r.relpersistence <> 't'
GROUP BY n.nspname, r.relname
ORDER BY n.nspname, r.relname
