-- Tables with their columns, generated expressions and checks, parents before children. Partitions are
-- attached by attachments.sql, as a dump does it: so they have all their columns here. The grammar of
-- the parser has no VIRTUAL: such a column is shown as STORED, and flags.sql says so.
WITH RECURSIVE depth (oid, depth) AS (
    SELECT c.oid, 0
    FROM pg_catalog.pg_class AS c
    WHERE c.relkind IN ('r', 'p', 'f')
    UNION
    SELECT i.inhrelid, depth.depth + 1
    FROM depth
    JOIN pg_catalog.pg_inherits AS i ON i.inhparent = depth.oid
    JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p', 'f')
),
deepest (oid, depth) AS (
    SELECT oid, pg_catalog.max(depth) FROM depth GROUP BY oid
),
elements (oid, place, name, text) AS (
    SELECT a.attrelid, a.attnum::pg_catalog.int4, NULL::pg_catalog.name,
           pg_catalog.format(
               '%I %s%s%s%s%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
               (SELECT pg_catalog.format(' OPTIONS (%s)', pg_catalog.string_agg(
                           pg_catalog.format('%I %L', o.option_name, o.option_value), ', '))
                FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o
                HAVING pg_catalog.count(*) > 0),
               CASE WHEN l.oid IS NOT NULL
                    THEN pg_catalog.format(' COLLATE %I.%I', ln.nspname, l.collname) ELSE '' END,
               CASE WHEN a.attgenerated <> ''
                    THEN pg_catalog.format(' GENERATED ALWAYS AS (%s) STORED',
                                           pg_catalog.pg_get_expr(f.adbin, f.adrelid)) ELSE '' END,
               CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END)
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef AS f
         ON f.adrelid = a.attrelid AND f.adnum = a.attnum AND a.attgenerated <> ''
    LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation AND l.oid <> t.typcollation
    LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attislocal OR c.relispartition)
      AND c.reloftype = 0 AND c.oid >= 16384
    UNION ALL
    SELECT k.conrelid, 10000, k.conname,
           pg_catalog.format('CONSTRAINT %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid))
    FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    WHERE k.contype = 'c' AND k.convalidated AND (k.conislocal OR c.relispartition)
),
body (oid, text) AS (
    SELECT oid, pg_catalog.string_agg(text, ', ' ORDER BY place, name) FROM elements GROUP BY oid
)
SELECT pg_catalog.format(
           'CREATE %s%sTABLE %I.%I%s%s%s%s%s%s%s%s%s',
           CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END,
           CASE c.relkind WHEN 'f' THEN 'FOREIGN ' ELSE '' END, n.nspname, c.relname,
           CASE WHEN c.reloftype <> 0
                THEN ' OF ' || pg_catalog.format_type(c.reloftype, NULL) ELSE '' END,
           CASE WHEN c.reloftype = 0 OR body.text IS NOT NULL
                THEN pg_catalog.format(' (%s)', body.text) ELSE '' END,
           (SELECT pg_catalog.format(' INHERITS (%s)', pg_catalog.string_agg(
                       pg_catalog.format('%I.%I', pn.nspname, p.relname), ', ' ORDER BY i.inhseqno))
            FROM pg_catalog.pg_inherits AS i
            JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
            WHERE i.inhrelid = c.oid AND NOT c.relispartition
            HAVING pg_catalog.count(*) > 0),
           CASE c.relkind WHEN 'p'
                THEN ' PARTITION BY ' || pg_catalog.pg_get_partkeydef(c.oid) ELSE '' END,
           CASE WHEN m.amname <> 'heap' THEN pg_catalog.format(' USING %I', m.amname) ELSE '' END,
           CASE WHEN options.text IS NOT NULL
                THEN pg_catalog.format(' WITH (%s)', options.text) ELSE '' END,
           CASE WHEN s.spcname IS NOT NULL
                THEN pg_catalog.format(' TABLESPACE %I', s.spcname) ELSE '' END,
           CASE WHEN w.srvname IS NOT NULL
                THEN pg_catalog.format(' SERVER %I', w.srvname) ELSE '' END,
           (SELECT pg_catalog.format(' OPTIONS (%s)', pg_catalog.string_agg(
                       pg_catalog.format('%I %L', o.option_name, o.option_value), ', '))
            FROM pg_catalog.pg_options_to_table(e.ftoptions) AS o
            HAVING pg_catalog.count(*) > 0)) AS statement
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN deepest ON deepest.oid = c.oid
LEFT JOIN body ON body.oid = c.oid
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_foreign_table AS e ON e.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server AS w ON w.oid = e.ftserver
LEFT JOIN pg_catalog.pg_class AS toast ON toast.oid = c.reltoastrelid
CROSS JOIN LATERAL (
    SELECT pg_catalog.string_agg(
               pg_catalog.format('%s%s = %L', o.prefix, pg_catalog.split_part(o.option, '=', 1),
                                 pg_catalog.substr(o.option,
                                                   pg_catalog.strpos(o.option, '=') + 1)), ', '
               ORDER BY o.prefix, o.place)
    FROM (
        SELECT '' AS prefix, option, place
        FROM pg_catalog.unnest(c.reloptions) WITH ORDINALITY AS u (option, place)
        UNION ALL
        SELECT 'toast.' AS prefix, option, place
        FROM pg_catalog.unnest(toast.reloptions) WITH ORDINALITY AS u (option, place)
    ) AS o
) AS options (text)
WHERE c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY deepest.depth, c.oid
