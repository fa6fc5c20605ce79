BEGIN PERFORM make(1), make(now()); CALL make(2); SELECT * FROM make(3); DO 'BEGIN PERFORM make(4); END';
CREATE OR REPLACE FUNCTION again(n int = 3) RETURNS void LANGUAGE plpgsql AS $a$ BEGIN PERFORM again(n - 1); EXECUTE 'CREATE TABLE z' || n || '(a int)'; END $a$;
PERFORM again(n => 2); PERFORM again();
END
