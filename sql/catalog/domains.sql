-- Domains with their checks; those that are not validated cannot stand in CREATE DOMAIN.
SELECT statement
FROM (
    SELECT t.oid, 1 AS place, NULL::pg_catalog.name AS name, pg_catalog.format(
               'CREATE DOMAIN %I.%I AS %s%s%s%s%s', n.nspname, t.typname,
               pg_catalog.format_type(t.typbasetype, t.typtypmod),
               CASE WHEN l.oid IS NOT NULL
                    THEN pg_catalog.format(' COLLATE %I.%I', ln.nspname, l.collname) ELSE '' END,
               CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END,
               CASE WHEN t.typdefaultbin IS NOT NULL
                    THEN ' DEFAULT ' || pg_catalog.pg_get_expr(t.typdefaultbin, 0)
                    WHEN t.typdefault IS NOT NULL
                    THEN ' DEFAULT ' || pg_catalog.quote_literal(t.typdefault) ELSE '' END,
               (SELECT pg_catalog.string_agg(
                           pg_catalog.format(' CONSTRAINT %I %s', k.conname,
                                             pg_catalog.pg_get_constraintdef(k.oid)), ''
                           ORDER BY k.conname)
                FROM pg_catalog.pg_constraint AS k
                WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated)) AS statement
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
    LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = t.typcollation AND l.oid <> b.typcollation
    LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
    WHERE t.typtype = 'd'
    UNION ALL
    SELECT t.oid, 2, k.conname,
           pg_catalog.format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s', n.nspname, t.typname, k.conname,
                             pg_catalog.pg_get_constraintdef(k.oid))
    FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_type AS t ON t.oid = k.contypid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    WHERE k.contype = 'c' AND NOT k.convalidated
) AS domains
WHERE domains.oid >= 16384
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
        AND d.objid = domains.oid AND d.deptype = 'e')
ORDER BY domains.oid, domains.place, domains.name
