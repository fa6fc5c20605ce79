/*
 * ddl_newer_word.c - newer SQL within expressions and queries: what can be written in older words, and
 * the name of what cannot.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <ctype.h>

static bool
is_word_byte(char byte)
{
    return isalnum((unsigned char) byte) || byte == '_';
}

/* 0x1F, 0o17 or 0b11 as a decimal number; NULL when it is none. */
static const char *
decimal(Arena *arena, const char *digits)
{
    int base = strchr("xX", digits[1]) != NULL   ? 16
               : strchr("oO", digits[1]) != NULL ? 8
               : strchr("bB", digits[1]) != NULL ? 2
                                                 : 0;
    unsigned long long value;
    char *end;

    if (digits[0] != '0' || digits[1] == '\0' || base == 0)
        return NULL;
    value = strtoull(digits + 2, &end, base);
    return *end == '\0' && end > digits + 2 ? arena_printf(arena, "%llu", value) : NULL;
}

static const char *
without_underscores(Arena *arena, const char *text, size_t length)
{
    StrBuf digits = strbuf_new(arena);
    const char *other;

    for (size_t i = 0; i < length; i++)
    {
        if (text[i] != '_')
            strbuf_add_bytes(&digits, text + i, 1);
    }
    other = decimal(arena, digits.text);
    return other != NULL ? other : digits.text;
}

/* 1_000_000 and 0xFF, of PostgreSQL 16. */
static const char *
rewrite_numbers(Reader *reader, const char *sql)
{
    TokenList tokens = token_list(reader->turn, sql, strlen(sql));
    StrBuf out = strbuf_new(reader->turn);
    size_t copied = 0;

    for (size_t i = 0; i < tokens.count; i++)
    {
        size_t start = tokens.items[i].start;
        size_t end = start;

        if (start < copied || !isdigit((unsigned char) sql[start]))
            continue;
        while (is_word_byte(sql[end]))
            end++;
        if (memchr(sql + start, '_', end - start) == NULL &&
            (sql[start] != '0' || end < start + 3 || !isalpha((unsigned char) sql[start + 1])))
            continue;
        strbuf_add_bytes(&out, sql + copied, start - copied);
        strbuf_add(&out, without_underscores(reader->turn, sql + start, end - start));
        copied = end;
    }
    strbuf_add(&out, sql + copied);
    return out.text;
}

/* PostgreSQL 16 needs no alias for a subquery in FROM, and gives it this one. */
static const char *
add_alias(Reader *reader, const char *sql, size_t position, unsigned number)
{
    TokenList tokens = token_list(reader->turn, sql, strlen(sql));
    size_t close = token_list_close(&tokens, token_list_at(&tokens, position));
    const char *name = number == 0 ? "unnamed_subquery"
                                   : arena_printf(reader->turn, "unnamed_subquery_%u", number);

    if (close >= tokens.count)
        return NULL;
    return arena_printf(reader->turn, "%.*s AS %s%s", (int) tokens.items[close].end, sql, name,
                        sql + tokens.items[close].end);
}

bool
ddl_newer_parse(Reader *reader, ParseTree *tree)
{
    Error error = {.arena = reader->turn};
    const char *sql = ddl_newer_rewrite(reader);
    size_t position;

    sql = rewrite_numbers(reader, sql == NULL ? reader->sql : sql);
    for (unsigned i = 0; sql != NULL && i < 100; i++)
    {
        if (parse_open(sql, tree, &position, &error))
        {
            reader->sql = sql;
            reader->has_tokens = false;
            return true;
        }
        if (error.message == NULL || strstr(error.message, "must have an alias") == NULL)
            return false;
        sql = add_alias(reader, sql, position, i);
    }
    return false;
}

typedef struct Feature
{
    const char *version;
    const char *name;
    const char *words[4]; /* in a row */
} Feature;

static const Feature features[] = {
    {"17", "JSON_TABLE", {"json_table", "("}},
    {"17", "JSON_EXISTS", {"json_exists", "("}},
    {"17", "JSON_QUERY", {"json_query", "("}},
    {"17", "JSON_VALUE", {"json_value", "("}},
    {"17", "JSON_SERIALIZE", {"json_serialize", "("}},
    {"17", "JSON_SCALAR", {"json_scalar", "("}},
    {"16", "JSON_ARRAYAGG", {"json_arrayagg", "("}},
    {"16", "JSON_OBJECTAGG", {"json_objectagg", "("}},
    {"16", "JSON_ARRAY", {"json_array", "("}},
    {"16", "JSON_OBJECT", {"json_object", "("}},
    {"16", "IS JSON", {"is", "json"}},
    {"16", "IS NOT JSON", {"is", "not", "json"}},
    {"17", "ALTER COLUMN … SET EXPRESSION", {"set", "expression", "as"}},
    {"19", "SPLIT PARTITION", {"split", "partition"}},
    {"19", "MERGE PARTITIONS", {"merge", "partitions"}},
    {"18", "ALTER CONSTRAINT … ENFORCED", {"enforced"}},
    {"18", "PERIOD in a key", {"period"}},
    {"18", "WITHOUT OVERLAPS", {"without", "overlaps"}},
    {"18", "default privileges of large objects", {"on", "large", "objects"}},
    {"18", "RETURNING WITH (OLD AS …)", {"returning", "with"}},
    {"19", "FOR PORTION OF", {"for", "portion", "of"}},
    {"19", "GRAPH_TABLE", {"graph_table", "("}},
    {"19", "property graphs", {"property", "graph"}},
    {"16", "SYSTEM_USER", {"system_user"}},
};

static bool
has_words(const TokenList *tokens, size_t at, const Feature *feature)
{
    for (size_t i = 0; i < ARRAY_LENGTH(feature->words) && feature->words[i] != NULL; i++)
    {
        if (feature->words[i][0] == '(' ? !token_list_is_char(tokens, at + i, '(')
                                        : !token_list_is(tokens, at + i, feature->words[i]))
            return false;
    }
    return true;
}

const char *
ddl_newer_name(Reader *reader, size_t *position)
{
    const TokenList *tokens = ddl_tokens(reader);

    for (size_t at = 0; at < tokens->count; at++)
    {
        for (size_t i = 0; i < ARRAY_LENGTH(features); i++)
        {
            if (!has_words(tokens, at, &features[i]))
                continue;
            *position = tokens->items[at].start;
            return arena_printf(reader->turn, "SQL of PostgreSQL %s or later: %s",
                                features[i].version, features[i].name);
        }
    }
    return NULL;
}

/* Roles, and data: nothing that a schema keeps. */
bool
ddl_newer_is_no_schema(Reader *reader)
{
    const TokenList *tokens = ddl_tokens(reader);
    bool is_grant = token_list_is(tokens, 0, "grant") || token_list_is(tokens, 0, "revoke");

    if (token_list_is(tokens, 0, "merge") || token_list_is(tokens, 0, "copy") ||
        token_list_is(tokens, 0, "vacuum") || token_list_is(tokens, 0, "explain"))
        return true;
    return is_grant && token_list_find(tokens, 0, 0, "on") >= tokens->count &&
           token_list_find(tokens, 0, 0, "to") + token_list_find(tokens, 0, 0, "from") <
               2 * tokens->count;
}
