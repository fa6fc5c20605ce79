#include "query_dump.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"

static const char script[] =
    "CREATE TYPE mood AS ENUM ('sad', 'happy');"
    "CREATE DOMAIN email AS varchar(200) CHECK (VALUE LIKE '%@%');"
    "CREATE TYPE point3 AS (x float8, y float8, z int);"
    "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, mail email, data jsonb,"
    " mood mood, tags text[], place point3, active bool NOT NULL, created_at timestamptz);"
    "CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users,"
    " title text, price numeric(10,2), body tsvector);"
    "CREATE TABLE shops (id int, user_id bigint, name text);"
    "CREATE SCHEMA app; CREATE TABLE app.users (id int, app_only text);"
    "CREATE VIEW busy AS SELECT u.id, u.name, count(p.id) AS posts"
    " FROM users u LEFT JOIN posts p ON p.user_id = u.id GROUP BY u.id;"
    "CREATE VIEW busier (key, label) AS SELECT id, name FROM busy;"
    "CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql AS 'SELECT 2 * a';"
    "CREATE FUNCTION twice(a text, times int DEFAULT 2) RETURNS text LANGUAGE sql AS 'SELECT a';"
    "CREATE FUNCTION top_users(n int) RETURNS TABLE (user_id bigint, score numeric)"
    " LANGUAGE sql AS 'SELECT 1, 1.0';"
    "CREATE FUNCTION all_users() RETURNS SETOF users LANGUAGE sql AS 'SELECT * FROM users';"
    "CREATE FUNCTION initials(u users) RETURNS text LANGUAGE sql AS 'SELECT 1';"
    "CREATE FUNCTION first_of(anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1[1]';"
    "CREATE FUNCTION least_of(VARIADIC anycompatiblearray) RETURNS anycompatible LANGUAGE sql AS "
    "'SELECT 1';"
    "CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric);";

Schema *
query_dump_schema(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText text = {.name = "test.sql"};

    text.text = arena_strdup(arena, script);
    text.length = strlen(script);
    if (!ddl_read(schema, &text, &error))
        abort();
    return schema;
}

static bool
resolve(Arena *arena, const Schema *schema, const char *sql, Query *query, char **failure)
{
    Error error = {.arena = arena};

    if (query_resolve_in(query_context_new(arena, schema), arena, "public", sql, query, &error))
        return true;
    *failure = arena_printf(arena, "error: %s", error.message);
    return false;
}

char *
query_dump_columns(Arena *arena, const Schema *schema, const char *sql)
{
    StrBuf out = strbuf_new(arena);
    Query query;
    char *failure;

    if (!resolve(arena, schema, sql, &query, &failure))
        return failure;
    for (const QueryColumn *at = query.columns.first; at != NULL; at = at->next)
    {
        strbuf_separate(&out, ", ");
        strbuf_printf(&out, "%s %s%s", at->name, at->type.text == NULL ? "?" : at->type.text,
                      at->is_nullable ? "" : " not null");
    }
    for (const QueryProblem *at = query.problems.first; at != NULL; at = at->next)
        strbuf_printf(&out, " ! %s at %zu", at->message, at->offset);
    return out.text;
}

static void
add_roles(StrBuf *out, uint32_t roles)
{
    static const char *const names[] = {
        "returned",     "computed",     "equal",    "in",      "range",    "not-equal",
        "like-prefix",  "like",         "contains", "search",  "path",     "null",
        "not-null",     "boolean",      "filtered", "joined",  "grouped",  "ordered",
        "distinct",     "aggregated",   "inserted", "updated", "conflict", "partition",
        "window-order", "written-from", "other",
    };
    const char *separator = " ";

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if ((roles & 1u << i) == 0)
            continue;
        strbuf_printf(out, "%s%s", separator, names[i]);
        separator = "+";
    }
}

static void
add_flags(StrBuf *out, const ColumnUse *use)
{
    if (use->is_descending)
        strbuf_add(out, " desc");
    if (use->is_negated)
        strbuf_add(out, " not");
    if (use->is_in_or)
        strbuf_add(out, " or");
    if (use->is_outer)
        strbuf_add(out, " outer");
    if (use->is_through_subquery)
        strbuf_add(out, " through-subquery");
    if (use->is_through_cte)
        strbuf_add(out, " through-cte");
    if (use->is_through_view)
        strbuf_add(out, " through-view");
    if (use->is_implicit_cast)
        strbuf_add(out, " implicitly");
    if (use->is_from_policy)
        strbuf_add(out, " by policy");
}

static void
add_use(StrBuf *out, const ColumnUse *use)
{
    strbuf_printf(out, "%s.%s", use->relation->name, use->name);
    add_roles(out, use->roles);
    if (use->function != NULL)
        strbuf_printf(out, " by %s", use->function);
    if (use->cast != NULL)
        strbuf_printf(out, " as %s", use->cast);
    if (use->path != NULL)
        strbuf_printf(out, " key %s", use->path);
    if (use->operation != NULL)
        strbuf_printf(out, " %s", use->operation);
    if (use->other != NULL)
        strbuf_printf(out, " %s.%s", use->other->relation->name, use->other->name);
    if (use->parameter != NULL)
        strbuf_printf(out, " $%u", use->parameter->number);
    if (use->constant != NULL)
        strbuf_printf(out, " '%s'", use->constant);
    add_flags(out, use);
}

char *
query_dump_uses_of(Arena *arena, const Query *query)
{
    StrBuf out = strbuf_new(arena);

    for (const ColumnUse *at = query->uses.first; at != NULL; at = at->next)
    {
        strbuf_separate(&out, "; ");
        add_use(&out, at);
    }
    for (const QueryProblem *at = query->problems.first; at != NULL; at = at->next)
        strbuf_printf(&out, " ! %s", at->message);
    return out.text;
}

char *
query_dump_uses(Arena *arena, const Schema *schema, const char *sql)
{
    Query query;
    char *failure;

    if (!resolve(arena, schema, sql, &query, &failure))
        return failure;
    return query_dump_uses_of(arena, &query);
}

char *
query_dump_parameters(Arena *arena, const Schema *schema, const char *sql)
{
    StrBuf out = strbuf_new(arena);
    Query query;
    char *failure;

    if (!resolve(arena, schema, sql, &query, &failure))
        return failure;
    for (const QueryParameter *at = query.parameters.first; at != NULL; at = at->next)
    {
        strbuf_separate(&out, ", ");
        strbuf_printf(&out, "%u %s", at->number, at->type.text == NULL ? "?" : at->type.text);
        if (at->column != NULL)
            strbuf_printf(&out, " %s.%s", at->table != NULL ? at->table->name : at->view->name,
                          at->column->name);
    }
    return out.text;
}

static void
add_limit(StrBuf *out, const char *word, LimitKind kind, int64_t rows)
{
    if (kind == LIMIT_CONSTANT)
        strbuf_printf(out, " %s %lld", word, (long long) rows);
    else if (kind == LIMIT_PARAMETER)
        strbuf_printf(out, " %s $", word);
    else if (kind == LIMIT_EXPRESSION)
        strbuf_printf(out, " %s ?", word);
}

static void
add_select(StrBuf *out, const QuerySelect *select)
{
    static const char *const kinds[] = {"top",    "operand", "from",   "with",
                                        "exists", "in",      "scalar", "view"};

    strbuf_add(out, kinds[select->kind]);
    if (select->name != NULL)
        strbuf_printf(out, " %s", select->name);
    if (select->set_operation != NULL)
        strbuf_printf(out, " %s", select->set_operation);
    if (select->is_correlated)
        strbuf_add(out, " correlated");
    if (select->is_not)
        strbuf_add(out, " not");
    if (select->has_where)
        strbuf_add(out, " where");
    if (select->has_group)
        strbuf_add(out, " group");
    if (select->is_distinct)
        strbuf_add(out, " distinct");
    if (select->is_locking)
        strbuf_add(out, " locking");
    add_limit(out, "limit", select->limit_kind, select->limit);
    add_limit(out, "offset", select->offset_kind, select->offset_rows);
}

char *
query_dump_selects(Arena *arena, const Schema *schema, const char *sql)
{
    StrBuf out = strbuf_new(arena);
    Query query;
    char *failure;

    if (!resolve(arena, schema, sql, &query, &failure))
        return failure;
    for (const QuerySelect *at = query.selects.first; at != NULL; at = at->next)
    {
        strbuf_separate(&out, "; ");
        add_select(&out, at);
    }
    return out.text;
}

static void
add_relation(StrBuf *out, const QueryRelation *relation)
{
    static const char *const kinds[] = {"table", "view",     "sequence", "catalog", "function",
                                        "with",  "subquery", "values",   "unknown"};
    static const char *const joins[] = {"first", "comma", "cross", "inner",
                                        "left",  "right", "full"};

    strbuf_printf(out, "%s %s", kinds[relation->kind],
                  relation->name == NULL ? "" : relation->name);
    if (relation->alias != NULL && !str_equal(relation->alias, relation->name))
        strbuf_printf(out, " as %s", relation->alias);
    strbuf_printf(out, " %s", joins[relation->join]);
    if (relation->is_lateral)
        strbuf_add(out, " lateral");
    if (relation->is_written)
        strbuf_add(out, " written");
    if (relation->is_nullable)
        strbuf_add(out, " nullable");
    if (relation->is_locked)
        strbuf_add(out, " locked");
    if (relation->is_through_view)
        strbuf_add(out, " through-view");
}

char *
query_dump_relations(Arena *arena, const Schema *schema, const char *sql)
{
    StrBuf out = strbuf_new(arena);
    Query query;
    char *failure;

    if (!resolve(arena, schema, sql, &query, &failure))
        return failure;
    for (const QueryRelation *at = query.relations.first; at != NULL; at = at->next)
    {
        strbuf_separate(&out, "; ");
        add_relation(&out, at);
    }
    return out.text;
}

static int
compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* Uses come in no order that matters. */
static void
add_uses_sorted(StrBuf *out, Arena *arena, const Query *query)
{
    char **texts = arena_new_array(arena, char *, query->uses.count + 1);
    size_t count = 0;

    for (const ColumnUse *at = query->uses.first; at != NULL; at = at->next)
    {
        StrBuf one = strbuf_new(arena);

        add_use(&one, at);
        texts[count++] = one.text;
    }
    qsort(texts, count, sizeof(*texts), compare_texts);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(out, "%s%s", i == 0 ? "" : "; ", texts[i]);
}

char *
query_dump_query(Arena *arena, const Query *query)
{
    StrBuf out = strbuf_new(arena);

    add_uses_sorted(&out, arena, query);
    for (const QuerySelect *at = query->selects.first; at != NULL; at = at->next)
    {
        strbuf_add(&out, " / ");
        add_select(&out, at);
    }
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
    {
        strbuf_add(&out, " / ");
        add_relation(&out, at);
    }
    for (const QueryParameter *at = query->parameters.first; at != NULL; at = at->next)
        strbuf_printf(&out, " / $%u %s %s", at->number, at->type.text,
                      at->column == NULL ? "" : at->column->name);
    for (const QueryColumn *at = query->columns.first; at != NULL; at = at->next)
        strbuf_printf(&out, " / %s %s %s", at->name, at->type.text,
                      at->base_column == NULL ? "" : at->base_column->name);
    return out.text;
}
