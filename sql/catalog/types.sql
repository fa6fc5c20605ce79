-- Enums, composite types, ranges, base types (what matters of them: they need C) and shells, in the order
-- in which they were made.
SELECT statement
FROM (
    SELECT t.oid,
           pg_catalog.format(
               'CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
               (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', '
                                             ORDER BY e.enumsortorder)
                FROM pg_catalog.pg_enum AS e
                WHERE e.enumtypid = t.oid)) AS statement
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    WHERE t.typtype = 'e'
    UNION ALL
    SELECT t.oid,
           pg_catalog.format(
               'CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
               (SELECT pg_catalog.string_agg(
                           pg_catalog.format('%I %s%s', a.attname,
                                             pg_catalog.format_type(a.atttypid, a.atttypmod),
                                             CASE WHEN l.oid IS NOT NULL
                                                  THEN pg_catalog.format(' COLLATE %I.%I',
                                                                         ln.nspname, l.collname)
                                                  ELSE '' END), ', ' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
                LEFT JOIN pg_catalog.pg_collation AS l
                     ON l.oid = a.attcollation AND l.oid <> y.typcollation
                LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
                WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)) AS statement
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
    WHERE t.typtype = 'c'
    UNION ALL
    SELECT t.oid,
           pg_catalog.format('CREATE TYPE %I.%I AS RANGE (subtype = %s%s%s%s%s%s)', n.nspname, t.typname,
                             pg_catalog.format_type(r.rngsubtype, NULL),
                             (SELECT pg_catalog.format(', multirange_type_name = %I.%I', mn.nspname,
                                                       m.typname)
                              FROM pg_catalog.pg_depend AS d
                              JOIN pg_catalog.pg_type AS m ON m.oid = d.objid AND m.typtype = 'm'
                              JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace
                              WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                                AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
                                AND d.refobjid = t.oid AND d.deptype = 'i'),
                             CASE WHEN r.rngcollation <> s.typcollation
                                  THEN pg_catalog.format(', collation = %I.%I', ln.nspname, l.collname)
                                  ELSE '' END,
                             CASE WHEN r.rngcanonical <> 0
                                  THEN ', canonical = ' || r.rngcanonical::pg_catalog.text
                                  ELSE '' END,
                             CASE WHEN r.rngsubdiff <> 0
                                  THEN ', subtype_diff = ' || r.rngsubdiff::pg_catalog.text
                                  ELSE '' END,
                             CASE WHEN NOT o.opcdefault
                                  THEN pg_catalog.format(', subtype_opclass = %I.%I',
                                                         opn.nspname, o.opcname)
                                  ELSE '' END) AS statement
    FROM pg_catalog.pg_range AS r
    JOIN pg_catalog.pg_type AS t ON t.oid = r.rngtypid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype
    JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
    JOIN pg_catalog.pg_namespace AS opn ON opn.oid = o.opcnamespace
    LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = r.rngcollation
    LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
    UNION ALL
    SELECT t.oid,
           pg_catalog.format(
               'CREATE TYPE %I.%I%s', n.nspname, t.typname,
               CASE WHEN t.typisdefined
                    THEN pg_catalog.format(
                        ' (input = %s, output = %s, internallength = %s, alignment = %s, storage = %s)',
                        t.typinput::pg_catalog.text, t.typoutput::pg_catalog.text,
                        CASE WHEN t.typlen < 0 THEN 'variable' ELSE t.typlen::pg_catalog.text END,
                        CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double'
                             ELSE 'int4' END,
                        CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended'
                             WHEN 'm' THEN 'main' ELSE 'plain' END) ELSE '' END)
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    WHERE NOT t.typisdefined
       OR t.typtype = 'b'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e
                          WHERE e.oid = t.typelem AND e.typarray = t.oid)
) AS types
WHERE oid >= 16384
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
        AND d.objid = types.oid AND d.deptype = 'e')
ORDER BY oid
