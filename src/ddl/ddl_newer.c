/*
 * ddl_newer.c - what PostgreSQL 16 to 18 write and the grammar of 15 does not know.
 *
 * A statement that does not parse is written anew without these, and parsed again:
 *
 *     CONSTRAINT n NOT NULL a           as an element of a table, or added to it
 *     GENERATED ALWAYS AS (…) [VIRTUAL] without STORED
 *     NOT NULL … NO INHERIT, [NOT] ENFORCED, WITHOUT OVERLAPS, PERIOD, STORAGE …
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

typedef struct Rewriting
{
    Reader *reader;
    const TokenList *tokens;
    StrBuf out;
    size_t at; /* the next token */
    size_t copied; /* text up to here is written */
    bool is_changed;
    bool is_create; /* CREATE TABLE, not ALTER TABLE */
} Rewriting;

static bool
is_at(const Rewriting *rewriting, size_t offset, const char *word)
{
    return token_list_is(rewriting->tokens, rewriting->at + offset, word);
}

/* Writes what stands before a token, and goes on after `count` tokens. */
static void
leave_out(Rewriting *rewriting, size_t count)
{
    const TokenList *tokens = rewriting->tokens;
    size_t start = tokens->items[rewriting->at].start;

    strbuf_add_bytes(&rewriting->out, tokens->text + rewriting->copied, start - rewriting->copied);
    rewriting->at += count;
    rewriting->copied = tokens->items[rewriting->at - 1].end;
    rewriting->is_changed = true;
}

/* The name in a token. */
static const char *
token_name(const Rewriting *rewriting, size_t index)
{
    const Token *token = &rewriting->tokens->items[index];
    const char *text = rewriting->tokens->text + token->start;
    size_t length = token->end - token->start;
    char *name;

    if (token->kind == TOKEN_QUOTED && length >= 2)
        return arena_strndup(rewriting->reader->turn, text + 1, length - 2);
    name = arena_strndup(rewriting->reader->turn, text, length);
    for (char *at = name; *at != '\0'; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char) (*at | 0x20) : *at;
    return name;
}

/* The tokens of "[CONSTRAINT name] NOT NULL column [NO INHERIT] [NOT VALID]"; 0 if it is not that. */
static size_t
not_null_element(const Rewriting *rewriting, size_t *column)
{
    size_t named = is_at(rewriting, 0, "constraint") ? 2 : 0;
    size_t length = named + 3;

    if (!is_at(rewriting, named, "not") || !is_at(rewriting, named + 1, "null"))
        return 0;
    *column = rewriting->at + named + 2;
    if (*column >= rewriting->tokens->count)
        return 0;
    if (is_at(rewriting, length, "no") && is_at(rewriting, length + 1, "inherit"))
        length += 2;
    if (is_at(rewriting, length, "not") && is_at(rewriting, length + 1, "valid"))
        length += 2;
    return length;
}

static bool
starts_element(const Rewriting *rewriting)
{
    const Token *before = rewriting->at == 0 ? NULL : &rewriting->tokens->items[rewriting->at - 1];

    if (before == NULL)
        return false;
    if (!rewriting->is_create)
        return token_is_word(rewriting->tokens->text, *before, "add");
    return before->depth <= 1 && (before->kind == TOKEN_COMMA || before->kind == TOKEN_OPEN);
}

/* An element goes with the comma before it; the first one with the comma after it. */
static void
leave_out_element(Rewriting *rewriting, size_t length)
{
    const Token *before = &rewriting->tokens->items[rewriting->at - 1];

    if (before->kind == TOKEN_COMMA && before->start >= rewriting->copied)
    {
        rewriting->at--;
        length++;
    }
    else if (rewriting->tokens->items[rewriting->at + length].kind == TOKEN_COMMA)
        length++;
    leave_out(rewriting, length);
}

static bool
rewrite_not_null(Rewriting *rewriting)
{
    size_t column;
    size_t length;

    if (!starts_element(rewriting))
        return false;
    length = not_null_element(rewriting, &column);
    if (length == 0)
        return false;
    name_list_add(rewriting->reader->turn, &rewriting->reader->newer_not_null,
                  token_name(rewriting, column));
    if (rewriting->is_create)
    {
        leave_out_element(rewriting, length);
        return true;
    }
    rewriting->at--; /* ADD too */
    leave_out(rewriting, length + 1);
    strbuf_add(&rewriting->out, "SET WITHOUT OIDS");
    return true;
}

static bool
rewrite_generated(Rewriting *rewriting)
{
    size_t close;

    if (!is_at(rewriting, 0, "generated") || !is_at(rewriting, 1, "always") ||
        !is_at(rewriting, 2, "as") ||
        !token_list_is_char(rewriting->tokens, rewriting->at + 3, '('))
        return false;
    close = token_list_close(rewriting->tokens, rewriting->at + 3);
    if (close >= rewriting->tokens->count || token_list_is(rewriting->tokens, close + 1, "stored"))
        return false;
    rewriting->at = close + 1;
    if (is_at(rewriting, 0, "virtual"))
        leave_out(rewriting, 1);
    else
    {
        const Token *token = &rewriting->tokens->items[close];

        strbuf_add_bytes(&rewriting->out, rewriting->tokens->text + rewriting->copied,
                         token->end - rewriting->copied);
        rewriting->copied = token->end;
        rewriting->is_changed = true;
    }
    strbuf_add(&rewriting->out, " STORED");
    return true;
}

/* PERIOD before the last column of a foreign key; not a column of that name. */
static bool
is_period(const Rewriting *rewriting)
{
    const Token *token = &rewriting->tokens->items[rewriting->at];

    return is_at(rewriting, 0, "period") && rewriting->at > 0 && token[-1].kind == TOKEN_COMMA &&
           token[1].kind != TOKEN_COMMA && token[1].kind != TOKEN_CLOSE;
}

/* STORAGE of a column in CREATE TABLE. */
static bool
is_storage(const Rewriting *rewriting)
{
    return is_at(rewriting, 0, "storage") && rewriting->is_create &&
           rewriting->tokens->items[rewriting->at].depth == 1 &&
           (is_at(rewriting, 1, "plain") || is_at(rewriting, 1, "external") ||
            is_at(rewriting, 1, "extended") || is_at(rewriting, 1, "main"));
}

/* Words that only add something to what is before them. */
static size_t
addition_length(const Rewriting *rewriting)
{
    static const char *const words[][2] = {
        {"not", "enforced"}, {"no", "inherit"}, {"without", "overlaps"}};
    const TokenList *tokens = rewriting->tokens;

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
    {
        if (is_at(rewriting, 0, words[i][0]) && is_at(rewriting, 1, words[i][1]) &&
            (i != 1 || (rewriting->at > 0 && token_list_is(tokens, rewriting->at - 1, "null"))))
            return 2;
    }
    if (is_at(rewriting, 0, "enforced") && rewriting->at > 0 &&
        tokens->items[rewriting->at - 1].kind == TOKEN_CLOSE)
        return 1;
    if (is_period(rewriting))
        return 1;
    return is_storage(rewriting) ? 2 : 0;
}

const char *
ddl_newer_rewrite(Reader *reader)
{
    Rewriting rewriting = {
        .reader = reader, .tokens = ddl_tokens(reader), .out = strbuf_new(reader->turn)};

    rewriting.is_create = is_at(&rewriting, 0, "create");
    reader->newer_not_null = (NameList){0};
    if (!rewriting.is_create && !is_at(&rewriting, 0, "alter"))
        return NULL;
    while (rewriting.at < rewriting.tokens->count)
    {
        size_t length = addition_length(&rewriting);

        if (length > 0)
            leave_out(&rewriting, length);
        else if (!rewrite_not_null(&rewriting) && !rewrite_generated(&rewriting))
            rewriting.at++;
    }
    if (!rewriting.is_changed)
        return NULL;
    strbuf_add(&rewriting.out, reader->sql + rewriting.copied);
    return rewriting.out.text;
}

void
ddl_newer_finish(Reader *reader, const Node *node)
{
    const RangeVar *var = IsA(node, CreateStmt)       ? ((const CreateStmt *) node)->relation
                          : IsA(node, AlterTableStmt) ? ((const AlterTableStmt *) node)->relation
                                                      : NULL;
    Table *table = var == NULL ? NULL : ddl_find_var(reader, var).table;

    for (const Name *name = reader->newer_not_null.first; table != NULL && name != NULL;
         name = name->next)
    {
        Column *column = table_find_column(table, name->text);

        if (column != NULL)
            column->is_not_null = true;
    }
}
