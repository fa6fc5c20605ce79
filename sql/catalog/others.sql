-- Objects that the model keeps as a statement: rewrite rules and extended statistics.
SELECT statement
FROM (
    SELECT 1 AS place, r.oid, r.ev_class AS home, pg_catalog.pg_get_ruledef(r.oid) AS statement
    FROM pg_catalog.pg_rewrite AS r
    WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 2, s.oid, s.stxrelid, pg_catalog.pg_get_statisticsobjdef(s.oid)
    FROM pg_catalog.pg_statistic_ext AS s
) AS others
JOIN pg_catalog.pg_class AS c ON c.oid = others.home
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY others.place, others.oid
