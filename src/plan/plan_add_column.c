#include "plan/backfill.h"
#include "plan/plan_internal.h"
#include "schema/type.h"
#include "sql/quote.h"
#include "stats/size.h"

/*
 * A column without a default, or with a constant one, is written into the catalog alone. A default that
 * gives each row another value (a sequence, a random uuid) would rewrite the table under its lock: then
 * the column comes empty, a trigger fills what is written, and batches fill what is there.
 */

/* A literal, perhaps with a cast: the same for every row. */
static bool
is_constant(const char *sql)
{
    bool is_quoted = false;

    for (const char *at = sql; *at != '\0'; at++)
    {
        if (*at == '\'')
            is_quoted = !is_quoted;
        else if (!is_quoted && *at == '(' && at > sql && (at[-1] == '_' || at[-1] >= 'a'))
            return strstr(sql, "now()") != NULL;
    }
    return true;
}

static void
add_plainly(Planning *planning, const Table *table, const Column *column)
{
    Arena *arena = planning->arena;
    bool has_default = column->default_expr != NULL;
    const char *fact = table->kind == TABLE_PARTITIONED     ? "part_add_col"
                       : !has_default                       ? "add_col_null"
                       : column->is_not_null && has_default ? "add_col_notnull_const"
                                                            : "add_col_const";
    Step *step = step_new(planning, PHASE_EXPAND, fact, table, "add column %s", column->name);
    Column alone = *column;
    StrBuf sql = strbuf_new(arena);

    alone.is_not_null = column->is_not_null && has_default;
    strbuf_printf(&sql, "ALTER TABLE %s ADD COLUMN ", step_table(planning, table));
    print_column(&sql, &alone);
    strbuf_add(&sql, ";");
    step_brief(planning, step, sql.text);
    step->undo = step_brief_sql(arena, arena_printf(arena, "ALTER TABLE %s DROP COLUMN %s;",
                                                    step_table(planning, table),
                                                    quote_ident(arena, column->name)));
    if (column->is_not_null && !has_default)
    {
        step->needs_deploy = true;
        step->note =
            "Fill the column, from the application and for the rows that are there, before "
            "the next step.";
    }
}

/* Names of what is there only until the column is filled. */
typedef struct Filling
{
    Planning *planning;
    const Table *table;
    const Column *column;
    const char *function;
    const char *sequence;
    const char *value; /* what fills a row */
} Filling;

static void
expand(const Filling *filling)
{
    Planning *planning = filling->planning;
    Arena *arena = planning->arena;
    const char *table = step_table(planning, filling->table);
    const char *column = quote_ident(arena, filling->column->name);
    Step *step = step_new(planning, PHASE_EXPAND, "add_col_null", filling->table,
                          "add column %s, filled by a trigger", filling->column->name);
    StrBuf sql = strbuf_new(arena);

    if (filling->sequence != NULL)
        strbuf_printf(&sql, "CREATE SEQUENCE %s;\n", filling->sequence);
    strbuf_printf(&sql,
                  "ALTER TABLE %s ADD COLUMN %s %s;\n"
                  "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $tenfold$\n"
                  "BEGIN\n"
                  "    IF NEW.%s IS NULL THEN\n"
                  "        NEW.%s := %s;\n"
                  "    END IF;\n"
                  "    RETURN NEW;\n"
                  "END\n"
                  "$tenfold$;\n"
                  "CREATE TRIGGER zz_tenfold_fill BEFORE INSERT OR UPDATE ON %s\n"
                  "    FOR EACH ROW EXECUTE FUNCTION %s();",
                  table, column, type_sql(arena, &filling->column->type), filling->function, column,
                  column, filling->value, table, filling->function);
    step_brief(planning, step, sql.text);
    step->undo = step_brief_sql(
        arena, arena_printf(arena,
                            "DROP TRIGGER IF EXISTS zz_tenfold_fill ON %s;\n"
                            "DROP FUNCTION IF EXISTS %s();\n"
                            "ALTER TABLE %s DROP COLUMN %s;%s%s%s",
                            table, filling->function, table, column,
                            filling->sequence == NULL ? "" : "\nDROP SEQUENCE IF EXISTS ",
                            filling->sequence == NULL ? "" : filling->sequence,
                            filling->sequence == NULL ? "" : ";"));
}

static void
fill(const Filling *filling)
{
    Planning *planning = filling->planning;
    Arena *arena = planning->arena;
    const char *column = quote_ident(arena, filling->column->name);
    const char *procedure =
        quote_qualified(arena, filling->table->schema,
                        name_make(arena, "tenfold", filling->table->name, "backfill"));
    Quantity rows = plan_rows(planning, filling->table);
    Step *step = step_new(planning, PHASE_BACKFILL, "insert", filling->table, "fill %s in batches",
                          filling->column->name);

    step_patient(planning, step,
                 backfill_sql(arena, step_table(planning, filling->table), procedure,
                              arena_printf(arena, "%s = %s", column, filling->value),
                              arena_printf(arena, "%s IS NULL", column)));
    step->undo = arena_printf(arena, "DROP PROCEDURE IF EXISTS %s(bigint);", procedure);
    step->is_brief = false;
    if (quantity_known(rows))
    {
        step->seconds = size_rewrite_seconds(planning->schema, planning->design->stats,
                                             filling->table, rows.value);
        step->seconds.value *= 4;
        step->seconds.source = PROVENANCE_ASSUMED;
    }
    step->note = "Each batch is a transaction of 200 pages; stopped, it may run again.";
}

static void
add_identity(const Filling *filling, StrBuf *sql)
{
    Planning *planning = filling->planning;
    Arena *arena = planning->arena;
    const Table *target =
        schema_find_table(planning->schema, filling->table->schema, filling->table->name);
    const Sequence *sequence = table_find_column(target, filling->column->name)->sequence;
    const char *name = quote_qualified(arena, sequence->schema, sequence->name);

    strbuf_printf(
        sql,
        "ALTER TABLE %s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s);\n"
        "SELECT setval(%s, last_value, is_called) FROM %s;\n"
        "DROP SEQUENCE %s;\n",
        step_table(planning, filling->table), quote_ident(arena, filling->column->name),
        filling->column->identity == IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT", name,
        quote_literal(arena, name), filling->sequence, filling->sequence);
}

static void
finish(const Filling *filling)
{
    Planning *planning = filling->planning;
    Arena *arena = planning->arena;
    const char *table = step_table(planning, filling->table);
    bool is_identity = filling->column->identity != IDENTITY_NONE;
    Step *step = step_new(planning, PHASE_SWITCH, is_identity ? "add_identity" : "set_default",
                          filling->table, "%s fills itself from now on", filling->column->name);
    StrBuf sql = strbuf_new(arena);

    if (is_identity)
        add_identity(filling, &sql);
    else
        strbuf_printf(&sql, "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s;\n", table,
                      quote_ident(arena, filling->column->name), filling->value);
    strbuf_printf(&sql, "DROP TRIGGER zz_tenfold_fill ON %s;\nDROP FUNCTION %s();", table,
                  filling->function);
    step_brief(planning, step, sql.text);
    step->undo = step_brief_sql(
        arena, arena_printf(arena, "ALTER TABLE %s ALTER COLUMN %s %s;", table,
                            quote_ident(arena, filling->column->name),
                            is_identity ? "DROP IDENTITY IF EXISTS" : "DROP DEFAULT"));
}

static void
add_in_batches(Planning *planning, Table *table, const Column *column)
{
    Arena *arena = planning->arena;
    Filling filling = {.planning = planning, .table = table, .column = column};
    NameList columns = {0};
    Table *nullable;

    filling.function =
        quote_qualified(arena, table->schema, name_make(arena, "tenfold", table->name, "fill"));
    filling.value = column->default_expr == NULL ? NULL : column->default_expr->sql;
    if (column->identity != IDENTITY_NONE)
    {
        filling.sequence = quote_qualified(arena, table->schema,
                                           name_make(arena, "tenfold", table->name, "fill_seq"));
        filling.value = arena_printf(arena, "nextval(%s)", quote_literal(arena, filling.sequence));
    }
    expand(&filling);
    fill(&filling);
    nullable = schema_find_table(schema_copy(arena, planning->schema), table->schema, table->name);
    if (table_find_column(table, column->name)->is_not_null || column->identity != IDENTITY_NONE)
    {
        table_find_column(nullable, column->name)->is_not_null = false;
        name_list_add(arena, &columns, column->name);
        plan_column_make_not_null(planning, nullable, &columns);
    }
    finish(&filling);
}

static bool
is_alone(const Planning *planning, const Table *table)
{
    for (const Table *other = planning->schema->tables.first; other != NULL; other = other->next)
    {
        for (const TableParent *of = other->inherits.first; of != NULL; of = of->next)
        {
            if (str_equal(of->name, table->name) && str_equal(of->schema, table->schema))
                return false;
        }
    }
    return table->kind == TABLE_PLAIN;
}

bool
plan_column_add(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    const Column *column = change->new_column;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    NameList columns = {0};
    bool is_computed;

    if (!plan_apply(planning, error))
        return false;
    is_computed = column->identity != IDENTITY_NONE ||
                  (column->default_expr != NULL && !is_constant(column->default_expr->sql));
    if (column->generated_expr != NULL || (is_computed && !is_alone(planning, table)))
    {
        (void) step_advice(planning, table,
                           arena_printf(planning->arena, "add column %s by hand", column->name),
                           "Its values are computed for each row, which rewrites the table while "
                           "nobody can use it; tenfold writes no steps for that here yet.");
        return true;
    }
    if (is_computed)
        add_in_batches(planning, table, column);
    else
        add_plainly(planning, table, column);
    name_list_add(planning->arena, &columns, column->name);
    if (!is_computed && column->is_not_null && column->default_expr == NULL)
    {
        Table *nullable = schema_find_table(schema_copy(planning->arena, planning->schema),
                                            table->schema, table->name);

        table_find_column(nullable, column->name)->is_not_null = false;
        plan_column_make_not_null(planning, nullable, &columns);
    }
    if (change->constraint != NULL)
        plan_constraint_build(planning, table,
                              table_find_constraint(table, change->constraint->name));
    return true;
}
