-- How long pg_stat_statements has counted, and how many entries it had to forget: each time a twentieth of
-- all, at least ten. Before 14 it does not say.
SELECT pg_catalog.date_part('epoch', pg_catalog.now() - i.stats_reset) / 86400 AS days,
       pg_catalog.date_part('epoch', i.stats_reset) AS since,
       pg_catalog.date_part('epoch', pg_catalog.now()) AS at, i.dealloc * GREATEST(
           10, COALESCE(pg_catalog.current_setting('pg_stat_statements.max', true), '5000')
               ::pg_catalog.int8 / 20) AS evicted
FROM pg_stat_statements_info AS i
ORDER BY i.stats_reset
