/*
 * print_view.c - views and materialised views, triggers and policies.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "sql/quote.h"

static void
add_view_storage(StrBuf *out, const View *view, const PrintOptions *options)
{
    if (view->access_method != NULL && !options->is_sandbox)
        strbuf_printf(out, " USING %s", quote_ident(out->arena, view->access_method));
    if (view->options.count > 0)
    {
        strbuf_add(out, " WITH (");
        text_add_options(out, &view->options);
        strbuf_add(out, ")");
    }
    if (view->tablespace != NULL && !options->is_sandbox)
        strbuf_printf(out, " TABLESPACE %s", quote_ident(out->arena, view->tablespace));
}

static void
add_view(StrBuf *out, const View *view, const PrintOptions *options)
{
    bool is_temporary = view->persistence == PERSISTENCE_TEMPORARY;

    strbuf_printf(out, "CREATE %s%s%sVIEW ", is_temporary ? "TEMPORARY " : "",
                  view->is_recursive ? "RECURSIVE " : "",
                  view->is_materialized ? "MATERIALIZED " : "");
    quote_add_qualified(out, is_temporary ? NULL : view->schema, view->name);
    if (view->column_names.count > 0)
    {
        strbuf_add(out, " (");
        text_add_names(out, &view->column_names);
        strbuf_add(out, ")");
    }
    add_view_storage(out, view, options);
    strbuf_printf(out, " AS\n%s", view->query->sql);
    if (view->is_materialized && (options->is_sandbox || !view->is_populated))
        strbuf_add(out, "\nWITH NO DATA");
}

void
print_view(StrBuf *out, const View *view)
{
    add_view(out, view, &(PrintOptions){0});
}

static void
add_view_details(Printer *printer, Unit *unit, const View *view)
{
    Arena *arena = printer->arena;
    const char *kind = view->is_materialized ? "MATERIALIZED VIEW" : "VIEW";
    const char *name = text_name(arena, view->schema, view->name);

    for (const Option *item = view->column_defaults.first; item != NULL; item = item->next)
        unit_printf(printer, unit, "ALTER VIEW %s ALTER COLUMN %s SET DEFAULT %s", name,
                    quote_ident(arena, item->name), item->value);
    for (const Option *item = view->column_comments.first; item != NULL; item = item->next)
        unit_comment(printer, unit, "COLUMN",
                     arena_printf(arena, "%s.%s", name, quote_ident(arena, item->name)),
                     item->value);
    unit_comment(printer, unit, kind, name, view->comment);
    unit_owner(printer, unit, kind, name, view->owner);
    print_add_grants(printer, &view->grants, 'r', arena_printf(arena, "TABLE %s", name),
                     view->location, view->ordinal);
}

void
print_add_views(Printer *printer)
{
    for (const View *view = printer->schema->views.first; view != NULL; view = view->next)
    {
        StrBuf text = strbuf_new(printer->arena);
        Unit *unit =
            unit_new(printer, PHASE_VIEW, view->ordinal,
                     printer_label(printer, view->is_materialized ? "materialized view" : "view",
                                   view->schema, view->name),
                     view->location);

        unit_provide(printer, unit, NAME_RELATION, view->schema, view->name);
        unit_provide(printer, unit, NAME_TYPE, view->schema, view->name);
        unit_need(printer, unit, NAME_NAMESPACE, view->schema, view->schema);
        unit_need_expr(printer, unit, view->query);
        add_view(&text, view, printer->options);
        unit_add(printer, unit, text.text);
        add_view_details(printer, unit, view);
        print_add_indexes(printer, &view->indexes, NULL, view->ordinal);
        print_add_triggers(printer, &view->triggers, true);
    }
}

static void
add_events(StrBuf *out, const Trigger *trigger)
{
    const char *separator = " ";

    if (trigger->on_insert)
    {
        strbuf_printf(out, "%sINSERT", separator);
        separator = " OR ";
    }
    if (trigger->on_delete)
    {
        strbuf_printf(out, "%sDELETE", separator);
        separator = " OR ";
    }
    if (trigger->on_update)
    {
        strbuf_printf(out, "%sUPDATE", separator);
        separator = " OR ";
        if (trigger->update_columns.count > 0)
        {
            strbuf_add(out, " OF ");
            text_add_names(out, &trigger->update_columns);
        }
    }
    if (trigger->on_truncate)
        strbuf_printf(out, "%sTRUNCATE", separator);
}

static void
add_transition_tables(StrBuf *out, const Trigger *trigger)
{
    if (trigger->old_table == NULL && trigger->new_table == NULL)
        return;
    strbuf_add(out, "\n    REFERENCING");
    if (trigger->old_table != NULL)
        strbuf_printf(out, " OLD TABLE AS %s", quote_ident(out->arena, trigger->old_table));
    if (trigger->new_table != NULL)
        strbuf_printf(out, " NEW TABLE AS %s", quote_ident(out->arena, trigger->new_table));
}

void
print_trigger(StrBuf *out, const Trigger *trigger)
{
    strbuf_printf(out, "CREATE %sTRIGGER %s\n    %s", trigger->is_constraint ? "CONSTRAINT " : "",
                  quote_ident(out->arena, trigger->name), trigger->timing);
    add_events(out, trigger);
    strbuf_printf(out, " ON %s", text_name(out->arena, trigger->table_schema, trigger->table_name));
    if (trigger->from_table != NULL)
        strbuf_printf(out, " FROM %s",
                      text_name(out->arena, trigger->from_schema, trigger->from_table));
    if (trigger->is_deferrable)
        strbuf_add(out, " DEFERRABLE");
    if (trigger->is_initially_deferred)
        strbuf_add(out, " INITIALLY DEFERRED");
    add_transition_tables(out, trigger);
    strbuf_add(out, trigger->is_for_each_row ? "\n    FOR EACH ROW" : "\n    FOR EACH STATEMENT");
    if (trigger->when != NULL)
        strbuf_printf(out, "\n    WHEN (%s)", trigger->when->sql);
    strbuf_printf(out, "\n    EXECUTE FUNCTION %s(",
                  text_name(out->arena, trigger->function_schema, trigger->function_name));
    for (const Name *item = trigger->arguments.first; item != NULL; item = item->next)
    {
        if (item != trigger->arguments.first)
            strbuf_add(out, ", ");
        quote_add_literal(out, item->text);
    }
    strbuf_add(out, ")");
}

static const char *
enabling_words(char enabled)
{
    switch (enabled)
    {
    case 'D':
        return "DISABLE";
    case 'R':
        return "ENABLE REPLICA";
    case 'A':
        return "ENABLE ALWAYS";
    default:
        return "ENABLE";
    }
}

/* What enabling the trigger has after it was made: that of the parent's, for one of a partition. */
static char
enabled_when_made(Printer *printer, const Trigger *trigger)
{
    const Table *table =
        schema_find_table(printer->schema, trigger->table_schema, trigger->table_name);
    const Table *parent;

    if (!trigger->is_inherited || table == NULL || table->partition_of == NULL)
        return 'O';
    parent =
        schema_find_table(printer->schema, table->partition_of->schema, table->partition_of->name);
    for (const Trigger *item = parent == NULL ? NULL : parent->triggers.first; item != NULL;
         item = item->next)
    {
        if (str_equal(item->name, trigger->name))
            return item->enabled;
    }
    return 'O';
}

static void
add_trigger_unit(Printer *printer, const Trigger *item, bool is_view)
{
    Arena *arena = printer->arena;
    const char *table = text_name(arena, item->table_schema, item->table_name);
    const char *name = quote_ident(arena, item->name);
    Unit *unit =
        unit_new(printer, PHASE_TRIGGER, item->ordinal,
                 printer_label(printer, "trigger", item->table_name, item->name), item->location);

    if (!item->is_inherited)
    {
        StrBuf text = strbuf_new(arena);

        unit_need_expr(printer, unit, item->when);
        print_trigger(&text, item);
        unit_add(printer, unit, text.text);
    }
    unit->part = item->is_inherited;
    if (item->enabled != 0 && item->enabled != enabled_when_made(printer, item) && !is_view)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s %s TRIGGER %s", table,
                    enabling_words(item->enabled), name);
    unit_comment(printer, unit, "TRIGGER", arena_printf(arena, "%s ON %s", name, table),
                 item->comment);
}

void
print_add_triggers(Printer *printer, const TriggerList *triggers, bool is_view)
{
    for (const Trigger *item = triggers->first; item != NULL; item = item->next)
        add_trigger_unit(printer, item, is_view);
}

static void
add_roles(StrBuf *out, const NameList *roles)
{
    strbuf_add(out, " TO ");
    for (const Name *role = roles->first; role != NULL; role = role->next)
    {
        if (role != roles->first)
            strbuf_add(out, ", ");
        if (str_equal(role->text, "public"))
            strbuf_add(out, "PUBLIC");
        else if (str_equal(role->text, "current_user") || str_equal(role->text, "session_user"))
            strbuf_add(out, role->text);
        else
            quote_add_ident(out, role->text);
    }
}

void
print_policy(StrBuf *out, const Policy *policy)
{
    strbuf_printf(out, "CREATE POLICY %s ON %s", quote_ident(out->arena, policy->name),
                  text_name(out->arena, policy->table_schema, policy->table_name));
    if (!policy->is_permissive)
        strbuf_add(out, " AS RESTRICTIVE");
    if (policy->command != NULL && !str_equal(policy->command, "ALL"))
        strbuf_printf(out, " FOR %s", policy->command);
    if (policy->roles.count > 0)
        add_roles(out, &policy->roles);
    if (policy->using_expr != NULL)
        strbuf_printf(out, " USING (%s)", policy->using_expr->sql);
    if (policy->check_expr != NULL)
        strbuf_printf(out, " WITH CHECK (%s)", policy->check_expr->sql);
}

void
print_add_policies(Printer *printer, const Table *table)
{
    Arena *arena = printer->arena;

    for (const Policy *item = table->policies.first; item != NULL; item = item->next)
    {
        StrBuf text = strbuf_new(arena);
        Unit *unit = unit_new(printer, PHASE_POLICY, item->ordinal,
                              printer_label(printer, "policy", item->table_name, item->name),
                              item->location);

        unit_need_expr(printer, unit, item->using_expr);
        unit_need_expr(printer, unit, item->check_expr);
        print_policy(&text, item);
        unit_add(printer, unit, text.text);
        unit_comment(printer, unit, "POLICY",
                     arena_printf(arena, "%s ON %s", quote_ident(arena, item->name),
                                  text_name(arena, item->table_schema, item->table_name)),
                     item->comment);
    }
}
