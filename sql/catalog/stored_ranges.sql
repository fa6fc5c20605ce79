-- Bounds and lengths of ranges, which pg_stats does not tell before 17: from pg_statistic, for a superuser
-- or a member of pg_read_all_data. Data of the tables themselves.
SELECT DISTINCT ON (n.nspname, c.relname, a.attname)
       n.nspname AS schema, c.relname AS name, a.attname AS column_name,
       pg_catalog.array_to_json(bounds.texts::pg_catalog.text[]) AS range_bounds,
       pg_catalog.array_to_json(lengths.texts::pg_catalog.float8[]) AS range_lengths,
       lengths.numbers[1] AS range_empty
FROM pg_catalog.pg_statistic AS s
JOIN pg_catalog.pg_class AS c ON c.oid = s.starelid AND c.relkind IN ('r', 'p', 'm')
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = s.staattnum
CROSS JOIN LATERAL (
    SELECT k.texts
    FROM (VALUES (s.stakind1, s.stavalues1::pg_catalog.text),
                 (s.stakind2, s.stavalues2::pg_catalog.text),
                 (s.stakind3, s.stavalues3::pg_catalog.text),
                 (s.stakind4, s.stavalues4::pg_catalog.text),
                 (s.stakind5, s.stavalues5::pg_catalog.text)) AS k (kind, texts)
    WHERE k.kind = 7) AS bounds
LEFT JOIN LATERAL (
    SELECT k.texts, k.numbers
    FROM (VALUES (s.stakind1, s.stavalues1::pg_catalog.text, s.stanumbers1),
                 (s.stakind2, s.stavalues2::pg_catalog.text, s.stanumbers2),
                 (s.stakind3, s.stavalues3::pg_catalog.text, s.stanumbers3),
                 (s.stakind4, s.stavalues4::pg_catalog.text, s.stanumbers4),
                 (s.stakind5, s.stavalues5::pg_catalog.text, s.stanumbers5))
         AS k (kind, texts, numbers)
    WHERE k.kind = 6) AS lengths ON true
WHERE pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 170000
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attname, s.stainherit DESC
