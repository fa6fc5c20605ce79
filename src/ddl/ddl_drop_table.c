#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"

void
ddl_drop_sequence(Reader *reader, Sequence *sequence)
{
    for (Table *table = reader->schema->tables.first; table != NULL; table = table->next)
    {
        for (Column *column = table->columns.first; column != NULL; column = column->next)
        {
            if (column->sequence == sequence)
                column->sequence = NULL;
            if (ddl_depend_on_relation(column->default_expr, sequence->schema, sequence->name))
                column->default_expr = NULL;
        }
    }
    ddl_drop_others(reader, sequence->schema, sequence->name);
    schema_remove_sequence(reader->schema, sequence);
}

/* An index and its partitions' indexes, which go with it. */
void
ddl_drop_index(Reader *reader, Index *index)
{
    Table *table = schema_find_table(reader->schema, index->table_schema, index->table_name);
    View *view = schema_find_view(reader->schema, index->table_schema, index->table_name);

    for (Table *other = reader->has_children ? reader->schema->tables.first : NULL; other != NULL;
         other = other->next)
    {
        for (Index *child = other->indexes.first, *next; child != NULL; child = next)
        {
            next = child->next;
            if (str_equal(child->parent_name, index->name) &&
                str_equal(child->parent_schema, index->schema))
                ddl_drop_index(reader, child);
        }
    }
    if (index->constraint != NULL && table != NULL)
    {
        Constraint *constraint = index->constraint;

        list_remove(&table->constraints, constraint);
        ddl_constraint_name_remove(reader, table->schema, constraint->name);
    }
    if (table != NULL)
        schema_remove_index(reader->schema, &table->indexes, index);
    else if (view != NULL)
        schema_remove_index(reader->schema, &view->indexes, index);
}

static void
drop_from_child(Reader *reader, Table *child, void *context)
{
    Constraint *inherited = table_find_constraint(child, context);

    if (inherited == NULL || !inherited->is_inherited)
        return;
    ddl_constraint_remove(reader, child, inherited);
    ddl_each_child(reader, child, drop_from_child, context);
}

static void
drop_constraint(Reader *reader, Table *table, Constraint *constraint)
{
    if (constraint->index != NULL)
    {
        ddl_drop_index(reader, constraint->index);
        return;
    }
    ddl_constraint_remove(reader, table, constraint);
    ddl_each_child(reader, table, drop_from_child, (void *) (uintptr_t) constraint->name);
}

/* Another key on the same columns serves the foreign keys as well. */
static bool
has_equal_key(const Table *table, const Constraint *key)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        NameList columns = key->columns;
        size_t matching = 0;

        if (!index->is_unique || index == key->index || index->elements.count != columns.count)
            continue;
        for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
            matching += at->column != NULL && name_list_contains(&columns, at->column);
        if (matching == columns.count)
            return true;
    }
    return false;
}

/* False, with a Problem, when foreign keys need the key and it is not CASCADE. */
static bool
free_key(Reader *reader, Table *table, const Constraint *key, bool is_cascade)
{
    Constraint *user;

    if ((key->kind != CONSTRAINT_PRIMARY_KEY && key->kind != CONSTRAINT_UNIQUE) ||
        has_equal_key(table, key))
        return true;
    while ((user = ddl_depend_foreign_key(reader, table, key)) != NULL)
    {
        if (!is_cascade)
        {
            ddl_error(reader, -1,
                      "cannot drop constraint \"%s\" of table \"%s\": foreign key \"%s\" needs it",
                      key->name, table->name, user->name);
            return false;
        }
        drop_constraint(reader, user->table, user);
    }
    return true;
}

void
ddl_drop_constraint(Reader *reader, Table *table, const AlterTableCmd *command)
{
    Constraint *constraint = table_find_constraint(table, command->name);

    if (constraint != NULL)
    {
        if (free_key(reader, table, constraint, command->behavior == DROP_CASCADE))
            drop_constraint(reader, table, constraint);
    }
    else if (!command->missing_ok)
        ddl_error(reader, -1, "constraint \"%s\" of relation \"%s\" does not exist", command->name,
                  table->name);
}

static bool
constraint_uses(const Constraint *constraint, const char *column)
{
    return name_list_contains(&constraint->columns, column) ||
           ddl_depend_on_column(constraint->check, column) ||
           (constraint->index != NULL && ddl_depend_index_on_column(constraint->index, column));
}

static bool
drop_constraints_of(Reader *reader, Table *table, const char *column, bool is_cascade)
{
    for (Constraint *at = table->constraints.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (!constraint_uses(at, column))
            continue;
        if (!free_key(reader, table, at, is_cascade))
            return false;
        drop_constraint(reader, table, at);
    }
    return true;
}

static void
drop_with_column(Reader *reader, Table *table, const Column *column, bool is_cascade)
{
    for (Index *at = table->indexes.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (ddl_depend_index_on_column(at, column->name))
            ddl_drop_index(reader, at);
    }
    for (Trigger *at = table->triggers.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (is_cascade && (name_list_contains(&at->update_columns, column->name) ||
                           ddl_depend_on_column(at->when, column->name)))
            list_remove(&table->triggers, at);
    }
    for (Policy *at = table->policies.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (is_cascade && (ddl_depend_on_column(at->using_expr, column->name) ||
                           ddl_depend_on_column(at->check_expr, column->name)))
            list_remove(&table->policies, at);
    }
}

/* Statistics on the column go, those on others stay. */
static void
drop_statistics(Reader *reader, const Table *table, const char *column)
{
    for (Other *at = reader->schema->others.first, *next; at != NULL; at = next)
    {
        bool names_column = false;

        next = at->next;
        for (const Reference *used = at->references.first; used != NULL; used = used->next)
            names_column |= used->kind == REFERENCE_COLUMN && strcmp(used->name, column) == 0;
        if (at->kind == OTHER_STATISTICS && names_column &&
            ddl_depend_other_on(at, table->schema, table->name))
            list_remove(&reader->schema->others, at);
    }
}

typedef struct ColumnDrop
{
    const char *name;
    bool is_cascade;
} ColumnDrop;

static void
drop_inherited(Reader *reader, Table *child, void *context)
{
    const ColumnDrop *drop = context;
    Column *column = table_find_column(child, drop->name);

    if (column != NULL && column->is_inherited)
        ddl_drop_column_of(reader, child, column, drop->is_cascade);
}

void
ddl_drop_column_of(Reader *reader, Table *table, Column *column, bool is_cascade)
{
    ColumnDrop drop = {column->name, is_cascade};

    if (!drop_constraints_of(reader, table, column->name, is_cascade))
        return;
    ddl_rewrite_stars(reader, table);
    drop_with_column(reader, table, column, is_cascade);
    drop_statistics(reader, table, column->name);
    if (column->sequence != NULL)
        ddl_drop_sequence(reader, column->sequence);
    ddl_grant_column(&table->grants, column->name, NULL);
    list_remove(&table->columns, column);
    ddl_each_child(reader, table, drop_inherited, &drop);
}

void
ddl_drop_column(Reader *reader, Table *table, const AlterTableCmd *command)
{
    Column *column = table_find_column(table, command->name);

    if (column != NULL)
        ddl_drop_column_of(reader, table, column, command->behavior == DROP_CASCADE);
    else if (!command->missing_ok)
        ddl_error(reader, -1, "column \"%s\" of relation \"%s\" does not exist", command->name,
                  table->name);
}

static bool
is_child_of(const Table *child, const Table *parent)
{
    for (const TableParent *at = child->inherits.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, parent->name) == 0 && str_equal(at->schema, parent->schema))
            return true;
    }
    return child->partition_of != NULL && strcmp(child->partition_of->name, parent->name) == 0 &&
           str_equal(child->partition_of->schema, parent->schema);
}

static Table *
find_child(Reader *reader, const Table *parent)
{
    for (Table *table = reader->has_children ? reader->schema->tables.first : NULL; table != NULL;
         table = table->next)
    {
        if (is_child_of(table, parent))
            return table;
    }
    return NULL;
}

/* False, with a Problem, when something stands in the way. */
static bool
drop_dependents(Reader *reader, Table *table, bool is_cascade)
{
    Constraint *key;
    Table *child;

    if (!ddl_drop_users(reader, table->schema, table->name, is_cascade))
        return false;
    while ((key = ddl_depend_foreign_key(reader, table, NULL)) != NULL)
    {
        if (!is_cascade)
        {
            ddl_error(reader, -1,
                      "cannot drop table \"%s\": foreign key \"%s\" of table \"%s\" points to it",
                      table->name, key->name, key->table->name);
            return false;
        }
        drop_constraint(reader, key->table, key);
    }
    while ((child = find_child(reader, table)) != NULL)
    {
        if (child->partition_of == NULL && !is_cascade)
        {
            ddl_error(reader, -1, "cannot drop table \"%s\": table \"%s\" inherits from it",
                      table->name, child->name);
            return false;
        }
        ddl_drop_table(reader, child, is_cascade);
        if (find_child(reader, table) == child)
            return false;
    }
    return true;
}

void
ddl_drop_table(Reader *reader, Table *table, bool is_cascade)
{
    if (!drop_dependents(reader, table, is_cascade))
        return;
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        ddl_constraint_name_remove(reader, table->schema, at->name);
    for (Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (column->sequence != NULL)
            ddl_drop_sequence(reader, column->sequence);
    }
    ddl_drop_others(reader, table->schema, table->name);
    schema_remove_table(reader->schema, table);
}
