/*
 * ddl_drop_column.c - dropping a column, and what goes with it.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_family.h"

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
        if (!ddl_drop_free_key(reader, table, at->index, is_cascade))
            return false;
        ddl_drop_constraint_of(reader, table, at, false);
    }
    return true;
}

static void
drop_with_column(Reader *reader, Table *table, const Column *column)
{
    for (Index *at = table->indexes.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (ddl_depend_index_on_column(at, column->name))
        {
            ddl_drop_index(reader, at);
            next = table->indexes.first;
        }
    }
}

static bool
trigger_uses(const Trigger *trigger, const char *column)
{
    return name_list_contains(&trigger->update_columns, column) ||
           ddl_depend_on_column(trigger->when, column);
}

/* The name of a trigger or policy that uses the column, which goes with CASCADE; or NULL. */
static const char *
drop_triggers_and_policies(Table *table, const char *column, bool is_cascade)
{
    const char *user = NULL;

    for (Trigger *at = table->triggers.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (!trigger_uses(at, column))
            continue;
        user = at->name;
        if (is_cascade)
            list_remove(&table->triggers, at);
    }
    for (Policy *at = table->policies.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (!ddl_depend_on_column(at->using_expr, column) &&
            !ddl_depend_on_column(at->check_expr, column))
            continue;
        user = at->name;
        if (is_cascade)
            list_remove(&table->policies, at);
    }
    return user;
}

/* Surely so: a column of the policy's own table may have the name, too. */
static bool
query_uses(Reader *reader, const Table *owner, const Expr *expr, const Table *table,
           const char *column)
{
    if (owner == table || !ddl_depend_on_relation(reader, expr, table->schema, table->name))
        return false;
    for (const Reference *at = expr->references.first; at != NULL; at = at->next)
    {
        if (at->kind == REFERENCE_COLUMN && strcmp(at->name, column) == 0 &&
            (at->qualifier != NULL ? strcmp(at->qualifier, table->name) == 0
                                   : table_find_column(owner, column) == NULL))
            return true;
    }
    return false;
}

/* Policies of other tables ask this one in a subquery. */
static const char *
drop_policies_elsewhere(Reader *reader, const Table *table, const char *column, bool is_cascade)
{
    const char *user = NULL;
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, table->name);

    for (size_t i = 0; i < users.count; i++)
    {
        Table *other = users.items[i];

        for (Policy *at = other->policies.first, *next; at != NULL; at = next)
        {
            next = at->next;
            if (!query_uses(reader, other, at->using_expr, table, column) &&
                !query_uses(reader, other, at->check_expr, table, column))
                continue;
            user = at->name;
            if (is_cascade)
                list_remove(&other->policies, at);
        }
    }
    return user;
}

static bool
rule_uses(Reader *reader, const Other *rule, const Table *table, const char *column)
{
    if (rule->kind != OTHER_RULE || !ddl_depend_other_on(reader, rule, table->schema, table->name))
        return false;
    for (const Reference *at = rule->references.first; at != NULL; at = at->next)
    {
        if (at->kind == REFERENCE_COLUMN && strcmp(at->name, column) == 0)
            return true;
    }
    return false;
}

static const char *
drop_rules(Reader *reader, const Table *table, const char *column, bool is_cascade)
{
    const char *user = NULL;

    for (Other *at = reader->schema->others.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (!rule_uses(reader, at, table, column))
            continue;
        user = at->name;
        if (is_cascade)
            list_remove(&reader->schema->others, at);
    }
    return user;
}

static const char *
drop_views_of(Reader *reader, const Table *table, const char *column, bool is_cascade)
{
    const char *user = NULL;
    Users views = uses_of(reader->schema, reader->turn, USER_VIEW, table->name);

    for (size_t i = 0; i < views.count; i++)
    {
        View *at = views.items[i];

        if (at->touched == USES_GONE ||
            !ddl_depend_on_relation(reader, at->query, table->schema, table->name) ||
            !ddl_drop_view_uses_column(reader, at, table, column))
            continue;
        user = at->name;
        if (!is_cascade)
            return user;
        ddl_drop_view(reader, at, true);
    }
    return user;
}

static const char *
drop_generated(Reader *reader, Table *table, const char *column, bool is_cascade)
{
    const char *user = NULL;

    for (Column *at = table->columns.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (strcmp(at->name, column) == 0 || !ddl_depend_on_column(at->generated_expr, column))
            continue;
        user = at->name;
        if (!is_cascade)
            return user;
        ddl_drop_column_of(reader, table, at, true);
        next = table->columns.first;
    }
    return user;
}

/* What goes only with CASCADE: views, rules, policies, triggers, generated columns. */
static bool
drop_users_of(Reader *reader, Table *table, const Column *column, bool is_cascade)
{
    const char *user = drop_views_of(reader, table, column->name, is_cascade);

    if (user == NULL || is_cascade)
        user = drop_triggers_and_policies(table, column->name, is_cascade);
    if (user == NULL || is_cascade)
        user = drop_policies_elsewhere(reader, table, column->name, is_cascade);
    if (user == NULL || is_cascade)
        user = drop_rules(reader, table, column->name, is_cascade);
    if (user == NULL || is_cascade)
        user = drop_generated(reader, table, column->name, is_cascade);
    if (user == NULL || is_cascade)
        return true;
    ddl_error(reader, -1, "cannot drop column \"%s\" of table \"%s\": \"%s\" uses it", column->name,
              table->name, user);
    return false;
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
            ddl_depend_other_on(reader, at, table->schema, table->name))
            list_remove(&reader->schema->others, at);
    }
}

typedef struct ColumnDrop
{
    const char *name;
    bool is_cascade;
    bool is_only;
} ColumnDrop;

static void drop_column_of(Reader *reader, Table *table, Column *column, ColumnDrop drop);

static void
drop_inherited(Reader *reader, Table *child, void *context)
{
    const ColumnDrop *drop = context;
    Column *column = table_find_column(child, drop->name);

    if (column == NULL || !column->is_inherited ||
        ddl_family_column_parents(reader, child, drop->name) > 0)
        return;
    if (drop->is_only)
        column->is_inherited = false;
    else
        drop_column_of(reader, child, column, *drop);
}

static void
drop_column_of(Reader *reader, Table *table, Column *column, ColumnDrop drop)
{
    Sequence *sequence;

    ddl_rewrite_stars(reader, table);
    if (!drop_users_of(reader, table, column, drop.is_cascade) ||
        !drop_constraints_of(reader, table, column->name, drop.is_cascade))
        return;
    drop_with_column(reader, table, column);
    drop_statistics(reader, table, column->name);
    list_remove(&table->columns, column);
    ddl_each_child(reader, table, drop_inherited, &drop);
    while (!reader->is_refused &&
           (sequence = ddl_sequence_owned(reader, NULL, table, column->name)) != NULL)
        ddl_drop_sequence(reader, sequence, drop.is_cascade);
}

void
ddl_drop_column_of(Reader *reader, Table *table, Column *column, bool is_cascade)
{
    drop_column_of(reader, table, column,
                   (ColumnDrop){.name = column->name, .is_cascade = is_cascade});
}

bool
ddl_drop_is_partition_key(const Table *table, const char *column)
{
    const PartitionKey *key = table->partition_key;

    for (const IndexElement *at = key == NULL ? NULL : key->elements.first; at != NULL;
         at = at->next)
    {
        if (str_equal(at->column, column) || ddl_depend_on_column(at->expr, column))
            return true;
    }
    return false;
}

void
ddl_drop_column(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only)
{
    Column *column = table_find_column(table, command->name);

    if (column == NULL && !command->missing_ok)
        ddl_error(reader, -1, "column \"%s\" of relation \"%s\" does not exist", command->name,
                  table->name);
    else if (table->of_type_name != NULL)
        ddl_error(reader, -1, "cannot drop column from typed table \"%s\"", table->name);
    else if (column != NULL && ddl_family_column_parents(reader, table, column->name) > 0)
        ddl_error(reader, -1, "cannot drop inherited column \"%s\"", column->name);
    else if (column != NULL && ddl_drop_is_partition_key(table, column->name))
        ddl_error(reader, -1, "cannot drop column \"%s\" of the partition key of \"%s\"",
                  column->name, table->name);
    else if (column != NULL && is_only && table->kind == TABLE_PARTITIONED &&
             ddl_family_has_children(reader, table))
        ddl_error(reader, -1, "cannot drop column \"%s\" from only the partitioned table",
                  column->name);
    else if (column != NULL)
        drop_column_of(reader, table, column,
                       (ColumnDrop){.name = column->name,
                                    .is_cascade = command->behavior == DROP_CASCADE,
                                    .is_only = is_only});
}
