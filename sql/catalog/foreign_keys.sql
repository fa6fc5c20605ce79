-- Foreign keys, and checks that are not validated: those cannot stand in CREATE TABLE. What a partition
-- has from its parent came with the attaching.
SELECT pg_catalog.format(
           'ALTER TABLE %s%I.%I ADD CONSTRAINT %I %s',
           CASE WHEN k.contype = 'f' AND c.relkind = 'p' THEN '' ELSE 'ONLY ' END, n.nspname,
           c.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid)) AS statement
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE (k.contype = 'f' AND k.conparentid = 0
       OR k.contype = 'c' AND NOT k.convalidated AND k.conislocal)
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY k.contype = 'f', k.oid
