-- What the template of the scratch server gets, in single-user mode: the sandbox's role, and nothing to
-- do in a database but define things and be planned. A loaded schema brings its own expressions, and
-- PostgreSQL runs what is called IMMUTABLE in them: so whoever is not the superuser loses all that can
-- wait, read files, reach other sessions or run a text as a query.
UPDATE pg_catalog.pg_database SET datistemplate = false WHERE datname = 'template0';

DROP DATABASE template0;

DROP DATABASE postgres;

CREATE ROLE tenfold_sandbox LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;

ALTER ROLE tenfold_sandbox SET check_function_bodies = off;

ALTER ROLE tenfold_sandbox SET client_min_messages = error;

DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
          AND p.prokind = 'f'
          AND (p.provolatile = 'v' AND p.proname NOT IN (
                   'nextval', 'currval', 'lastval', 'setval', 'random', 'gen_random_uuid', 'uuidv4',
                   'uuidv7', 'clock_timestamp', 'timeofday',
                   'pg_sequence_last_value', 'pg_relation_size', 'pg_table_size',
                   'pg_indexes_size', 'pg_total_relation_size', 'pg_lock_status')
               OR p.proname ~ '(to_xml|to_xmlschema|to_xml_and_xmlschema)$')
          AND p.prorettype NOT IN (
                   'trigger'::regtype, 'event_trigger'::regtype, 'index_am_handler'::regtype,
                   'table_am_handler'::regtype, 'language_handler'::regtype, 'internal'::regtype)
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
END
$$;

REVOKE ALL ON DATABASE template1 FROM PUBLIC;
