-- Objects that the model keeps as a statement. User mappings are left where they are: they hold passwords.
SELECT statement
FROM (
    SELECT 1 AS place, 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AS class, w.oid,
           0::pg_catalog.oid AS space,
           pg_catalog.format('CREATE FOREIGN DATA WRAPPER %I%s%s%s', w.fdwname,
               CASE WHEN w.fdwhandler <> 0
                    THEN ' HANDLER ' || w.fdwhandler::pg_catalog.regproc::pg_catalog.text END,
               CASE WHEN w.fdwvalidator <> 0
                    THEN ' VALIDATOR ' || w.fdwvalidator::pg_catalog.regproc::pg_catalog.text END,
               options.text) AS statement
    FROM pg_catalog.pg_foreign_data_wrapper AS w
    CROSS JOIN LATERAL (
        SELECT pg_catalog.format(' OPTIONS (%s)', pg_catalog.string_agg(
                   pg_catalog.format('%I %L', o.option_name, o.option_value), ', '))
        FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS o
        WHERE w.fdwoptions IS NOT NULL
    ) AS options (text)
    UNION ALL
    SELECT 2, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 0,
           pg_catalog.format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s', s.srvname,
               ' TYPE ' || pg_catalog.quote_literal(s.srvtype),
               ' VERSION ' || pg_catalog.quote_literal(s.srvversion), w.fdwname,
               CASE WHEN s.srvoptions IS NOT NULL THEN options.text END)
    FROM pg_catalog.pg_foreign_server AS s
    JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    CROSS JOIN LATERAL (
        SELECT pg_catalog.format(' OPTIONS (%s)', pg_catalog.string_agg(
                   pg_catalog.format('%I %L', o.option_name, o.option_value), ', '))
        FROM pg_catalog.pg_options_to_table(s.srvoptions) AS o
    ) AS options (text)
    UNION ALL
    SELECT 3, 'pg_catalog.pg_collation'::pg_catalog.regclass, c.oid, c.collnamespace,
           pg_catalog.format('CREATE COLLATION %I.%I (provider = %s%s, %s)', n.nspname, c.collname,
               CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
               CASE WHEN NOT c.collisdeterministic THEN ', deterministic = false' END,
               CASE WHEN c.collcollate <> c.collctype
                    THEN pg_catalog.format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
                    ELSE pg_catalog.format('locale = %L',
                             COALESCE(pg_catalog.to_jsonb(c) ->> 'colliculocale',
                                      pg_catalog.to_jsonb(c) ->> 'colllocale',
                                      c.collcollate::pg_catalog.text)) END)
    FROM pg_catalog.pg_collation AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
    UNION ALL
    SELECT 4, 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, t.oid, t.dictnamespace,
           pg_catalog.format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname,
               t.dictname, mn.nspname, m.tmplname, ', ' || t.dictinitoption)
    FROM pg_catalog.pg_ts_dict AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.dictnamespace
    JOIN pg_catalog.pg_ts_template AS m ON m.oid = t.dicttemplate
    JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.tmplnamespace
    UNION ALL
    SELECT 5, 'pg_catalog.pg_ts_config'::pg_catalog.regclass, t.oid, t.cfgnamespace,
           pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname,
               t.cfgname, pn.nspname, p.prsname)
    FROM pg_catalog.pg_ts_config AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.cfgnamespace
    JOIN pg_catalog.pg_ts_parser AS p ON p.oid = t.cfgparser
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
    UNION ALL
    SELECT 6, 'pg_catalog.pg_ts_config'::pg_catalog.regclass, t.oid, t.cfgnamespace,
           pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
               n.nspname, t.cfgname, k.alias,
               pg_catalog.string_agg(pg_catalog.format('%I.%I', dn.nspname, c.dictname), ', '
                                     ORDER BY m.mapseqno))
    FROM pg_catalog.pg_ts_config AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.cfgnamespace
    JOIN pg_catalog.pg_ts_config_map AS m ON m.mapcfg = t.oid
    CROSS JOIN LATERAL pg_catalog.ts_token_type(t.cfgparser) AS k
    JOIN pg_catalog.pg_ts_dict AS c ON c.oid = m.mapdict
    JOIN pg_catalog.pg_namespace AS dn ON dn.oid = c.dictnamespace
    WHERE t.oid >= 16384 AND k.tokid = m.maptokentype
    GROUP BY t.oid, t.cfgnamespace, n.nspname, t.cfgname, k.alias
    UNION ALL
    SELECT 7, 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.pronamespace,
           pg_catalog.format('CREATE AGGREGATE %I.%I(%s) (SFUNC = %s, STYPE = %s%s%s%s%s%s%s%s%s%s%s)',
               n.nspname, p.proname,
               CASE p.pronargs WHEN 0 THEN '*' ELSE pg_catalog.pg_get_function_arguments(p.oid) END,
               g.aggtransfn::pg_catalog.text, pg_catalog.format_type(g.aggtranstype, NULL),
               CASE WHEN g.aggtransspace <> 0 THEN ', SSPACE = ' || g.aggtransspace END,
               CASE WHEN g.aggfinalfn <> 0 THEN ', FINALFUNC = ' || g.aggfinalfn::pg_catalog.text END,
               CASE WHEN g.aggfinalextra THEN ', FINALFUNC_EXTRA' END,
               CASE WHEN g.aggcombinefn <> 0
                    THEN ', COMBINEFUNC = ' || g.aggcombinefn::pg_catalog.text END,
               CASE WHEN g.aggserialfn <> 0
                    THEN pg_catalog.format(', SERIALFUNC = %s, DESERIALFUNC = %s',
                                           g.aggserialfn::pg_catalog.text,
                                           g.aggdeserialfn::pg_catalog.text) END,
               ', INITCOND = ' || pg_catalog.quote_literal(g.agginitval),
               CASE WHEN g.aggmtransfn <> 0
                    THEN pg_catalog.format(', MSFUNC = %s, MINVFUNC = %s, MSTYPE = %s%s%s',
                             g.aggmtransfn::pg_catalog.text, g.aggminvtransfn::pg_catalog.text,
                             pg_catalog.format_type(g.aggmtranstype, NULL),
                             CASE WHEN g.aggmfinalfn <> 0
                                  THEN ', MFINALFUNC = ' || g.aggmfinalfn::pg_catalog.text END,
                             ', MINITCOND = ' || pg_catalog.quote_literal(g.aggminitval)) END,
               (SELECT pg_catalog.format(', SORTOP = OPERATOR(%I.%s)', sn.nspname, s.oprname)
                FROM pg_catalog.pg_operator AS s
                JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.oprnamespace
                WHERE s.oid = g.aggsortop),
               CASE p.proparallel WHEN 's' THEN ', PARALLEL = safe'
                    WHEN 'r' THEN ', PARALLEL = restricted' END,
               CASE g.aggkind WHEN 'h' THEN ', HYPOTHETICAL' END)
    FROM pg_catalog.pg_aggregate AS g
    JOIN pg_catalog.pg_proc AS p ON p.oid = g.aggfnoid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    WHERE p.oid >= 16384
    UNION ALL
    SELECT 8, 'pg_catalog.pg_operator'::pg_catalog.regclass, r.oid, r.oprnamespace,
           pg_catalog.format('CREATE OPERATOR %I.%s (FUNCTION = %s%s%s%s%s%s%s%s%s)', n.nspname,
               r.oprname, r.oprcode::pg_catalog.text,
               CASE WHEN r.oprleft <> 0
                    THEN ', LEFTARG = ' || pg_catalog.format_type(r.oprleft, NULL) END,
               CASE WHEN r.oprright <> 0
                    THEN ', RIGHTARG = ' || pg_catalog.format_type(r.oprright, NULL) END,
               (SELECT pg_catalog.format(', COMMUTATOR = OPERATOR(%I.%s)', xn.nspname, x.oprname)
                FROM pg_catalog.pg_operator AS x
                JOIN pg_catalog.pg_namespace AS xn ON xn.oid = x.oprnamespace
                WHERE x.oid = r.oprcom),
               (SELECT pg_catalog.format(', NEGATOR = OPERATOR(%I.%s)', xn.nspname, x.oprname)
                FROM pg_catalog.pg_operator AS x
                JOIN pg_catalog.pg_namespace AS xn ON xn.oid = x.oprnamespace
                WHERE x.oid = r.oprnegate),
               CASE WHEN r.oprcanmerge THEN ', MERGES' END, CASE WHEN r.oprcanhash THEN ', HASHES' END,
               CASE WHEN r.oprrest <> 0 THEN ', RESTRICT = ' || r.oprrest::pg_catalog.text END,
               CASE WHEN r.oprjoin <> 0 THEN ', JOIN = ' || r.oprjoin::pg_catalog.text END)
    FROM pg_catalog.pg_operator AS r
    JOIN pg_catalog.pg_namespace AS n ON n.oid = r.oprnamespace
    WHERE r.oprcode <> 0 AND r.oid >= 16384
    UNION ALL
    SELECT 9, 'pg_catalog.pg_opfamily'::pg_catalog.regclass, f.oid, f.opfnamespace,
           pg_catalog.format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, m.amname)
    FROM pg_catalog.pg_opfamily AS f
    JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
    JOIN pg_catalog.pg_am AS m ON m.oid = f.opfmethod
    UNION ALL
    SELECT 10, 'pg_catalog.pg_opclass'::pg_catalog.regclass, c.oid, c.opcnamespace,
           pg_catalog.format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s',
               n.nspname, c.opcname, CASE WHEN c.opcdefault THEN ' DEFAULT' END,
               pg_catalog.format_type(c.opcintype, NULL), m.amname, fn.nspname, f.opfname,
               pg_catalog.concat_ws(', ',
                   CASE WHEN c.opckeytype <> 0
                        THEN 'STORAGE ' || pg_catalog.format_type(c.opckeytype, NULL) END,
                   (SELECT pg_catalog.string_agg(
                               pg_catalog.format('OPERATOR %s %s', o.amopstrategy,
                                                 o.amopopr::pg_catalog.regoperator), ', '
                               ORDER BY o.amopstrategy)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_amop AS o ON o.oid = d.objid
                    WHERE d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
                      AND d.refobjid = c.oid
                      AND d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass),
                   (SELECT pg_catalog.string_agg(
                               pg_catalog.format('FUNCTION %s (%s, %s) %s', o.amprocnum,
                                                 pg_catalog.format_type(o.amproclefttype, NULL),
                                                 pg_catalog.format_type(o.amprocrighttype, NULL),
                                                 o.amproc::pg_catalog.regprocedure), ', '
                               ORDER BY o.amprocnum)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_amproc AS o ON o.oid = d.objid
                    WHERE d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
                      AND d.refobjid = c.oid
                      AND d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass)))
    FROM pg_catalog.pg_opclass AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
    JOIN pg_catalog.pg_am AS m ON m.oid = c.opcmethod
    JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
    JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 11, 'pg_catalog.pg_cast'::pg_catalog.regclass, k.oid, 0,
           pg_catalog.format('CREATE CAST (%s AS %s) %s%s', pg_catalog.format_type(k.castsource, NULL),
               pg_catalog.format_type(k.casttarget, NULL),
               CASE k.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION'
                    ELSE 'WITH FUNCTION ' || k.castfunc::pg_catalog.regprocedure::pg_catalog.text END,
               CASE k.castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' END)
    FROM pg_catalog.pg_cast AS k
    WHERE k.oid >= 16384
      AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_depend AS d
          WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
            AND d.objid = k.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 12, 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.relnamespace,
           pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';')
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
    WHERE r.rulename <> '_RETURN' AND c.oid >= 16384
    UNION ALL
    SELECT 13, 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.relnamespace,
           pg_catalog.format('ALTER TABLE %I.%I %s RULE %I', n.nspname, c.relname,
                             CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                                  ELSE 'ENABLE ALWAYS' END, r.rulename)
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN' AND r.ev_enabled <> 'O'
    UNION ALL
    SELECT 14, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, s.stxnamespace,
           pg_catalog.pg_get_statisticsobjdef(s.oid)
    FROM pg_catalog.pg_statistic_ext AS s
    UNION ALL
    SELECT 15, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, s.stxnamespace,
           pg_catalog.format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname,
                             s.stxstattarget)
    FROM pg_catalog.pg_statistic_ext AS s
    JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
    WHERE s.stxstattarget >= 0
    UNION ALL
    SELECT 16, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, v.oid, 0,
           pg_catalog.format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', v.evtname,
               v.evtevent,
               (SELECT pg_catalog.format(' WHEN TAG IN (%s)',
                                         pg_catalog.string_agg(pg_catalog.quote_literal(x.tag), ', '))
                FROM pg_catalog.unnest(v.evttags) AS x (tag)
                HAVING pg_catalog.count(*) > 0),
               v.evtfoid::pg_catalog.regproc::pg_catalog.text)
    FROM pg_catalog.pg_event_trigger AS v
    UNION ALL
    SELECT 17, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, v.oid, 0,
           pg_catalog.format('ALTER EVENT TRIGGER %I %s', v.evtname,
               CASE v.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                    ELSE 'ENABLE ALWAYS' END)
    FROM pg_catalog.pg_event_trigger AS v
    WHERE v.evtenabled <> 'O'
    UNION ALL
    SELECT 18, 'pg_catalog.pg_publication'::pg_catalog.regclass, b.oid, 0,
           pg_catalog.format('CREATE PUBLICATION %I%s WITH (publish = %L%s)', b.pubname,
               CASE WHEN b.puballtables THEN ' FOR ALL TABLES'
                    ELSE (SELECT pg_catalog.format(' FOR TABLE %s', pg_catalog.string_agg(
                                     pg_catalog.format('ONLY %I.%I', n.nspname, c.relname), ', '
                                     ORDER BY n.nspname, c.relname))
                          FROM pg_catalog.pg_publication_rel AS x
                          JOIN pg_catalog.pg_class AS c ON c.oid = x.prrelid
                          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                          WHERE x.prpubid = b.oid
                          HAVING pg_catalog.count(*) > 0) END,
               pg_catalog.concat_ws(', ', CASE WHEN b.pubinsert THEN 'insert' END,
                                    CASE WHEN b.pubupdate THEN 'update' END,
                                    CASE WHEN b.pubdelete THEN 'delete' END,
                                    CASE WHEN b.pubtruncate THEN 'truncate' END),
               CASE WHEN b.pubviaroot THEN ', publish_via_partition_root = true' END)
    FROM pg_catalog.pg_publication AS b
) AS others
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = others.space
WHERE others.oid >= 16384
  AND (n.nspname IS NULL OR n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = others.class AND d.objid = others.oid AND d.deptype = 'e')
ORDER BY others.place, others.oid, others.statement
