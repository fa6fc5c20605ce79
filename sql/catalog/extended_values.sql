-- The common combinations of values that CREATE STATISTICS asks for: data of the tables themselves.
SELECT n.nspname AS schema, e.stxname AS name, tn.nspname AS table_schema, c.relname AS table_name,
       s.stats ->> 'most_common_vals' AS combinations
FROM pg_catalog.pg_statistic_ext AS e
JOIN pg_catalog.pg_class AS c ON c.oid = e.stxrelid
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = c.relnamespace
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.stxnamespace
CROSS JOIN LATERAL (
    SELECT pg_catalog.to_jsonb(x) AS stats
    FROM pg_catalog.pg_stats_ext AS x
    WHERE x.statistics_schemaname = n.nspname AND x.statistics_name = e.stxname
      AND x.most_common_vals IS NOT NULL
    ORDER BY pg_catalog.to_jsonb(x) ->> 'inherited' DESC NULLS LAST
    LIMIT 1) AS s
WHERE tn.nspname !~ '^pg_'
  AND tn.nspname <> 'information_schema'
ORDER BY n.nspname, e.stxname
