-- Identity columns with their sequences, and columns that own a sequence (serial).
SELECT CASE d.deptype
           WHEN 'i' THEN pg_catalog.format(
               'ALTER TABLE %I.%I ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I '
               'START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s)',
               n.nspname, c.relname, a.attname,
               CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, qn.nspname, q.relname,
               s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
               CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
           ELSE pg_catalog.format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I', qn.nspname, q.relname,
                                  n.nspname, c.relname, a.attname) END AS statement
FROM pg_catalog.pg_depend AS d
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
JOIN pg_catalog.pg_class AS q ON q.oid = d.objid
JOIN pg_catalog.pg_namespace AS qn ON qn.oid = q.relnamespace
JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND d.deptype IN ('a', 'i')
  AND d.refobjsubid > 0
  AND c.relpersistence <> 't'
  AND c.oid >= 16384
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS x
      WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND x.objid IN (c.oid, q.oid) AND x.deptype = 'e')
ORDER BY c.oid, a.attnum, q.oid
