#define TENFOLD_SERVER_HEADERS
#include "sql/quote.h"

#include "sql/nodes.h"

/*
 * The rules are those of PostgreSQL's quote_identifier() and quote_literal(): unreserved keywords
 * stay bare, as pg_dump writes them.
 */
static bool
is_plain_word(const char *name)
{
    if (!((*name >= 'a' && *name <= 'z') || *name == '_'))
        return false;
    for (const char *at = name; *at != '\0'; at++)
    {
        if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_'))
            return false;
    }
    return true;
}

static bool
is_keyword(const char *name)
{
    int keyword = ScanKeywordLookup(name, &ScanKeywords);

    return keyword >= 0 && ScanKeywordCategories[keyword] != UNRESERVED_KEYWORD;
}

void
quote_add_ident(StrBuf *out, const char *name)
{
    if (is_plain_word(name) && !is_keyword(name))
    {
        strbuf_add(out, name);
        return;
    }
    strbuf_add_char(out, '"');
    for (; *name != '\0'; name++)
    {
        if (*name == '"')
            strbuf_add_char(out, '"');
        strbuf_add_char(out, *name);
    }
    strbuf_add_char(out, '"');
}

void
quote_add_qualified(StrBuf *out, const char *schema, const char *name)
{
    if (schema != NULL)
    {
        quote_add_ident(out, schema);
        strbuf_add_char(out, '.');
    }
    quote_add_ident(out, name);
}

void
quote_add_literal(StrBuf *out, const char *text)
{
    if (strchr(text, '\\') != NULL)
        strbuf_add_char(out, 'E');
    strbuf_add_char(out, '\'');
    for (; *text != '\0'; text++)
    {
        if (*text == '\'' || *text == '\\')
            strbuf_add_char(out, *text);
        strbuf_add_char(out, *text);
    }
    strbuf_add_char(out, '\'');
}

char *
quote_ident(Arena *arena, const char *name)
{
    StrBuf out = strbuf_new(arena);

    quote_add_ident(&out, name);
    return out.text;
}

char *
quote_qualified(Arena *arena, const char *schema, const char *name)
{
    StrBuf out = strbuf_new(arena);

    quote_add_qualified(&out, schema, name);
    return out.text;
}

char *
quote_literal(Arena *arena, const char *text)
{
    StrBuf out = strbuf_new(arena);

    quote_add_literal(&out, text);
    return out.text;
}
