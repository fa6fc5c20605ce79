/*
 * print_table_unit.c - tables as units: what they need, and what follows CREATE TABLE.
 *
 * Partitions are made as tables and attached, as pg_dump does, so that the order of their columns
 * stays. A default or check is taken out of CREATE TABLE only when it calls a function that itself
 * needs the table, or was written under another search_path.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "schema/type.h"
#include "sql/quote.h"
#include <inttypes.h>

static bool
identity_has_own_type(const Column *column)
{
    const Sequence *sequence = column->sequence;

    return sequence != NULL && sequence->type.name != NULL &&
           !str_equal(sequence->type.name, column->type.name);
}

/* Inherited columns take the parents' defaults; what the child has instead is set. */
static void
add_inherited_default(Printer *printer, Unit *unit, const Table *table, const Column *column)
{
    const Column *above = NULL;
    const char *name = print_table_name(printer->arena, table);
    const char *quoted = quote_ident(printer->arena, column->name);

    for (const TableParent *parent = table->inherits.first; parent != NULL && above == NULL;
         parent = parent->next)
    {
        const Table *from = schema_find_table(printer->schema, parent->schema, parent->name);

        above = from == NULL ? NULL : table_find_column(from, column->name);
    }
    if (above == NULL)
        return;
    if (column->is_inherited && column->default_expr != NULL &&
        (above->default_expr == NULL ||
         !str_equal(above->default_expr->sql, column->default_expr->sql)))
        unit_printf(printer, unit, "ALTER TABLE ONLY %s ALTER COLUMN %s SET DEFAULT %s", name,
                    quoted, column->default_expr->sql);
    if (column->default_expr == NULL && above->default_expr != NULL)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s ALTER COLUMN %s DROP DEFAULT", name,
                    quoted);
    if (column->is_inherited && column->is_not_null && !above->is_not_null)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s ALTER COLUMN %s SET NOT NULL", name,
                    quoted);
}

static void
add_column_settings(Printer *printer, Unit *unit, const Table *table, const Column *column)
{
    Arena *arena = printer->arena;
    const char *alter =
        arena_printf(arena, "ALTER TABLE ONLY %s ALTER COLUMN %s", print_table_name(arena, table),
                     quote_ident(arena, column->name));

    if (column->storage != NULL)
        unit_printf(printer, unit, "%s SET STORAGE %s", alter, quote_ident(arena, column->storage));
    if (column->statistics_target >= 0)
        unit_printf(printer, unit, "%s SET STATISTICS %d", alter, (int) column->statistics_target);
    if (column->options.count > 0)
    {
        StrBuf options = strbuf_new(arena);

        if (table->kind == TABLE_FOREIGN)
            text_add_foreign_options(&options, &column->options);
        else
            text_add_options(&options, &column->options);
        if (table->kind != TABLE_FOREIGN || !printer->options->is_sandbox)
            unit_printf(printer, unit, "%s %s (%s)", alter,
                        table->kind == TABLE_FOREIGN ? "OPTIONS" : "SET", options.text);
    }
    if (column->identity != IDENTITY_NONE && identity_has_own_type(column))
        unit_printf(printer, unit, "ALTER SEQUENCE %s AS %s MINVALUE %" PRId64 " MAXVALUE %" PRId64,
                    text_name(arena, column->sequence->schema, column->sequence->name),
                    type_sql(arena, &column->sequence->type), column->sequence->minimum,
                    column->sequence->maximum);
    unit_comment(printer, unit, "COLUMN",
                 arena_printf(arena, "%s.%s", print_table_name(arena, table),
                              quote_ident(arena, column->name)),
                 column->comment);
}

static void
add_row_security(Printer *printer, Unit *unit, const Table *table)
{
    const char *name = print_table_name(printer->arena, table);

    if (table->has_row_security)
        unit_printf(printer, unit, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY", name);
    if (table->has_forced_row_security)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY", name);
    if (table->replica_identity == REPLICA_IDENTITY_FULL)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s REPLICA IDENTITY FULL", name);
    if (table->replica_identity == REPLICA_IDENTITY_NOTHING)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s REPLICA IDENTITY NOTHING", name);
}

static void
add_settings(Printer *printer, Unit *unit, const Table *table)
{
    const char *name = print_table_name(printer->arena, table);
    bool is_foreign = table->kind == TABLE_FOREIGN && !printer->options->is_sandbox;
    const char *kind = is_foreign ? "FOREIGN TABLE" : "TABLE";
    bool is_inheriting = print_is_inheriting(printer->schema, table);

    if (!is_inheriting)
    {
        for (const TableParent *parent = table->inherits.first; parent != NULL;
             parent = parent->next)
            unit_printf(printer, unit, "ALTER TABLE %s INHERIT %s", name,
                        text_name(printer->arena, parent->schema, parent->name));
    }
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (is_inheriting)
            add_inherited_default(printer, unit, table, column);
        add_column_settings(printer, unit, table, column);
    }
    add_row_security(printer, unit, table);
    unit_comment(printer, unit, kind, name, table->comment);
    unit_owner(printer, unit, kind, name, table->owner);
    print_add_grants(printer, &table->grants, 'r', arena_printf(printer->arena, "TABLE %s", name),
                     table->location, table->ordinal);
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (column->identity != IDENTITY_NONE && column->sequence != NULL)
            print_finish_sequence(printer, unit, column->sequence);
    }
}

static bool
key_is_domain_with_check(const Schema *schema, const Table *parent)
{
    const IndexElementList *elements = &parent->partition_key->elements;

    for (const IndexElement *item = elements->first; item != NULL; item = item->next)
    {
        const Column *column = table_find_column(parent, item->column);
        const Type *type = column == NULL
                               ? NULL
                               : schema_find_type(schema, column->type.schema, column->type.name);

        if (type != NULL && (type->kind == TYPE_DOMAIN || type->kind == TYPE_BASE))
            return true;
    }
    return false;
}

/* Bounds are evaluated when a partition is attached: the sandbox takes constants only. */
bool
print_is_attached(Printer *printer, const Table *table)
{
    const Table *parent;

    if (table->partition_of == NULL)
        return false;
    if (!printer->options->is_sandbox)
        return true;
    parent =
        schema_find_table(printer->schema, table->partition_of->schema, table->partition_of->name);
    return table->partition_bound != NULL && text_is_constant_bound(table->partition_bound) &&
           (parent == NULL || parent->partition_key == NULL ||
            !key_is_domain_with_check(printer->schema, parent));
}

static void
attach(Printer *printer, const Table *table)
{
    const TableParent *parent = table->partition_of;
    const char *label = printer_label(printer, "partition", table->schema, table->name);
    Unit *unit;

    if (!print_is_attached(printer, table))
    {
        printer_leave_out(printer, label, table->location,
                          "the bound of the partition is not a constant");
        return;
    }
    unit = unit_new(printer, PHASE_TABLE, table->ordinal, label, table->location);
    unit->part = 1;
    unit_need(printer, unit, NAME_RELATION, table->schema, table->name);
    unit_need(printer, unit, NAME_RELATION, parent->schema, parent->name);
    unit_provide(printer, unit, NAME_ATTACHED, parent->schema, parent->name);
    unit_printf(printer, unit, "ALTER TABLE ONLY %s ATTACH PARTITION %s %s",
                text_name(printer->arena, parent->schema, parent->name),
                text_name(printer->arena, table->schema, table->name), table->partition_bound);
}

static Unit *
add_unit(Printer *printer, const Table *table)
{
    Unit *unit =
        unit_new(printer, PHASE_TABLE, table->ordinal,
                 printer_label(printer, "table", table->schema, table->name), table->location);

    unit_provide(printer, unit, NAME_RELATION, table->schema, table->name);
    unit_provide(printer, unit, NAME_TYPE, table->schema, table->name);
    unit_need(printer, unit, NAME_NAMESPACE, table->schema, table->schema);
    unit_need(printer, unit, NAME_TYPE, table->of_type_schema, table->of_type_name);
    for (const TableParent *parent = table->inherits.first; parent != NULL; parent = parent->next)
        unit_need(printer, unit, NAME_RELATION, parent->schema, parent->name);
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        unit_need_type(printer, unit, &column->type);
        unit_need_written(printer, unit, NAME_COLLATION, column->collation);
        unit_need_expr(printer, unit, column->generated_expr);
    }
    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (item->index != NULL && print_is_inline(table, item))
            unit_need_elements(printer, unit, &item->index->elements);
    }
    if (table->partition_key != NULL)
        unit_need_elements(printer, unit, &table->partition_key->elements);
    return unit;
}

void
print_add_tables(Printer *printer)
{
    size_t at = 0;

    printer->table_units =
        arena_new_array(printer->arena, Unit *, printer->schema->tables.count + 1);
    for (const Table *table = printer->schema->tables.first; table != NULL; table = table->next)
    {
        printer->table_units[at++] = add_unit(printer, table);
        if (table->partition_of != NULL)
            attach(printer, table);
        print_add_table_constraints(printer, table);
        print_add_indexes(printer, &table->indexes, table, table->ordinal);
        print_add_triggers(printer, &table->triggers, false);
        print_add_policies(printer, table);
    }
}

/* A default or check that must follow the table, in a unit of its own. */
static Unit *
later_unit(Printer *printer, const Table *table, const char *kind, const char *name,
           const Expr *expr)
{
    const char *label = printer_label(printer, kind, table->name, name);
    Unit *unit = unit_new(printer, PHASE_TABLE, table->ordinal, label, table->location);

    unit->part = 2;
    unit_need(printer, unit, NAME_RELATION, table->schema, table->name);
    unit_need_expr(printer, unit, expr);
    return unit;
}

/* PostgreSQL has one search_path for a statement: an expression of another one goes elsewhere. */
static bool
fits(Printer *printer, Unit *unit, const Expr *expr)
{
    const char *path = expr->search_path == NULL ? "" : expr->search_path;

    if (*path != '\0' && unit->search_path != NULL && !str_equal(unit->search_path, path))
        return false;
    return expr->references.count == 0 || !unit_waits_for(printer, expr, unit);
}

static void
place_defaults(Printer *printer, Unit *unit, const Table *table, PrintLater *later)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const Expr *expr = column->default_expr;

        if (expr == NULL)
            continue;
        if (table->of_type_name != NULL || fits(printer, unit, expr))
        {
            unit_need_expr(printer, unit, expr);
            continue;
        }
        name_list_add(printer->arena, &later->defaults, column->name);
        unit_printf(printer, later_unit(printer, table, "default", column->name, expr),
                    "ALTER TABLE ONLY %s ALTER COLUMN %s SET DEFAULT %s",
                    print_table_name(printer->arena, table),
                    quote_ident(printer->arena, column->name), expr->sql);
    }
}

/* A CHECK that is added to a partitioned table is to reach all below it. */
static void
need_partitions(Printer *printer, Unit *unit, const Table *table, const Constraint *check)
{
    if (table->kind != TABLE_PARTITIONED)
        return;
    unit_need(printer, unit, NAME_ATTACHED, table->schema, table->name);
    for (const Table *at = printer->schema->tables.first; at != NULL; at = at->next)
    {
        const Constraint *below = at->kind == TABLE_PARTITIONED && at->partition_of != NULL
                                      ? table_find_constraint(at, check->name)
                                      : NULL;

        if (below != NULL && below->is_inherited)
            unit_need(printer, unit, NAME_ATTACHED, at->schema, at->name);
    }
}

static void
place_checks(Printer *printer, Unit *unit, const Table *table, PrintLater *later)
{
    bool is_inheriting = print_is_inheriting(printer->schema, table);

    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        StrBuf text = strbuf_new(printer->arena);
        Unit *add;

        if (item->kind != CONSTRAINT_CHECK || (item->is_inherited && is_inheriting))
            continue;
        if (!item->is_not_valid && fits(printer, unit, item->check))
        {
            unit_need_expr(printer, unit, item->check);
            continue;
        }
        name_list_add(printer->arena, &later->checks, item->name);
        if (item->is_inherited) /* a partition: it comes with the parent's, once that is attached */
            continue;
        print_constraint(&text, item);
        add = later_unit(printer, table, "constraint", item->name, item->check);
        need_partitions(printer, add, table, item);
        unit_printf(printer, add, "ALTER TABLE %s ADD %s", print_table_name(printer->arena, table),
                    text.text);
    }
}

void
print_finish_tables(Printer *printer)
{
    size_t at = 0;

    for (const Table *table = printer->schema->tables.first; table != NULL; table = table->next)
    {
        Unit *unit = printer->table_units[at++];
        PrintLater later = {0};
        StrBuf text = strbuf_new(printer->arena);

        place_defaults(printer, unit, table, &later);
        place_checks(printer, unit, table, &later);
        print_create_table(&text, printer->schema, table, &later, printer->options);
        unit_add(printer, unit, text.text);
        add_settings(printer, unit, table);
    }
}
