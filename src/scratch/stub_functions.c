/*
 * Nobody says how many arguments such a function takes: one form takes none, the other any. What it
 * returns follows from where it stands: the whole of a default returns the type of its column, a check
 * boolean, and what is nested returns text, which is a guess. Both forms are any_in(), an internal
 * function that refuses to run, whatever it is given.
 */
#include "scratch/stub_functions.h"

#include "sql/quote.h"

typedef struct Calls
{
    Db *admin;
    Arena *arena;
    Map *known; /* functions that are there or were made, by "schema.name" and by name alone */
    Error *error;
    bool is_alive;
} Calls;

static bool
read_known(Calls *calls, const Schema *schema)
{
    DbResult result;

    if (!db_query(calls->admin, calls->arena,
                  "SELECT DISTINCT n.nspname || '.' || p.proname AS name, p.proname AS short "
                  "FROM pg_catalog.pg_proc AS p "
                  "JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace",
                  NULL, 0, &result, calls->error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        map_put(calls->known, db_value(&result, row, "name"), calls);
        map_put(calls->known, db_value(&result, row, "short"), calls);
    }
    for (const Routine *routine = schema->routines.first; routine != NULL; routine = routine->next)
    {
        map_put(calls->known, arena_printf(calls->arena, "%s.%s", routine->schema, routine->name),
                calls);
        map_put(calls->known, routine->name, calls);
    }
    return true;
}

/* True for "f(…)" and "s.f(…)": the call is all there is. */
static bool
is_whole(const char *sql, const char *name)
{
    const char *found = strstr(sql, name);
    size_t length = strlen(sql);
    int depth = 0;

    if (found == NULL || (found != sql && found[-1] != '.') || length == 0)
        return false;
    for (const char *at = found + strlen(name); *at != '\0'; at++)
    {
        depth += (*at == '(') - (*at == ')');
        if (depth == 0 && at[1] != '\0')
            return false;
    }
    return sql[length - 1] == ')';
}

static void
make(Calls *calls, const char *space, const char *name, const char *type)
{
    static const char *const arguments[] = {"", "VARIADIC \"any\""};

    for (size_t i = 0; i < ARRAY_LENGTH(arguments) && calls->is_alive; i++)
    {
        const char *sql = arena_printf(
            calls->arena,
            "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE internal IMMUTABLE AS 'any_in'",
            quote_qualified(calls->arena, space, name), arguments[i], type);

        if (db_execute(calls->admin, sql, calls->error))
            continue;
        calls->is_alive = calls->error->code == ERROR_STATEMENT;
        if (calls->is_alive)
            error_clear(calls->error); /* what calls it will say that it is not there */
    }
}

static void
add_calls(Calls *calls, const Expr *expr, const char *type)
{
    const Reference *at = expr == NULL ? NULL : expr->references.first;

    for (; at != NULL; at = at->next)
    {
        const char *space = at->schema != NULL ? at->schema : "public";
        const char *key = at->schema == NULL
                              ? at->name
                              : arena_printf(calls->arena, "%s.%s", at->schema, at->name);

        if (at->kind != REFERENCE_FUNCTION || map_get(calls->known, key) != NULL ||
            strncmp(space, "pg_", 3) == 0)
            continue;
        map_put(calls->known, key, calls);
        make(calls, space, at->name, is_whole(expr->sql, at->name) ? type : "pg_catalog.text");
    }
}

static char *
type_of(Arena *arena, const TypeName *type)
{
    const char *space = type->schema != NULL ? type->schema : "pg_catalog";

    return arena_printf(arena, "%s%s", quote_qualified(arena, space, type->name),
                        type->dimensions > 0 ? "[]" : "");
}

static void
add_table(Calls *calls, const Table *table)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const char *type = type_of(calls->arena, &column->type);

        add_calls(calls, column->default_expr, type);
        add_calls(calls, column->generated_expr, type);
    }
    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
        add_calls(calls, item->check, "pg_catalog.bool");
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        add_calls(calls, index->predicate, "pg_catalog.bool");
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
            add_calls(calls, element->expr, "pg_catalog.text");
    }
}

bool
stub_functions(Db *admin, Arena *arena, const Schema *schema, Error *error)
{
    Calls calls = {
        .admin = admin, .arena = arena, .known = map_new(arena), .error = error, .is_alive = true};

    if (!read_known(&calls, schema))
        return false;
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        add_table(&calls, table);
    return calls.is_alive;
}
