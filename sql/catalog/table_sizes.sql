-- Bytes of each table with its TOAST, without indexes. Waits for whoever holds the table exclusively:
-- lock_timeout ends that.
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
       pg_catalog.sum(pg_catalog.pg_table_size(leaves.leaf)) AS bytes
FROM leaves
JOIN pg_catalog.pg_class AS r ON r.oid = leaves.root
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND r.relpersistence <> 't'
GROUP BY n.nspname, r.relname
ORDER BY n.nspname, r.relname
