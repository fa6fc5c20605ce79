-- Columns of tables, views and composite types. A type of an array is that of its elements.
SELECT c.oid AS relation,
       a.attname AS name,
       tn.nspname AS type_schema,
       coalesce(b.typname, t.typname) AS type_name,
       CASE WHEN b.oid IS NULL THEN 0
            ELSE greatest(a.attndims, 1) END AS type_dimensions,
       CASE WHEN a.atttypmod >= 0
            THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type_text,
       a.attnotnull AS is_not_null,
       NOT a.attislocal AS is_inherited,
       a.attidentity AS identity,
       a.attgenerated AS generated,
       pg_catalog.pg_get_expr(v.adbin, v.adrelid) AS default_text,
       CASE WHEN a.attcollation <> t.typcollation
            THEN pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
       END AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics_target,
       a.attoptions AS options,
       a.attfdwoptions AS foreign_options,
       d.description AS comment
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typelem AND b.typarray = t.oid
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = coalesce(b.typnamespace, t.typnamespace)
LEFT JOIN pg_catalog.pg_attrdef AS v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND d.objsubid = a.attnum
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
ORDER BY c.oid, a.attnum;
