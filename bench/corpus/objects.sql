-- One row for each object of the database that the user made: its name, and all that defines it.
-- Two databases hold the same schema when both give the same rows.
WITH member AS (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), space AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM member m
                      WHERE m.classid = 'pg_catalog.pg_namespace'::regclass AND m.objid = pg_namespace.oid)
), rel AS (
    SELECT c.*, s.nspname, pg_catalog.format('%I.%I', s.nspname, c.relname) AS label
    FROM pg_catalog.pg_class c JOIN space s ON s.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM member m
                      WHERE m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = c.oid)
), typ AS (
    SELECT t.*, pg_catalog.format('%I.%I', s.nspname, t.typname) AS label
    FROM pg_catalog.pg_type t JOIN space s ON s.oid = t.typnamespace
    WHERE NOT EXISTS (SELECT FROM member m
                      WHERE m.classid = 'pg_catalog.pg_type'::regclass AND m.objid = t.oid)
), fn AS (
    SELECT p.* FROM pg_catalog.pg_proc p JOIN space s ON s.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM member m
                      WHERE m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = p.oid)
), object (kind, name, definition) AS (
    SELECT 'schema', nspname::text,
           pg_catalog.concat_ws('|', pg_catalog.pg_get_userbyid(nspowner),
                                pg_catalog.obj_description(oid, 'pg_namespace'))
    FROM space WHERE nspname <> 'public'
    UNION ALL
    SELECT 'extension', extname::text, pg_catalog.concat_ws('|', extnamespace::regnamespace::text,
           pg_catalog.obj_description(oid, 'pg_extension'))
    FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
    UNION ALL
    SELECT 'relation', label,
           pg_catalog.concat_ws('|', relkind, relpersistence, relrowsecurity, relforcerowsecurity,
               CASE WHEN relkind IN ('r', 'p') THEN relreplident END,
               relispopulated, pg_catalog.array_to_string(reloptions, ','),
               (SELECT pg_catalog.array_to_string(t.reloptions, ',') FROM pg_catalog.pg_class t
                WHERE t.oid = rel.reltoastrelid),
               CASE WHEN relkind = 'p' THEN pg_catalog.pg_get_partkeydef(oid) END,
               CASE WHEN relispartition THEN pg_catalog.pg_get_expr(relpartbound, oid) END,
               (SELECT amname FROM pg_catalog.pg_am a WHERE a.oid = rel.relam),
               reltablespace, reloftype::regtype::text,
               pg_catalog.pg_get_userbyid(relowner),
               (SELECT pg_catalog.string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno)
                FROM pg_catalog.pg_inherits WHERE inhrelid = rel.oid),
               CASE WHEN relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(oid) END,
               pg_catalog.obj_description(oid, 'pg_class'))
    FROM rel WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
    UNION ALL
    SELECT 'column', pg_catalog.format('%s.%I', r.label, a.attname),
           pg_catalog.concat_ws('|',
               pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum),
               pg_catalog.format_type(a.atttypid, a.atttypmod),
               a.attnotnull, a.attidentity, a.attgenerated, a.attstorage,
               -- Columns that not every server from 13 to 18 has are asked for by name.
               pg_catalog.to_jsonb(a) ->> 'attcompression', NULLIF(a.attstattarget, -1),
               -- 15.20 keeps a version of its own among the options; pg_dump leaves it out too.
               (SELECT pg_catalog.string_agg(o, ',') FROM pg_catalog.unnest(a.attoptions) o
                WHERE o NOT LIKE 'pg\_attver=%'),
               pg_catalog.array_to_string(a.attfdwoptions, ','), a.attislocal, a.attinhcount,
               CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
               pg_catalog.pg_get_expr(d.adbin, d.adrelid),
               pg_catalog.col_description(a.attrelid, a.attnum))
    FROM pg_catalog.pg_attribute a JOIN rel r ON r.oid = a.attrelid
         JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
         LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
    UNION ALL
    SELECT 'constraint',
           pg_catalog.format('%s.%I', COALESCE((SELECT label FROM rel WHERE rel.oid = k.conrelid),
                             (SELECT label FROM typ WHERE typ.oid = k.contypid)), k.conname),
           pg_catalog.concat_ws('|', pg_catalog.pg_get_constraintdef(k.oid), k.convalidated,
               k.conislocal, k.coninhcount,
               -- Of a partition's key it says how the key was made; pg_dump does not keep it either.
               CASE WHEN k.contype = 'c' THEN k.connoinherit END,
               (SELECT p.conname FROM pg_catalog.pg_constraint p WHERE p.oid = k.conparentid),
               pg_catalog.obj_description(k.oid, 'pg_constraint'))
    FROM pg_catalog.pg_constraint k
    WHERE k.contype <> 't' AND (k.conrelid IN (SELECT oid FROM rel) OR k.contypid IN (SELECT oid FROM typ))
    UNION ALL
    SELECT 'index', r.label,
           pg_catalog.concat_ws('|', pg_catalog.pg_get_indexdef(i.indexrelid), i.indisclustered,
               i.indisreplident, i.indisvalid, i.indisprimary, i.indimmediate, r.reltablespace,
               (SELECT inhparent::regclass::text FROM pg_catalog.pg_inherits WHERE inhrelid = i.indexrelid),
               (SELECT pg_catalog.string_agg(COALESCE(a.attstattarget, -1)::text, ',' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid),
               pg_catalog.obj_description(i.indexrelid, 'pg_class'))
    FROM pg_catalog.pg_index i JOIN rel r ON r.oid = i.indexrelid
    UNION ALL
    SELECT 'sequence', r.label,
           pg_catalog.concat_ws('|', pg_catalog.format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement,
               q.seqmin, q.seqmax, q.seqcache, q.seqcycle, r.relpersistence,
               pg_catalog.pg_get_userbyid(r.relowner),
               (SELECT pg_catalog.concat(d.deptype, ' ', d.refobjid::regclass::text, '.', a.attname)
                FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = r.oid
                  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')),
               pg_catalog.obj_description(r.oid, 'pg_class'))
    FROM pg_catalog.pg_sequence q JOIN rel r ON r.oid = q.seqrelid
    UNION ALL
    SELECT 'sequence value', pg_catalog.format('%I.%I', schemaname, sequencename), last_value::text
    FROM pg_catalog.pg_sequences
    UNION ALL
    SELECT 'function', oid::regprocedure::text,
           pg_catalog.concat_ws('|', pg_catalog.pg_get_functiondef(oid),
               pg_catalog.pg_get_userbyid(proowner), pg_catalog.obj_description(oid, 'pg_proc'))
    FROM fn WHERE prokind <> 'a'
    UNION ALL
    SELECT 'aggregate', f.oid::regprocedure::text,
           pg_catalog.concat_ws('|', pg_catalog.pg_get_function_arguments(f.oid),
               pg_catalog.format_type(f.prorettype, NULL), f.proparallel, a.aggkind, a.aggnumdirectargs,
               a.aggtransfn::regprocedure, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
               a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggfinalextra, a.aggmfinalextra,
               a.aggfinalmodify, a.aggmfinalmodify, a.aggsortop::regoperator,
               pg_catalog.format_type(a.aggtranstype, NULL), a.aggtransspace,
               pg_catalog.format_type(a.aggmtranstype, NULL), a.agginitval, a.aggminitval,
               pg_catalog.pg_get_userbyid(f.proowner), pg_catalog.obj_description(f.oid, 'pg_proc'))
    FROM fn f JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = f.oid
    UNION ALL
    SELECT 'trigger', pg_catalog.format('%s.%I', r.label, t.tgname),
           pg_catalog.concat_ws('|', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled, t.tgparentid <> 0,
               pg_catalog.obj_description(t.oid, 'pg_trigger'))
    FROM pg_catalog.pg_trigger t JOIN rel r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', pg_catalog.format('%s.%I', r.label, w.rulename),
           pg_catalog.concat_ws('|', pg_catalog.pg_get_ruledef(w.oid), w.ev_enabled,
               pg_catalog.obj_description(w.oid, 'pg_rewrite'))
    FROM pg_catalog.pg_rewrite w JOIN rel r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT 'statistics', pg_catalog.format('%I.%I', s.nspname, e.stxname),
           pg_catalog.concat_ws('|', pg_catalog.pg_get_statisticsobjdef(e.oid), NULLIF(e.stxstattarget, -1),
               pg_catalog.pg_get_userbyid(e.stxowner), pg_catalog.obj_description(e.oid, 'pg_statistic_ext'))
    FROM pg_catalog.pg_statistic_ext e JOIN space s ON s.oid = e.stxnamespace
    UNION ALL
    SELECT 'policy', pg_catalog.format('%s.%I', r.label, p.polname),
           pg_catalog.concat_ws('|', p.polcmd, p.polpermissive,
               (SELECT pg_catalog.string_agg(CASE WHEN x = 0 THEN 'PUBLIC'
                       ELSE pg_catalog.pg_get_userbyid(x) END, ',')
                FROM pg_catalog.unnest(p.polroles) x),
               pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
               pg_catalog.obj_description(p.oid, 'pg_policy'))
    FROM pg_catalog.pg_policy p JOIN rel r ON r.oid = p.polrelid
    UNION ALL
    SELECT 'type', t.label,
           pg_catalog.concat_ws('|', t.typtype,
               (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder)
                FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
               CASE WHEN t.typtype = 'd' THEN pg_catalog.concat_ws('|',
                    pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
                    t.typcollation::regcollation) END,
               (SELECT pg_catalog.concat_ws('|', g.rngsubtype::regtype, (pg_catalog.to_jsonb(g) ->> 'rngmultitypid')::regtype,
                       g.rngcollation::regcollation, g.rngcanonical, g.rngsubdiff,
                       (SELECT o.opcname FROM pg_catalog.pg_opclass o WHERE o.oid = g.rngsubopc))
                FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid),
               CASE WHEN t.typtype = 'b' THEN pg_catalog.concat_ws('|', t.typlen, t.typbyval, t.typalign,
                    t.typstorage, t.typinput, t.typoutput, t.typcategory) END,
               pg_catalog.pg_get_userbyid(t.typowner), pg_catalog.obj_description(t.oid, 'pg_type'))
    FROM typ t WHERE t.typtype IN ('e', 'd', 'r', 'b') AND t.typelem = 0
    UNION ALL
    SELECT 'text search configuration', pg_catalog.format('%I.%I', s.nspname, c.cfgname),
           pg_catalog.concat_ws('|', (SELECT prsname FROM pg_catalog.pg_ts_parser p WHERE p.oid = c.cfgparser),
               (SELECT pg_catalog.string_agg(m.maptokentype || ':' || m.mapdict::regdictionary, ','
                       ORDER BY m.maptokentype, m.mapseqno)
                FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid),
               pg_catalog.pg_get_userbyid(c.cfgowner), pg_catalog.obj_description(c.oid, 'pg_ts_config'))
    FROM pg_catalog.pg_ts_config c JOIN space s ON s.oid = c.cfgnamespace
    UNION ALL
    SELECT 'text search dictionary', pg_catalog.format('%I.%I', s.nspname, d.dictname),
           pg_catalog.concat_ws('|', (SELECT tmplname FROM pg_catalog.pg_ts_template t WHERE t.oid = d.dicttemplate),
               d.dictinitoption, pg_catalog.pg_get_userbyid(d.dictowner))
    FROM pg_catalog.pg_ts_dict d JOIN space s ON s.oid = d.dictnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_ts_dict'::regclass AND m.objid = d.oid)
    UNION ALL
    SELECT 'cast', pg_catalog.format('%s AS %s', c.castsource::regtype, c.casttarget::regtype),
           pg_catalog.concat_ws('|', c.castfunc::regprocedure, c.castcontext, c.castmethod,
               pg_catalog.obj_description(c.oid, 'pg_cast'))
    FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
      AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_cast'::regclass AND m.objid = c.oid)
    UNION ALL
    SELECT 'operator', o.oid::regoperator::text,
           pg_catalog.concat_ws('|', o.oprcode, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest,
               o.oprjoin, o.oprcanmerge, o.oprcanhash, pg_catalog.pg_get_userbyid(o.oprowner),
               pg_catalog.obj_description(o.oid, 'pg_operator'))
    FROM pg_catalog.pg_operator o JOIN space s ON s.oid = o.oprnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_operator'::regclass AND m.objid = o.oid)
    UNION ALL
    SELECT 'operator class', pg_catalog.format('%I.%I', s.nspname, o.opcname),
           pg_catalog.concat_ws('|', (SELECT amname FROM pg_catalog.pg_am a WHERE a.oid = o.opcmethod),
               o.opcintype::regtype, o.opcdefault, o.opckeytype::regtype,
               (SELECT pg_catalog.string_agg(p.amopstrategy || p.amopopr::regoperator::text, ','
                       ORDER BY p.amopstrategy) FROM pg_catalog.pg_amop p WHERE p.amopfamily = o.opcfamily),
               (SELECT pg_catalog.string_agg(p.amprocnum || p.amproc::regprocedure::text, ','
                       ORDER BY p.amprocnum) FROM pg_catalog.pg_amproc p WHERE p.amprocfamily = o.opcfamily))
    FROM pg_catalog.pg_opclass o JOIN space s ON s.oid = o.opcnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_opclass'::regclass AND m.objid = o.oid)
    UNION ALL
    SELECT 'collation', pg_catalog.format('%I.%I', s.nspname, c.collname),
           pg_catalog.concat_ws('|', c.collprovider, c.collisdeterministic, c.collcollate, c.collctype,
               COALESCE(pg_catalog.to_jsonb(c) ->> 'colliculocale',
                        pg_catalog.to_jsonb(c) ->> 'colllocale'), pg_catalog.pg_get_userbyid(c.collowner), pg_catalog.obj_description(c.oid, 'pg_collation'))
    FROM pg_catalog.pg_collation c JOIN space s ON s.oid = c.collnamespace
    UNION ALL
    SELECT 'event trigger', e.evtname::text, pg_catalog.concat_ws('|', e.evtevent, e.evtfoid::regproc, e.evtenabled,
           pg_catalog.array_to_string(e.evttags, ','), pg_catalog.pg_get_userbyid(e.evtowner))
    FROM pg_catalog.pg_event_trigger e
    UNION ALL
    SELECT 'publication', p.pubname::text, pg_catalog.concat_ws('|', p.puballtables, p.pubinsert, p.pubupdate,
           p.pubdelete, p.pubtruncate, p.pubviaroot,
           (SELECT pg_catalog.string_agg(pg_catalog.concat(r.prrelid::regclass::text, r.prattrs,
                   pg_catalog.pg_get_expr(r.prqual, r.prrelid)), ',' ORDER BY r.prrelid::regclass::text)
            FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid),
           (SELECT pg_catalog.string_agg(n.pnnspid::regnamespace::text, ',' ORDER BY n.pnnspid::regnamespace::text)
            FROM pg_catalog.pg_publication_namespace n WHERE n.pnpubid = p.oid))
    FROM pg_catalog.pg_publication p
    UNION ALL
    SELECT 'foreign server', s.srvname::text, pg_catalog.concat_ws('|',
           (SELECT fdwname FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid = s.srvfdw),
           s.srvtype, s.srvversion, pg_catalog.array_to_string(s.srvoptions, ','))
    FROM pg_catalog.pg_foreign_server s
    UNION ALL
    SELECT 'foreign table', r.label, pg_catalog.concat_ws('|',
           (SELECT srvname FROM pg_catalog.pg_foreign_server s WHERE s.oid = f.ftserver),
           pg_catalog.array_to_string(f.ftoptions, ','))
    FROM pg_catalog.pg_foreign_table f JOIN rel r ON r.oid = f.ftrelid
    UNION ALL
    SELECT 'grant', g.name, (SELECT pg_catalog.string_agg(a::text, ',' ORDER BY a::text)
                             FROM pg_catalog.unnest(g.acl) a)
    FROM (SELECT 'relation ' || label AS name, relacl AS acl FROM rel
          UNION ALL SELECT 'schema ' || nspname, nspacl FROM space WHERE nspname <> 'public'
          UNION ALL SELECT 'function ' || oid::regprocedure, proacl FROM fn
          UNION ALL SELECT 'type ' || label, typacl FROM typ
          UNION ALL SELECT 'default ' || pg_catalog.concat_ws(' ', pg_catalog.pg_get_userbyid(defaclrole),
                           defaclnamespace::regnamespace, defaclobjtype), defaclacl
                    FROM pg_catalog.pg_default_acl
          UNION ALL SELECT pg_catalog.format('column %s.%I', r.label, a.attname), a.attacl
                    FROM pg_catalog.pg_attribute a JOIN rel r ON r.oid = a.attrelid) g
    WHERE g.acl IS NOT NULL
)
SELECT pg_catalog.json_build_array(kind, name, definition) FROM object ORDER BY kind, name;
