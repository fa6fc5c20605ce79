-- The most common values of expressions of CREATE STATISTICS and the bounds of their histograms: made of data
-- of the tables themselves.
SELECT DISTINCT ON (s.statistics_schemaname, s.statistics_name, x.number)
       s.statistics_schemaname AS schema, s.statistics_name AS name, s.schemaname AS table_schema,
       s.tablename AS table_name, x.number,
       pg_catalog.array_to_json(s.most_common_vals::pg_catalog.text::pg_catalog.text[])
           AS common_values,
       pg_catalog.array_to_json(s.histogram_bounds::pg_catalog.text::pg_catalog.text[]) AS bounds,
       pg_catalog.array_to_json(s.most_common_elems::pg_catalog.text::pg_catalog.text[]) AS elements,
       pg_catalog.array_to_json(s.most_common_elem_freqs) AS frequencies,
       pg_catalog.array_to_json(s.elem_count_histogram) AS element_counts
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
