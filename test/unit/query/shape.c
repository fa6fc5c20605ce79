/*
 * What the resolver says of a SELECT as a whole.
 */
#include "base/strbuf.h"
#include "query_dump.h"
#include "tap.h"

/* "switch order": the facts that hold of the first SELECT. */
static const char *
facts(Arena *arena, const Schema *schema, const char *sql)
{
    Error error = {.arena = arena};
    const QuerySelect *select;
    StrBuf out = strbuf_new(arena);
    Query query = {0};

    if (!query_resolve(arena, schema, "public", sql, &query, &error))
        return error.message;
    select = query.selects.first;
    strbuf_add(&out, select->has_switch ? " switch" : "");
    strbuf_add(&out, select->is_always ? " always" : "");
    strbuf_add(&out, select->has_count ? " count" : "");
    strbuf_add(&out, select->has_order ? " order" : "");
    strbuf_add(&out, select->is_one_row ? " one-row" : "");
    for (const ColumnUse *use = query.uses.first; use != NULL; use = use->next)
        strbuf_add(&out, use->is_unanchored ? " unanchored" : "");
    return out.text;
}

int
main(void)
{
    static const struct
    {
        const char *sql;
        const char *expected;
    } cases[] = {
        {"SELECT id FROM users WHERE $1 = '' OR name = $1", " switch"},
        {"SELECT id FROM users WHERE $1::text IS NULL OR name = $1", " switch"},
        {"SELECT id FROM users WHERE CASE WHEN $1 THEN active ELSE true END", " switch"},
        {"SELECT id FROM users WHERE name = coalesce($1, name)", " switch"},
        {"SELECT id FROM users WHERE ($1 <> '' AND name = $1) OR id = 1", ""},
        {"SELECT id FROM users WHERE id = CASE WHEN $1 = 0 THEN 5 ELSE $1 END", ""},
        {"SELECT id FROM users WHERE name = coalesce($1, 'x')", ""},
        {"DELETE FROM users WHERE true", " always"},
        {"UPDATE users SET name = 'x' WHERE 1 = 1", " always"},
        {"SELECT count(*) FROM users", " count one-row"},
        {"SELECT count(*) FROM users GROUP BY name ORDER BY 1", " count order"},
        {"SELECT id, count(*) OVER () FROM users", ""},
        {"SELECT 1 FROM users WHERE name LIKE '%' || $1", " unanchored"},
        {"SELECT 1 FROM users WHERE name ILIKE concat('%', $1::text)", " unanchored"},
        {"SELECT 1 FROM users WHERE name ~ '.*x'", " unanchored"},
        {"SELECT 1 FROM users WHERE name LIKE $1", ""},
        {"SELECT 1 FROM users WHERE name LIKE $1 || '%'", ""},
        {"SELECT 1 FROM users WHERE name LIKE '%'", ""},
    };
    Arena *arena = arena_new(NULL, "query shape");
    const Schema *schema = query_dump_schema(arena);

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(facts(arena, schema, cases[i].sql), cases[i].expected, "%s", cases[i].sql);
    arena_free(arena);
    return tap_done();
}
