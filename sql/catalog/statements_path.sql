-- pg_stat_statements may be installed in any schema: what is asked next finds it by its name alone.
SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident(n.nspname), true) AS schema,
       e.extversion AS version
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'
ORDER BY e.extname
