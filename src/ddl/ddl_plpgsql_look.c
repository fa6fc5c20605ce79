/*
 * ddl_plpgsql_look.c - what statements would do, for those that are not followed.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

const char *
ddl_plpgsql_first_word(Arena *arena, const char *sql)
{
    Token token = token_next(sql, strlen(sql), 0, false);
    char *word;

    while (token.kind == TOKEN_OPEN)
        token = token_next(sql, strlen(sql), token.end, false);
    if (token.kind != TOKEN_WORD)
        return "";
    word = arena_strndup(arena, sql + token.start, token.end - token.start);
    for (char *at = word; *at != '\0'; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char) (*at | 0x20) : *at;
    return word;
}

static bool
is_one_of(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

/* CREATE ROLE and the like are not the schema's. */
static bool
is_about_server(const char *sql)
{
    static const char *const words[] = {"role",       "user",  "database", "system",
                                        "tablespace", "group", NULL};
    Token token = token_next(sql, strlen(sql), 0, false);

    token = token_next(sql, strlen(sql), token.end, false);
    for (size_t i = 0; words[i] != NULL; i++)
    {
        if (token_is_word(sql, token, words[i]))
            return true;
    }
    return false;
}

static bool
calls_changing(Follow *follow, const char *sql)
{
    TokenList tokens = token_list(follow->arena, sql, strlen(sql));

    if (follow->reader->depth >= DDL_DEPTH_MAXIMUM)
        return false;
    for (size_t i = 0; i + 1 < tokens.count; i++)
    {
        const Routine *routine;

        if (tokens.items[i].kind != TOKEN_WORD || !token_list_is_char(&tokens, i + 1, '('))
            continue;
        routine = ddl_routine_named(follow->reader, NULL,
                                    arena_strndup(follow->arena, sql + tokens.items[i].start,
                                                  tokens.items[i].end - tokens.items[i].start));
        if (routine != NULL && ddl_plpgsql_routine_changes(follow, routine))
            return true;
    }
    return false;
}

static bool
sql_changes(Follow *follow, const char *sql)
{
    static const char *const changing[] = {"create", "alter",  "drop", "comment", "grant",
                                           "revoke", "import", "do",   NULL};
    static const char *const calling[] = {"select", "call", "with", NULL};
    const char *word;

    if (sql == NULL)
        return false;
    word = ddl_plpgsql_first_word(follow->arena, sql);
    if (is_one_of(word, changing))
        return !is_about_server(sql);
    return is_one_of(word, calling) && calls_changing(follow, sql);
}

/* EXECUTE: by the first literal in it. */
static bool
execute_changes(Follow *follow, const char *expr)
{
    static const char *const quiet[] = {"select",  "insert", "update",  "delete", "truncate",
                                        "with",    "vacuum", "analyze", "copy",   "set",
                                        "refresh", "notify", "lock",    NULL};
    TokenList tokens;

    if (expr == NULL)
        return false;
    tokens = token_list(follow->arena, expr, strlen(expr));
    for (size_t i = 0; i < tokens.count; i++)
    {
        const Token *token = &tokens.items[i];
        size_t start = token->start;

        if (token->kind != TOKEN_STRING && token->kind != TOKEN_DOLLAR)
            continue;
        while (start < token->end && (expr[start] == '\'' || expr[start] == '$' ||
                                      ((expr[start] | 0x20) == 'e' && expr[start + 1] == '\'')))
            start++;
        return !is_one_of(ddl_plpgsql_first_word(follow->arena, expr + start), quiet) &&
               !is_about_server(expr + start);
    }
    return true;
}

static bool
statement_changes(Follow *follow, const PlStatement *statement)
{
    switch (statement->kind)
    {
    case PL_SQL:
        return sql_changes(follow, statement->expr.text);
    case PL_PERFORM:
        return calls_changing(follow, statement->expr.text);
    case PL_EXECUTE:
        return execute_changes(follow, statement->expr.text);
    default:
        break;
    }
    for (const PlBranch *at = statement->branches.first; at != NULL; at = at->next)
    {
        if (ddl_plpgsql_changes(follow, &at->body))
            return true;
    }
    for (const PlBranch *at = statement->handlers.first; at != NULL; at = at->next)
    {
        if (ddl_plpgsql_changes(follow, &at->body))
            return true;
    }
    return ddl_plpgsql_changes(follow, &statement->body);
}

bool
ddl_plpgsql_changes(Follow *follow, const PlStatementList *list)
{
    for (const PlStatement *at = list->first; at != NULL; at = at->next)
    {
        if (follow->reader->work == 0)
            return false;
        follow->reader->work--;
        if (statement_changes(follow, at))
            return true;
    }
    return false;
}

bool
ddl_plpgsql_routine_changes(Follow *follow, const Routine *routine)
{
    Arena *arena = follow->arena;
    PlStatementList list = {0};
    PlStatement *block;
    bool changes;

    if (routine->body == NULL || follow->reader->work < strlen(routine->body) / 16)
        return false;
    follow->reader->work -= strlen(routine->body) / 16;
    follow->arena = arena_new(arena, "look");
    if (strcasecmp(routine->language, "sql") == 0)
        list = plpgsql_parse_sql(follow->arena, routine->body);
    else if (strcasecmp(routine->language, "plpgsql") == 0)
    {
        block = plpgsql_parse(follow->arena, routine->body);
        if (block != NULL)
            list = (PlStatementList){.first = block, .last = block, .count = 1};
    }
    follow->reader->depth++;
    changes = ddl_plpgsql_changes(follow, &list);
    follow->reader->depth--;
    arena_free(follow->arena);
    follow->arena = arena;
    return changes;
}

bool
ddl_plpgsql_returns(const PlStatementList *list)
{
    for (const PlStatement *at = list->first; at != NULL; at = at->next)
    {
        if (at->kind == PL_RETURN)
            return true;
    }
    return false;
}

bool
ddl_plpgsql_raises(const PlStatementList *list)
{
    for (const PlStatement *at = list->first; at != NULL; at = at->next)
    {
        if (at->kind == PL_RAISE && strcmp(at->level, "exception") == 0)
            return true;
    }
    return false;
}

void
ddl_plpgsql_forget(Follow *follow, const PlStatementList *list, const char *why)
{
    for (const PlStatement *at = list->first; at != NULL; at = at->next)
    {
        for (const PlText *target = at->targets.first; target != NULL; target = target->next)
            ddl_plpgsql_assign(follow, target->text, ddl_value_unknown(why));
        for (const PlBranch *branch = at->branches.first; branch != NULL; branch = branch->next)
            ddl_plpgsql_forget(follow, &branch->body, why);
        ddl_plpgsql_forget(follow, &at->body, why);
    }
}
