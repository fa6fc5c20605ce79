#include "plan/plan_internal.h"
#include "schema/type.h"
#include "sql/quote.h"
#include "stats/size.h"

/*
 * SET NOT NULL reads the whole table under a lock that stops everything, unless a validated CHECK says
 * already that there is no NULL: so the CHECK comes first and goes again.
 */

static void
make_not_null(Planning *planning, Table *table, const Column *column)
{
    Arena *arena = planning->arena;
    const char *name = name_make(arena, "tenfold", column->name, "not_null");
    const char *quoted = quote_ident(arena, column->name);
    Constraint check = {.kind = CONSTRAINT_CHECK, .table = table};
    Expr condition = {.sql = arena_printf(arena, "%s IS NOT NULL", quoted)};
    Step *step;

    check.check = &condition;
    check.name = name;
    plan_constraint_not_valid(planning, PHASE_EXPAND, table, &check, name);
    plan_constraint_check_rows(planning, PHASE_EXPAND, table, &check, name);
    step = step_new(planning, PHASE_SWITCH, "set_not_null_check", table, "set %s NOT NULL",
                    column->name);
    step_brief(planning, step,
               arena_printf(arena,
                            "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL;\n"
                            "ALTER TABLE %s DROP CONSTRAINT %s;",
                            step_table(planning, table), quoted, step_table(planning, table),
                            quote_ident(arena, name)));
    step->undo = step_brief_sql(
        arena, arena_printf(arena,
                            "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID;\n"
                            "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL;",
                            step_table(planning, table), quote_ident(arena, name), condition.sql,
                            step_table(planning, table), quoted));
    step->note = "No row is read: the validated CHECK has proved it.";
}

void
plan_column_make_not_null(Planning *planning, Table *table, const NameList *columns)
{
    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        const Column *column = table_find_column(table, name->text);

        if (column != NULL && !column->is_not_null)
            make_not_null(planning, table, column);
    }
}

bool
plan_column_not_null(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    NameList columns = {0};

    if (change->column != NULL)
        name_list_add(planning->arena, &columns, change->column);
    if (table != NULL)
        plan_column_make_not_null(planning, table, &columns);
    return plan_apply(planning, error);
}

static char *
default_sql(Planning *planning, const Table *table, const char *column, const char *sql)
{
    Arena *arena = planning->arena;

    return arena_printf(arena, "ALTER TABLE %s ALTER COLUMN %s %s%s;", step_table(planning, table),
                        quote_ident(arena, column), sql == NULL ? "DROP DEFAULT" : "SET DEFAULT ",
                        sql == NULL ? "" : sql);
}

bool
plan_column_default(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Column *column =
        table == NULL || change->column == NULL ? NULL : table_find_column(table, change->column);
    const char *old =
        column == NULL || column->default_expr == NULL ? NULL : column->default_expr->sql;
    Step *step;

    if (!plan_apply(planning, error))
        return false;
    step = step_new(
        planning, PHASE_EXPAND, change->default_sql == NULL ? "drop_default" : "set_default", table,
        "%s the default of %s", change->default_sql == NULL ? "drop" : "set", change->column);
    step_brief(planning, step, default_sql(planning, table, change->column, change->default_sql));
    step->undo = step_brief_sql(planning->arena, default_sql(planning, table, change->column, old));
    step->note = "Rows that are there keep their values.";
    return true;
}

static const char *
option_value(const Table *table, const char *name)
{
    for (const Option *option = table->options.first; option != NULL; option = option->next)
    {
        if (str_equal(option->name, name))
            return option->value;
    }
    return NULL;
}

static char *
option_sql(Planning *planning, const Table *table, const char *name, const char *value)
{
    Arena *arena = planning->arena;

    if (value == NULL)
        return arena_printf(arena, "ALTER TABLE %s RESET (%s);", step_table(planning, table), name);
    return arena_printf(arena, "ALTER TABLE %s SET (%s = %s);", step_table(planning, table), name,
                        value);
}

static void
set_option(Planning *planning, const Table *table)
{
    const Change *change = planning->change;
    const char *old = option_value(table, change->option_name);
    const char *fact = change->option_value == NULL                           ? "reset_opt"
                       : str_equal(change->option_name, "toast_tuple_target") ? "set_toast_target"
                       : str_equal(change->option_name, "parallel_workers")   ? "set_parallel"
                       : str_equal(change->option_name, "fillfactor")         ? "set_fillfactor"
                                                                              : "set_autovac";
    Step *step = step_new(planning, PHASE_EXPAND, fact, table, "set %s", change->option_name);

    step_brief(planning, step,
               option_sql(planning, table, change->option_name, change->option_value));
    step->undo =
        step_brief_sql(planning->arena, option_sql(planning, table, change->option_name, old));
    if (str_equal(change->option_name, "fillfactor"))
        step->note = "Pages that are full stay full until their rows are rewritten.";
}

bool
plan_option_set(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    LeafList leaves = {0};

    if (table != NULL && table->kind == TABLE_PARTITIONED)
        leaves = plan_leaves(planning, table);
    for (const Leaf *leaf = leaves.first; leaf != NULL; leaf = leaf->next)
        set_option(planning, leaf->table);
    if (table != NULL && table->kind != TABLE_PARTITIONED)
        set_option(planning, table);
    return plan_apply(planning, error);
}

bool
plan_sequence_type(Planning *planning, Error *error)
{
    Arena *arena = planning->arena;
    const Change *change = planning->change;
    const Sequence *sequence =
        schema_find_sequence(planning->schema, change->table_schema, change->object);
    TypeName old = {0};
    Step *step;

    if (sequence != NULL)
        old = sequence->type;
    if (!plan_apply(planning, error))
        return false;
    if (type_equal(&old, &change->type))
        return true;
    step = step_new(planning, PHASE_EXPAND, "alter_seq_type",
                    step_relation(planning, sequence->schema, sequence->name),
                    "let sequence %s count in %s", sequence->name, change->type.text);
    step_brief(planning, step,
               arena_printf(arena, "ALTER SEQUENCE %s AS %s;",
                            quote_qualified(arena, sequence->schema, sequence->name),
                            type_sql(arena, &change->type)));
    step->undo =
        step_brief_sql(arena, arena_printf(arena, "ALTER SEQUENCE %s AS %s;",
                                           quote_qualified(arena, sequence->schema, sequence->name),
                                           type_sql(arena, &old)));
    step->is_brief = true;
    step->note = "A sequence is one row: writing it anew takes no time. nextval() waits for the "
                 "commit.";
    return true;
}

bool
plan_logged_set(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    Quantity rows;
    Step *step;

    if (!plan_apply(planning, error))
        return false;
    rows = plan_rows(planning, table);
    step = step_new(planning, PHASE_SWITCH, "set_logged2", table,
                    "write the table into the log from now on");
    step_brief(
        planning, step,
        arena_printf(planning->arena, "ALTER TABLE %s SET LOGGED;", step_table(planning, table)));
    step->undo = step_brief_sql(
        planning->arena,
        arena_printf(planning->arena, "ALTER TABLE %s SET UNLOGGED;", step_table(planning, table)));
    if (quantity_known(rows))
        step->seconds =
            size_rewrite_seconds(planning->schema, planning->design->stats, table, rows.value);
    step->note = "The whole table and its indexes are written anew while nobody can read it; there "
                 "is no form without the lock. The lock is waited for two seconds at most.";
    return true;
}
