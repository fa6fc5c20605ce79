/*
 * A domain over text serves best: it can be compared, indexed and hashed. Only a base type takes
 * modifiers, as in geometry(Point,4326); its input and output are text's own, and the function that
 * reads the modifiers is one that takes an array and gives 1 for any: array_ndims.
 */
#include "scratch/stub.h"

#include "scratch/template.h"
#include "sql.gen.h"
#include "sql/quote.h"

typedef struct Stubs
{
    Arena *arena;
    const Schema *schema;
    Map *known; /* types that are there, by "schema.name" */
    Map *wanted; /* "schema.name" to TypeName, the one with modifiers if any */
    NameList names; /* the keys of `wanted`, in order */
} Stubs;

static const char *
key_of(Arena *arena, const TypeName *type)
{
    return arena_printf(arena, "%s.%s", type->schema != NULL ? type->schema : "public", type->name);
}

/* A type written in C is in the model, but not among the statements for the sandbox. */
static bool
is_in_model(const Schema *schema, const char *home, const char *name)
{
    const Type *type = schema_find_type(schema, home, name);

    return type != NULL && type->kind != TYPE_BASE && type->kind != TYPE_SHELL;
}

static bool
is_defined(const Stubs *stubs, const TypeName *type)
{
    const char *home = type->schema != NULL ? type->schema : "public";

    return (type->schema == NULL &&
            map_get(stubs->known, arena_printf(stubs->arena, "pg_catalog.%s", type->name)) !=
                NULL) ||
           map_get(stubs->known, key_of(stubs->arena, type)) != NULL ||
           is_in_model(stubs->schema, home, type->name) ||
           schema_find_table(stubs->schema, home, type->name) != NULL ||
           schema_find_view(stubs->schema, home, type->name) != NULL;
}

static void
want(Stubs *stubs, const TypeName *type)
{
    const char *key;

    if (type->name == NULL || is_defined(stubs, type))
        return;
    key = key_of(stubs->arena, type);
    if (map_get(stubs->wanted, key) == NULL)
        name_list_add(stubs->arena, &stubs->names, key);
    else if (type->modifiers == NULL)
        return;
    map_put(stubs->wanted, key, (void *) type);
}

static void
want_columns(Stubs *stubs, const ColumnList *columns)
{
    for (const Column *column = columns->first; column != NULL; column = column->next)
        want(stubs, &column->type);
}

/* The name that CREATE TYPE … AS RANGE gives the multirange: "range" becomes "multirange". */
static const char *
multirange_name(Arena *arena, const Type *range)
{
    const char *at = strstr(range->name, "range");

    for (const Option *option = range->options.first; option != NULL; option = option->next)
    {
        const char *dot = option->value == NULL ? NULL : strrchr(option->value, '.');

        if (strcasecmp(option->name, "multirange_type_name") == 0)
            return dot == NULL ? option->value : dot + 1;
    }
    if (at == NULL)
        return arena_printf(arena, "%s_multirange", range->name);
    return arena_printf(arena, "%.*smultirange%s", (int) (at - range->name), range->name, at + 5);
}

/* Multiranges come with their ranges. */
static void
know_multiranges(Stubs *stubs)
{
    for (const Type *type = stubs->schema->types.first; type != NULL; type = type->next)
    {
        if (type->kind == TYPE_RANGE)
            map_put(stubs->known,
                    arena_printf(stubs->arena, "%s.%s", type->schema,
                                 multirange_name(stubs->arena, type)),
                    stubs);
    }
}

static void
want_all(Stubs *stubs)
{
    const Schema *schema = stubs->schema;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        want_columns(stubs, &table->columns);
    for (const Type *type = schema->types.first; type != NULL; type = type->next)
    {
        want_columns(stubs, &type->columns);
        if (type->kind == TYPE_DOMAIN)
            want(stubs, &type->base);
    }
    for (const Routine *routine = schema->routines.first; routine != NULL; routine = routine->next)
    {
        want(stubs, &routine->returns);
        for (const Argument *argument = routine->arguments.first; argument != NULL;
             argument = argument->next)
            want(stubs, &argument->type);
    }
}

static bool
read_known(Db *admin, Stubs *stubs, Error *error)
{
    DbResult result;

    if (!db_query(admin, stubs->arena,
                  "SELECT n.nspname || '.' || t.typname AS name FROM pg_catalog.pg_type AS t "
                  "JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace",
                  NULL, 0, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        map_put(stubs->known, db_value(&result, row, "name"), stubs);
    return true;
}

static void
add_base_type(StrBuf *sql, Arena *arena, const char *home, const char *name)
{
    const char *type = quote_qualified(arena, home, name);
    const char *in = quote_qualified(arena, home, arena_printf(arena, "%.40s_stub_in", name));
    const char *out = quote_qualified(arena, home, arena_printf(arena, "%.40s_stub_out", name));
    const char *modifiers =
        quote_qualified(arena, home, arena_printf(arena, "%.40s_stub_mod", name));

    strbuf_printf(sql, "CREATE TYPE %s; ", type);
    strbuf_printf(
        sql,
        "CREATE FUNCTION %s(cstring, oid, integer) RETURNS %s LANGUAGE internal IMMUTABLE "
        "STRICT AS 'textin'; ",
        in, type);
    strbuf_printf(sql,
                  "CREATE FUNCTION %s(%s) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS "
                  "'textout'; ",
                  out, type);
    strbuf_printf(
        sql,
        "CREATE FUNCTION %s(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT "
        "AS 'array_ndims'; ",
        modifiers);
    strbuf_printf(sql,
                  "CREATE TYPE %s (INPUT = %s, OUTPUT = %s, TYPMOD_IN = %s, INTERNALLENGTH = "
                  "VARIABLE, STORAGE = extended)",
                  type, in, out, modifiers);
}

static bool
make_stub(Db *admin, Arena *arena, const TypeName *type, Error *error)
{
    const char *home = type->schema != NULL ? type->schema : "public";
    StrBuf sql = strbuf_new(arena);

    if (strncmp(home, "pg_", 3) != 0)
        strbuf_printf(&sql, "CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION %s; ",
                      quote_ident(arena, home), TEMPLATE_SANDBOX);
    if (type->modifiers != NULL)
        add_base_type(&sql, arena, home, type->name);
    else
        strbuf_printf(&sql, "CREATE DOMAIN %s AS text", quote_qualified(arena, home, type->name));
    if (db_execute(admin, sql.text, error))
        return true;
    if (error->code != ERROR_STATEMENT)
        return false;
    error_clear(error); /* what needs the type will say that it is not there */
    return true;
}

bool
stub_types(Db *admin, Arena *arena, const Schema *schema, Error *error)
{
    Stubs stubs = {
        .arena = arena, .schema = schema, .known = map_new(arena), .wanted = map_new(arena)};

    if (!read_known(admin, &stubs, error))
        return false;
    know_multiranges(&stubs);
    want_all(&stubs);
    for (const Name *name = stubs.names.first; name != NULL; name = name->next)
        if (!make_stub(admin, arena, map_get(stubs.wanted, name->text), error))
            return false;
    return true;
}

bool
stub_hide(Db *admin, Error *error)
{
    return db_execute(admin, sql_scratch_stand_ins, error);
}
