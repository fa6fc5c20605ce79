-- Everything a plan can change, one line each; columns without their order.
WITH relations AS (
    SELECT c.*, c.oid::pg_catalog.regclass::text AS label
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'ledger'
        AND NOT (:'partitions' = 'without' AND c.relispartition)
)
SELECT line FROM (
    SELECT format('table %s kind %s persistence %s options %s rls %s acl %s comment %s key %s',
        label, relkind, relpersistence, reloptions, relrowsecurity, relacl,
        obj_description(oid, 'pg_class'), pg_get_partkeydef(oid)) AS line
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT format('column %s.%s %s notnull %s default %s identity %s generated %s statistics %s comment %s',
        r.label, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attstattarget,
        col_description(a.attrelid, a.attnum))
    FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT format('constraint %s on %s: %s valid %s comment %s', k.conname, r.label,
        pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint'))
    FROM relations r JOIN pg_constraint k ON k.conrelid = r.oid
    UNION ALL
    SELECT format('index %s valid %s identity %s cluster %s comment %s',
        replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), i.indisvalid, i.indisreplident,
        i.indisclustered, obj_description(i.indexrelid, 'pg_class'))
    FROM relations r JOIN pg_index i ON i.indrelid = r.oid
    UNION ALL
    SELECT format('sequence %s %s from %s to %s by %s of %s', s.seqrelid::regclass,
        s.seqtypid::regtype, s.seqmin, s.seqmax, s.seqincrement,
        (SELECT format('%s.%s %s', d.refobjid::regclass, a.attname, d.deptype) FROM pg_depend d
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.objid = s.seqrelid AND d.classid = 'pg_class'::regclass
                AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
    FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid
    UNION ALL
    SELECT format('view %s populated %s: %s', label, relispopulated, pg_get_viewdef(oid))
    FROM relations WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT format('trigger %s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT format('policy %s on %s: %s %s', p.polname, r.label, pg_get_expr(p.polqual, p.polrelid),
        pg_get_expr(p.polwithcheck, p.polrelid))
    FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
    UNION ALL
    SELECT format('routine %s', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
) AS lines
ORDER BY line;
