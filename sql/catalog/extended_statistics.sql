-- Objects of CREATE STATISTICS, what each is over, and what ANALYZE found out: how many combinations, how far
-- some columns determine others, how frequent the common combinations are. Nothing of those whose table's
-- owner this role is not, and of those that ANALYZE has not seen.
SELECT n.nspname AS schema, e.stxname AS name, tn.nspname AS table_schema, c.relname AS table_name,
       (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(a.attnum, a.attname)
                                   ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = e.stxrelid AND a.attnum = ANY (e.stxkeys)) AS columns,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') AS is_readable,
       s.stats ->> 'n_distinct' AS n_distinct, s.stats ->> 'dependencies' AS dependencies,
       s.stats ->> 'most_common_freqs' AS frequencies,
       s.stats ->> 'most_common_base_freqs' AS base_frequencies
FROM pg_catalog.pg_statistic_ext AS e
JOIN pg_catalog.pg_class AS c ON c.oid = e.stxrelid
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = c.relnamespace
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.stxnamespace
LEFT JOIN LATERAL (
    SELECT pg_catalog.to_jsonb(x) AS stats
    FROM pg_catalog.pg_stats_ext AS x
    WHERE x.statistics_schemaname = n.nspname AND x.statistics_name = e.stxname
    ORDER BY pg_catalog.to_jsonb(x) ->> 'inherited' DESC NULLS LAST
    LIMIT 1) AS s ON true
WHERE tn.nspname !~ '^pg_'
  AND tn.nspname <> 'information_schema'
ORDER BY n.nspname, e.stxname
