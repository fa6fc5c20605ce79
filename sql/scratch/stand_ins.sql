-- What the superuser made in the database stands for what an extension would have brought: it becomes a
-- member of one, so that whoever reads the catalogs leaves it out, as with the real ones.
DO $$
DECLARE
    stand_in text;
BEGIN
    FOR stand_in IN
        SELECT pg_catalog.format('TYPE %I.%I', n.nspname, t.typname)
        FROM pg_catalog.pg_type AS t
        JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        WHERE t.oid >= 16384
          AND t.typowner = current_user::pg_catalog.regrole
          AND t.typtype IN ('b', 'd')
          AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_type AS e WHERE e.oid = t.typelem AND e.typarray = t.oid)
          AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                AND d.objid = t.oid AND d.deptype = 'e')
        UNION ALL
        SELECT pg_catalog.format('FUNCTION %s', p.oid::pg_catalog.regprocedure)
        FROM pg_catalog.pg_proc AS p
        WHERE p.oid >= 16384
          AND p.proowner = current_user::pg_catalog.regrole
          AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
    LOOP
        EXECUTE 'ALTER EXTENSION plpgsql ADD ' || stand_in;
    END LOOP;
END
$$;
