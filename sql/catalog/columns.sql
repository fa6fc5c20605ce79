-- What is set on a column after its table is made: defaults, storage, compression, statistics target,
-- options (what begins with pg_ is the server's own book-keeping). Servers before 14 have no
-- attcompression: there the name below means that of "absent".
SELECT statement
FROM (
    SELECT c.oid, a.attnum, 1 AS place,
           pg_catalog.format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname,
                             c.relname, a.attname, pg_catalog.pg_get_expr(f.adbin, f.adrelid))
               AS statement
    FROM pg_catalog.pg_attrdef AS f
    JOIN pg_catalog.pg_attribute AS a
         ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated = ''
    JOIN pg_catalog.pg_class AS c ON c.oid = f.adrelid AND c.relkind <> 'v'
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT c.oid, a.attnum, 2,
           pg_catalog.format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET %s', n.nspname, c.relname,
                             a.attname, property.text)
    FROM (VALUES (''::"char")) AS absent (attcompression)
    CROSS JOIN LATERAL (
        SELECT attrelid, attnum, attname, atttypid, attstorage, attstattarget, attoptions,
               attisdropped, attnotnull, attislocal, attcompression
        FROM pg_catalog.pg_attribute
        WHERE attnum > 0 AND NOT attisdropped
    ) AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
    CROSS JOIN LATERAL (
        SELECT 'STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                                  WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
        WHERE a.attstorage <> t.typstorage
        UNION ALL
        SELECT 'COMPRESSION ' || CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END
        WHERE a.attcompression <> ''
        UNION ALL
        SELECT 'STATISTICS ' || a.attstattarget
        WHERE a.attstattarget >= 0
        UNION ALL
        SELECT pg_catalog.format('(%s)', pg_catalog.string_agg(o.option, ', ' ORDER BY o.option))
        FROM pg_catalog.unnest(a.attoptions) AS o (option)
        WHERE o.option !~ '^pg_'
        HAVING pg_catalog.count(*) > 0
    ) AS property (text)
    WHERE c.oid >= 16384
) AS properties
JOIN pg_catalog.pg_class AS c ON c.oid = properties.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY properties.oid, properties.attnum, properties.place, properties.statement
