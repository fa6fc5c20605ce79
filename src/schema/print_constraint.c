/*
 * print_constraint.c - constraints, inside CREATE TABLE or after it.
 *
 * Keys of partitioned tables and of partitions stand alone: each is made on its own table and then
 * attached, so that every name is the model's. Foreign keys come last of all.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "sql/quote.h"

static void
add_name(StrBuf *out, const Constraint *constraint)
{
    if (constraint->name == NULL)
        return;
    strbuf_add(out, "CONSTRAINT ");
    quote_add_ident(out, constraint->name);
    strbuf_add_char(out, ' ');
}

static void
add_key_tail(StrBuf *out, const Index *index)
{
    if (index == NULL)
        return;
    if (index->include.count > 0)
    {
        strbuf_add(out, " INCLUDE (");
        text_add_names(out, &index->include);
        strbuf_add(out, ")");
    }
    if (index->options.count > 0)
    {
        strbuf_add(out, " WITH (");
        text_add_options(out, &index->options);
        strbuf_add(out, ")");
    }
}

static void
add_key(StrBuf *out, const Constraint *constraint)
{
    const Index *index = constraint->index;
    bool is_distinct = index != NULL && index->is_nulls_not_distinct;

    strbuf_add(out, constraint->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE");
    strbuf_add(out, is_distinct ? " NULLS NOT DISTINCT (" : " (");
    text_add_names(out, &constraint->columns);
    strbuf_add(out, ")");
    add_key_tail(out, index);
}

static void
add_exclusion(StrBuf *out, const Constraint *constraint)
{
    const Index *index = constraint->index;

    strbuf_printf(out, "EXCLUDE USING %s (", quote_ident(out->arena, index->method));
    text_add_elements(out, &index->elements);
    strbuf_add(out, ")");
    add_key_tail(out, index);
    if (index->predicate != NULL)
        strbuf_printf(out, " WHERE (%s)", index->predicate->sql);
}

static const char *const actions[] = {
    [ACTION_NO_ACTION] = NULL,
    [ACTION_RESTRICT] = "RESTRICT",
    [ACTION_CASCADE] = "CASCADE",
    [ACTION_SET_NULL] = "SET NULL",
    [ACTION_SET_DEFAULT] = "SET DEFAULT",
};

static void
add_foreign_key(StrBuf *out, const Constraint *constraint)
{
    strbuf_add(out, "FOREIGN KEY (");
    text_add_names(out, &constraint->columns);
    strbuf_add(out, ") REFERENCES ");
    quote_add_qualified(out, constraint->ref_schema, constraint->ref_table);
    if (constraint->ref_columns.count > 0)
    {
        strbuf_add(out, "(");
        text_add_names(out, &constraint->ref_columns);
        strbuf_add(out, ")");
    }
    if (constraint->match == MATCH_FULL)
        strbuf_add(out, " MATCH FULL");
    if (actions[constraint->on_update] != NULL)
        strbuf_printf(out, " ON UPDATE %s", actions[constraint->on_update]);
    if (actions[constraint->on_delete] != NULL)
        strbuf_printf(out, " ON DELETE %s", actions[constraint->on_delete]);
    if (constraint->on_delete_columns.count > 0)
    {
        strbuf_add(out, " (");
        text_add_names(out, &constraint->on_delete_columns);
        strbuf_add(out, ")");
    }
}

void
print_constraint(StrBuf *out, const Constraint *constraint)
{
    add_name(out, constraint);
    switch (constraint->kind)
    {
    case CONSTRAINT_PRIMARY_KEY:
    case CONSTRAINT_UNIQUE:
        add_key(out, constraint);
        break;
    case CONSTRAINT_FOREIGN_KEY:
        add_foreign_key(out, constraint);
        break;
    case CONSTRAINT_CHECK:
        strbuf_printf(out, "CHECK (%s)", constraint->check->sql);
        break;
    case CONSTRAINT_EXCLUDE:
        add_exclusion(out, constraint);
        break;
    }
    if (constraint->is_no_inherit)
        strbuf_add(out, " NO INHERIT");
    if (constraint->is_deferrable)
        strbuf_add(out, " DEFERRABLE");
    if (constraint->is_initially_deferred)
        strbuf_add(out, " INITIALLY DEFERRED");
    if (constraint->is_not_valid)
        strbuf_add(out, " NOT VALID");
}

static bool
is_key(const Constraint *constraint)
{
    return constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE ||
           constraint->kind == CONSTRAINT_EXCLUDE;
}

/* Inside CREATE TABLE, PostgreSQL makes one of two keys of the same columns; outside it keeps both. */
static bool
repeats_a_key(const Table *table, const Constraint *constraint)
{
    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (item != constraint && is_key(item) &&
            (item->kind == CONSTRAINT_PRIMARY_KEY || item->ordinal < constraint->ordinal) &&
            name_list_equal(&item->columns, &constraint->columns))
            return true;
    }
    return false;
}

bool
print_is_inline(const Table *table, const Constraint *constraint)
{
    const Index *index = constraint->index;

    if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
        return false;
    if (constraint->kind == CONSTRAINT_CHECK)
        return true;
    return table->kind == TABLE_PLAIN && table->partition_of == NULL &&
           (index == NULL || index->tablespace == NULL) &&
           (constraint->kind == CONSTRAINT_PRIMARY_KEY || !repeats_a_key(table, constraint));
}

static void
comment(Printer *printer, Unit *unit, const Table *table, const Constraint *item)
{
    Arena *arena = printer->arena;

    unit_comment(printer, unit, "CONSTRAINT",
                 arena_printf(arena, "%s ON %s", quote_ident(arena, item->name),
                              text_name(arena, table->schema, table->name)),
                 item->comment);
}

static void
add_comment_unit(Printer *printer, const Table *table, const Constraint *item)
{
    Unit *unit;

    if (item->comment == NULL)
        return;
    unit = unit_new(printer, PHASE_TABLE, table->ordinal,
                    printer_label(printer, "constraint", table->name, item->name), item->location);
    unit->part = 3;
    unit_need(printer, unit, NAME_RELATION, table->schema, table->name);
    comment(printer, unit, table, item);
}

static void
add_late_key(Printer *printer, const Table *table, const Constraint *item)
{
    bool is_partitioned = table->kind == TABLE_PARTITIONED;
    Unit *unit =
        unit_new(printer, PHASE_TABLE, table->ordinal,
                 printer_label(printer, "constraint", table->name, item->name), item->location);
    StrBuf text = strbuf_new(printer->arena);

    unit->part = 2;
    unit_need(printer, unit, NAME_RELATION, table->schema, table->name);
    unit_need(printer, unit, NAME_ATTACHED, table->schema, table->name);
    if (table->partition_of != NULL)
        unit_need(printer, unit, NAME_ATTACHED, table->partition_of->schema,
                  table->partition_of->name);
    unit_provide(printer, unit, NAME_RELATION, table->schema, table->name);
    if (item->index != NULL)
    {
        unit_provide(printer, unit, NAME_INDEX, item->index->schema, item->index->name);
        unit_need_elements(printer, unit, &item->index->elements);
        unit_need_expr(printer, unit, item->index->predicate);
    }
    print_constraint(&text, item);
    unit_printf(printer, unit, "ALTER TABLE %s%s ADD %s",
                is_partitioned && print_is_only(printer, table, item->index) ? "ONLY " : "",
                text_name(printer->arena, table->schema, table->name), text.text);
}

static void
add_foreign_key_unit(Printer *printer, const Table *table, const Constraint *item)
{
    Unit *unit =
        unit_new(printer, PHASE_FOREIGN_KEY, table->ordinal,
                 printer_label(printer, "constraint", table->name, item->name), item->location);
    StrBuf text = strbuf_new(printer->arena);

    print_constraint(&text, item);
    unit_printf(printer, unit, "ALTER TABLE %s%s ADD %s",
                table->kind == TABLE_PARTITIONED ? "" : "ONLY ",
                text_name(printer->arena, table->schema, table->name), text.text);
    comment(printer, unit, table, item);
}

void
print_add_table_constraints(Printer *printer, const Table *table)
{
    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (item->kind == CONSTRAINT_FOREIGN_KEY && !item->is_inherited)
            add_foreign_key_unit(printer, table, item);
        if (item->kind == CONSTRAINT_FOREIGN_KEY)
            continue;
        if (is_key(item) && !print_is_inline(table, item) &&
            !print_index_comes_along(printer, table, item->index))
            add_late_key(printer, table, item);
        add_comment_unit(printer, table, item);
    }
}
