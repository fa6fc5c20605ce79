-- What ANALYZE left in a loaded database, as calls of the planner extension that say the same.
SELECT format('SELECT tenfold_planner.relation(%L, %L, %s, %s, %s, NULL);', 'real', c.oid::regclass,
              c.reltuples, c.relpages,
              CASE WHEN c.relpages > 0 THEN c.relallvisible::float8 / c.relpages ELSE 0 END)
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') AND c.reltuples >= 0
ORDER BY c.oid;

-- A server looks up the ends of an indexed column as it plans; so the histogram gets them for ends.
CREATE TEMP TABLE ends (tablename text, attname text, bounds text[]);
SELECT format('INSERT INTO ends SELECT %L, %L, ARRAY[min(%I)::text, max(%I)::text] FROM %s',
              c.relname, a.attname, a.attname, a.attname, c.oid::regclass)
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
JOIN pg_class AS x ON x.oid = i.indexrelid AND x.relam = 403
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indpred IS NULL
GROUP BY c.oid, c.relname, a.attname \gexec

SELECT format('SELECT tenfold_planner."column"(%L, %L, %L, %L, %s, %s, %s, %L, %L, %L, %L, %L, %L, %L);', 'real',
              quote_ident(s.schemaname) || '.' || quote_ident(s.tablename), s.attname, s.inherited, s.null_frac,
              s.avg_width, s.n_distinct, s.most_common_vals::text::text[], s.most_common_freqs,
              CASE WHEN ends.bounds IS NULL THEN s.histogram_bounds::text::text[]
                   ELSE ends.bounds[1] || (s.histogram_bounds::text::text[])[2:array_length(s.histogram_bounds, 1) - 1]
                        || ends.bounds[2] END,
              s.correlation, s.most_common_elems::text::text[], s.most_common_elem_freqs, s.elem_count_histogram)
FROM pg_stats AS s
LEFT JOIN ends ON ends.tablename = s.tablename AND ends.attname = s.attname AND NOT s.inherited
                  AND s.histogram_bounds IS NOT NULL
WHERE s.schemaname = 'public'
ORDER BY s.tablename, s.attname, s.inherited;

SELECT format('SELECT tenfold_planner.extended(%L, %L, %L, %L, %L, %L, %L, %L);', 'real',
              quote_ident(s.statistics_schemaname) || '.' || quote_ident(s.statistics_name), s.inherited,
              s.n_distinct, s.dependencies, s.most_common_vals, s.most_common_freqs, s.most_common_base_freqs)
FROM pg_stats_ext AS s
ORDER BY s.statistics_name;

SELECT format('SELECT tenfold_planner.expression(%L, %L, %L, %s, %s, %s, %s, %L, %L, %L, %L, %L, %L, %L);', 'real',
              quote_ident(s.statistics_schemaname) || '.' || quote_ident(s.statistics_name), s.inherited,
              row_number() OVER (PARTITION BY s.statistics_name), s.null_frac,
              s.avg_width, s.n_distinct, s.most_common_vals::text::text[], s.most_common_freqs,
              s.histogram_bounds::text::text[], s.correlation, s.most_common_elems::text::text[],
              s.most_common_elem_freqs, s.elem_count_histogram)
FROM pg_stats_ext_exprs AS s
ORDER BY s.statistics_name;
