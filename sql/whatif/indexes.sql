-- Makes indexes that are not there known to a configuration; how many rows each would hold, and what its
-- expressions give.
SELECT r.name AS object, i.message, i.rows, i.can_share, pg_catalog.to_json(i.widths) AS widths,
       pg_catalog.to_json(i.distincts) AS distincts, pg_catalog.to_json(i.nulls) AS nulls
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb)
     AS r (name pg_catalog.text, ddl pg_catalog.text)
CROSS JOIN LATERAL tenfold_planner.index($1, r.ddl) AS i
