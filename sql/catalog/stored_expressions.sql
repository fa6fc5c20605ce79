-- The same as pg_stats_ext_exprs tells, of tables that others own, for a superuser or a member of
-- pg_read_all_data; from 14 on. With common values: made of data of the tables themselves.
SELECT DISTINCT ON (n.nspname, e.stxname, x.number)
       n.nspname AS schema, e.stxname AS name, tn.nspname AS table_schema, c.relname AS table_name,
       x.number, names.expressions[x.number] AS expression, x.stawidth AS width_bytes,
       x.stanullfrac AS null_fraction, x.stadistinct AS n_distinct, slots.correlation,
       pg_catalog.array_to_json(slots.common_fractions) AS common_frequencies,
       pg_catalog.array_to_json(slots.common::pg_catalog.text[]) AS common_values,
       pg_catalog.array_to_json(slots.bounds::pg_catalog.text[]) AS bounds,
       pg_catalog.array_to_json(slots.elements::pg_catalog.text[]) AS elements,
       pg_catalog.array_to_json(slots.element_fractions) AS frequencies,
       pg_catalog.array_to_json(slots.element_counts) AS element_counts
FROM pg_catalog.pg_statistic_ext AS e
JOIN pg_catalog.pg_statistic_ext_data AS d ON d.stxoid = e.oid
JOIN pg_catalog.pg_class AS c ON c.oid = e.stxrelid
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = c.relnamespace
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.stxnamespace
CROSS JOIN LATERAL (
    SELECT pg_catalog.pg_get_statisticsobjdef_expressions(e.oid) AS expressions) AS names
CROSS JOIN LATERAL pg_catalog.unnest(d.stxdexpr) WITH ORDINALITY
     AS x (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
           kind1, kind2, kind3, kind4, kind5, op1, op2, op3, op4, op5,
           coll1, coll2, coll3, coll4, coll5, numbers1, numbers2, numbers3, numbers4, numbers5,
           values1, values2, values3, values4, values5, number)
CROSS JOIN LATERAL (
    SELECT pg_catalog.max(s.numbers[1]) FILTER (WHERE s.kind = 3) AS correlation,
           pg_catalog.max(s.numbers) FILTER (WHERE s.kind = 1) AS common_fractions,
           pg_catalog.max(s.texts) FILTER (WHERE s.kind = 1) AS common,
           pg_catalog.max(s.texts) FILTER (WHERE s.kind = 2) AS bounds,
           pg_catalog.max(s.texts) FILTER (WHERE s.kind = 4) AS elements,
           pg_catalog.max(s.numbers) FILTER (WHERE s.kind = 4) AS element_fractions,
           pg_catalog.max(s.numbers) FILTER (WHERE s.kind = 5) AS element_counts
    FROM (VALUES (x.kind1, x.numbers1, x.values1::pg_catalog.text),
                 (x.kind2, x.numbers2, x.values2::pg_catalog.text),
                 (x.kind3, x.numbers3, x.values3::pg_catalog.text),
                 (x.kind4, x.numbers4, x.values4::pg_catalog.text),
                 (x.kind5, x.numbers5, x.values5::pg_catalog.text)) AS s (kind, numbers, texts)
    ) AS slots
WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
  AND tn.nspname !~ '^pg_'
  AND tn.nspname <> 'information_schema'
ORDER BY n.nspname, e.stxname, x.number, pg_catalog.to_jsonb(d) ->> 'stxdinherit' DESC NULLS LAST
