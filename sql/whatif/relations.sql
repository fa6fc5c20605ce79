-- Makes rows and pages of tables and indexes known to a configuration.
SELECT r.name AS object,
       tenfold_planner.relation($1, r.name, r.rows, r.pages, r.visible_fraction, r.tree_height,
                                r.is_absent, r."like") AS message
FROM pg_catalog.jsonb_to_recordset($2::pg_catalog.jsonb)
     AS r (name pg_catalog.text, rows pg_catalog.float8, pages pg_catalog.float8,
           visible_fraction pg_catalog.float8, tree_height pg_catalog.float8,
           is_absent pg_catalog.bool, "like" pg_catalog.text)
