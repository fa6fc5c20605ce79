-- The most common values of expressions of indexes and the bounds of their histograms: made of data of the
-- tables themselves.
SELECT n.nspname AS schema, t.relname AS table_name, c.relname AS name, a.attnum AS number,
       pg_catalog.array_to_json(s.most_common_vals::pg_catalog.text::pg_catalog.text[])
           AS common_values,
       pg_catalog.array_to_json(s.histogram_bounds::pg_catalog.text::pg_catalog.text[]) AS bounds,
       pg_catalog.array_to_json(s.most_common_elems::pg_catalog.text::pg_catalog.text[]) AS elements,
       pg_catalog.array_to_json(s.most_common_elem_freqs) AS frequencies,
       pg_catalog.array_to_json(s.elem_count_histogram) AS element_counts
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum <= i.indnkeyatts
JOIN pg_catalog.pg_stats AS s
     ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
WHERE i.indexprs IS NOT NULL
  AND i.indkey[a.attnum - 1] = 0
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname, a.attnum
