-- CREATE SCHEMA for every schema that is neither the system's nor an extension's. "public" is always
-- there: a dump does not create it either.
SELECT pg_catalog.format('CREATE SCHEMA %I', n.nspname) AS statement
FROM pg_catalog.pg_namespace AS n
WHERE n.nspname !~ '^pg_'
  AND n.nspname NOT IN ('information_schema', 'public')
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
        AND d.objid = n.oid AND d.deptype = 'e')
ORDER BY n.nspname
