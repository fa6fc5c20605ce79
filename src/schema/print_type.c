/*
 * print_type.c - schemas, extensions and types.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "schema/type.h"
#include "sql/quote.h"

/* Schemas that are there in every database. */
static bool
is_builtin_namespace(const char *name)
{
    return strncmp(name, "pg_", 3) == 0 || str_equal(name, "information_schema");
}

static void
add_namespace(Printer *printer, const Namespace *space)
{
    const char *name = quote_ident(printer->arena, space->name);
    Unit *unit = unit_new(printer, PHASE_NAMESPACE, space->ordinal,
                          printer_label(printer, "schema", NULL, space->name), space->location);

    unit_provide(printer, unit, NAME_NAMESPACE, space->name, space->name);
    if (!str_equal(space->name, "public"))
        unit_printf(printer, unit, "CREATE SCHEMA %s", name);
    unit_comment(printer, unit, "SCHEMA", name, space->comment);
    unit_owner(printer, unit, "SCHEMA", name, space->owner);
    print_add_grants(printer, &space->grants, 'n', arena_printf(printer->arena, "SCHEMA %s", name),
                     space->location, space->ordinal);
}

static void
add_extension(Printer *printer, const Extension *extension)
{
    const char *name = quote_ident(printer->arena, extension->name);
    StrBuf text = strbuf_new(printer->arena);
    Unit *unit =
        unit_new(printer, PHASE_EXTENSION, extension->ordinal,
                 printer_label(printer, "extension", NULL, extension->name), extension->location);

    strbuf_printf(&text, "CREATE EXTENSION IF NOT EXISTS %s", name);
    if (extension->schema != NULL)
        strbuf_printf(&text, " WITH SCHEMA %s", quote_ident(printer->arena, extension->schema));
    if (extension->version != NULL && !printer->options->is_sandbox)
        strbuf_printf(&text, " VERSION %s", quote_literal(printer->arena, extension->version));
    unit_need(printer, unit, NAME_NAMESPACE, extension->schema, extension->schema);
    unit->search_path = "public";
    unit_provide(printer, unit, NAME_LANGUAGE, NULL, extension->name);
    unit_add(printer, unit, text.text);
    unit_comment(printer, unit, "EXTENSION", name, extension->comment);
}

void
print_add_namespaces(Printer *printer)
{
    const Schema *schema = printer->schema;

    for (const Namespace *item = schema->namespaces.first; item != NULL; item = item->next)
    {
        if (!is_builtin_namespace(item->name))
            add_namespace(printer, item);
    }
    for (const Extension *item = schema->extensions.first; item != NULL; item = item->next)
        add_extension(printer, item);
}

static void
add_labels(StrBuf *out, const NameList *labels)
{
    strbuf_add(out, " AS ENUM (");
    for (const Name *label = labels->first; label != NULL; label = label->next)
    {
        strbuf_add(out, label == labels->first ? "\n    " : ",\n    ");
        quote_add_literal(out, label->text);
    }
    strbuf_add(out, labels->count > 0 ? "\n)" : ")");
}

static void
add_attributes(StrBuf *out, const ColumnList *columns)
{
    strbuf_add(out, " AS (");
    for (const Column *column = columns->first; column != NULL; column = column->next)
    {
        strbuf_add(out, column == columns->first ? "\n    " : ",\n    ");
        quote_add_ident(out, column->name);
        strbuf_printf(out, " %s", type_sql(out->arena, &column->type));
        if (column->collation != NULL)
            strbuf_printf(out, " COLLATE %s", column->collation);
    }
    strbuf_add(out, columns->count > 0 ? "\n)" : ")");
}

/* These run user functions of C or while statistics are gathered. */
static bool
is_left_out(const Printer *printer, const Type *type, const Option *option)
{
    return printer->options->is_sandbox && type->kind == TYPE_RANGE &&
           (strcasecmp(option->name, "canonical") == 0 ||
            strcasecmp(option->name, "subtype_diff") == 0);
}

/* Values that are text, not names: without quotes they would be folded. */
static bool
is_text_option(const char *name)
{
    return strcasecmp(name, "category") == 0 || strcasecmp(name, "delimiter") == 0 ||
           strcasecmp(name, "default") == 0;
}

/* A name or number never begins so: strings are kept with their quotes. */
static bool
is_literal(const char *value)
{
    return *value == '\'' || (value[0] == 'E' && value[1] == '\'');
}

static void
add_definition(Printer *printer, StrBuf *out, const Type *type)
{
    bool is_first = true;

    strbuf_add(out, type->kind == TYPE_RANGE ? " AS RANGE (" : " (");
    for (const Option *option = type->options.first; option != NULL; option = option->next)
    {
        if (is_left_out(printer, type, option))
            continue;
        strbuf_add(out, is_first ? "\n    " : ",\n    ");
        is_first = false;
        quote_add_ident(out, option->name);
        if (option->value == NULL)
            continue;
        strbuf_add(out, " = ");
        if (is_text_option(option->name) && !is_literal(option->value))
            quote_add_literal(out, option->value);
        else
            strbuf_add(out, option->value);
    }
    strbuf_add(out, "\n)");
}

static void
add_domain(StrBuf *out, const Type *type)
{
    strbuf_printf(out, " AS %s", type_sql(out->arena, &type->base));
    if (type->collation != NULL)
        strbuf_printf(out, " COLLATE %s", type->collation);
    if (type->default_expr != NULL)
    {
        strbuf_add(out, " DEFAULT ");
        text_add_default(out, type->default_expr->sql);
    }
    if (type->is_not_null)
        strbuf_add(out, " NOT NULL");
    for (const Constraint *item = type->constraints.first; item != NULL; item = item->next)
    {
        if (item->is_not_valid)
            continue;
        strbuf_add(out, "\n    ");
        print_constraint(out, item);
    }
}

static void
add_create(Printer *printer, StrBuf *out, const Type *type)
{
    const char *name = text_name(printer->arena, type->schema, type->name);

    strbuf_printf(out, type->kind == TYPE_DOMAIN ? "CREATE DOMAIN %s" : "CREATE TYPE %s", name);
    switch (type->kind)
    {
    case TYPE_ENUM:
        add_labels(out, &type->labels);
        break;
    case TYPE_DOMAIN:
        add_domain(out, type);
        break;
    case TYPE_COMPOSITE:
        add_attributes(out, &type->columns);
        break;
    case TYPE_RANGE:
    case TYPE_BASE:
        add_definition(printer, out, type);
        break;
    case TYPE_SHELL:
        break;
    }
}

static void
add_details(Printer *printer, Unit *unit, const Type *type)
{
    Arena *arena = printer->arena;
    const char *kind = type->kind == TYPE_DOMAIN ? "DOMAIN" : "TYPE";
    const char *name = text_name(arena, type->schema, type->name);

    for (const Constraint *item = type->constraints.first; item != NULL; item = item->next)
    {
        if (item->is_not_valid)
        {
            StrBuf text = strbuf_new(arena);

            print_constraint(&text, item);
            unit_printf(printer, unit, "ALTER DOMAIN %s ADD %s", name, text.text);
        }
        unit_comment(printer, unit, "CONSTRAINT",
                     arena_printf(arena, "%s ON DOMAIN %s", quote_ident(arena, item->name), name),
                     item->comment);
    }
    for (const Column *column = type->columns.first; column != NULL; column = column->next)
        unit_comment(printer, unit, "COLUMN",
                     arena_printf(arena, "%s.%s", name, quote_ident(arena, column->name)),
                     column->comment);
    unit_comment(printer, unit, kind, name, type->comment);
    unit_owner(printer, unit, kind, name, type->owner);
    print_add_grants(printer, &type->grants, 'T', arena_printf(arena, "TYPE %s", name),
                     type->location, type->ordinal);
}

static void
add_needs(Printer *printer, Unit *unit, const Type *type)
{
    unit_need(printer, unit, NAME_NAMESPACE, type->schema, type->schema);
    unit_need_type(printer, unit, &type->base);
    unit_need_expr(printer, unit, type->default_expr);
    unit_need_written(printer, unit, NAME_COLLATION, type->collation);
    for (const Constraint *item = type->constraints.first; item != NULL; item = item->next)
        unit_need_expr(printer, unit, item->check);
    for (const Column *column = type->columns.first; column != NULL; column = column->next)
    {
        unit_need_type(printer, unit, &column->type);
        unit_need_written(printer, unit, NAME_COLLATION, column->collation);
    }
    for (const Option *option = type->options.first; option != NULL; option = option->next)
    {
        if (option->value == NULL || is_left_out(printer, type, option))
            continue;
        unit_need_written(printer, unit, NAME_TYPE, option->value);
        unit_need_written(printer, unit, NAME_FUNCTION, option->value);
    }
}

/* The functions of a base type or a range's canonical name the type before it is there. */
static void
add_shell(Printer *printer, const Type *type)
{
    Unit *unit = unit_new(printer, PHASE_TYPE, type->ordinal,
                          printer_label(printer, "type", type->schema, type->name), type->location);

    unit_provide(printer, unit, NAME_TYPE, type->schema, type->name);
    unit_need(printer, unit, NAME_NAMESPACE, type->schema, type->schema);
    unit_printf(printer, unit, "CREATE TYPE %s",
                text_name(printer->arena, type->schema, type->name));
}

static bool
has_canonical(const Type *type)
{
    for (const Option *option = type->options.first; option != NULL; option = option->next)
    {
        if (strcasecmp(option->name, "canonical") == 0)
            return true;
    }
    return false;
}

static void
add_type(Printer *printer, const Type *type)
{
    bool is_sandbox = printer->options->is_sandbox;
    bool has_shell =
        type->kind == TYPE_BASE || (type->kind == TYPE_RANGE && has_canonical(type) && !is_sandbox);
    const char *label = printer_label(printer, "type", type->schema, type->name);
    StrBuf text = strbuf_new(printer->arena);
    Unit *unit;

    if (type->kind == TYPE_BASE && is_sandbox)
    {
        printer_leave_out(printer, label, type->location, "its functions are written in C");
        return;
    }
    unit = unit_new(printer, has_shell ? PHASE_ROUTINE : PHASE_TYPE, type->ordinal, label,
                    type->location);
    if (has_shell)
        add_shell(printer, type);
    else
        unit_provide(printer, unit, NAME_TYPE, type->schema, type->name);
    unit_need(printer, unit, NAME_TYPE, has_shell ? type->schema : NULL, type->name);
    add_needs(printer, unit, type);
    add_create(printer, &text, type);
    unit_add(printer, unit, text.text);
    add_details(printer, unit, type);
}

void
print_add_types(Printer *printer)
{
    for (const Type *type = printer->schema->types.first; type != NULL; type = type->next)
        add_type(printer, type);
}
