-- What no statement says: indexes left invalid by CREATE INDEX CONCURRENTLY, and virtual columns.
SELECT 'invalid_index' AS flag, n.nspname AS schema, x.relname AS name, NULL::pg_catalog.name AS column_name
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid AND x.relkind = 'i'
JOIN pg_catalog.pg_namespace AS n ON n.oid = x.relnamespace
WHERE NOT i.indisvalid
UNION ALL
SELECT 'virtual_column', n.nspname, c.relname, a.attname
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attgenerated = 'v' AND NOT a.attisdropped
ORDER BY 1, 2, 3, 4
