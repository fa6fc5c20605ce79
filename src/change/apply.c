#include "change/apply.h"

/*
 * The model follows what PostgreSQL would have done, not what a dump would say: a constraint brings
 * its index, a partitioned table hands indexes and constraints down. The trap is half-made changes:
 * each function checks everything before it alters anything.
 */
#include "change/apply_internal.h"

Table *
apply_table(Schema *schema, const Change *change, Error *error)
{
    Table *table = schema_find_table(schema, change->table_schema, change->table_name);

    if (table == NULL)
        error_set(error, ERROR_INPUT, "table \"%s.%s\" does not exist", change->table_schema,
                  change->table_name);
    return table;
}

Column *
apply_column(Table *table, const char *name, Error *error)
{
    Column *column = name == NULL ? NULL : table_find_column(table, name);

    if (column == NULL)
        error_set(error, ERROR_INPUT, "column \"%s\" of table \"%s\" does not exist",
                  name == NULL ? "" : name, table->name);
    return column;
}

bool
apply_is_partition_of(const Table *child, const Table *parent)
{
    const TableParent *of = child->partition_of;

    return of != NULL && str_equal(of->schema, parent->schema) && str_equal(of->name, parent->name);
}

bool
apply_is_child(const Table *child, const Table *parent)
{
    for (const TableParent *of = child->inherits.first; of != NULL; of = of->next)
    {
        if (str_equal(of->schema, parent->schema) && str_equal(of->name, parent->name))
            return true;
    }
    return apply_is_partition_of(child, parent);
}

bool
apply_check_columns(const Table *table, const NameList *columns, Error *error)
{
    if (columns->first == NULL)
        return error_set(error, ERROR_INPUT, "no columns are named on table \"%s\"", table->name);
    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        if (table_find_column(table, name->text) == NULL)
            return error_set(error, ERROR_INPUT, "column \"%s\" of table \"%s\" does not exist",
                             name->text, table->name);
    }
    return true;
}

NameList
apply_copy_names(Arena *arena, const NameList *names)
{
    NameList copy = {0};

    for (const Name *name = names->first; name != NULL; name = name->next)
        name_list_add(arena, &copy, name->text);
    return copy;
}

OptionList
apply_copy_options(Arena *arena, const OptionList *options)
{
    OptionList copy = {0};

    for (const Option *option = options->first; option != NULL; option = option->next)
    {
        Option *added = arena_new_object(arena, Option);

        *added = *option;
        list_append(&copy, added);
    }
    return copy;
}

static void
set_option(Schema *schema, Table *table, const Change *change)
{
    Option *option = table->options.first;

    /* A partitioned table has no storage of its own: its partitions carry the option. */
    if (table->kind == TABLE_PARTITIONED)
    {
        for (Table *child = schema->tables.first; child != NULL; child = child->next)
        {
            if (apply_is_partition_of(child, table))
                set_option(schema, child, change);
        }
        return;
    }
    while (option != NULL && !str_equal(option->name, change->option_name))
        option = option->next;
    if (change->option_value == NULL)
    {
        list_remove(&table->options, option);
        return;
    }
    if (option == NULL)
    {
        option = arena_new_object(schema->arena, Option);
        list_append(&table->options, option);
    }
    option->name = change->option_name;
    option->value = change->option_value;
}

static bool
apply_set_option(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);

    if (table == NULL)
        return false;
    if (change->option_name == NULL)
        return error_set(error, ERROR_INPUT, "no option is named for table \"%s\"", table->name);
    if (table->kind == TABLE_FOREIGN)
        return error_set(error, ERROR_INPUT, "foreign table \"%s\" has no storage options",
                         table->name);
    set_option(schema, table, change);
    return true;
}

/* A logged table cannot point to an unlogged one, because the one that it points to may be emptied. */
static bool
apply_set_logged(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);

    if (table == NULL)
        return false;
    if (table->persistence != PERSISTENCE_UNLOGGED)
        return error_set(error, ERROR_INPUT, "table \"%s\" is not unlogged", table->name);
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        const Table *parent = key->kind != CONSTRAINT_FOREIGN_KEY
                                  ? NULL
                                  : schema_find_table(schema, key->ref_schema, key->ref_table);

        if (parent != NULL && parent != table && parent->persistence == PERSISTENCE_UNLOGGED)
            return error_set(error, ERROR_INPUT,
                             "table \"%s\" cannot be logged while it points to unlogged \"%s\"",
                             table->name, parent->name);
    }
    table->persistence = PERSISTENCE_LOGGED;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Sequence *sequence = apply_column_sequence(schema, table, column);

        if (sequence != NULL)
            sequence->persistence = PERSISTENCE_LOGGED;
    }
    return true;
}

bool
apply_change(Schema *schema, const Change *change, Error *error)
{
    switch (change->kind)
    {
    case CHANGE_ADD_INDEX:
        return apply_add_index(schema, change, error);
    case CHANGE_DROP_INDEX:
        return apply_remove_index(schema, change, error);
    case CHANGE_REPLACE_INDEX:
        return apply_replace_index(schema, change, error);
    case CHANGE_COLUMN_TYPE:
        return apply_column_type(schema, change, error);
    case CHANGE_SEQUENCE_TYPE:
        return apply_sequence_type(schema, change, error);
    case CHANGE_ADD_CONSTRAINT:
        return apply_add_constraint(schema, change, error);
    case CHANGE_DROP_CONSTRAINT:
        return apply_drop_constraint(schema, change, error);
    case CHANGE_REPLACE_CONSTRAINT:
        return apply_replace_constraint(schema, change, error);
    case CHANGE_VALIDATE_CONSTRAINT:
        return apply_validate_constraint(schema, change, error);
    case CHANGE_ADD_COLUMN:
        return apply_add_column(schema, change, error);
    case CHANGE_SET_NOT_NULL:
        return apply_set_not_null(schema, change, error);
    case CHANGE_SET_DEFAULT:
        return apply_set_default(schema, change, error);
    case CHANGE_SET_OPTION:
        return apply_set_option(schema, change, error);
    case CHANGE_PARTITION_TABLE:
        return apply_partition_table(schema, change, error);
    case CHANGE_SET_LOGGED:
        return apply_set_logged(schema, change, error);
    }
    return error_set(error, ERROR_INTERNAL, "unknown kind of change %d", (int) change->kind);
}

Schema *
apply_all(Arena *arena, const Schema *schema, const ChangeList *changes, Error *error)
{
    Schema *target = schema_copy(arena, schema);

    for (const Change *change = changes->first; change != NULL; change = change->next)
    {
        if (!apply_change(target, change, error))
        {
            (void) error_wrap(error, "could not %s", change_text(arena, change));
            return NULL;
        }
    }
    return target;
}
