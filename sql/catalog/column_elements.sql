-- The most common values inside of arrays, texts for search and their like: data of the tables
-- themselves. Behind the frequencies of the elements stand the least and the greatest of them.
SELECT DISTINCT ON (s.schemaname, s.tablename, s.attname)
       s.schemaname AS schema, s.tablename AS name, s.attname AS column_name,
       pg_catalog.array_to_json(s.most_common_elems::pg_catalog.text::pg_catalog.text[]) AS elements,
       pg_catalog.array_to_json(s.most_common_elem_freqs) AS frequencies
FROM pg_catalog.pg_stats AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schemaname
JOIN pg_catalog.pg_class AS c
     ON c.relnamespace = n.oid AND c.relname = s.tablename AND c.relkind IN ('r', 'p', 'm')
WHERE s.schemaname !~ '^pg_'
  AND s.schemaname <> 'information_schema'
  AND s.most_common_elems IS NOT NULL
ORDER BY s.schemaname, s.tablename, s.attname, s.inherited DESC
