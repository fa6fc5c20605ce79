-- Languages, libraries and privileges.
CREATE FUNCTION c1() RETURNS integer LANGUAGE c AS '/lib/x86_64-linux-gnu/libc.so.6', 'getpid';
CREATE FUNCTION c2(text) RETURNS integer LANGUAGE internal AS 'pg_read_file';
CREATE FUNCTION c3() RETURNS void LANGUAGE plperlu AS $$ open(F, '>/tmp/tenfold_was_here_p'); $$;
CREATE FUNCTION c4() RETURNS void LANGUAGE plpython3u AS $$ open('/tmp/tenfold_was_here_q', 'w') $$;
CREATE OR REPLACE LANGUAGE evil HANDLER c1;
CREATE EXTENSION dblink;
CREATE EXTENSION file_fdw;
CREATE EXTENSION adminpack;
CREATE EXTENSION "../../../../tmp/evil";
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql
AS $$ BEGIN PERFORM pg_sleep(60); END $$;
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e();
CREATE EVENT TRIGGER s ON ddl_command_start EXECUTE FUNCTION e();
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch /tmp/tenfold_was_here_t'''; RETURN NEW; END $$;
CREATE TABLE t (a integer);
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tr();
INSERT INTO t VALUES (1);
CREATE ROLE evil SUPERUSER LOGIN;
ALTER ROLE postgres SUPERUSER;
GRANT pg_execute_server_program, pg_write_server_files TO PUBLIC;
GRANT pg_execute_server_program TO tenfold_sandbox;
ALTER ROLE tenfold_sandbox SUPERUSER;
ALTER ROLE tenfold_sandbox SET statement_timeout = 0;
ALTER DATABASE template1 SET default_transaction_read_only = off;
ALTER TABLE t OWNER TO tenfold;
CREATE SCHEMA pg_evil;
CREATE FUNCTION pg_catalog.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 1 FROM pg_sleep(60) $$;
CREATE TABLE pg_catalog.pg_evil (a integer);
CREATE FUNCTION public.format(text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' FROM pg_sleep(60) $$;
SECURITY LABEL ON TABLE t IS 'x';
CREATE POLICY p ON t TO tenfold, pg_read_server_files, "Robert'); DROP TABLE t;--" USING (true);
CREATE TABLE "x'); SELECT pg_sleep(60); --" ("y""; SELECT pg_sleep(60)" integer DEFAULT 1);
COMMENT ON TABLE t IS 'E\'' ; SELECT pg_sleep(60); --';
COMMENT ON TABLE t IS $q$'; COPY (SELECT 1) TO PROGRAM 'touch /tmp/tenfold_was_here_c'; --$q$;
