-- Who owns what. An identity's sequence belongs to the owner of its table.
SELECT pg_catalog.format('ALTER %s %s OWNER TO %I', o.kind, o.name,
                         pg_catalog.pg_get_userbyid(o.owner)) AS statement
FROM (
    SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass AS class, n.oid, 'SCHEMA' AS kind,
           pg_catalog.quote_ident(n.nspname::pg_catalog.text) AS name, n.nspowner AS owner
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid,
           CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
           pg_catalog.format('%I.%I', n.nspname, c.relname), c.relowner
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't' AND c.oid >= 16384
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_depend AS d
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND d.objid = c.oid AND d.deptype = 'i' AND c.relkind = 'S')
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid,
           CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
           pg_catalog.format('%I.%I', n.nspname, t.typname), t.typowner
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
    WHERE t.oid >= 16384 AND n.nspname !~ '^pg_'
      AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid,
           CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
           CASE WHEN p.prokind = 'a' AND p.pronargs = 0
                THEN pg_catalog.format('%I.%I(*)', n.nspname, p.proname)
                ELSE p.oid::pg_catalog.regprocedure::pg_catalog.text END, p.proowner
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    WHERE p.oid >= 16384 AND n.nspname !~ '^pg_'
      AND (p.prokind <> 'a'
           OR EXISTS (SELECT FROM pg_catalog.pg_aggregate AS g
                      WHERE g.aggfnoid = p.oid AND g.aggkind = 'n'))
) AS o
WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = o.class AND d.objid = o.oid
      AND (d.deptype = 'e'
           OR d.deptype = 'i' AND o.class = 'pg_catalog.pg_proc'::pg_catalog.regclass))
ORDER BY o.class::pg_catalog.oid, o.oid
