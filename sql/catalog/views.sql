-- Views and materialised views, and the defaults of their columns.
SELECT statement
FROM (
    SELECT c.oid, 0 AS place,
           pg_catalog.format(
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
    UNION ALL
    SELECT c.oid, a.attnum,
           pg_catalog.format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname,
                             a.attname, pg_catalog.pg_get_expr(f.adbin, f.adrelid))
    FROM pg_catalog.pg_attrdef AS f
    JOIN pg_catalog.pg_class AS c ON c.oid = f.adrelid AND c.relkind = 'v'
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
) AS views
JOIN pg_catalog.pg_class AS c ON c.oid = views.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY views.oid, views.place
