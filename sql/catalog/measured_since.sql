-- For how many days the counters have counted. Where the database's were never reset, they are as old as
-- the server's own, which begin with it and again after a crash.
SELECT pg_catalog.date_part('epoch', pg_catalog.now() - COALESCE(d.stats_reset, b.stats_reset)) / 86400
           AS days,
       pg_catalog.date_part('epoch', COALESCE(d.stats_reset, b.stats_reset)) AS since,
       pg_catalog.date_part('epoch', pg_catalog.now()) AS at
FROM pg_catalog.pg_stat_database AS d
CROSS JOIN pg_catalog.pg_stat_bgwriter AS b
WHERE d.datname = pg_catalog.current_database()
ORDER BY days
