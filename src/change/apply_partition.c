#include "change/apply_internal.h"
#include "schema/type.h"

/*
 * A plain table becomes the partitioned parent; its rows go on in a partition. The model shows the
 * parent with one DEFAULT partition: which ranges stand beside it depends on the day of the
 * migration, and the plan makes them.
 *
 * The trap is uniqueness: a key of a partitioned table must hold the partition key, so (id) becomes
 * (id, created_at), and no foreign key can point to (id) alone any more.
 */

static bool
check_triggers(const Table *table, Error *error)
{
    for (const Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        if (trigger->is_for_each_row && (trigger->old_table != NULL || trigger->new_table != NULL))
            return error_set(error, ERROR_INPUT,
                             "trigger \"%s\" of table \"%s\" has transition tables for each row",
                             trigger->name, table->name);
    }
    return true;
}

static bool
check_relations(const Schema *schema, const Table *table, Error *error)
{
    for (const Table *other = schema->tables.first; other != NULL; other = other->next)
    {
        if (apply_is_child(other, table) || apply_is_child(table, other))
            return error_set(error, ERROR_INPUT, "tables \"%s\" and \"%s\" share an inheritance",
                             table->name, other->name);
        for (const Constraint *key = other->constraints.first; key != NULL; key = key->next)
        {
            if (key->kind == CONSTRAINT_FOREIGN_KEY && str_equal(key->ref_table, table->name) &&
                str_equal(key->ref_schema, table->schema))
                return error_set(error, ERROR_INPUT,
                                 "foreign key \"%s\" of table \"%s\" points to table \"%s\"",
                                 key->name, other->name, table->name);
        }
    }
    return true;
}

static bool
check_key(const Table *table, const PartitionKey *key, Error *error)
{
    if (key == NULL || key->elements.first == NULL)
        return error_set(error, ERROR_INPUT, "no partition key is given for table \"%s\"",
                         table->name);
    for (const IndexElement *element = key->elements.first; element != NULL;
         element = element->next)
    {
        const Column *column =
            element->column == NULL ? NULL : table_find_column(table, element->column);

        if (column == NULL)
            return error_set(error, ERROR_INPUT, "the partition key of table \"%s\" is no column",
                             table->name);
        if (column->generated_expr != NULL)
            return error_set(error, ERROR_INPUT, "partition key column \"%s\" is generated",
                             column->name);
    }
    return true;
}

static bool
check_keys(const Table *table, Error *error)
{
    for (const Constraint *constraint = table->constraints.first; constraint != NULL;
         constraint = constraint->next)
    {
        if (constraint->kind == CONSTRAINT_EXCLUDE)
            return error_set(error, ERROR_INPUT,
                             "exclusion constraint \"%s\" is not possible on a partitioned table",
                             constraint->name);
        if (constraint->is_no_inherit)
            return error_set(error, ERROR_INPUT,
                             "check \"%s\" is NO INHERIT, which a partitioned table cannot have",
                             constraint->name);
    }
    return true;
}

/* Adds the partition key's columns to a unique index and to the constraint that it backs. */
static void
widen_key(Arena *arena, Index *index, const PartitionKey *key)
{
    for (const IndexElement *part = key->elements.first; part != NULL; part = part->next)
    {
        IndexElement *element = index->elements.first;

        while (element != NULL && !str_equal(element->column, part->column))
            element = element->next;
        if (element != NULL)
            continue;
        element = arena_new_object(arena, IndexElement);
        element->column = part->column;
        list_append(&index->elements, element);
        if (index->constraint != NULL)
            name_list_add(arena, &index->constraint->columns, part->column);
        for (Name *name = index->include.first; name != NULL; name = name->next)
        {
            if (str_equal(name->text, part->column))
            {
                list_remove(&index->include, name);
                break;
            }
        }
    }
}

static Table *
make_partition(Schema *schema, Table *table)
{
    Arena *arena = schema->arena;
    Table *partition = arena_new_object(arena, Table);

    partition->schema = table->schema;
    partition->name =
        name_choose_relation(arena, schema, table->schema, table->name, NULL, "default");
    partition->persistence = table->persistence;
    partition->partition_of = arena_new_object(arena, TableParent);
    partition->partition_of->schema = table->schema;
    partition->partition_of->name = table->name;
    partition->partition_bound = "DEFAULT";
    partition->options = table->options;
    partition->access_method = table->access_method;
    partition->owner = table->owner;
    partition->location = table->location;
    partition->ordinal = table->ordinal;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Column *copy = arena_new_object(arena, Column);

        *copy = *column;
        copy->is_inherited = true;
        copy->identity = IDENTITY_NONE;
        copy->sequence = NULL;
        copy->comment = NULL;
        list_append(&partition->columns, copy);
    }
    return partition;
}

/* The parent keeps the names; the partition gets indexes and constraints of its own, attached. */
static void
hand_down(Schema *schema, Table *table)
{
    ConstraintList constraints = table->constraints;
    IndexList indexes = table->indexes;

    for (Index *index = indexes.first; index != NULL; index = index->next)
        schema_remove_index(schema, &table->indexes, index);
    table->constraints = (ConstraintList){0};
    table->indexes = (IndexList){0};
    for (const Index *index = indexes.first; index != NULL; index = index->next)
    {
        if (index->constraint == NULL)
            apply_make_index(schema, table, index);
    }
    for (const Constraint *constraint = constraints.first; constraint != NULL;
         constraint = constraint->next)
        apply_make_constraint(schema, table, constraint);
}

bool
apply_partition_table(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    const PartitionKey *key = change->partition_key;
    Table *partition;

    if (table == NULL || !check_key(table, key, error))
        return false;
    if (table->kind != TABLE_PLAIN || table->partition_of != NULL || table->of_type_name != NULL)
        return error_set(error, ERROR_INPUT, "table \"%s\" is not a plain table", table->name);
    if (!check_relations(schema, table, error) || !check_keys(table, error) ||
        !check_triggers(table, error))
        return false;
    for (const IndexElement *element = key->elements.first; element != NULL;
         element = element->next)
        apply_make_not_null(schema, table, element->column);
    for (Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (index->is_unique)
            widen_key(schema->arena, index, key);
        index->is_clustered = false; /* refused on a partitioned table */
    }
    table->kind = TABLE_PARTITIONED;
    table->partition_key = change->partition_key;
    partition = make_partition(schema, table);
    table->options = (OptionList){0};
    table->access_method = NULL;
    schema_add_table(schema, partition);
    hand_down(schema, table);
    return true;
}
