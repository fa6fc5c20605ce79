-- Row security: switched on for the table, and its policies. Then the replica identity, which is a
-- property of the table as well.
SELECT statement
FROM (
    SELECT c.oid, 1 AS place, ''::pg_catalog.name AS name,
           pg_catalog.format('ALTER TABLE %I.%I %s', n.nspname, c.relname, property.text) AS statement
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
        SELECT 'ENABLE ROW LEVEL SECURITY' WHERE c.relrowsecurity
        UNION ALL
        SELECT 'FORCE ROW LEVEL SECURITY' WHERE c.relforcerowsecurity
        UNION ALL
        SELECT 'REPLICA IDENTITY ' || CASE c.relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END
        WHERE c.relreplident IN ('f', 'n')
    ) AS property (text)
    WHERE c.relkind IN ('r', 'p')
    UNION ALL
    SELECT c.oid, 2, p.polname,
           pg_catalog.format(
               'CREATE POLICY %I ON %I.%I%s%s TO %s%s%s', p.polname, n.nspname, c.relname,
               CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END,
               CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT'
                    WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END,
               (SELECT pg_catalog.string_agg(
                           CASE r.oid WHEN 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(
                                         pg_catalog.pg_get_userbyid(r.oid)::pg_catalog.text) END, ', '
                           ORDER BY r.place)
                FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY AS r (oid, place)),
               CASE WHEN p.polqual IS NOT NULL
                    THEN pg_catalog.format(' USING (%s)',
                                           pg_catalog.pg_get_expr(p.polqual, p.polrelid)) ELSE '' END,
               CASE WHEN p.polwithcheck IS NOT NULL
                    THEN pg_catalog.format(' WITH CHECK (%s)',
                                           pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
                    ELSE '' END)
    FROM pg_catalog.pg_policy AS p
    JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
) AS security
JOIN pg_catalog.pg_class AS c ON c.oid = security.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY security.oid, security.place, security.name, security.statement
