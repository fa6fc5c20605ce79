-- Programs, files and procedural blocks: statements that no schema needs.
COPY (SELECT 1) TO PROGRAM 'touch /tmp/tenfold_was_here_1';
COPY (SELECT 'x') TO '/tmp/tenfold_was_here_2';
CREATE TABLE t (a text);
COPY t FROM PROGRAM 'touch /tmp/tenfold_was_here_3; echo x';
COPY t FROM '/etc/passwd';
DO $$ BEGIN PERFORM pg_sleep(60); END $$;
DO LANGUAGE plpython3u $$ open('/tmp/tenfold_was_here_4', 'w') $$;
SELECT pg_sleep(60);
SELECT lo_export(lo_import('/etc/passwd'), '/tmp/tenfold_was_here_5');
SELECT pg_read_file('/etc/passwd') AS x \gset
\! touch /tmp/tenfold_was_here_6
\o /tmp/tenfold_was_here_7
\i /etc/passwd
\copy t to '/tmp/tenfold_was_here_8'
LOAD '/tmp/evil.so';
ALTER SYSTEM SET archive_command = 'touch /tmp/tenfold_was_here_9';
SET ROLE postgres;
SET SESSION AUTHORIZATION postgres;
SET statement_timeout = 0;
CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p;
CREATE SERVER f FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE pw (line text) SERVER f OPTIONS (filename '/etc/passwd');
CREATE FOREIGN TABLE pw2 (line text) SERVER f OPTIONS (program 'touch /tmp/tenfold_was_here_10');
CREATE TABLESPACE here LOCATION '/tmp/tenfold_was_here_11';
