/*
 * ddl_rename_schema.c - ALTER SCHEMA … RENAME TO: all that lives in it moves.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_edit.h"
#include "ddl/ddl_kept.h"

static void
move_relations(Reader *reader, const char *old, const char *new)
{
    Schema *schema = reader->schema;

    for (Sequence *at = schema->sequences.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            schema_rename_sequence(schema, at, new, at->name);
    }
    for (Table *at = schema->tables.first; at != NULL; at = at->next)
    {
        if (!str_equal(at->schema, old))
            continue;
        ddl_publication_follow(reader, old, at->name, new, at->name);
        schema_rename_table(schema, at, new, at->name);
    }
    for (View *at = schema->views.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            schema_rename_view(schema, at, new, at->name);
    }
}

static void
move_routines_and_types(Reader *reader, const char *old, const char *new)
{
    Schema *schema = reader->schema;

    for (Type *at = schema->types.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            schema_rename_type(schema, at, new, at->name);
    }
    for (Routine *at = schema->routines.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            at->schema = new;
    }
}

static bool
is_name(const TokenList *tokens, size_t at, const char *name)
{
    const Token *token = &tokens->items[at];
    size_t quotes = token->kind == TOKEN_QUOTED;

    return (token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED) &&
           token->end - token->start == strlen(name) + 2 * quotes &&
           strncasecmp(tokens->text + token->start + quotes, name, strlen(name)) == 0;
}

/* A statement or path with the schema's name changed: before a dot, after SCHEMA, or everywhere. */
static const char *
with_schema(Reader *reader, const char *sql, const char *old, const char *new, bool is_path)
{
    TokenList tokens = token_list(reader->turn, sql, strlen(sql));
    StrBuf text = strbuf_new(reader->arena);
    size_t copied = 0;

    for (size_t at = 0; at < tokens.count; at++)
    {
        if (!is_name(&tokens, at, old) || (!is_path && !token_list_is_char(&tokens, at + 1, '.') &&
                                           (at == 0 || !token_list_is(&tokens, at - 1, "schema"))))
            continue;
        strbuf_add_bytes(&text, sql + copied, tokens.items[at].start - copied);
        quote_add_ident(&text, new);
        copied = tokens.items[at].end;
    }
    if (copied == 0)
        return sql;
    strbuf_add(&text, sql + copied);
    return text.text;
}

const char *
ddl_path_rename(Reader *reader, const char *path, const char *old, const char *new)
{
    return strstr(path, old) == NULL ? path : with_schema(reader, path, old, new, true);
}

const char *
ddl_rename_schema_in(Reader *reader, const char *sql, const char *old, const char *new)
{
    return strstr(sql, old) == NULL ? sql : with_schema(reader, sql, old, new, false);
}

static void
move_references(ReferenceList *list, const char *old, const char *new)
{
    for (Reference *at = list->first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            at->schema = new;
    }
}

static void
move_others(Reader *reader, const char *old, const char *new)
{
    Schema *schema = reader->schema;

    for (Extension *at = schema->extensions.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            at->schema = new;
    }
    for (DefaultPrivileges *at = schema->default_privileges.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            at->schema = new;
    }
    for (Other *at = schema->others.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, old))
            at->schema = new;
        at->sql = with_schema(reader, at->sql, old, new, false);
        move_references(&at->references, old, new);
        if (at->search_path != NULL)
            at->search_path = with_schema(reader, at->search_path, old, new, true);
        for (OtherChange *change = at->changes.first; change != NULL; change = change->next)
        {
            change->sql = with_schema(reader, change->sql, old, new, false);
            if (change->search_path != NULL)
                change->search_path = with_schema(reader, change->search_path, old, new, true);
        }
    }
}

bool
ddl_schema_rename(Reader *reader, const RenameStmt *statement)
{
    Namespace *space = schema_find_namespace(reader->schema, statement->subname);
    const char *old;
    const char *new;

    if (space == NULL)
        return false;
    if (schema_find_namespace(reader->schema, statement->newname) != NULL)
    {
        ddl_error(reader, -1, "schema \"%s\" already exists", statement->newname);
        return true;
    }
    old = space->name;
    new = ddl_keep(reader, statement->newname);
    schema_remove_namespace(reader->schema, space);
    space->name = new;
    schema_add_namespace(reader->schema, space);
    ddl_rewrite(reader, &(EditName){EDIT_SCHEMA, NULL, old, old, new, new});
    move_relations(reader, old, new);
    move_routines_and_types(reader, old, new);
    move_others(reader, old, new);
    ddl_index_model(reader);
    return true;
}
