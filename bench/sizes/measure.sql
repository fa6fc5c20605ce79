-- What is on disk, as lines for predict: tables, indexes, columns.
SELECT 'table', n.nspname, c.relname, '', c.reltuples::bigint,
       pg_relation_size(c.oid) + CASE WHEN c.reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(c.reltoastrelid) END,
       0, 0
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
ORDER BY 2, 3;
SELECT 'index', n.nspname, t.relname, c.relname, t.reltuples::bigint, pg_relation_size(c.oid), 0, 0
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
ORDER BY 2, 3, 4;
SELECT 'column', s.schemaname, s.tablename, s.attname, c.reltuples::bigint, s.avg_width, s.null_frac,
       CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * c.reltuples ELSE s.n_distinct END
FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
     JOIN pg_class c ON c.relname = s.tablename AND c.relnamespace = n.oid
WHERE s.schemaname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
ORDER BY 2, 3, 4;
