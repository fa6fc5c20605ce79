-- Tables, partitioned and foreign ones too, in the order in which they were made.
SELECT c.oid,
       n.nspname AS schema,
       c.relname AS name,
       c.relkind AS kind,
       c.relpersistence AS persistence,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       d.description AS comment,
       c.relrowsecurity AS has_row_security,
       c.relforcerowsecurity AS has_forced_row_security,
       c.relreplident AS replica_identity,
       c.reloptions AS options,
       (SELECT pg_catalog.array_agg('toast.' || o.value ORDER BY o.position)
        FROM pg_catalog.pg_class AS t,
             pg_catalog.unnest(t.reloptions) WITH ORDINALITY AS o (value, position)
        WHERE t.oid = c.reltoastrelid) AS toast_options,
       CASE WHEN m.amname <> 'heap' THEN m.amname END AS access_method,
       s.spcname AS tablespace,
       tn.nspname AS of_type_schema,
       t.typname AS of_type_name,
       CASE WHEN c.relispartition
            THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       p.partstrat AS partition_strategy,
       fs.srvname AS foreign_server,
       f.ftoptions AS foreign_options
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_type AS t ON t.oid = c.reloftype
LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server AS fs ON fs.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'f')
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT
                  FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY c.oid;
