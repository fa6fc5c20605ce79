DECLARE d date := '2024-01-31'; t text; n numeric; a text[] := '{x,"y z"}'; v users%ROWTYPE; w users.name%TYPE;
BEGIN
  t := to_char(d + 2 * interval '1 month', '"p"YYYY_MM_DD') || lpad(7::text, 3, '0') || upper(left('abc', 2));
  EXECUTE 'CREATE TABLE ' || quote_ident(t) || ' (a date DEFAULT ' || quote_literal(d) || ')';
  SELECT max(attnum), string_agg(attname, ',') INTO STRICT n, t FROM pg_attribute WHERE attrelid = 'users'::regclass;
  EXECUTE 'SELECT $1 || $2' INTO t USING 'a', t;
  a := a || 'q'; a[1] := 'z'; v.id := 3; GET DIAGNOSTICS n = ROW_COUNT;
  EXECUTE replace('CREATE TABLE #_x (a int)', '#', coalesce(NULL, split_part('m.n', '.', 2)));
  d := date_trunc('week', d)::date - 3; t := extract(year FROM d)::text; EXECUTE 'DROP TABLE IF EXISTS y' || t;
END
