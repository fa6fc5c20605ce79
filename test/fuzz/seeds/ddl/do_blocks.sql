DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('a'); END IF; END $$;
DO $do$
DECLARE t text; n int := 3; r record;
BEGIN
    FOREACH t IN ARRAY ARRAY['a', 'b'] LOOP
        EXECUTE format('CREATE TABLE %I.%I (id int PRIMARY KEY, v text DEFAULT %L)', 'public', t, 'x');
    END LOOP;
    FOR i IN 1..n LOOP EXECUTE 'CREATE TABLE p' || i || ' (id int)'; END LOOP;
    FOR r IN SELECT * FROM (VALUES ('c', 1)) AS v(name, k) LOOP EXECUTE format('CREATE INDEX ON %s (id)', r.name); END LOOP;
    CASE WHEN n = 3 THEN ALTER TABLE a ADD COLUMN w int; ELSE NULL; END CASE;
    WHILE n > 0 LOOP n := n - 1; EXIT WHEN n = 1; CONTINUE; END LOOP;
EXCEPTION WHEN duplicate_object OR SQLSTATE '42P07' THEN RAISE NOTICE 'there: %', SQLERRM;
END $do$;
DO LANGUAGE plpgsql 'BEGIN PERFORM set_config(''search_path'', ''x'', true); DROP TABLE IF EXISTS a; END';
DO $$ DECLARE c CURSOR FOR SELECT 1; x public.a%ROWTYPE; y a.id%TYPE; BEGIN << l >> LOOP EXIT l; END LOOP; RETURN; END; $$;
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE z (id int); END $$; SELECT f(); CALL f();
