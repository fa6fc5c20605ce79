-- Privileges that differ from those which an object has by itself: first what was taken away, then what was
-- given. Columns and default privileges have none by themselves.
SELECT pg_catalog.format('%s %s%s ON %s %s %s %s%s', g.verb, g.privileges, g.columns, g.kind, g.name,
                         CASE g.verb WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END,
                         CASE g.grantee WHEN 0 THEN 'PUBLIC'
                              ELSE pg_catalog.quote_ident(
                                       pg_catalog.pg_get_userbyid(g.grantee)::pg_catalog.text) END,
                         CASE WHEN g.is_grantable AND g.verb = 'GRANT' THEN ' WITH GRANT OPTION' END)
           AS statement
FROM (
    SELECT h.class, h.oid, h.part, h.kind, h.name, c.verb, c.grantee, c.is_grantable, '' AS columns,
           pg_catalog.string_agg(c.privilege_type, ', ' ORDER BY c.privilege_type) AS privileges
    FROM (
        SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS class, c.oid, 0 AS part,
               CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
               pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.relacl AS acl,
               pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END,
                                     c.relowner) AS usual
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relacl IS NOT NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0,
               CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
               p.oid::pg_catalog.regprocedure::pg_catalog.text, p.proacl,
               pg_catalog.acldefault('f', p.proowner)
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE p.proacl IS NOT NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        UNION ALL
        SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, 0, 'SCHEMA',
               pg_catalog.quote_ident(n.nspname), n.nspacl, pg_catalog.acldefault('n', n.nspowner)
        FROM pg_catalog.pg_namespace AS n
        WHERE n.nspacl IS NOT NULL AND n.oid >= 16384 AND n.nspname !~ '^pg_'
        UNION ALL
        SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, 'TYPE',
               pg_catalog.format('%I.%I', n.nspname, t.typname), t.typacl,
               pg_catalog.acldefault('T', t.typowner)
        FROM pg_catalog.pg_type AS t
        JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        WHERE t.typacl IS NOT NULL AND t.oid >= 16384
    ) AS h
    CROSS JOIN LATERAL (
        SELECT 'REVOKE' AS verb, w.grantee, false AS is_grantable, w.privilege_type
        FROM (SELECT u.grantee, u.privilege_type FROM pg_catalog.aclexplode(h.usual) AS u
              EXCEPT
              SELECT a.grantee, a.privilege_type FROM pg_catalog.aclexplode(h.acl) AS a) AS w
        UNION ALL
        SELECT 'GRANT', w.grantee, w.is_grantable, w.privilege_type
        FROM (SELECT a.grantee, a.privilege_type, a.is_grantable
              FROM pg_catalog.aclexplode(h.acl) AS a
              EXCEPT
              SELECT u.grantee, u.privilege_type, u.is_grantable
              FROM pg_catalog.aclexplode(h.usual) AS u) AS w
    ) AS c
    GROUP BY h.class, h.oid, h.part, h.kind, h.name, c.verb, c.grantee, c.is_grantable
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, t.attnum, 'TABLE',
           pg_catalog.format('%I.%I', n.nspname, c.relname), 'GRANT', a.grantee, a.is_grantable,
           pg_catalog.format(' (%I)', t.attname), a.privilege_type
    FROM pg_catalog.pg_attribute AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) AS a
    WHERE t.attacl IS NOT NULL AND NOT t.attisdropped AND n.nspname !~ '^pg_'
      AND n.nspname <> 'information_schema'
) AS g
WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = g.class AND d.objid = g.oid AND d.deptype = 'e')
ORDER BY g.class::pg_catalog.oid, g.oid, g.part, g.verb DESC, g.grantee, g.is_grantable, g.privileges
