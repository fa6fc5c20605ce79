-- How far sequences are. Without the right to read one its value is null. The right is asked for by
-- oid: a name would have to be looked up in schemas that may be closed to the reader.
SELECT s.schemaname AS schema, s.sequencename AS name, s.last_value,
       pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE') AS is_readable
FROM pg_catalog.pg_sequences AS s
     JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schemaname
     JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = s.sequencename
ORDER BY s.schemaname, s.sequencename
