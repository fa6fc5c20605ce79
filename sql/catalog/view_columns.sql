-- The columns of views and materialised views, which their text does not tell. For an array the type is
-- that of its elements.
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column_name,
       CASE WHEN tn.nspname <> 'pg_catalog' THEN tn.nspname END AS type_schema,
       e.typname AS type_name,
       pg_catalog."substring"(pg_catalog.format_type(a.atttypid, a.atttypmod), '\(([^)]*)\)')
           AS modifiers,
       CASE WHEN e.oid = t.oid THEN 0 WHEN a.attndims > 0 THEN a.attndims ELSE 1 END AS dimensions
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
JOIN pg_catalog.pg_type AS e
     ON e.oid = CASE WHEN t.typlen = -1 AND t.typelem <> 0 AND t.typcategory = 'A'
                     THEN t.typelem ELSE t.oid END
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = e.typnamespace
WHERE c.relkind IN ('v', 'm')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
ORDER BY c.oid, a.attnum
