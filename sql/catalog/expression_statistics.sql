-- What ANALYZE found out about expressions of CREATE STATISTICS, from 14 on; of those whose table's owner this role
-- is. Common values are asked for apart.
SELECT DISTINCT ON (s.statistics_schemaname, s.statistics_name, x.number)
       s.statistics_schemaname AS schema, s.statistics_name AS name, s.schemaname AS table_schema,
       s.tablename AS table_name, x.number,
       s.expr AS expression, s.avg_width AS width_bytes, s.null_frac AS null_fraction, s.n_distinct,
       s.correlation, pg_catalog.array_to_json(s.most_common_freqs) AS common_frequencies
FROM pg_catalog.pg_stats_ext_exprs AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.statistics_schemaname
JOIN pg_catalog.pg_statistic_ext AS e ON e.stxnamespace = n.oid AND e.stxname = s.statistics_name
CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_get_statisticsobjdef_expressions(e.oid))
     WITH ORDINALITY AS x (expression, number)
WHERE x.expression = s.expr
  AND s.schemaname !~ '^pg_'
  AND s.schemaname <> 'information_schema'
ORDER BY s.statistics_schemaname, s.statistics_name, x.number,
         pg_catalog.to_jsonb(s) ->> 'inherited' DESC NULLS LAST
