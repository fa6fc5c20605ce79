/*
 * print.c - the whole model as statements, and as a script for psql.
 *
 * Names are printed with their schema, always. A search_path is only in force for expressions that
 * were written under one; SET stands in the script where it changes.
 */
#include "schema/print.h"

#include "schema/print_internal.h"

static Printer *
add_all(Arena *arena, const Schema *schema, const PrintOptions *options)
{
    Printer *printer = arena_new_object(arena, Printer);

    printer->arena = arena;
    printer->schema = schema;
    printer->options = options;
    printer->providers = map_new(arena);
    printer->paths = map_new(arena);
    printer->only = map_new(arena);
    print_add_namespaces(printer);
    print_add_types(printer);
    print_add_routines(printer);
    print_add_sequences(printer);
    print_add_tables(printer);
    print_add_views(printer);
    print_add_others(printer);
    print_add_default_privileges(printer);
    return printer;
}

PrintedStatementList
print_schema(Arena *arena, const Schema *schema, const PrintOptions *options)
{
    Printer *printer = add_all(arena, schema, options);

    print_finish_tables(printer);
    return print_order(printer);
}

PrintedStatementList
print_left_out(Arena *arena, const Schema *schema)
{
    return add_all(arena, schema, &(PrintOptions){.is_sandbox = true})->left_out;
}

static void
add_left_out(StrBuf *out, const Schema *schema)
{
    PrintedStatementList list = print_left_out(out->arena, schema);

    for (const PrintedStatement *item = list.first; item != NULL; item = item->next)
        strbuf_printf(out, "-- left out: %s: %s\n", text_one_line(out->arena, item->object),
                      text_one_line(out->arena, item->sql));
}

void
print_script(StrBuf *out, const Schema *schema, const PrintOptions *options)
{
    PrintedStatementList list = print_schema(out->arena, schema, options);
    const char *search_path = "''";

    strbuf_add(out, "SET client_min_messages = warning;\n"
                    "SET check_function_bodies = false;\n"
                    "SET search_path = '';\n\n");
    for (const PrintedStatement *item = list.first; item != NULL; item = item->next)
    {
        if (!str_equal(item->search_path, search_path))
            strbuf_printf(out, "SET search_path = %s;\n\n", item->search_path);
        search_path = item->search_path;
        strbuf_printf(out, "%s;\n\n", item->sql);
    }
    if (options->is_sandbox)
        add_left_out(out, schema);
}

void
print_options(StrBuf *out, const OptionList *options)
{
    text_add_options(out, options);
}
