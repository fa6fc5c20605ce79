-- What ANALYZE found out about columns; of a parent with children the figures for all of them. Only of
-- tables that the user may read. A negative n_distinct is a share of the rows. Frequencies are those of
-- the common values, which are asked for apart.
SELECT DISTINCT ON (s.schemaname, s.tablename, s.attname)
       s.schemaname AS schema, s.tablename AS name, s.attname AS column_name,
       s.avg_width AS width_bytes, s.null_frac AS null_fraction,
       CASE WHEN s.n_distinct >= 0 THEN s.n_distinct
            WHEN c.reltuples > 0 THEN -s.n_distinct * c.reltuples END AS distinct_values,
       s.n_distinct AS n_distinct, s.correlation,
       pg_catalog.array_to_json(s.most_common_freqs) AS common_frequencies
FROM pg_catalog.pg_stats AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schemaname
JOIN pg_catalog.pg_class AS c
     ON c.relnamespace = n.oid AND c.relname = s.tablename AND c.relkind IN ('r', 'p', 'm')
WHERE s.schemaname !~ '^pg_'
  AND s.schemaname <> 'information_schema'
ORDER BY s.schemaname, s.tablename, s.attname, s.inherited DESC
