
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                 WHERE t.typname = 'mood' AND n.nspname = 'public') THEN
    CREATE TYPE mood AS ENUM ('sad');
  ELSIF to_regclass('public.users') IS NOT NULL AND current_setting('server_version_num')::int >= 120000 THEN
    ALTER TABLE users ADD COLUMN age int;
  ELSE
    RAISE EXCEPTION 'no % here', 'users' USING ERRCODE = 'P0001';
  END IF;
  IF (SELECT count(*) FROM information_schema.columns WHERE table_name = 'users') > 1 THEN
    CASE 1 WHEN 2, 3 THEN NULL; ELSE CREATE SEQUENCE s; END CASE;
  END IF;
  IF EXISTS (SELECT FROM users WHERE name IS NULL) THEN DROP TABLE users; END IF;
  BEGIN
    CREATE TYPE mood AS ENUM ('x');
  EXCEPTION WHEN duplicate_object OR undefined_table THEN
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'x';
  END;
END
