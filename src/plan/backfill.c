#include "plan/backfill.h"

#include "sql/quote.h"

/*
 * Ranges of pages need no key, so that every table can be filled; PostgreSQL 14 and later read just the
 * pages of the range. A row that moves to another page meanwhile has been written, and whoever uses
 * this has a trigger that fills what is written. Columns may be named as the procedure's variables are:
 * a plain name means the column.
 */
char *
backfill_sql(Arena *arena, const char *table, const char *procedure, const char *set,
             const char *where)
{
    return arena_printf(
        arena,
        "CREATE OR REPLACE PROCEDURE %s(pages bigint DEFAULT 200) LANGUAGE plpgsql AS $tenfold$\n"
        "#variable_conflict use_column\n"
        "<<tenfold>>\n"
        "DECLARE\n"
        "    step bigint := pages;\n"
        "    last_page bigint := pg_catalog.pg_relation_size(%s::pg_catalog.regclass)\n"
        "        / pg_catalog.current_setting('block_size')::bigint;\n"
        "    page bigint := 0;\n"
        "BEGIN\n"
        "    WHILE tenfold.page <= tenfold.last_page LOOP\n"
        "        UPDATE %s SET %s\n"
        "        WHERE ctid >= pg_catalog.format('(%%s,0)', tenfold.page)::pg_catalog.tid\n"
        "            AND ctid < pg_catalog.format('(%%s,0)', tenfold.page + "
        "tenfold.step)::pg_catalog.tid\n"
        "            AND (%s);\n"
        "        COMMIT;\n"
        "        page := tenfold.page + tenfold.step;\n"
        "    END LOOP;\n"
        "END\n"
        "$tenfold$;\n"
        "CALL %s();\n"
        "DROP PROCEDURE %s(bigint);\n"
        "VACUUM (ANALYZE) %s;",
        procedure, quote_literal(arena, table), table, set, where, procedure, procedure, table);
}
