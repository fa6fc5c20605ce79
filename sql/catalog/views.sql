-- Views and materialised views.
SELECT pg_catalog.format(
           'CREATE %s %I.%I%s%s%s AS %s%s',
           CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, n.nspname, c.relname,
           CASE WHEN m.amname <> 'heap' THEN pg_catalog.format(' USING %I', m.amname) ELSE '' END,
           CASE WHEN c.reloptions IS NOT NULL
                THEN pg_catalog.format(' WITH (%s)', pg_catalog.array_to_string(c.reloptions, ', '))
                ELSE '' END,
           CASE WHEN s.spcname IS NOT NULL
                THEN pg_catalog.format(' TABLESPACE %I', s.spcname) ELSE '' END,
           pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'),
           CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN ' WITH NO DATA' ELSE '' END)
           AS statement
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
WHERE c.relkind IN ('v', 'm')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.oid
