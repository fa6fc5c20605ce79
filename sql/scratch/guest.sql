-- The template of databases for a command of the user's: PUBLIC may call again what PostgreSQL itself lets
-- it call. What pg_init_privs names was closed by PostgreSQL and stays closed. The roles that open files
-- and programs go for good: before version 16 whoever may make roles may also grant himself these.
GRANT CONNECT, TEMPORARY ON DATABASE template1 TO PUBLIC;

DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
          AND p.proacl IS NOT NULL
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_init_privs AS i
                          WHERE i.classoid = 'pg_catalog.pg_proc'::regclass AND i.objoid = p.oid)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', routine);
    END LOOP;
END
$$;

DELETE FROM pg_catalog.pg_authid
WHERE rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files');
