-- What ANALYZE found out about expressions of indexes, and which of them it said nothing of: it has not run
-- since the index was made, or this role is not the owner and no member of pg_read_all_data. Common values
-- are asked for apart.
SELECT n.nspname AS schema, t.relname AS table_name, c.relname AS name, a.attnum AS number,
       pg_catalog.pg_get_indexdef(c.oid, a.attnum, false) AS expression,
       pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') AS is_readable,
       s.avg_width AS width_bytes, s.null_frac AS null_fraction, s.n_distinct, s.correlation,
       pg_catalog.array_to_json(s.most_common_freqs) AS common_frequencies
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum <= i.indnkeyatts
LEFT JOIN pg_catalog.pg_stats AS s
     ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
WHERE i.indexprs IS NOT NULL
  AND i.indkey[a.attnum - 1] = 0
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname, a.attnum
