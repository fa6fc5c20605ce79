/*
 * ddl_catalog_object.c - catalogs of all else: types, triggers, policies, routines, extensions.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_catalog.h"

#define SET(column, value) ddl_catalog_set(row, set, column, value)

static char
type_letter(const Type *type)
{
    static const char letters[] = {'e', 'd', 'c', 'r', 'p', 'b'};

    return letters[type->kind];
}

static void
add_type(Eval *eval, RowSet *set, const char *space, const char *name, char kind)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("oid", ddl_catalog_type(eval, space, name));
    SET("typname", ddl_value_text(name));
    SET("typnamespace", ddl_catalog_namespace(eval, space));
    SET("typtype", ddl_catalog_letter(eval, kind));
    if (kind == 'c')
        SET("typrelid", ddl_catalog_relation(eval, space, name));
    row = ddl_catalog_row(eval, set);
    SET("typname", ddl_value_text(arena_printf(eval->arena, "_%s", name)));
    SET("typnamespace", ddl_catalog_namespace(eval, space));
    SET("typtype", ddl_value_text("b"));
}

/* Types that well-known extensions bring. */
static void
add_extension_types(Eval *eval, RowSet *set)
{
    static const struct
    {
        const char *extension;
        const char *type;
    } types[] = {{"citext", "citext"},     {"hstore", "hstore"},     {"ltree", "ltree"},
                 {"ltree", "lquery"},      {"cube", "cube"},         {"vector", "vector"},
                 {"postgis", "geometry"},  {"postgis", "geography"}, {"postgis", "box2d"},
                 {"pg_trgm", "gtrgm"},     {"vector", "halfvec"},    {"vector", "sparsevec"},
                 {"intarray", "query_int"}};

    for (const Extension *at = eval->reader->schema->extensions.first; at != NULL; at = at->next)
    {
        for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
        {
            if (strcmp(at->name, types[i].extension) == 0)
                add_type(eval, set, at->schema == NULL ? "public" : at->schema, types[i].type, 'b');
        }
    }
}

void
ddl_catalog_fill_types(Eval *eval, RowSet *set)
{
    static const char *const builtin[] = {"bool",   "int2",        "int4",      "int8",  "text",
                                          "uuid",   "varchar",     "json",      "jsonb", "date",
                                          "bytea",  "timestamptz", "timestamp", "inet",  "interval",
                                          "bpchar", "numeric",     "float8",    "name",  "oid"};
    const Schema *schema = eval->reader->schema;

    for (size_t i = 0; i < ARRAY_LENGTH(builtin); i++)
        add_type(eval, set, "pg_catalog", builtin[i], 'b');
    for (const Type *at = schema->types.first; at != NULL; at = at->next)
        add_type(eval, set, at->schema, at->name, type_letter(at));
    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        add_type(eval, set, at->schema, at->name, 'c');
    for (const View *at = schema->views.first; at != NULL; at = at->next)
        add_type(eval, set, at->schema, at->name, 'c');
    add_extension_types(eval, set);
}

void
ddl_catalog_fill_enums(Eval *eval, RowSet *set)
{
    for (const Type *type = eval->reader->schema->types.first; type != NULL; type = type->next)
    {
        int64_t order = 0;

        for (const Name *at = type->labels.first; at != NULL; at = at->next)
        {
            Value *row = ddl_catalog_row(eval, set);

            SET("enumtypid", ddl_catalog_type(eval, type->schema, type->name));
            SET("enumlabel", ddl_value_text(at->text));
            SET("enumsortorder", ddl_value_integer(++order));
        }
    }
}

static void
add_triggers(Eval *eval, RowSet *set, const TriggerList *list)
{
    for (const Trigger *at = list->first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("tgname", ddl_value_text(at->name));
        SET("tgrelid", ddl_catalog_relation(eval, at->table_schema, at->table_name));
        SET("tgisinternal", ddl_value_bool(false));
        SET("tgenabled", ddl_catalog_letter(eval, at->enabled));
    }
}

void
ddl_catalog_fill_triggers(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;

    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        add_triggers(eval, set, &at->triggers);
    for (const View *at = schema->views.first; at != NULL; at = at->next)
        add_triggers(eval, set, &at->triggers);
}

void
ddl_catalog_fill_policies(Eval *eval, RowSet *set)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        for (const Policy *at = table->policies.first; at != NULL; at = at->next)
        {
            Value *row = ddl_catalog_row(eval, set);

            SET("policyname", ddl_value_text(at->name));
            SET("polname", ddl_value_text(at->name));
            SET("polrelid", ddl_catalog_relation(eval, table->schema, table->name));
            SET("schemaname", ddl_value_text(table->schema));
            SET("tablename", ddl_value_text(table->name));
            SET("cmd", ddl_value_text(at->command));
            SET("permissive", ddl_value_text(at->is_permissive ? "PERMISSIVE" : "RESTRICTIVE"));
        }
    }
}

void
ddl_catalog_fill_routines(Eval *eval, RowSet *set)
{
    for (const Routine *at = eval->reader->schema->routines.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("oid", ddl_catalog_object(eval, 'p', "", at->name, at->name));
        SET("proname", ddl_value_text(at->name));
        SET("pronamespace", ddl_catalog_namespace(eval, at->schema));
        SET("prokind", ddl_value_text(at->kind == ROUTINE_PROCEDURE ? "p" : "f"));
        SET("pronargs", ddl_value_unknown(NULL));
    }
    /* Those of the server and of extensions are not in the model. */
    set->is_partial = true;
}

void
ddl_catalog_fill_extensions(Eval *eval, RowSet *set)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("extname", ddl_value_text("plpgsql"));
    for (const Extension *at = eval->reader->schema->extensions.first; at != NULL; at = at->next)
    {
        row = ddl_catalog_row(eval, set);
        SET("extname", ddl_value_text(at->name));
        SET("extnamespace",
            ddl_catalog_namespace(eval, at->schema == NULL ? "public" : at->schema));
        if (at->version != NULL)
            SET("extversion", ddl_value_text(at->version));
    }
}

static void
add_others(Eval *eval, RowSet *set, OtherKind kind)
{
    for (const Other *at = eval->reader->schema->others.first; at != NULL; at = at->next)
    {
        Value *row;

        if (at->kind != kind)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("pubname", ddl_value_text(at->name));
        SET("evtname", ddl_value_text(at->name));
        SET("collname", ddl_value_text(at->name));
    }
}

void
ddl_catalog_fill_publications(Eval *eval, RowSet *set)
{
    add_others(eval, set, OTHER_PUBLICATION);
}

void
ddl_catalog_fill_event_triggers(Eval *eval, RowSet *set)
{
    add_others(eval, set, OTHER_EVENT_TRIGGER);
}
