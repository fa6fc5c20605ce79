-- The most common values inside of arrays, texts for search and their like, and bounds of ranges (which
-- pg_stats tells from 17 on): data of the tables themselves. Behind the frequencies of the elements stand
-- the least and the greatest of them.
SELECT DISTINCT ON (s.schemaname, s.tablename, s.attname)
       s.schemaname AS schema, s.tablename AS name, s.attname AS column_name,
       pg_catalog.array_to_json(s.most_common_elems::pg_catalog.text::pg_catalog.text[]) AS elements,
       pg_catalog.array_to_json(s.most_common_elem_freqs) AS frequencies,
       pg_catalog.array_to_json(s.elem_count_histogram) AS element_counts,
       ranges.stats ->> 'range_bounds_histogram' AS range_bounds,
       ranges.stats ->> 'range_length_histogram' AS range_lengths,
       ranges.stats ->> 'range_empty_frac' AS range_empty
FROM pg_catalog.pg_stats AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schemaname
JOIN pg_catalog.pg_class AS c
     ON c.relnamespace = n.oid AND c.relname = s.tablename AND c.relkind IN ('r', 'p', 'm')
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = s.attname
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN LATERAL (
    SELECT pg_catalog.to_jsonb(s) AS stats
    WHERE t.typtype IN ('r', 'm') OR b.typtype IN ('r', 'm')) AS ranges ON true
WHERE s.schemaname !~ '^pg_'
  AND s.schemaname <> 'information_schema'
  AND (s.most_common_elems IS NOT NULL OR ranges.stats IS NOT NULL)
ORDER BY s.schemaname, s.tablename, s.attname, s.inherited DESC
