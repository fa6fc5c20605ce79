#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_family.h"

/* The identity column that the sequence belongs to; or NULL. */
static const Column *
identity_of(Reader *reader, const Sequence *sequence)
{
    const Table *table =
        sequence->is_identity
            ? schema_find_table(reader->schema, sequence->owned_by_schema, sequence->owned_by_table)
            : NULL;
    const Column *column = table == NULL || sequence->owned_by_column == NULL
                               ? NULL
                               : table_find_column(table, sequence->owned_by_column);

    return column == NULL || column->identity == IDENTITY_NONE ? NULL : column;
}

void
ddl_drop_sequence(Reader *reader, Sequence *sequence, bool is_cascade)
{
    const Column *identity = identity_of(reader, sequence);
    Table *table;
    Column *column;

    if (identity != NULL)
    {
        ddl_error(reader, -1, "cannot drop sequence \"%s\": column \"%s\" requires it",
                  sequence->name, identity->name);
        return;
    }
    if (!ddl_drop_users(reader, REFERENCE_RELATION, sequence->schema, sequence->name, is_cascade))
        return;
    table = schema_find_table(reader->schema, sequence->owned_by_schema, sequence->owned_by_table);
    column = table == NULL || sequence->owned_by_column == NULL
                 ? NULL
                 : table_find_column(table, sequence->owned_by_column);
    if (column != NULL && column->sequence == sequence)
        column->sequence = NULL;
    ddl_drop_others(reader, sequence->schema, sequence->name);
    schema_remove_sequence(reader->schema, sequence);
}

/* An index and its partitions' indexes, which go with it. */
void
ddl_drop_index(Reader *reader, Index *index)
{
    Table *table = schema_find_table(reader->schema, index->table_schema, index->table_name);
    View *view = schema_find_view(reader->schema, index->table_schema, index->table_name);
    Users users = reader->has_children
                      ? uses_of(reader->schema, reader->turn, USER_TABLE, index->name)
                      : (Users){0};

    for (size_t i = 0; i < users.count; i++)
    {
        const Table *other = users.items[i];

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

typedef struct ConstraintDrop
{
    const Constraint *constraint;
    bool is_only;
} ConstraintDrop;

/* The foreign key of a partition that the parent's made. */
static Constraint *
find_clone(Table *child, const Constraint *from)
{
    for (Constraint *at = child->constraints.first; at != NULL; at = at->next)
    {
        if (at->kind == CONSTRAINT_FOREIGN_KEY && at->is_inherited &&
            str_equal(at->ref_table, from->ref_table) &&
            str_equal(at->ref_schema, from->ref_schema) &&
            name_list_equal(&at->columns, &from->columns) &&
            name_list_equal(&at->ref_columns, &from->ref_columns))
            return at;
    }
    return NULL;
}

static void
drop_from_child(Reader *reader, Table *child, void *context)
{
    const ConstraintDrop *drop = context;
    const Constraint *from = drop->constraint;
    Constraint *inherited = from->kind == CONSTRAINT_CHECK
                                ? table_find_constraint(child, from->name)
                                : find_clone(child, from);

    if (inherited == NULL || !inherited->is_inherited ||
        (from->kind == CONSTRAINT_CHECK && ddl_family_check_parents(reader, child, from->name) > 0))
        return;
    if (drop->is_only)
    {
        inherited->is_inherited = false;
        return;
    }
    ddl_constraint_remove(reader, child, inherited);
    ddl_each_child(reader, child, drop_from_child, context);
}

void
ddl_drop_constraint_of(Reader *reader, Table *table, Constraint *constraint, bool is_only)
{
    ConstraintDrop drop = {constraint, is_only};

    if (constraint->index != NULL)
    {
        ddl_drop_index(reader, constraint->index);
        return;
    }
    ddl_constraint_remove(reader, table, constraint);
    if (!constraint->is_no_inherit)
        ddl_each_child(reader, table, drop_from_child, &drop);
}

bool
ddl_drop_free_key(Reader *reader, const Table *table, const Index *key, bool is_cascade)
{
    Constraint *user;

    if (key == NULL || !key->is_unique)
        return true;
    while ((user = ddl_depend_foreign_key(reader, table, key)) != NULL)
    {
        if (!is_cascade)
        {
            ddl_error(reader, -1,
                      "cannot drop %s \"%s\" of table \"%s\": foreign key \"%s\" needs it",
                      key->constraint == NULL ? "index" : "constraint", key->name, table->name,
                      user->name);
            return false;
        }
        ddl_drop_constraint_of(reader, user->table, user, false);
    }
    return true;
}

static bool
constraint_may_go(Reader *reader, const Table *table, const Constraint *constraint, bool is_only)
{
    bool is_check = constraint->kind == CONSTRAINT_CHECK;

    if (is_check ? ddl_family_check_parents(reader, table, constraint->name) > 0
                 : constraint->is_inherited)
        ddl_error(reader, -1, "cannot drop inherited constraint \"%s\" of relation \"%s\"",
                  constraint->name, table->name);
    else if (is_check && is_only && table->kind == TABLE_PARTITIONED &&
             ddl_family_has_children(reader, table))
        ddl_error(reader, -1, "cannot remove constraint \"%s\" from only the partitioned table",
                  constraint->name);
    else
        return true;
    return false;
}

void
ddl_drop_constraint(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only)
{
    Constraint *constraint = table_find_constraint(table, command->name);

    if (constraint != NULL)
    {
        if (constraint_may_go(reader, table, constraint, is_only) &&
            ddl_drop_free_key(reader, table, constraint->index, command->behavior == DROP_CASCADE))
            ddl_drop_constraint_of(reader, table, constraint, is_only);
    }
    else if (!command->missing_ok)
        ddl_error(reader, -1, "constraint \"%s\" of relation \"%s\" does not exist", command->name,
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
    Users users = reader->has_children
                      ? uses_of(reader->schema, reader->turn, USER_TABLE, parent->name)
                      : (Users){0};

    for (size_t i = 0; i < users.count; i++)
    {
        if (is_child_of(users.items[i], parent))
            return users.items[i];
    }
    return NULL;
}

/* A foreign key to a table that this one is a partition of; or NULL. */
static Constraint *
foreign_key_through_parent(Reader *reader, const Table *table)
{
    const TableParent *link = table->partition_of;

    while (link != NULL)
    {
        const Table *parent = schema_find_table(reader->schema, link->schema, link->name);

        Users users = parent == NULL
                          ? (Users){0}
                          : uses_of(reader->schema, reader->turn, USER_TABLE, parent->name);

        for (size_t i = 0; i < users.count; i++)
        {
            const Table *other = users.items[i];

            for (Constraint *at = other->constraints.first; at != NULL; at = at->next)
            {
                if (at->kind == CONSTRAINT_FOREIGN_KEY && !at->is_inherited && other != table &&
                    other != parent && str_equal(at->ref_table, parent->name) &&
                    str_equal(at->ref_schema, parent->schema))
                    return at;
            }
        }
        link = parent == NULL ? NULL : parent->partition_of;
    }
    return NULL;
}

/* False, with a Problem, when something stands in the way. */
static bool
drop_dependents(Reader *reader, Table *table, bool is_cascade)
{
    Constraint *key;
    Table *child;

    if (!ddl_drop_users(reader, REFERENCE_RELATION, table->schema, table->name, is_cascade))
        return false;
    while ((key = ddl_depend_foreign_key(reader, table, NULL)) != NULL ||
           (key = foreign_key_through_parent(reader, table)) != NULL)
    {
        if (!is_cascade && !ddl_drop_is_doomed(reader, key->table))
        {
            ddl_error(reader, -1,
                      "cannot drop table \"%s\": foreign key \"%s\" of table \"%s\" points to it",
                      table->name, key->name, key->table->name);
            return false;
        }
        ddl_drop_constraint_of(reader, key->table, key, false);
    }
    while ((child = find_child(reader, table)) != NULL)
    {
        if (child->partition_of == NULL && !is_cascade && !ddl_drop_is_doomed(reader, child))
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
    Sequence *sequence;

    if (!drop_dependents(reader, table, is_cascade))
        return;
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        ddl_constraint_name_remove(reader, table->schema, at->name);
    ddl_drop_others(reader, table->schema, table->name);
    schema_remove_table(reader->schema, table);
    while (!reader->is_refused &&
           (sequence = ddl_sequence_owned(reader, NULL, table, NULL)) != NULL)
        ddl_drop_sequence(reader, sequence, is_cascade);
}
