/*
 * ddl_catalog.c - pg_class and its like, filled from the model when a query asks.
 *
 * An oid is the name of what it stands for ("r", schema and name of a relation), so that joins work
 * without numbers. A column that is not set is unknown; a catalog that the model has no rows of
 * (roles, settings, statistics) is not answered at all.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval.h"

typedef void (*Fill)(Eval *eval, RowSet *set);

enum
{
    ROW_WORK = 50
};

Value *
ddl_catalog_row(Eval *eval, RowSet *set)
{
    Row *row = arena_new_object(eval->arena, Row);
    Value *values = arena_new_array(eval->arena, Value, set->width + 1);

    row->values = values;
    list_append(&set->rows, row);
    *eval->work -= *eval->work < ROW_WORK ? *eval->work : ROW_WORK;
    return values;
}

void
ddl_catalog_set(Value *row, const RowSet *set, const char *column, Value value)
{
    for (size_t i = 0; i < set->width; i++)
    {
        if (strcmp(set->columns[i], column) == 0)
            row[i] = value;
    }
}

static Value
word(const char *value)
{
    return ddl_value_text(value);
}

static Value
letter(Eval *eval, char value)
{
    return ddl_value_text(arena_printf(eval->arena, "%c", value));
}

/* ---- oids ---- */

static Value
object(Eval *eval, char kind, const char *space, const char *name, const char *label)
{
    return (Value){.kind = VALUE_OBJECT,
                   .text = arena_printf(eval->arena, "%c\x01%s\x01%s", kind, space, name),
                   .label = label};
}

static bool
is_visible(Eval *eval, const char *space)
{
    return name_list_contains(&eval->reader->search_path, space);
}

Value
ddl_catalog_relation(Eval *eval, const char *space, const char *name)
{
    return object(eval, 'r', space, name,
                  quote_qualified(eval->arena, is_visible(eval, space) ? NULL : space, name));
}

Value
ddl_catalog_type(Eval *eval, const char *space, const char *name)
{
    return object(eval, 't', space == NULL ? "pg_catalog" : space, name, name);
}

Value
ddl_catalog_namespace(Eval *eval, const char *name)
{
    return object(eval, 'n', "", name, quote_ident(eval->arena, name));
}

static Value
find_type(Eval *eval, const char *space, const char *name)
{
    Type *type = ddl_find_type(eval->reader, space, name);

    if (type != NULL)
        return ddl_catalog_type(eval, type->schema, type->name);
    if (type_builtin_name(name) != NULL)
        return ddl_catalog_type(eval, NULL, type_builtin_name(name));
    if (eval->reader->schema->extensions.count > 0)
        return ddl_eval_unknown(eval, "types of extensions");
    return ddl_value_null();
}

static Value
find_relation(Eval *eval, const char *space, const char *name)
{
    Relation found = ddl_find_relation(eval->reader, space, name);

    if (found.table != NULL)
        return ddl_catalog_relation(eval, found.table->schema, found.table->name);
    if (found.view != NULL)
        return ddl_catalog_relation(eval, found.view->schema, found.view->name);
    if (found.sequence != NULL)
        return ddl_catalog_relation(eval, found.sequence->schema, found.sequence->name);
    if (found.index != NULL)
        return ddl_catalog_relation(eval, found.index->schema, found.index->name);
    return ddl_value_null();
}

/* "schema.name" as SQL reads it. */
static bool
split_name(Eval *eval, const char *name, const char **space, const char **last)
{
    TokenList tokens = token_list(eval->arena, name, strlen(name));
    StrBuf parts[2] = {strbuf_new(eval->arena), strbuf_new(eval->arena)};

    if (tokens.count != 1 && !(tokens.count == 3 && token_list_is_char(&tokens, 1, '.')))
        return false;
    for (size_t i = 0; i < tokens.count; i += 2)
    {
        bool is_quoted = tokens.items[i].kind == TOKEN_QUOTED;

        if (!is_quoted && tokens.items[i].kind != TOKEN_WORD)
            return false;
        for (size_t at = tokens.items[i].start + is_quoted; at < tokens.items[i].end - is_quoted;
             at++)
        {
            char byte = name[at];

            strbuf_add_char(&parts[i / 2],
                            !is_quoted && byte >= 'A' && byte <= 'Z' ? (char) (byte | 0x20) : byte);
            at += is_quoted && byte == '"';
        }
    }
    *space = tokens.count == 3 ? parts[0].text : NULL;
    *last = tokens.count == 3 ? parts[1].text : parts[0].text;
    return true;
}

Value
ddl_eval_object(Eval *eval, const char *name, const char *type)
{
    const char *space = NULL;
    const char *last = NULL;

    if (!split_name(eval, name, &space, &last))
        return ddl_eval_unknown(eval, "%s", type);
    if (strcmp(type, "regclass") == 0)
        return find_relation(eval, space, last);
    if (strcmp(type, "regtype") == 0)
        return find_type(eval, space, last);
    if (strcmp(type, "regnamespace") == 0)
        return schema_find_namespace(eval->reader->schema, last) != NULL ||
                       strcmp(last, "public") == 0 || strcmp(last, "pg_catalog") == 0
                   ? ddl_catalog_namespace(eval, last)
                   : ddl_value_null();
    if (strcmp(type, "regproc") == 0)
        return ddl_routine_named(eval->reader, space, last) == NULL
                   ? ddl_eval_unknown(eval, "functions of the server")
                   : object(eval, 'p', "", last, last);
    return ddl_eval_unknown(eval, "%s", type);
}

/* ---- pg_namespace, pg_class ---- */

#define SET(column, value) ddl_catalog_set(row, set, column, value)

static void
add_namespace(Eval *eval, RowSet *set, const char *name)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("oid", ddl_catalog_namespace(eval, name));
    SET("nspname", word(name));
    SET("schema_name", word(name));
}

static void
fill_namespaces(Eval *eval, RowSet *set)
{
    static const char *const fixed[] = {"public", "pg_catalog", "information_schema", "pg_toast"};
    const Schema *schema = eval->reader->schema;

    for (size_t i = 0; i < ARRAY_LENGTH(fixed); i++)
    {
        if (schema_find_namespace(schema, fixed[i]) == NULL)
            add_namespace(eval, set, fixed[i]);
    }
    for (const Namespace *at = schema->namespaces.first; at != NULL; at = at->next)
        add_namespace(eval, set, at->name);
}

static Value *
add_class(Eval *eval, RowSet *set, const char *space, const char *name, char kind)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("oid", ddl_catalog_relation(eval, space, name));
    SET("relname", word(name));
    SET("relnamespace", ddl_catalog_namespace(eval, space));
    SET("relkind", letter(eval, kind));
    SET("relispartition", ddl_value_bool(false));
    SET("relrowsecurity", ddl_value_bool(false));
    SET("relforcerowsecurity", ddl_value_bool(false));
    SET("relpersistence", word("p"));
    return row;
}

static void
add_index_classes(Eval *eval, RowSet *set, const IndexList *list, bool is_partitioned)
{
    for (const Index *at = list->first; at != NULL; at = at->next)
        (void) add_class(eval, set, at->schema, at->name, is_partitioned ? 'I' : 'i'); /* all set */
}

static char
table_kind(const Table *table)
{
    return table->kind == TABLE_PARTITIONED ? 'p' : table->kind == TABLE_FOREIGN ? 'f' : 'r';
}

static void
fill_classes(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;
    Value *row;

    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
    {
        row = add_class(eval, set, at->schema, at->name, table_kind(at));
        SET("relispartition", ddl_value_bool(at->partition_of != NULL));
        SET("relpartbound", word(at->partition_bound));
        SET("relrowsecurity", ddl_value_bool(at->has_row_security));
        SET("relforcerowsecurity", ddl_value_bool(at->has_forced_row_security));
        SET("relpersistence", word(at->persistence == PERSISTENCE_LOGGED     ? "p"
                                   : at->persistence == PERSISTENCE_UNLOGGED ? "u"
                                                                             : "t"));
        add_index_classes(eval, set, &at->indexes, at->kind == TABLE_PARTITIONED);
    }
    for (const View *at = schema->views.first; at != NULL; at = at->next)
    {
        (void) add_class(eval, set, at->schema, at->name,
                         at->is_materialized ? 'm' : 'v'); /* all set */
        add_index_classes(eval, set, &at->indexes, false);
    }
    for (const Sequence *at = schema->sequences.first; at != NULL; at = at->next)
        (void) add_class(eval, set, at->schema, at->name, 'S'); /* all set */
    for (const Type *at = schema->types.first; at != NULL; at = at->next)
    {
        if (at->kind == TYPE_COMPOSITE)
            (void) add_class(eval, set, at->schema, at->name, 'c'); /* all set */
    }
}

/* ---- columns ---- */

static void
fill_attributes(Eval *eval, RowSet *set)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        Value relation = ddl_catalog_relation(eval, table->schema, table->name);
        int64_t number = 0;

        if (eval->relation != NULL && strcmp(relation.text, eval->relation) != 0)
            continue;
        for (const Column *at = table->columns.first; at != NULL; at = at->next)
        {
            Value *row = ddl_catalog_row(eval, set);

            SET("attrelid", relation);
            SET("attname", word(at->name));
            SET("attnum", ddl_value_integer(++number));
            SET("attnotnull", ddl_value_bool(at->is_not_null));
            SET("attisdropped", ddl_value_bool(false));
            SET("atthasdef",
                ddl_value_bool(at->default_expr != NULL || at->generated_expr != NULL));
            SET("attidentity", word(at->identity == IDENTITY_ALWAYS       ? "a"
                                    : at->identity == IDENTITY_BY_DEFAULT ? "d"
                                                                          : ""));
            SET("attgenerated", word(at->generated_expr != NULL ? "s" : ""));
            SET("attisinherited", ddl_value_unknown(NULL));
            if (at->type.dimensions == 0)
                SET("atttypid", ddl_catalog_type(eval, at->type.schema, at->type.name));
        }
    }
}

/* ---- constraints and indexes ---- */

static char
constraint_letter(const Constraint *constraint)
{
    static const char letters[] = {'p', 'u', 'f', 'c', 'x'};

    return letters[constraint->kind];
}

static Value
column_numbers(Eval *eval, const Table *table, const NameList *names)
{
    Value *items = arena_new_array(eval->arena, Value, names->count + 1);
    size_t count = 0;

    for (const Name *at = names->first; at != NULL; at = at->next)
        items[count++] = ddl_value_integer((int64_t) table_column_position(table, at->text));
    return (Value){.kind = VALUE_ARRAY, .items = items, .count = count};
}

static void
add_constraint(Eval *eval, RowSet *set, const Table *table, const Constraint *at)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("oid", object(eval, 'c', table->schema,
                      arena_printf(eval->arena, "%s\x01%s", table->name, at->name), at->name));
    SET("conname", word(at->name));
    SET("conrelid", ddl_catalog_relation(eval, table->schema, table->name));
    SET("connamespace", ddl_catalog_namespace(eval, table->schema));
    SET("contype", letter(eval, constraint_letter(at)));
    SET("convalidated", ddl_value_bool(!at->is_not_valid));
    SET("condeferrable", ddl_value_bool(at->is_deferrable));
    SET("condeferred", ddl_value_bool(at->is_initially_deferred));
    SET("confrelid", at->kind == CONSTRAINT_FOREIGN_KEY
                         ? ddl_catalog_relation(eval, at->ref_schema, at->ref_table)
                         : ddl_value_integer(0));
    if (at->columns.count > 0)
        SET("conkey", column_numbers(eval, table, &at->columns));
    if (at->index != NULL)
        SET("conindid", ddl_catalog_relation(eval, at->index->schema, at->index->name));
}

static void
fill_constraints(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
            add_constraint(eval, set, table, at);
    }
    for (const Type *type = schema->types.first; type != NULL; type = type->next)
    {
        for (const Constraint *at = type->constraints.first; at != NULL; at = at->next)
        {
            Value *row = ddl_catalog_row(eval, set);

            SET("conname", word(at->name));
            SET("contype", word("c"));
            SET("conrelid", ddl_value_integer(0));
            SET("connamespace", ddl_catalog_namespace(eval, type->schema));
            SET("contypid", ddl_catalog_type(eval, type->schema, type->name));
        }
    }
}

static void
add_indexes(Eval *eval, RowSet *set, const IndexList *list)
{
    for (const Index *at = list->first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("indexrelid", ddl_catalog_relation(eval, at->schema, at->name));
        SET("indrelid", ddl_catalog_relation(eval, at->table_schema, at->table_name));
        SET("indisunique", ddl_value_bool(at->is_unique));
        SET("indisprimary", ddl_value_bool(at->is_primary));
        SET("indisvalid", ddl_value_bool(!at->is_invalid));
        SET("indisready", ddl_value_bool(true));
        SET("schemaname", word(at->schema));
        SET("tablename", word(at->table_name));
        SET("indexname", word(at->name));
    }
}

static void
fill_indexes(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;

    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        add_indexes(eval, set, &at->indexes);
    for (const View *at = schema->views.first; at != NULL; at = at->next)
        add_indexes(eval, set, &at->indexes);
}

/* ---- types ---- */

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
    SET("typname", word(name));
    SET("typnamespace", ddl_catalog_namespace(eval, space));
    SET("typtype", letter(eval, kind));
    if (kind == 'c')
        SET("typrelid", ddl_catalog_relation(eval, space, name));
    row = ddl_catalog_row(eval, set);
    SET("typname", word(arena_printf(eval->arena, "_%s", name)));
    SET("typnamespace", ddl_catalog_namespace(eval, space));
    SET("typtype", word("b"));
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

static void
fill_types(Eval *eval, RowSet *set)
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

static void
fill_enums(Eval *eval, RowSet *set)
{
    for (const Type *type = eval->reader->schema->types.first; type != NULL; type = type->next)
    {
        int64_t order = 0;

        for (const Name *at = type->labels.first; at != NULL; at = at->next)
        {
            Value *row = ddl_catalog_row(eval, set);

            SET("enumtypid", ddl_catalog_type(eval, type->schema, type->name));
            SET("enumlabel", word(at->text));
            SET("enumsortorder", ddl_value_integer(++order));
        }
    }
}

/* ---- views of names ---- */

static void
fill_tables(Eval *eval, RowSet *set)
{
    for (const Table *at = eval->reader->schema->tables.first; at != NULL; at = at->next)
    {
        Value *row;

        if (at->kind == TABLE_FOREIGN)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("schemaname", word(at->schema));
        SET("tablename", word(at->name));
        SET("rowsecurity", ddl_value_bool(at->has_row_security));
        SET("hasindexes", ddl_value_bool(at->indexes.count > 0));
        SET("hastriggers", ddl_value_unknown(NULL));
    }
}

static void
add_views(Eval *eval, RowSet *set, bool is_materialized)
{
    for (const View *at = eval->reader->schema->views.first; at != NULL; at = at->next)
    {
        Value *row;

        if (at->is_materialized != is_materialized)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("schemaname", word(at->schema));
        SET("viewname", word(at->name));
        SET("matviewname", word(at->name));
    }
}

static void
fill_views(Eval *eval, RowSet *set)
{
    add_views(eval, set, false);
}

static void
fill_matviews(Eval *eval, RowSet *set)
{
    add_views(eval, set, true);
}

static void
fill_sequences(Eval *eval, RowSet *set)
{
    for (const Sequence *at = eval->reader->schema->sequences.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("schemaname", word(at->schema));
        SET("sequencename", word(at->name));
    }
}

static void
add_triggers(Eval *eval, RowSet *set, const TriggerList *list)
{
    for (const Trigger *at = list->first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("tgname", word(at->name));
        SET("tgrelid", ddl_catalog_relation(eval, at->table_schema, at->table_name));
        SET("tgisinternal", ddl_value_bool(false));
        SET("tgenabled", letter(eval, at->enabled));
    }
}

static void
fill_triggers(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;

    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        add_triggers(eval, set, &at->triggers);
    for (const View *at = schema->views.first; at != NULL; at = at->next)
        add_triggers(eval, set, &at->triggers);
}

static void
fill_policies(Eval *eval, RowSet *set)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        for (const Policy *at = table->policies.first; at != NULL; at = at->next)
        {
            Value *row = ddl_catalog_row(eval, set);

            SET("policyname", word(at->name));
            SET("polname", word(at->name));
            SET("polrelid", ddl_catalog_relation(eval, table->schema, table->name));
            SET("schemaname", word(table->schema));
            SET("tablename", word(table->name));
            SET("cmd", word(at->command));
            SET("permissive", word(at->is_permissive ? "PERMISSIVE" : "RESTRICTIVE"));
        }
    }
}

static void
fill_routines(Eval *eval, RowSet *set)
{
    for (const Routine *at = eval->reader->schema->routines.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("oid", object(eval, 'p', "", at->name, at->name));
        SET("proname", word(at->name));
        SET("pronamespace", ddl_catalog_namespace(eval, at->schema));
        SET("prokind", word(at->kind == ROUTINE_PROCEDURE ? "p" : "f"));
        SET("pronargs", ddl_value_unknown(NULL));
    }
    /* Those of the server and of extensions are not in the model. */
    set->is_partial = true;
}

static void
fill_extensions(Eval *eval, RowSet *set)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("extname", word("plpgsql"));
    for (const Extension *at = eval->reader->schema->extensions.first; at != NULL; at = at->next)
    {
        row = ddl_catalog_row(eval, set);
        SET("extname", word(at->name));
        SET("extnamespace",
            ddl_catalog_namespace(eval, at->schema == NULL ? "public" : at->schema));
        if (at->version != NULL)
            SET("extversion", word(at->version));
    }
}

static void
add_parent(Eval *eval, RowSet *set, const Table *table, const TableParent *parent)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("inhrelid", ddl_catalog_relation(eval, table->schema, table->name));
    SET("inhparent", ddl_catalog_relation(eval, parent->schema, parent->name));
}

static void
fill_parents(Eval *eval, RowSet *set)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        if (table->partition_of != NULL)
            add_parent(eval, set, table, table->partition_of);
        for (const TableParent *at = table->inherits.first; at != NULL; at = at->next)
            add_parent(eval, set, table, at);
    }
}

static void
fill_partitioned(Eval *eval, RowSet *set)
{
    for (const Table *at = eval->reader->schema->tables.first; at != NULL; at = at->next)
    {
        static const char letters[] = {'r', 'l', 'h'};
        Value *row;

        if (at->partition_key == NULL)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("partrelid", ddl_catalog_relation(eval, at->schema, at->name));
        SET("partstrat", letter(eval, letters[at->partition_key->strategy]));
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
        SET("pubname", word(at->name));
        SET("evtname", word(at->name));
        SET("collname", word(at->name));
    }
}

static void
fill_publications(Eval *eval, RowSet *set)
{
    add_others(eval, set, OTHER_PUBLICATION);
}

static void
fill_event_triggers(Eval *eval, RowSet *set)
{
    add_others(eval, set, OTHER_EVENT_TRIGGER);
}

static const struct
{
    const char *name;
    Fill fill;
    const char *columns; /* separated by blanks */
} catalogs[] = {
    {"pg_namespace", fill_namespaces, "oid nspname nspowner nspacl"},
    {"pg_class", fill_classes,
     "oid relname relnamespace relkind relispartition relrowsecurity relforcerowsecurity "
     "relpersistence relpartbound reltuples relpages relowner relhasindex relacl reloptions"},
    {"pg_attribute", fill_attributes,
     "attrelid attname atttypid attnum attnotnull atthasdef attisdropped attidentity attgenerated "
     "atttypmod attstattarget attisinherited"},
    {"pg_constraint", fill_constraints,
     "oid conname conrelid connamespace contype convalidated condeferrable condeferred confrelid "
     "conkey confkey contypid conindid confdeltype confupdtype"},
    {"pg_index", fill_indexes,
     "indexrelid indrelid indisunique indisprimary indisvalid indisready indkey indexprs indpred"},
    {"pg_indexes", fill_indexes, "schemaname tablename indexname tablespace indexdef"},
    {"pg_type", fill_types, "oid typname typnamespace typtype typrelid typcategory typowner"},
    {"pg_enum", fill_enums, "oid enumtypid enumlabel enumsortorder"},
    {"pg_tables", fill_tables,
     "schemaname tablename tableowner tablespace hasindexes hasrules hastriggers rowsecurity"},
    {"pg_views", fill_views, "schemaname viewname viewowner definition"},
    {"pg_matviews", fill_matviews, "schemaname matviewname matviewowner definition ispopulated"},
    {"pg_sequences", fill_sequences, "schemaname sequencename last_value"},
    {"pg_trigger", fill_triggers, "oid tgname tgrelid tgisinternal tgenabled tgfoid"},
    {"pg_policies", fill_policies,
     "schemaname tablename policyname permissive roles cmd qual with_check"},
    {"pg_policy", fill_policies, "oid polname polrelid polcmd polpermissive"},
    {"pg_proc", fill_routines, "oid proname pronamespace prokind pronargs prosrc prorettype"},
    {"pg_extension", fill_extensions, "oid extname extnamespace extversion extowner"},
    {"pg_inherits", fill_parents, "inhrelid inhparent inhseqno"},
    {"pg_partitioned_table", fill_partitioned, "partrelid partstrat"},
    {"pg_publication", fill_publications, "oid pubname puballtables"},
    {"pg_event_trigger", fill_event_triggers, "oid evtname"},
};

/* The columns of a catalog, from their one text. */
static void
name_columns(Eval *eval, RowSet *set, const char *columns)
{
    const char **names = arena_new_array(eval->arena, const char *, strlen(columns) / 2 + 2);

    while (*columns != '\0')
    {
        size_t length = strcspn(columns, " ");

        names[set->width++] = arena_strndup(eval->arena, columns, length);
        columns += length;
        columns += strspn(columns, " ");
    }
    set->columns = names;
}

/* Filled once for all that a statement asks. */
static RowSet
catalog(Eval *eval, const char *name, Fill fill, const char *columns)
{
    Named *named;

    for (const Named *at = eval->catalogs; at != NULL; at = at->next)
    {
        if (str_equal(at->name, name))
            return at->set;
    }
    named = arena_new_object(eval->arena, Named);
    name_columns(eval, &named->set, columns);
    fill(eval, &named->set);
    named->name = name;
    named->next = eval->catalogs;
    eval->catalogs = named;
    return named->set;
}

bool
ddl_catalog_rows(Eval *eval, const char *space, const char *name, RowSet *out)
{
    if (space != NULL && strcmp(space, "information_schema") == 0)
        return ddl_catalog_information(eval, name, out);
    if (space != NULL && strcmp(space, "pg_catalog") != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(catalogs); i++)
    {
        if (strcmp(catalogs[i].name, name) == 0)
        {
            *out = catalog(eval, catalogs[i].name, catalogs[i].fill, catalogs[i].columns);
            return true;
        }
    }
    return false;
}

bool
ddl_catalog_attributes(Eval *eval, const char *name, Value relation, RowSet *out)
{
    Eval one = *eval;

    if (strcmp(name, "pg_attribute") != 0 || relation.kind != VALUE_OBJECT)
        return false;
    one.relation = relation.text;
    one.catalogs = NULL;
    return ddl_catalog_rows(&one, NULL, name, out);
}
