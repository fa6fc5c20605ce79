-- Privileges that objects made later will have. Within a schema they are added to the usual ones.
SELECT pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s %s ON %s %s %s%s',
                         pg_catalog.pg_get_userbyid(p.defaclrole), ' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), c.verb,
                         pg_catalog.string_agg(c.privilege_type, ', ' ORDER BY c.privilege_type),
                         CASE p.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                              WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
                         CASE c.verb WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END,
                         CASE c.grantee WHEN 0 THEN 'PUBLIC'
                              ELSE pg_catalog.quote_ident(
                                       pg_catalog.pg_get_userbyid(c.grantee)::pg_catalog.text) END,
                         CASE WHEN c.is_grantable THEN ' WITH GRANT OPTION' END) AS statement
FROM pg_catalog.pg_default_acl AS p
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.defaclnamespace
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.defaclnamespace = 0
                THEN pg_catalog.acldefault(
                         CASE p.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE p.defaclobjtype END,
                         p.defaclrole) END
) AS usual (acl)
CROSS JOIN LATERAL (
    SELECT 'REVOKE' AS verb, w.grantee, false AS is_grantable, w.privilege_type
    FROM (SELECT u.grantee, u.privilege_type FROM pg_catalog.aclexplode(usual.acl) AS u
          EXCEPT
          SELECT a.grantee, a.privilege_type FROM pg_catalog.aclexplode(p.defaclacl) AS a) AS w
    UNION ALL
    SELECT 'GRANT', w.grantee, w.is_grantable, w.privilege_type
    FROM (SELECT a.grantee, a.privilege_type, a.is_grantable
          FROM pg_catalog.aclexplode(p.defaclacl) AS a
          EXCEPT
          SELECT u.grantee, u.privilege_type, u.is_grantable
          FROM pg_catalog.aclexplode(usual.acl) AS u) AS w
) AS c
GROUP BY p.oid, p.defaclrole, p.defaclobjtype, n.nspname, c.verb, c.grantee, c.is_grantable
ORDER BY p.oid, c.verb DESC, c.grantee, c.is_grantable
