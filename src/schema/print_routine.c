/*
 * print_routine.c - functions and procedures.
 *
 * The sandbox gets the signature, the volatility and a body of our own that returns NULL: planning
 * runs immutable functions, and nothing that the user wrote may run. A function whose arguments
 * PL/pgSQL does not take (internal, cstring) is left out. PostgreSQL looks into functions written in
 * SQL, so that one which is not declared immutable may stand in an index; its stub must be declared.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "schema/type.h"
#include "sql/quote.h"

static bool
is_output(const Argument *argument)
{
    return str_equal(argument->mode, "OUT") || str_equal(argument->mode, "TABLE");
}

static void
add_argument(StrBuf *out, const Argument *argument, bool with_default)
{
    if (argument->mode != NULL && !str_equal(argument->mode, "IN") &&
        !str_equal(argument->mode, "TABLE"))
        strbuf_printf(out, "%s ", argument->mode);
    if (argument->name != NULL && *argument->name != '\0')
        strbuf_printf(out, "%s ", quote_ident(out->arena, argument->name));
    strbuf_add(out, type_sql(out->arena, &argument->type));
    if (with_default && argument->default_expr != NULL)
        strbuf_printf(out, " DEFAULT %s", argument->default_expr->sql);
}

static size_t
add_arguments(StrBuf *out, const Routine *routine, bool is_table)
{
    size_t count = 0;

    for (const Argument *item = routine->arguments.first; item != NULL; item = item->next)
    {
        if (str_equal(item->mode, "TABLE") != is_table)
            continue;
        if (count++ > 0)
            strbuf_add(out, ", ");
        add_argument(out, item, true);
    }
    return count;
}

/* name(types of the input arguments): how COMMENT and ALTER name it. */
static char *
signature(Arena *arena, const Routine *routine)
{
    bool is_procedure = routine->kind == ROUTINE_PROCEDURE;
    bool is_first = true;
    StrBuf out = strbuf_new(arena);

    strbuf_printf(&out, "%s(", text_name(arena, routine->schema, routine->name));
    for (const Argument *item = routine->arguments.first; item != NULL; item = item->next)
    {
        if (is_output(item) && !is_procedure)
            continue;
        if (!is_first)
            strbuf_add(&out, ", ");
        is_first = false;
        if (is_procedure && item->mode != NULL && !str_equal(item->mode, "IN"))
            strbuf_printf(&out, "%s ", item->mode);
        strbuf_add(&out, type_sql(arena, &item->type));
    }
    strbuf_add(&out, ")");
    return out.text;
}

static void
add_returns(StrBuf *out, const Routine *routine)
{
    StrBuf table = strbuf_new(out->arena);
    const Argument *only_output = NULL;
    size_t outputs = 0;

    if (routine->kind == ROUTINE_PROCEDURE)
        return;
    if (add_arguments(&table, routine, true) > 0)
    {
        strbuf_printf(out, "\nRETURNS TABLE(%s)", table.text);
        return;
    }
    for (const Argument *item = routine->arguments.first; item != NULL; item = item->next)
    {
        if (!str_equal(item->mode, "OUT") && !str_equal(item->mode, "INOUT"))
            continue;
        only_output = item;
        outputs++;
    }
    if (routine->returns.name != NULL)
        strbuf_printf(out, "\nRETURNS %s%s", routine->returns_set ? "SETOF " : "",
                      type_sql(out->arena, &routine->returns));
    else if (routine->returns_set)
        strbuf_printf(out, "\nRETURNS SETOF %s",
                      outputs == 1 ? type_sql(out->arena, &only_output->type) : "record");
}

static void
add_transforms(StrBuf *out, const NameList *transforms)
{
    strbuf_add(out, "\nTRANSFORM ");
    for (const Name *item = transforms->first; item != NULL; item = item->next)
        strbuf_printf(out, "%sFOR TYPE %s", item == transforms->first ? "" : ", ", item->text);
}

static void
add_figures(StrBuf *out, const Routine *routine, bool is_indexed)
{
    if (routine->kind == ROUTINE_PROCEDURE)
        return;
    if (routine->volatility == 'i' || is_indexed)
        strbuf_add(out, " IMMUTABLE");
    else if (routine->volatility == 's')
        strbuf_add(out, " STABLE");
    if (routine->is_strict)
        strbuf_add(out, " STRICT");
    if (routine->parallel == 's')
        strbuf_add(out, " PARALLEL SAFE");
    else if (routine->parallel == 'r')
        strbuf_add(out, " PARALLEL RESTRICTED");
    if (routine->cost != NULL)
        strbuf_printf(out, " COST %s", routine->cost);
    if (routine->rows != NULL && routine->returns_set)
        strbuf_printf(out, " ROWS %s", routine->rows);
}

static void
add_rights(StrBuf *out, const Routine *routine)
{
    if (routine->is_window)
        strbuf_add(out, " WINDOW");
    if (routine->is_leakproof)
        strbuf_add(out, " LEAKPROOF");
    if (routine->is_security_definer)
        strbuf_add(out, " SECURITY DEFINER");
    if (routine->support != NULL)
        strbuf_printf(out, " SUPPORT %s", routine->support);
    for (const Option *item = routine->settings.first; item != NULL; item = item->next)
    {
        strbuf_add(out, "\nSET ");
        text_add_dotted(out, item->name);
        if (item->value != NULL)
            strbuf_printf(out, " TO %s", item->value);
        else
            strbuf_add(out, " FROM CURRENT");
    }
}

/* A dollar quote whose tag the body does not hold; a '$' at its end would join the closing tag. */
static void
add_dollar_quoted(StrBuf *out, const char *body)
{
    StrBuf tag = strbuf_new(out->arena);
    size_t length = strlen(body);

    strbuf_add(&tag, "$");
    for (unsigned try = 0; try == 0 || strstr(body, tag.text) != NULL; try++)
    {
        strbuf_clear(&tag);
        if (try > 0 || (length > 0 && body[length - 1] == '$'))
            strbuf_printf(&tag, "$_%.*s$", (int) try, "__________________________________");
        else
            strbuf_add(&tag, "$$");
    }
    strbuf_add(out, tag.text);
    strbuf_add_bytes(out, body, length);
    strbuf_add(out, tag.text);
}

static void
add_body(StrBuf *out, const Routine *routine)
{
    if (routine->sql_body != NULL)
    {
        strbuf_printf(out, "\n%s", routine->sql_body->sql);
        return;
    }
    strbuf_add(out, "\nAS ");
    if (routine->link_symbol != NULL)
    {
        quote_add_literal(out, routine->body);
        strbuf_add(out, ", ");
        quote_add_literal(out, routine->link_symbol);
    }
    else
        add_dollar_quoted(out, routine->body == NULL ? "" : routine->body);
}

static const char *
stub_body(const Routine *routine)
{
    const char *returns = routine->returns.schema == NULL ? routine->returns.name : "";
    bool has_outputs = false;

    for (const Argument *item = routine->arguments.first; item != NULL; item = item->next)
        has_outputs |= item->mode != NULL && !str_equal(item->mode, "IN") &&
                       !str_equal(item->mode, "VARIADIC");
    if (routine->kind == ROUTINE_PROCEDURE || str_equal(returns, "event_trigger"))
        return "BEGIN END";
    if (has_outputs || routine->returns_set || str_equal(returns, "void"))
        return "BEGIN RETURN; END";
    return "BEGIN RETURN NULL; END";
}

static void
add_routine(StrBuf *out, const Routine *routine, bool is_sandbox, bool is_indexed)
{
    bool is_procedure = routine->kind == ROUTINE_PROCEDURE;

    strbuf_printf(out, "CREATE %s %s(", is_procedure ? "PROCEDURE" : "FUNCTION",
                  text_name(out->arena, routine->schema, routine->name));
    (void) add_arguments(out, routine, false);
    strbuf_add(out, ")");
    add_returns(out, routine);
    strbuf_printf(out, "\nLANGUAGE %s",
                  is_sandbox ? "plpgsql" : quote_ident(out->arena, routine->language));
    if (!is_sandbox && routine->transforms.count > 0)
        add_transforms(out, &routine->transforms);
    add_figures(out, routine, is_indexed);
    if (is_sandbox)
    {
        strbuf_printf(out, "\nAS $$%s$$", stub_body(routine));
        return;
    }
    add_rights(out, routine);
    add_body(out, routine);
}

/* Pseudo-types that only C takes. */
static bool
is_for_c(const TypeName *type)
{
    static const char *const names[] = {
        "internal",         "cstring",     "fdw_handler", "index_am_handler", "language_handler",
        "table_am_handler", "tsm_handler", "opaque",      "pg_ddl_command",   "any",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (type->schema == NULL && str_equal(type->name, names[i]))
            return true;
    }
    return false;
}

static bool
needs_c(const Routine *routine)
{
    for (const Argument *item = routine->arguments.first; item != NULL; item = item->next)
    {
        if (is_for_c(&item->type))
            return true;
    }
    return is_for_c(&routine->returns);
}

static void
add_needs(Printer *printer, Unit *unit, const Routine *routine)
{
    unit_need(printer, unit, NAME_NAMESPACE, routine->schema, routine->schema);
    unit_need_type(printer, unit, &routine->returns);
    for (const Argument *item = routine->arguments.first; item != NULL; item = item->next)
    {
        unit_need_type(printer, unit, &item->type);
        unit_need_expr(printer, unit, item->default_expr);
    }
    if (printer->options->is_sandbox)
        return;
    unit_need(printer, unit, NAME_LANGUAGE, NULL, routine->language);
    unit_need_expr(printer, unit, routine->sql_body);
    for (const Name *item = routine->transforms.first; item != NULL; item = item->next)
        unit_need_written(printer, unit, NAME_TYPE, item->text);
}

static void
note_functions(Map *names, const Expr *expr)
{
    static char yes[] = "yes";

    if (expr == NULL)
        return;
    for (const Reference *item = expr->references.first; item != NULL; item = item->next)
    {
        if (item->kind == REFERENCE_FUNCTION)
            map_put(names, item->name, yes);
    }
}

static void
note_indexes(Map *names, const IndexList *indexes)
{
    for (const Index *index = indexes->first; index != NULL; index = index->next)
    {
        for (const IndexElement *item = index->elements.first; item != NULL; item = item->next)
            note_functions(names, item->expr);
        note_functions(names, index->predicate);
    }
}

/* Functions that stand where PostgreSQL takes immutable ones only. */
static Map *
indexed_names(Printer *printer)
{
    Map *names = map_new(printer->arena);
    const Schema *schema = printer->schema;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        note_indexes(names, &table->indexes);
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
            note_functions(names, column->generated_expr);
    }
    for (const View *view = schema->views.first; view != NULL; view = view->next)
        note_indexes(names, &view->indexes);
    return names;
}

static bool
is_indexed(Printer *printer, const Routine *routine)
{
    if (!printer->options->is_sandbox || !str_equal(routine->language, "sql"))
        return false;
    if (printer->indexed == NULL)
        printer->indexed = indexed_names(printer);
    return map_get(printer->indexed, routine->name) != NULL;
}

static void
print_one(Printer *printer, const Routine *routine)
{
    const char *kind = routine->kind == ROUTINE_PROCEDURE ? "PROCEDURE" : "FUNCTION";
    const char *name = signature(printer->arena, routine);
    const char *label =
        printer_label(printer, routine->kind == ROUTINE_PROCEDURE ? "procedure" : "function",
                      routine->schema, routine->name);
    StrBuf text = strbuf_new(printer->arena);
    Unit *unit;

    if (printer->options->is_sandbox && needs_c(routine))
    {
        printer_leave_out(printer, label, routine->location,
                          "only a function in C takes its arguments");
        return;
    }
    unit = unit_new(printer, PHASE_ROUTINE, routine->ordinal, label, routine->location);
    unit_provide(printer, unit, NAME_FUNCTION, routine->schema, routine->name);
    add_needs(printer, unit, routine);
    add_routine(&text, routine, printer->options->is_sandbox, is_indexed(printer, routine));
    unit_add(printer, unit, text.text);
    unit_comment(printer, unit, kind, name, routine->comment);
    unit_owner(printer, unit, kind, name, routine->owner);
    print_add_grants(printer, &routine->grants, 'f',
                     arena_printf(printer->arena, "%s %s", kind, name), routine->location,
                     routine->ordinal);
}

void
print_add_routines(Printer *printer)
{
    for (const Routine *item = printer->schema->routines.first; item != NULL; item = item->next)
        print_one(printer, item);
}
