-- How far sequences are. Without the right to read one its value is null.
SELECT s.schemaname AS schema, s.sequencename AS name, s.last_value,
       pg_catalog.has_sequence_privilege(pg_catalog.format('%I.%I', s.schemaname, s.sequencename),
                                         'SELECT, USAGE') AS is_readable
FROM pg_catalog.pg_sequences AS s
ORDER BY s.schemaname, s.sequencename
