-- Indexes that no constraint makes, indexes attached to those of partitioned parents, and what is set on
-- any index: pg_get_indexdef() tells no tablespace, pg_get_constraintdef() no options.
SELECT statement
FROM (
    SELECT 1 AS place, i.indexrelid AS oid, i.indrelid, pg_catalog.pg_get_indexdef(i.indexrelid)
               AS statement
    FROM pg_catalog.pg_index AS i
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS k
        WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 2, h.inhrelid, i.indrelid,
           pg_catalog.format('ALTER INDEX %I.%I ATTACH PARTITION %I.%I', pn.nspname, p.relname,
                             n.nspname, x.relname)
    FROM pg_catalog.pg_inherits AS h
    JOIN pg_catalog.pg_index AS i ON i.indexrelid = h.inhrelid
    JOIN pg_catalog.pg_class AS x ON x.oid = h.inhrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = x.relnamespace
    JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
    UNION ALL
    SELECT 3, i.indexrelid, i.indrelid,
           pg_catalog.format('ALTER TABLE %I.%I %s %I', n.nspname, t.relname, property.text,
                             x.relname)
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL (
        SELECT 'CLUSTER ON' WHERE i.indisclustered
        UNION ALL
        SELECT 'REPLICA IDENTITY USING INDEX' WHERE i.indisreplident AND t.relreplident = 'i'
    ) AS property (text)
    UNION ALL
    SELECT 4, i.indexrelid, i.indrelid,
           pg_catalog.format('ALTER INDEX %I.%I %s', n.nspname, x.relname, property.text)
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = x.relnamespace
    LEFT JOIN pg_catalog.pg_constraint AS k
         ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = x.reltablespace
    CROSS JOIN LATERAL (
        SELECT pg_catalog.format('SET (%s)', pg_catalog.array_to_string(x.reloptions, ', '))
        WHERE k.oid IS NOT NULL AND x.reloptions IS NOT NULL
        UNION ALL
        SELECT pg_catalog.format('SET TABLESPACE %I', s.spcname)
        WHERE s.oid IS NOT NULL
        UNION ALL
        SELECT pg_catalog.format('ALTER COLUMN %s SET STATISTICS %s', a.attnum, a.attstattarget)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0
    ) AS property (text)
) AS indexes
JOIN pg_catalog.pg_class AS c ON c.oid = indexes.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid IN (c.oid, indexes.oid) AND d.deptype = 'e')
ORDER BY indexes.place, indexes.oid, indexes.statement
