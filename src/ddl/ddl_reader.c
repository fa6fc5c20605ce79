#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <stdarg.h>

Location
ddl_location(Reader *reader, int offset)
{
    Location location = {
        .file = reader->file, .line = reader->part.line, .column = reader->part.column};
    const char *at = reader->sql;
    const char *end = reader->sql + (offset > 0 ? offset : 0);
    const char *newline;

    if (reader->has_one_place)
        return location;
    while (at < end && (newline = memchr(at, '\n', (size_t) (end - at))) != NULL)
    {
        at = newline + 1;
        location.line++;
        location.column = 1;
    }
    location.column += (uint32_t) (end - at);
    return location;
}

static void
add_problem(Reader *reader, bool is_error, int offset, const char *message)
{
    schema_problem(reader->schema, is_error, ddl_location(reader, offset),
                   ddl_keep(reader, message), NULL);
}

static char *
format_text(Arena *arena, const char *format, va_list arguments)
{
    va_list again;
    char *text;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = arena_alloc(arena, (size_t) (length > 0 ? length : 0) + 1);
    (void) vsnprintf(text, (size_t) (length > 0 ? length : 0) + 1, format,
                     arguments); /* measured */
    return text;
}

/*
 * Runners keep their books in tables that they make before the first migration. Those are no part of the
 * schema, and a statement that needs one which no migration makes is let be.
 */
static bool
is_about_books(Reader *reader, const char *message)
{
    static const char *const tables[] = {"__diesel_schema_migrations",
                                         "__drizzle_migrations",
                                         "_prisma_migrations",
                                         "_sqlx_migrations",
                                         "ar_internal_metadata",
                                         "databasechangelog",
                                         "flyway_schema_history",
                                         "goose_db_version",
                                         "gorp_migrations",
                                         "knex_migrations",
                                         "pgmigrations",
                                         "refinery_schema_history",
                                         "schema_migrations"};

    if (strstr(message, "does not exist") == NULL)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
        if (strstr(reader->sql, tables[i]) != NULL &&
            !ddl_relation_exists(ddl_find_relation(reader, NULL, tables[i])))
            return true;
    return false;
}

void
ddl_error(Reader *reader, int offset, const char *format, ...)
{
    va_list arguments;
    char *message;

    va_start(arguments, format);
    message = format_text(reader->turn, format, arguments);
    va_end(arguments);
    if (is_about_books(reader, message))
        return;
    reader->is_refused = true;
    if (!reader->is_guarded)
        add_problem(reader, true, offset, message);
    else if (reader->guarded_error == NULL)
        reader->guarded_error = message;
}

void
ddl_remark(Reader *reader, int offset, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_problem(reader, false, offset, format_text(reader->turn, format, arguments));
    va_end(arguments);
}

const TokenList *
ddl_tokens(Reader *reader)
{
    if (!reader->has_tokens)
        reader->tokens = token_list(reader->turn, reader->sql, strlen(reader->sql));
    reader->has_tokens = true;
    return &reader->tokens;
}

const char *
ddl_keep(Reader *reader, const char *text)
{
    return arena_strdup(reader->arena, text);
}

const char *
ddl_statement_text(Reader *reader)
{
    const TokenList *tokens = ddl_tokens(reader);

    return token_list_text(reader->arena, tokens, reader->first_token, tokens->count);
}

const char *
ddl_names_text(Reader *reader, const List *names)
{
    StrBuf text = strbuf_new(reader->turn);
    ListCell *cell;

    foreach (cell, names)
    {
        strbuf_separate(&text, ".");
        strbuf_add(&text, strVal(lfirst(cell)));
    }
    return text.text;
}

/* "schema.name" of a type or a qualified operator, quoted. */
static const char *
quoted_names(Reader *reader, const List *names)
{
    StrBuf text = strbuf_new(reader->arena);
    ListCell *cell;

    foreach (cell, names)
    {
        if (strcmp(strVal(lfirst(cell)), "pg_catalog") == 0 && list_length(names) > 1)
            continue;
        strbuf_separate(&text, ".");
        quote_add_ident(&text, strVal(lfirst(cell)));
    }
    return text.text;
}

const char *
ddl_def_text(Reader *reader, const DefElem *element)
{
    const Node *arg = element->arg;

    if (arg == NULL)
        return NULL;
    switch (nodeTag(arg))
    {
    case T_String:
        return ddl_keep(reader, strVal(arg));
    case T_Integer:
        return arena_printf(reader->arena, "%d", intVal(arg));
    case T_Float:
        return ddl_keep(reader, castNode(Float, arg)->fval);
    case T_Boolean:
        return boolVal(arg) ? "true" : "false";
    case T_TypeName:
        return quoted_names(reader, ((const PgTypeName *) arg)->names);
    case T_List:
        return quoted_names(reader, (const List *) arg);
    default:
        return NULL;
    }
}

bool
ddl_def_bool(const DefElem *element)
{
    const Node *arg = element->arg;

    if (arg == NULL)
        return true;
    if (IsA(arg, Integer))
        return intVal(arg) != 0;
    if (IsA(arg, Boolean))
        return boolVal(arg);
    if (IsA(arg, String))
        return strcasecmp(strVal(arg), "true") == 0 || strcasecmp(strVal(arg), "on") == 0;
    return false;
}

int64_t
ddl_def_int(const DefElem *element)
{
    const Node *arg = element->arg;

    if (arg == NULL)
        return 0;
    if (IsA(arg, Integer))
        return intVal(arg);
    if (IsA(arg, Float))
        return strtoll(((const Float *) arg)->fval, NULL, 10);
    return 0;
}

static const char *
option_name(Reader *reader, const DefElem *element)
{
    if (element->defnamespace == NULL)
        return ddl_keep(reader, element->defname);
    return arena_printf(reader->arena, "%s.%s", element->defnamespace, element->defname);
}

static Option *
find_option(const OptionList *list, const char *name)
{
    for (Option *option = list->first; option != NULL; option = option->next)
    {
        if (str_equal(option->name, name))
            return option;
    }
    return NULL;
}

void
ddl_options(Reader *reader, OptionList *out, const List *elements)
{
    ListCell *cell;

    foreach (cell, elements)
    {
        const DefElem *element = lfirst_node(DefElem, cell);
        const char *name = option_name(reader, element);
        Option *option = find_option(out, name);

        if (element->defaction == DEFELEM_DROP)
        {
            list_remove(out, option);
            continue;
        }
        if (option == NULL)
        {
            option = arena_new_object(reader->arena, Option);
            option->name = name;
            list_append(out, option);
        }
        option->value = ddl_def_text(reader, element);
    }
}

void
ddl_options_reset(Reader *reader, OptionList *out, const List *elements)
{
    ListCell *cell;

    foreach (cell, elements)
    {
        Option *option = find_option(out, option_name(reader, lfirst_node(DefElem, cell)));

        if (option != NULL)
            list_remove(out, option);
    }
}

void
ddl_name_list(Reader *reader, NameList *out, const List *strings)
{
    ListCell *cell;

    foreach (cell, strings)
        name_list_add(reader->arena, out, ddl_keep(reader, strVal(lfirst(cell))));
}

const char *
ddl_role(Reader *reader, const RoleSpec *role)
{
    const char *name;

    if (role == NULL || role->roletype != ROLESPEC_CSTRING)
        return NULL;
    for (const Name *known = reader->schema->roles.first; known != NULL; known = known->next)
    {
        if (str_equal(known->text, role->rolename))
            return known->text;
    }
    name = ddl_keep(reader, role->rolename);
    name_list_add(reader->arena, &reader->schema->roles, name);
    return name;
}

NameList
ddl_copy_names(Reader *reader, const NameList *names)
{
    NameList copy = {0};

    for (const Name *name = names->first; name != NULL; name = name->next)
        name_list_add(reader->arena, &copy, name->text);
    return copy;
}

Constraint *
ddl_copy_constraint(Reader *reader, const Constraint *constraint)
{
    Constraint *copy = arena_new_object(reader->arena, Constraint);

    *copy = *constraint;
    copy->next = NULL;
    copy->columns = ddl_copy_names(reader, &constraint->columns);
    copy->ref_columns = ddl_copy_names(reader, &constraint->ref_columns);
    copy->on_delete_columns = ddl_copy_names(reader, &constraint->on_delete_columns);
    copy->comment = NULL;
    return copy;
}
