-- Makes indexes that are not there known to a configuration; how many rows each would hold.
SELECT r.name AS object, i.message, i.rows
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb)
     AS r (name pg_catalog.text, ddl pg_catalog.text)
CROSS JOIN LATERAL tenfold_planner.index($1, r.ddl) AS i
