-- How long pg_stat_statements has counted, and how often it had to forget. Before 14 it does not say.
SELECT pg_catalog.date_part('epoch', pg_catalog.now() - i.stats_reset) / 86400 AS days,
       pg_catalog.date_part('epoch', i.stats_reset) AS since,
       pg_catalog.date_part('epoch', pg_catalog.now()) AS at, i.dealloc AS evicted
FROM pg_stat_statements_info AS i
ORDER BY i.stats_reset
