-- Makes statistics over several columns known to a configuration.
SELECT r.name AS object,
       tenfold_planner.extended($1, r.name, r.is_inherited, r.n_distinct, r.dependencies, r.common,
                                r.common_fractions, r.base_fractions, r.columns) AS message
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb)
     AS r (name pg_catalog.text, is_inherited pg_catalog.bool, n_distinct pg_catalog.text,
           dependencies pg_catalog.text, common pg_catalog.text[],
           common_fractions pg_catalog.float8[], base_fractions pg_catalog.float8[],
           columns pg_catalog.text[])
