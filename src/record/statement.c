/*
 * No grammar is needed to tell a CREATE TABLE from a SELECT: words are enough, and they also serve for
 * statements that are newer than our parser. A statement that does something else than its first words
 * say (a SELECT of a function that makes tables) goes undetected here; whoever compares the result with
 * the catalogs sees it.
 */
#include "record/statement.h"

#include "sql/token.h"

static const char *const change_words[] = {"alter", "comment", "create",   "do",     "drop",
                                           "grant", "import",  "reassign", "revoke", "security"};
static const char *const query_words[] = {"select", "insert", "update", "delete",
                                          "merge",  "with",   "values", "table"};

/* A name or string without its quotes. */
static const char *
name_at(Arena *arena, const TokenList *tokens, size_t index)
{
    Token token = index < tokens->count ? tokens->items[index] : tokens->items[tokens->count];
    char *name = arena_strndup(arena, tokens->text + token.start, token.end - token.start);
    char quote = *name;
    char *to = name;

    if (token.kind == TOKEN_WORD)
        for (char *at = name; *at != '\0'; at++)
            *at = (char) (*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    if (token.kind != TOKEN_QUOTED && (token.kind != TOKEN_STRING || quote != '\''))
        return token.kind == TOKEN_WORD ? name : NULL;
    for (const char *at = name + 1; *at != '\0'; at++)
        if (*at != quote || *++at == quote)
            *to++ = *at;
        else
            break;
    *to = '\0';
    return name;
}

static bool
is_one_of(const TokenList *tokens, size_t index, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (token_list_is(tokens, index, words[i]))
            return true;
    return false;
}

/* The index behind "IF EXISTS" or "IF NOT EXISTS". */
static size_t
behind_if(const TokenList *tokens, size_t index)
{
    if (!token_list_is(tokens, index, "if"))
        return index;
    return index + (token_list_is(tokens, index + 1, "not") ? 3 : 2);
}

static void
read_database(Arena *arena, const TokenList *tokens, Statement *out)
{
    size_t template = token_list_find(tokens, 3, 0, "template");

    if (!token_list_is(tokens, 1, "database"))
        return;
    if (token_list_is(tokens, 0, "alter"))
        out->kind = STATEMENT_OTHER;
    if (token_list_is(tokens, 0, "create"))
        out->kind = STATEMENT_CREATE_DATABASE;
    if (token_list_is(tokens, 0, "drop"))
        out->kind = STATEMENT_DROP_DATABASE;
    out->name = name_at(arena, tokens, behind_if(tokens, 2));
    if (template <tokens->count)
        out->from = name_at(arena, tokens,
                            template + (token_list_is_char(tokens, template + 1, '=') ? 2 : 1));
}

static void
read_change(Arena *arena, const TokenList *tokens, Statement *out)
{
    out->kind = STATEMENT_CHANGE;
    out->is_drop = token_list_is(tokens, 0, "drop");
    out->is_temporary = token_list_is(tokens, 0, "create") &&
                        (token_list_is(tokens, 1, "temp") || token_list_is(tokens, 1, "temporary"));
    if (out->is_temporary)
        out->name = name_at(arena, tokens, behind_if(tokens, 3));
    if (token_list_is(tokens, 1, "system") || token_list_is(tokens, 1, "tablespace"))
        out->kind = STATEMENT_OTHER;
    if (token_list_is(tokens, 0, "create") && token_list_is(tokens, 1, "extension"))
    {
        out->kind = STATEMENT_CREATE_EXTENSION;
        out->name = name_at(arena, tokens, behind_if(tokens, 2));
    }
    read_database(arena, tokens, out);
}

/* SET [SESSION|LOCAL] search_path …, RESET search_path, RESET ALL, DISCARD ALL. */
static void
read_setting(const TokenList *tokens, Statement *out)
{
    bool is_set = token_list_is(tokens, 0, "set");
    size_t at = 1;

    out->is_local = is_set && token_list_is(tokens, 1, "local");
    if (is_set && (out->is_local || token_list_is(tokens, 1, "session")))
        at = 2;
    if (token_list_is(tokens, at, "search_path") ||
        (is_set && token_list_is(tokens, at, "schema")) ||
        (!is_set && token_list_is(tokens, at, "all")))
    {
        out->kind = STATEMENT_PATH;
        out->is_reset = !is_set;
    }
    else if (token_list_is(tokens, at, "role"))
        out->kind = STATEMENT_CHANGE;
}

/* SELECT [pg_catalog.]set_config('search_path', …, is_local), as pg_dump writes it. */
static bool
is_set_config(const TokenList *tokens, bool *is_local)
{
    size_t at = token_list_is(tokens, 1, "pg_catalog") ? 3 : 1;

    if (!token_list_is(tokens, at, "set_config") || tokens->count < at + 8 ||
        strncmp(tokens->text + tokens->items[at + 2].start, "'search_path'", 13) != 0)
        return false;
    *is_local = token_list_is(tokens, at + 6, "true");
    return true;
}

static void
read_query(Arena *arena, const TokenList *tokens, Statement *out)
{
    bool is_select = token_list_is(tokens, 0, "select") || token_list_is(tokens, 0, "with");

    out->kind = STATEMENT_QUERY;
    out->query = out->text;
    if (is_select && is_set_config(tokens, &out->is_local))
        out->kind = STATEMENT_PATH;
    else if (token_list_is(tokens, 0, "select") &&
             token_list_find(tokens, 1, 0, "into") < tokens->count)
        read_change(arena, tokens, out); /* SELECT … INTO makes a table */
}

static void
read_transaction(Arena *arena, const TokenList *tokens, Statement *out)
{
    size_t to = token_list_find(tokens, 1, 0, "to");

    if (token_list_is(tokens, 0, "begin") || token_list_is(tokens, 0, "start"))
        out->kind = STATEMENT_BEGIN;
    else if (token_list_is(tokens, 0, "commit") || token_list_is(tokens, 0, "end"))
        out->kind = STATEMENT_COMMIT;
    else if (token_list_is(tokens, 0, "savepoint"))
    {
        out->kind = STATEMENT_SAVEPOINT;
        out->name = name_at(arena, tokens, 1);
    }
    else if ((token_list_is(tokens, 0, "rollback") || token_list_is(tokens, 0, "abort")) &&
             !token_list_is(tokens, 1, "prepared"))
    {
        out->kind = to < tokens->count ? STATEMENT_ROLLBACK_TO : STATEMENT_ROLLBACK;
        if (to < tokens->count)
            out->name =
                name_at(arena, tokens, to + (token_list_is(tokens, to + 1, "savepoint") ? 2 : 1));
    }
}

/* The query from a token to the end; other statements hold one too: DECLARE … FOR, PREPARE … AS. */
static void
read_inner_query(Arena *arena, const TokenList *tokens, Statement *out)
{
    bool is_declare = token_list_is(tokens, 0, "declare");
    size_t start = token_list_find(tokens, 1, 0, is_declare ? "for" : "as") + 1;

    if (start >= tokens->count || !is_one_of(tokens, start, query_words, ARRAY_LENGTH(query_words)))
        return;
    out->kind = is_declare ? STATEMENT_QUERY : STATEMENT_PREPARE;
    out->name = name_at(arena, tokens, 1);
    out->query = out->text + tokens->items[start].start;
}

Statement
statement_read(Arena *arena, const char *sql, size_t length)
{
    TokenList tokens = token_list(arena, sql, length);
    Statement out = {.text = ""};

    while (tokens.count > 0 && tokens.items[tokens.count - 1].kind == TOKEN_SEMICOLON)
        tokens.count--;
    if (tokens.count == 0)
        return out;
    out.text = arena_strndup(arena, sql + tokens.items[0].start,
                             tokens.items[tokens.count - 1].end - tokens.items[0].start);
    tokens = token_list(arena, out.text, strlen(out.text));
    if (is_one_of(&tokens, 0, change_words, ARRAY_LENGTH(change_words)))
        read_change(arena, &tokens, &out);
    else if (is_one_of(&tokens, 0, query_words, ARRAY_LENGTH(query_words)))
        read_query(arena, &tokens, &out);
    else if (token_list_is_char(&tokens, 0, '('))
        read_query(arena, &tokens, &out);
    else if (token_list_is(&tokens, 0, "set") || token_list_is(&tokens, 0, "reset") ||
             token_list_is(&tokens, 0, "discard"))
        read_setting(&tokens, &out);
    else if (token_list_is(&tokens, 0, "declare") ||
             (token_list_is(&tokens, 0, "prepare") && !token_list_is(&tokens, 1, "transaction")))
        read_inner_query(arena, &tokens, &out);
    else
        read_transaction(arena, &tokens, &out);
    if (token_list_is(&tokens, 0, "execute"))
    {
        out.kind = STATEMENT_EXECUTE;
        out.name = name_at(arena, &tokens, 1);
    }
    return out;
}

bool
statement_names(Arena *arena, const char *text, const char *name)
{
    TokenList tokens = token_list(arena, text, strlen(text));

    for (size_t i = 0; i < tokens.count; i++)
        if ((tokens.items[i].kind == TOKEN_WORD || tokens.items[i].kind == TOKEN_QUOTED) &&
            str_equal(name_at(arena, &tokens, i), name))
            return true;
    return false;
}

static bool
is_about_roles(const TokenList *tokens)
{
    return token_list_is(tokens, 1, "role") || token_list_is(tokens, 1, "group") ||
           (token_list_is(tokens, 1, "user") && !token_list_is(tokens, 2, "mapping"));
}

char *
statement_without_secrets(Arena *arena, const char *text)
{
    TokenList tokens = token_list(arena, text, strlen(text));
    bool is_role = is_about_roles(&tokens);
    bool is_connection =
        token_list_is(&tokens, 1, "subscription") || token_list_is(&tokens, 1, "server") ||
        (token_list_is(&tokens, 1, "user") && token_list_is(&tokens, 2, "mapping"));
    StrBuf out = strbuf_new(arena);
    size_t at = 0;

    for (size_t i = 1; (is_role || is_connection) && i < tokens.count; i++)
    {
        Token token = tokens.items[i];

        if ((token.kind != TOKEN_STRING && token.kind != TOKEN_DOLLAR) ||
            (is_role && !token_list_is(&tokens, i - 1, "password")))
            continue;
        strbuf_add_bytes(&out, text + at, token.start - at);
        strbuf_add(&out, "'***'");
        at = token.end;
    }
    strbuf_add(&out, text + at);
    return out.text;
}
