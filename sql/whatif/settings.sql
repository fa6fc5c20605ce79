-- Makes settings known to a configuration; those that this server does not take, and why.
SELECT r.name AS object, tenfold_planner.setting($1, r.name, r.value) AS message
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb)
     AS r (name pg_catalog.text, value pg_catalog.text)
