-- How many rows indexes with a predicate hold in a configuration.
SELECT r.name AS object, tenfold_planner.index_rows($1, r.name) AS rows
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb) AS r (name pg_catalog.text)
