-- The number that a primary and all its replicas share.
SELECT c.system_identifier::pg_catalog.text AS system_identifier
FROM pg_catalog.pg_control_system() AS c
ORDER BY c.system_identifier
