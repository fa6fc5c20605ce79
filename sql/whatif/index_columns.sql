-- Makes statistics of expressions of indexes known to a configuration.
SELECT r.name AS object,
       tenfold_planner.index_column($1, r.name, r.number, r.null_fraction, r.width, r.n_distinct,
                                    r.common, r.common_fractions, r.bounds, r.correlation,
                                    r.elements, r.element_fractions, r.element_counts,
                                    r.range_bounds, r.range_lengths, r.range_empty) AS message
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb)
     AS r (name pg_catalog.text, number pg_catalog.int4,
           null_fraction pg_catalog.float8, width pg_catalog.float8, n_distinct pg_catalog.float8,
           common pg_catalog.text[], common_fractions pg_catalog.float4[],
           bounds pg_catalog.text[], correlation pg_catalog.float8, elements pg_catalog.text[],
           element_fractions pg_catalog.float4[], element_counts pg_catalog.float4[],
           range_bounds pg_catalog.text[], range_lengths pg_catalog.float8[],
           range_empty pg_catalog.float8)
