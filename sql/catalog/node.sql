-- Which database on which node, in which role, when. `node` tells nodes of one system apart without
-- telling their addresses. Where nodes share their storage (Aurora, Neon) nobody follows anybody, and who
-- reads beside this one is not seen.
SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS version_number,
       pg_catalog.current_setting('server_version') AS version,
       d.datname AS database, d.oid::pg_catalog.int8 AS database_oid,
       pg_catalog.pg_is_in_recovery() AS is_replica,
       pg_catalog.md5(pg_catalog.concat_ws(
           ' ', pg_catalog.inet_server_addr(), pg_catalog.current_setting('port'),
           pg_catalog.current_setting('cluster_name'))) AS node,
       pg_catalog.date_part('epoch', pg_catalog.now()) AS at,
       pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) AS started_at,
       pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collation,
       EXISTS (SELECT FROM pg_catalog.pg_proc AS p WHERE p.proname = 'aurora_version')
           OR EXISTS (SELECT FROM pg_catalog.pg_settings AS s WHERE s.name LIKE 'neon.%')
           AS shares_storage
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
ORDER BY d.oid
