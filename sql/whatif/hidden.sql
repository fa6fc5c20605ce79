-- Lets a configuration be planned without indexes that are there.
SELECT r.name AS object, tenfold_planner.hide($1, r.name) AS message
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb) AS r (name pg_catalog.text)
