/*
 * ddl_catalog_relation.c - catalogs of relations: namespaces, classes, columns, keys, indexes.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_catalog.h"

#define SET(column, value) ddl_catalog_set(row, set, column, value)

static void
add_namespace(Eval *eval, RowSet *set, const char *name)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("oid", ddl_catalog_namespace(eval, name));
    SET("nspname", ddl_value_text(name));
    SET("schema_name", ddl_value_text(name));
}

void
ddl_catalog_fill_namespaces(Eval *eval, RowSet *set)
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
    SET("relname", ddl_value_text(name));
    SET("relnamespace", ddl_catalog_namespace(eval, space));
    SET("relkind", ddl_catalog_letter(eval, kind));
    SET("relispartition", ddl_value_bool(false));
    SET("relrowsecurity", ddl_value_bool(false));
    SET("relforcerowsecurity", ddl_value_bool(false));
    SET("relpersistence", ddl_value_text("p"));
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

void
ddl_catalog_fill_classes(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;
    Value *row;

    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
    {
        row = add_class(eval, set, at->schema, at->name, table_kind(at));
        SET("relispartition", ddl_value_bool(at->partition_of != NULL));
        SET("relpartbound", ddl_value_text(at->partition_bound));
        SET("relrowsecurity", ddl_value_bool(at->has_row_security));
        SET("relforcerowsecurity", ddl_value_bool(at->has_forced_row_security));
        SET("relpersistence", ddl_value_text(at->persistence == PERSISTENCE_LOGGED     ? "p"
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

void
ddl_catalog_fill_attributes(Eval *eval, RowSet *set)
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
            SET("attname", ddl_value_text(at->name));
            SET("attnum", ddl_value_integer(++number));
            SET("attnotnull", ddl_value_bool(at->is_not_null));
            SET("attisdropped", ddl_value_bool(false));
            SET("atthasdef",
                ddl_value_bool(at->default_expr != NULL || at->generated_expr != NULL));
            SET("attidentity", ddl_value_text(at->identity == IDENTITY_ALWAYS       ? "a"
                                              : at->identity == IDENTITY_BY_DEFAULT ? "d"
                                                                                    : ""));
            SET("attgenerated", ddl_value_text(at->generated_expr != NULL ? "s" : ""));
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

    SET("oid",
        ddl_catalog_object(eval, 'c', table->schema,
                           arena_printf(eval->arena, "%s\x01%s", table->name, at->name), at->name));
    SET("conname", ddl_value_text(at->name));
    SET("conrelid", ddl_catalog_relation(eval, table->schema, table->name));
    SET("connamespace", ddl_catalog_namespace(eval, table->schema));
    SET("contype", ddl_catalog_letter(eval, constraint_letter(at)));
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

void
ddl_catalog_fill_constraints(Eval *eval, RowSet *set)
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

            SET("conname", ddl_value_text(at->name));
            SET("contype", ddl_value_text("c"));
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
        SET("schemaname", ddl_value_text(at->schema));
        SET("tablename", ddl_value_text(at->table_name));
        SET("indexname", ddl_value_text(at->name));
    }
}

void
ddl_catalog_fill_indexes(Eval *eval, RowSet *set)
{
    const Schema *schema = eval->reader->schema;

    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        add_indexes(eval, set, &at->indexes);
    for (const View *at = schema->views.first; at != NULL; at = at->next)
        add_indexes(eval, set, &at->indexes);
}

static void
add_parent(Eval *eval, RowSet *set, const Table *table, const TableParent *parent)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("inhrelid", ddl_catalog_relation(eval, table->schema, table->name));
    SET("inhparent", ddl_catalog_relation(eval, parent->schema, parent->name));
}

void
ddl_catalog_fill_parents(Eval *eval, RowSet *set)
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

void
ddl_catalog_fill_partitioned(Eval *eval, RowSet *set)
{
    for (const Table *at = eval->reader->schema->tables.first; at != NULL; at = at->next)
    {
        static const char letters[] = {'r', 'l', 'h'};
        Value *row;

        if (at->partition_key == NULL)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("partrelid", ddl_catalog_relation(eval, at->schema, at->name));
        SET("partstrat", ddl_catalog_letter(eval, letters[at->partition_key->strategy]));
    }
}

/* ---- views of names ---- */

void
ddl_catalog_fill_tables(Eval *eval, RowSet *set)
{
    for (const Table *at = eval->reader->schema->tables.first; at != NULL; at = at->next)
    {
        Value *row;

        if (at->kind == TABLE_FOREIGN)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("schemaname", ddl_value_text(at->schema));
        SET("tablename", ddl_value_text(at->name));
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
        SET("schemaname", ddl_value_text(at->schema));
        SET("viewname", ddl_value_text(at->name));
        SET("matviewname", ddl_value_text(at->name));
    }
}

void
ddl_catalog_fill_views(Eval *eval, RowSet *set)
{
    add_views(eval, set, false);
}

void
ddl_catalog_fill_matviews(Eval *eval, RowSet *set)
{
    add_views(eval, set, true);
}

void
ddl_catalog_fill_sequences(Eval *eval, RowSet *set)
{
    for (const Sequence *at = eval->reader->schema->sequences.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("schemaname", ddl_value_text(at->schema));
        SET("sequencename", ddl_value_text(at->name));
    }
}
