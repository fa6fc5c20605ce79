/*
 * ddl_do.c - DO blocks that only wrap statements.
 *
 * Two shapes are everywhere, and mean the statement within:
 *
 *     BEGIN  CREATE TYPE …;  EXCEPTION WHEN duplicate_object THEN NULL;  END
 *     BEGIN  IF NOT EXISTS (SELECT …) THEN  CREATE EXTENSION …;  END IF;  END
 *
 * Their statements are read as if they were alone, and what they would repeat is no Problem. A block
 * that does anything else, a loop, a variable, EXECUTE, is not read at all.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

typedef struct Inner Inner;
struct Inner
{
    Inner *next;
    size_t first; /* tokens of the block */
    size_t end;
};
LIST_OF(Inner);

static size_t
find_semicolon(const TokenList *tokens, size_t at)
{
    while (at < tokens->count &&
           !(tokens->items[at].depth == 0 && tokens->items[at].kind == TOKEN_SEMICOLON))
        at++;
    return at;
}

static bool
is_one_of(const TokenList *tokens, size_t at, const char *const *words)
{
    for (; *words != NULL; words++)
    {
        if (token_list_is(tokens, at, *words))
            return true;
    }
    return false;
}

/* After [NOT] EXISTS (…); 0 when that is not what stands there. */
static size_t
skip_exists(const TokenList *tokens, size_t at)
{
    at += token_list_is(tokens, at, "not");
    if (!token_list_is(tokens, at, "exists") || !token_list_is_char(tokens, at + 1, '('))
        return 0;
    return token_list_close(tokens, at + 1) + 1;
}

/* After THEN, if the condition is [NOT] EXISTS (…); 0 otherwise. */
static size_t
skip_condition(const TokenList *tokens, size_t at)
{
    size_t outer = at;

    if (token_list_is_char(tokens, at, '('))
    {
        at = skip_exists(tokens, at + 1);
        return at > 0 && token_list_close(tokens, outer) == at &&
                       token_list_is(tokens, at + 1, "then")
                   ? at + 2
                   : 0;
    }
    at = skip_exists(tokens, at);
    return token_list_is(tokens, at, "then") ? at + 1 : 0;
}

/* Past the handlers of a block, to behind its END. */
static size_t
skip_handlers(const TokenList *tokens, size_t at)
{
    while (at < tokens->count &&
           !(token_list_is(tokens, at, "end") && !token_list_is(tokens, at + 1, "if")))
        at = find_semicolon(tokens, at) + 1;
    return find_semicolon(tokens, at) + 1;
}

/* The statements of a block; false when it is more than a wrapper. */
static bool
gather(Reader *reader, const TokenList *tokens, InnerList *out)
{
    static const char *const statements[] = {"create", "alter",  "comment", "drop",
                                             "grant",  "revoke", NULL};
    static const char *const silent[] = {"null", "raise", "end", "return", NULL};
    size_t at = 0;

    while (at < tokens->count)
    {
        if (token_list_is(tokens, at, "begin"))
            at++;
        else if (token_list_is(tokens, at, "exception"))
            at = skip_handlers(tokens, at);
        else if (token_list_is(tokens, at, "if"))
        {
            at = skip_condition(tokens, at + 1);
            if (at == 0)
                return false;
        }
        else if (is_one_of(tokens, at, statements))
        {
            Inner *inner = arena_new_object(reader->turn, Inner);

            inner->first = at;
            inner->end = find_semicolon(tokens, at);
            list_append(out, inner);
            at = inner->end + 1;
        }
        else if (is_one_of(tokens, at, silent))
            at = find_semicolon(tokens, at) + 1;
        else
            return false;
    }
    return true;
}

/* Where the body begins within the statement. */
static size_t
body_offset(Reader *reader)
{
    const TokenList *tokens = ddl_tokens(reader);

    for (size_t at = 0; at < tokens->count; at++)
    {
        const char *start = reader->sql + tokens->items[at].start;

        if (tokens->items[at].kind == TOKEN_DOLLAR)
            return (size_t) (strchr(start + 1, '$') + 1 - reader->sql);
        if (tokens->items[at].kind == TOKEN_STRING)
            return tokens->items[at].start + 1;
    }
    return 0;
}

static void
apply_inner(Reader *reader, const TokenList *tokens, const Inner *inner)
{
    Reader outer = *reader;
    Error error = {.arena = reader->turn};
    size_t start = tokens->items[inner->first].start;
    Location location = ddl_location(reader, (int) (body_offset(reader) + start));
    ParseTree tree;
    size_t position;

    reader->part.line = location.line;
    reader->part.column = location.column;
    reader->sql = arena_strndup(reader->turn, tokens->text + start,
                                tokens->items[inner->end - 1].end - start);
    reader->has_tokens = false;
    reader->is_guarded = true;
    if (parse_open(reader->sql, &tree, &position, &error))
    {
        ddl_apply(reader, linitial_node(RawStmt, (const List *) tree.statements)->stmt);
        parse_close(&tree);
    }
    else
        ddl_remark(reader, (int) position, "a statement of a DO block was not understood: %s",
                   error.message);
    reader->part = outer.part;
    reader->sql = outer.sql;
    reader->tokens = outer.tokens;
    reader->has_tokens = outer.has_tokens;
    reader->is_guarded = outer.is_guarded;
}

void
ddl_do(Reader *reader, const void *node)
{
    const DoStmt *statement = node;
    const char *body = NULL;
    InnerList inner = {0};
    TokenList tokens;
    ListCell *cell;

    foreach (cell, statement->args)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcmp(element->defname, "as") == 0)
            body = strVal(element->arg);
    }
    tokens = token_list(reader->turn, body == NULL ? "" : body, body == NULL ? 0 : strlen(body));
    if (tokens.count == 0 || !gather(reader, &tokens, &inner))
    {
        ddl_remark(reader, -1, "a DO block is not executed: what it makes is not in the schema");
        return;
    }
    for (const Inner *at = inner.first; at != NULL; at = at->next)
        apply_inner(reader, &tokens, at);
}
