/*
 * ddl_catalog_oid.c - what stands for an oid.
 *
 * The name of what it stands for ("r", schema and name of a relation), so that joins work without
 * numbers.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_catalog.h"

Value
ddl_catalog_object(Eval *eval, char kind, const char *space, const char *name, const char *label)
{
    return (Value){.kind = VALUE_OBJECT,
                   .text = arena_printf(eval->arena, "%c\x01%s\x01%s", kind, space, name),
                   .label = label};
}

static bool
is_visible(Eval *eval, const char *space)
{
    return name_list_contains(&eval->reader->search_path, space);
}

Value
ddl_catalog_relation(Eval *eval, const char *space, const char *name)
{
    return ddl_catalog_object(
        eval, 'r', space, name,
        quote_qualified(eval->arena, is_visible(eval, space) ? NULL : space, name));
}

Value
ddl_catalog_type(Eval *eval, const char *space, const char *name)
{
    return ddl_catalog_object(eval, 't', space == NULL ? "pg_catalog" : space, name, name);
}

Value
ddl_catalog_namespace(Eval *eval, const char *name)
{
    return ddl_catalog_object(eval, 'n', "", name, quote_ident(eval->arena, name));
}

static Value
find_type(Eval *eval, const char *space, const char *name)
{
    Type *type = ddl_find_type(eval->reader, space, name);

    if (type != NULL)
        return ddl_catalog_type(eval, type->schema, type->name);
    if (type_builtin_name(name) != NULL)
        return ddl_catalog_type(eval, NULL, type_builtin_name(name));
    if (eval->reader->schema->extensions.count > 0)
        return ddl_eval_unknown(eval, "types of extensions");
    return ddl_value_null();
}

static Value
find_relation(Eval *eval, const char *space, const char *name)
{
    Relation found = ddl_find_relation(eval->reader, space, name);

    if (found.table != NULL)
        return ddl_catalog_relation(eval, found.table->schema, found.table->name);
    if (found.view != NULL)
        return ddl_catalog_relation(eval, found.view->schema, found.view->name);
    if (found.sequence != NULL)
        return ddl_catalog_relation(eval, found.sequence->schema, found.sequence->name);
    if (found.index != NULL)
        return ddl_catalog_relation(eval, found.index->schema, found.index->name);
    return ddl_value_null();
}

/* "schema.name" as SQL reads it. */
static bool
split_name(Eval *eval, const char *name, const char **space, const char **last)
{
    TokenList tokens = token_list(eval->arena, name, strlen(name));
    StrBuf parts[2] = {strbuf_new(eval->arena), strbuf_new(eval->arena)};

    if (tokens.count != 1 && !(tokens.count == 3 && token_list_is_char(&tokens, 1, '.')))
        return false;
    for (size_t i = 0; i < tokens.count; i += 2)
    {
        bool is_quoted = tokens.items[i].kind == TOKEN_QUOTED;

        if (!is_quoted && tokens.items[i].kind != TOKEN_WORD)
            return false;
        for (size_t at = tokens.items[i].start + is_quoted; at < tokens.items[i].end - is_quoted;
             at++)
        {
            char byte = name[at];

            strbuf_add_char(&parts[i / 2],
                            !is_quoted && byte >= 'A' && byte <= 'Z' ? (char) (byte | 0x20) : byte);
            at += is_quoted && byte == '"';
        }
    }
    *space = tokens.count == 3 ? parts[0].text : NULL;
    *last = tokens.count == 3 ? parts[1].text : parts[0].text;
    return true;
}

Value
ddl_eval_object(Eval *eval, const char *name, const char *type)
{
    const char *space = NULL;
    const char *last = NULL;

    if (!split_name(eval, name, &space, &last))
        return ddl_eval_unknown(eval, "%s", type);
    if (strcmp(type, "regclass") == 0)
        return find_relation(eval, space, last);
    if (strcmp(type, "regtype") == 0)
        return find_type(eval, space, last);
    if (strcmp(type, "regnamespace") == 0)
        return schema_find_namespace(eval->reader->schema, last) != NULL ||
                       strcmp(last, "public") == 0 || strcmp(last, "pg_catalog") == 0
                   ? ddl_catalog_namespace(eval, last)
                   : ddl_value_null();
    if (strcmp(type, "regproc") == 0)
        return ddl_routine_named(eval->reader, space, last) == NULL
                   ? ddl_eval_unknown(eval, "functions of the server")
                   : ddl_catalog_object(eval, 'p', "", last, last);
    return ddl_eval_unknown(eval, "%s", type);
}
