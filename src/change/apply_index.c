#include "change/apply_internal.h"

Index *
apply_copy_index(Arena *arena, const Index *index)
{
    Index *copy = arena_new_object(arena, Index);

    *copy = *index;
    copy->next = NULL;
    copy->elements = (IndexElementList){0};
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        IndexElement *added = arena_new_object(arena, IndexElement);

        *added = *element;
        added->opclass_options = apply_copy_options(arena, &element->opclass_options);
        list_append(&copy->elements, added);
    }
    copy->include = apply_copy_names(arena, &index->include);
    copy->options = apply_copy_options(arena, &index->options);
    return copy;
}

static bool
has_element(const Index *index, const char *column)
{
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        if (str_equal(element->column, column))
            return true;
    }
    return false;
}

/* A unique index of a partitioned table must hold the whole partition key. */
static bool
check_partition_key(const Table *table, const Index *index, Error *error)
{
    if (!index->is_unique || table->kind != TABLE_PARTITIONED || table->partition_key == NULL)
        return true;
    for (const IndexElement *key = table->partition_key->elements.first; key != NULL;
         key = key->next)
    {
        if (key->column == NULL || !has_element(index, key->column))
            return error_set(error, ERROR_INPUT,
                             "unique index \"%s\" must hold the partition key of table \"%s\"",
                             index->name, table->name);
    }
    return true;
}

bool
apply_check_index(const Schema *schema, const Table *table, const Index *index,
                  const char *old_name, Error *error)
{
    if (index == NULL || index->name == NULL || index->elements.first == NULL)
        return error_set(error, ERROR_INPUT, "no index is given for table \"%s\"", table->name);
    if (table->kind == TABLE_FOREIGN)
        return error_set(error, ERROR_INPUT, "foreign table \"%s\" cannot have an index",
                         table->name);
    if (!str_equal(index->name, old_name) &&
        schema_has_relation(schema, table->schema, index->name))
        return error_set(error, ERROR_INPUT, "relation \"%s\" already exists", index->name);
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        if (element->column != NULL && table_find_column(table, element->column) == NULL)
            return error_set(error, ERROR_INPUT, "column \"%s\" of table \"%s\" does not exist",
                             element->column, table->name);
    }
    if (index->include.first != NULL && !apply_check_columns(table, &index->include, error))
        return false;
    return check_partition_key(table, index, error);
}

/* The columns that a foreign key may point to by this index: plain ones, no predicate. */
static bool
serves_reference(const Index *index, const NameList *columns)
{
    if (!index->is_unique || index->predicate != NULL || index->elements.count != columns->count)
        return false;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        if (element->column == NULL || !name_list_contains(columns, element->column))
            return false;
    }
    return true;
}

const Constraint *
apply_needed_by(const Schema *schema, const Table *table, const Index *index)
{
    for (const Table *from = schema->tables.first; from != NULL; from = from->next)
    {
        for (const Constraint *key = from->constraints.first; key != NULL; key = key->next)
        {
            bool is_served = false;

            if (key->kind != CONSTRAINT_FOREIGN_KEY || !str_equal(key->ref_table, table->name) ||
                !str_equal(key->ref_schema, table->schema) ||
                !serves_reference(index, &key->ref_columns))
                continue;
            for (const Index *other = table->indexes.first; other != NULL; other = other->next)
                is_served |= other != index && serves_reference(other, &key->ref_columns);
            if (!is_served)
                return key;
        }
    }
    return NULL;
}

static NameList
element_names(Arena *arena, const Index *index)
{
    NameList names = {0};

    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
        name_list_add(arena, &names, element->column == NULL ? "expr" : element->column);
    return names;
}

const char *
apply_partition_index_name(Schema *schema, const Table *table, const Index *index)
{
    Arena *arena = schema->arena;
    NameList names = element_names(arena, index);

    if (index->is_primary)
        return name_choose_relation(arena, schema, table->schema, table->name, NULL, "pkey");
    return name_choose_relation(arena, schema, table->schema, table->name,
                                name_join_columns(arena, &names),
                                index->constraint != NULL ? "key" : "idx");
}

Index *
apply_make_index_alone(Schema *schema, Table *table, const Index *index)
{
    Index *made = apply_copy_index(schema->arena, index);

    made->schema = table->schema;
    made->table_schema = table->schema;
    made->table_name = table->name;
    made->constraint = NULL;
    made->is_on_only = table->kind == TABLE_PARTITIONED;
    if (made->method == NULL)
        made->method = "btree";
    schema_add_index(schema, &table->indexes, made);
    return made;
}

Index *
apply_make_index(Schema *schema, Table *table, const Index *index)
{
    Index *made = apply_make_index_alone(schema, table, index);

    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        Index *attached;

        if (!apply_is_partition_of(child, table))
            continue;
        attached = apply_copy_index(schema->arena, index);
        attached->name = apply_partition_index_name(schema, child, index);
        attached->comment = NULL;
        attached = apply_make_index(schema, child, attached);
        attached->parent_schema = made->schema;
        attached->parent_name = made->name;
    }
    return made;
}

void
apply_drop_index(Schema *schema, Table *table, Index *index)
{
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        Index *next = NULL;

        for (Index *at = child->indexes.first; at != NULL; at = next)
        {
            next = at->next;
            if (str_equal(at->parent_name, index->name) &&
                str_equal(at->parent_schema, index->schema))
                apply_drop_index(schema, child, at);
        }
    }
    if (index->constraint != NULL)
        list_remove(&table->constraints, index->constraint);
    schema_remove_index(schema, &table->indexes, index);
}

/* A materialised view has indexes too; nothing else about it changes. */
static bool
add_to_view(Schema *schema, View *view, const Index *index, Error *error)
{
    Index *made;

    if (index == NULL || schema_has_relation(schema, view->schema, index->name))
        return error_set(error, ERROR_INPUT, "relation \"%s\" already exists",
                         index == NULL ? "" : index->name);
    made = apply_copy_index(schema->arena, index);
    made->schema = view->schema;
    made->table_schema = view->schema;
    made->table_name = view->name;
    schema_add_index(schema, &view->indexes, made);
    return true;
}

bool
apply_add_index(Schema *schema, const Change *change, Error *error)
{
    View *view = schema_find_view(schema, change->table_schema, change->table_name);
    Table *table;

    if (view != NULL && view->is_materialized)
        return add_to_view(schema, view, change->index, error);
    table = apply_table(schema, change, error);
    if (table == NULL || !apply_check_index(schema, table, change->index, NULL, error))
        return false;
    apply_make_index(schema, table, change->index);
    return true;
}

static Index *
find_in(const IndexList *list, const char *name)
{
    for (Index *index = list->first; index != NULL; index = index->next)
    {
        if (str_equal(index->name, name))
            return index;
    }
    return NULL;
}

/* The index, when it may go. */
static Index *
check_removable(Schema *schema, const Table *table, const char *name, Error *error)
{
    Index *index = find_in(&table->indexes, name);
    const Constraint *needed_by;

    if (index == NULL)
        error_set(error, ERROR_INPUT, "index \"%s\" of table \"%s\" does not exist",
                  name == NULL ? "" : name, table->name);
    if (index == NULL)
        return NULL;
    needed_by = apply_needed_by(schema, table, index);
    if (index->constraint != NULL)
        error_set(error, ERROR_INPUT, "index \"%s\" backs constraint \"%s\"", name,
                  index->constraint->name);
    else if (index->parent_name != NULL)
        error_set(error, ERROR_INPUT, "index \"%s\" belongs to index \"%s\" of the parent", name,
                  index->parent_name);
    else if (index->is_replica_identity)
        error_set(error, ERROR_INPUT, "index \"%s\" is the replica identity", name);
    else if (needed_by != NULL)
        error_set(error, ERROR_INPUT, "foreign key \"%s\" needs index \"%s\"", needed_by->name,
                  name);
    else
        return index;
    return NULL;
}

static bool
remove_from_view(Schema *schema, View *view, const char *name, Error *error)
{
    Index *index = find_in(&view->indexes, name);

    if (index == NULL)
        return error_set(error, ERROR_INPUT, "index \"%s\" of \"%s\" does not exist", name,
                         view->name);
    schema_remove_index(schema, &view->indexes, index);
    return true;
}

bool
apply_remove_index(Schema *schema, const Change *change, Error *error)
{
    View *view = schema_find_view(schema, change->table_schema, change->table_name);
    Table *table;
    Index *index;

    if (view != NULL && view->is_materialized)
        return remove_from_view(schema, view, change->object, error);
    table = apply_table(schema, change, error);
    index = table == NULL ? NULL : check_removable(schema, table, change->object, error);
    if (index == NULL)
        return false;
    apply_drop_index(schema, table, index);
    return true;
}

bool
apply_replace_index(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Index *old = table == NULL ? NULL : check_removable(schema, table, change->object, error);

    if (old == NULL || !apply_check_index(schema, table, change->index, change->object, error))
        return false;
    apply_drop_index(schema, table, old);
    apply_make_index(schema, table, change->index);
    return true;
}
