
DECLARE
  x text := 'abc'; r record; i int := 0; c CURSOR FOR SELECT tablename FROM pg_tables;
BEGIN
  FOR i IN REVERSE 5..0 BY 2 LOOP EXECUTE 'CREATE TABLE a' || i || ' (x int)'; END LOOP;
  FOREACH x IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE format('CREATE TABLE %I (%s int)', x, 'y'); END LOOP;
  FOR r IN SELECT tablename, schemaname FROM pg_tables ORDER BY 1 DESC LIMIT 2 LOOP
    EXECUTE format('CREATE INDEX ON %I.%I (x)', r.schemaname, r.tablename);
  END LOOP;
  FOR r IN c LOOP r.tablename := 'z'; CONTINUE WHEN r.tablename = 'z'; END LOOP;
  <<outer>> WHILE i < 10 LOOP i := i + 1; EXIT outer WHEN i = 3; END LOOP;
  FOR x IN SELECT unnest(string_to_array('p,q', ',')) LOOP PERFORM make(length(x)); END LOOP;
  FOR r IN EXECUTE 'SELECT generate_series(1, 3) AS n' LOOP PERFORM make(r.n + 10); END LOOP;
END
