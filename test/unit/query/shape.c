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

/* Islands of the relations and, after "|", conjunct.arm of the uses: "1 1 0 | 1.0 2.1 2.2". */
static const char *
links(Arena *arena, const Schema *schema, const char *sql)
{
    Error error = {.arena = arena};
    StrBuf out = strbuf_new(arena);
    Query query = {0};

    if (!query_resolve(arena, schema, "public", sql, &query, &error))
        return error.message;
    for (const QueryRelation *at = query.relations.first; at != NULL; at = at->next)
        strbuf_printf(&out, "%u ", at->island);
    strbuf_add(&out, "|");
    for (const ColumnUse *use = query.uses.first; use != NULL; use = use->next)
        if (use->conjunct != 0)
            strbuf_printf(&out, " %u.%u", use->conjunct, use->arm);
    return out.text;
}

static void
parts_of_conditions_are_told_apart(Arena *arena, const Schema *schema)
{
    static const struct
    {
        const char *sql;
        const char *expected;
    } cases[] = {
        {"SELECT 1 FROM users u, users v WHERE u.id = v.id AND u.name = 'x'", "1 1 | 2.0 2.0 3.0"},
        {"SELECT 1 FROM users u, users v WHERE u.id = 1 AND v.id = 2", "0 0 | 2.0 3.0"},
        {"SELECT 1 FROM users WHERE id = 1 OR (name = 'x' AND active)", "0 | 1.1 1.2 1.2"},
        {"SELECT 1 FROM users u JOIN users v USING (id)", "1 1 |"},
        {"SELECT 1 FROM users u, users v WHERE EXISTS (SELECT FROM users w WHERE w.id = u.id AND "
         "w.name = v.name)",
         "1 1 0 | 3.0 3.0 4.0 4.0"},
        {"SELECT 1 FROM users u, LATERAL (SELECT u.id) v", "1 1 |"},
        {"SELECT 1 FROM users u, generate_series(1, u.id) v", "1 1 |"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(links(arena, schema, cases[i].sql), cases[i].expected, "%s", cases[i].sql);
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
    parts_of_conditions_are_told_apart(arena, schema);
    arena_free(arena);
    return tap_done();
}
