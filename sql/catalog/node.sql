-- Which database on which node, in which role, when. `node` tells nodes of one system apart without
-- telling their addresses.
SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS version_number,
       pg_catalog.current_setting('server_version') AS version,
       d.datname AS database, d.oid::pg_catalog.int8 AS database_oid,
       pg_catalog.pg_is_in_recovery() AS is_replica,
       pg_catalog.md5(pg_catalog.concat_ws(
           ' ', pg_catalog.inet_server_addr(), pg_catalog.current_setting('port'),
           pg_catalog.current_setting('cluster_name'))) AS node,
       pg_catalog.date_part('epoch', pg_catalog.now()) AS at,
       pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) AS started_at,
       pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collation
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
ORDER BY d.oid
