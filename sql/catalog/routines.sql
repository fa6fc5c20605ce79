-- Functions and procedures as the server shows them; aggregates have no such text and are put together.
SELECT statement
FROM (
    SELECT p.oid, p.prokind, pg_catalog.pg_get_functiondef(p.oid) AS statement
    FROM pg_catalog.pg_proc AS p
    WHERE p.prokind <> 'a' AND p.oid >= 16384
    UNION ALL
    SELECT p.oid, p.prokind,
           pg_catalog.format(
               'CREATE AGGREGATE %I.%I(%s) (SFUNC = %s, STYPE = %s%s%s%s%s)', n.nspname, p.proname,
               CASE p.pronargs WHEN 0 THEN '*'
                    ELSE pg_catalog.pg_get_function_arguments(p.oid) END,
               g.aggtransfn::pg_catalog.text, pg_catalog.format_type(g.aggtranstype, NULL),
               CASE WHEN g.aggfinalfn <> 0
                    THEN ', FINALFUNC = ' || g.aggfinalfn::pg_catalog.text ELSE '' END,
               CASE WHEN g.aggcombinefn <> 0
                    THEN ', COMBINEFUNC = ' || g.aggcombinefn::pg_catalog.text ELSE '' END,
               CASE WHEN g.agginitval IS NOT NULL
                    THEN ', INITCOND = ' || pg_catalog.quote_literal(g.agginitval) ELSE '' END,
               CASE p.proparallel WHEN 's' THEN ', PARALLEL = safe'
                    WHEN 'r' THEN ', PARALLEL = restricted' ELSE '' END)
    FROM pg_catalog.pg_aggregate AS g
    JOIN pg_catalog.pg_proc AS p ON p.oid = g.aggfnoid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    WHERE g.aggkind = 'n' AND p.oid >= 16384
) AS routines
JOIN pg_catalog.pg_proc AS p ON p.oid = routines.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
ORDER BY routines.prokind = 'a', routines.oid
