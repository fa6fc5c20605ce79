-- The same as pg_stats_ext tells, of tables that others own, for a superuser or a member of pg_read_all_data:
-- the views tell them to owners alone. With common combinations of values: data of the tables themselves.
SELECT DISTINCT ON (n.nspname, e.stxname)
       n.nspname AS schema, e.stxname AS name, tn.nspname AS table_schema, c.relname AS table_name,
       (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(a.attnum, a.attname)
                                   ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = e.stxrelid AND a.attnum = ANY (e.stxkeys)) AS columns,
       d.stxdndistinct AS n_distinct, d.stxddependencies AS dependencies,
       m.frequencies, m.base_frequencies, m.combinations
FROM pg_catalog.pg_statistic_ext AS e
JOIN pg_catalog.pg_statistic_ext_data AS d ON d.stxoid = e.oid
JOIN pg_catalog.pg_class AS c ON c.oid = e.stxrelid
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = c.relnamespace
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.stxnamespace
CROSS JOIN LATERAL (
    SELECT pg_catalog.jsonb_agg(i.frequency ORDER BY i.index) AS frequencies,
           pg_catalog.jsonb_agg(i.base_frequency ORDER BY i.index) AS base_frequencies,
           pg_catalog.jsonb_agg(i."values" ORDER BY i.index) AS combinations
    FROM pg_catalog.pg_mcv_list_items(d.stxdmcv) AS i) AS m
WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
  AND tn.nspname !~ '^pg_'
  AND tn.nspname <> 'information_schema'
ORDER BY n.nspname, e.stxname, pg_catalog.to_jsonb(d) ->> 'stxdinherit' DESC NULLS LAST
