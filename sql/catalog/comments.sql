-- Comments on whatever is not the system's (its objects have numbers below 16384) nor an extension's.
SELECT pg_catalog.format(
           'COMMENT ON %s %s IS %L',
           CASE
               WHEN i.type LIKE '% column' THEN 'COLUMN'
               WHEN i.type = 'table constraint' THEN 'CONSTRAINT'
               WHEN i.type = 'domain constraint' THEN 'CONSTRAINT'
               WHEN i.type = 'statistics object' THEN 'STATISTICS'
               WHEN i.type = 'composite type' THEN 'TYPE'
               ELSE pg_catalog.upper(i.type) END,
           CASE
               WHEN i.type = 'domain constraint'
               THEN pg_catalog.regexp_replace(i.identity, ' on ', ' on domain ')
               ELSE i.identity END, c.description) AS statement
FROM pg_catalog.pg_description AS c
CROSS JOIN LATERAL pg_catalog.pg_identify_object(c.classoid, c.objoid, c.objsubid) AS i
WHERE c.objoid >= 16384
  AND i.identity IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = c.classoid AND d.objid = c.objoid AND d.deptype = 'e')
ORDER BY c.classoid, c.objoid, c.objsubid
