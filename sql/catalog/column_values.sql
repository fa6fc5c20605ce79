-- The most common values of columns and the bounds of their histograms: data of the tables themselves.
SELECT DISTINCT ON (s.schemaname, s.tablename, s.attname)
       s.schemaname AS schema, s.tablename AS name, s.attname AS column_name,
       pg_catalog.array_to_json(s.most_common_vals::pg_catalog.text::pg_catalog.text[])
           AS common_values,
       pg_catalog.array_to_json(s.histogram_bounds::pg_catalog.text::pg_catalog.text[]) AS bounds
FROM pg_catalog.pg_stats AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schemaname
JOIN pg_catalog.pg_class AS c
     ON c.relnamespace = n.oid AND c.relname = s.tablename AND c.relkind IN ('r', 'p', 'm')
WHERE s.schemaname !~ '^pg_'
  AND s.schemaname <> 'information_schema'
ORDER BY s.schemaname, s.tablename, s.attname, s.inherited DESC
