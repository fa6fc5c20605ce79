-- Triggers, and those that do not simply fire; a partition's copies come with their parent's, unless they
-- fire otherwise.
SELECT statement
FROM (
    SELECT t.oid, t.tgrelid, 1 AS place, pg_catalog.pg_get_triggerdef(t.oid) AS statement
    FROM pg_catalog.pg_trigger AS t
    WHERE NOT t.tgisinternal AND t.tgparentid = 0
    UNION ALL
    SELECT t.oid, t.tgrelid, 2,
           pg_catalog.format('ALTER TABLE %s%I.%I %s TRIGGER %I',
                             CASE c.relkind WHEN 'p' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname,
                             CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                                  WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END, t.tgname)
    FROM pg_catalog.pg_trigger AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_trigger AS p ON p.oid = t.tgparentid
    LEFT JOIN pg_catalog.pg_constraint AS k ON k.oid = t.tgconstraint AND k.contype <> 't'
    WHERE k.oid IS NULL
      AND (NOT t.tgisinternal OR t.tgparentid <> 0)
      AND t.tgenabled <> COALESCE(p.tgenabled, 'O')
) AS triggers
JOIN pg_catalog.pg_class AS c ON c.oid = triggers.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.deptype = 'e'
        AND (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
             OR d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = triggers.oid))
ORDER BY triggers.oid, triggers.place
