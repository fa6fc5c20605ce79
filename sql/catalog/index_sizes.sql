-- Bytes of each index; of one on a partitioned table the sum of its parts.
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
       pg_catalog.sum(pg_catalog.pg_relation_size(leaves.leaf)) AS bytes
FROM leaves
JOIN pg_catalog.pg_class AS r ON r.oid = leaves.root
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND r.relpersistence <> 't'
GROUP BY n.nspname, r.relname
ORDER BY n.nspname, r.relname
