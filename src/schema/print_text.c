/*
 * print_text.c - pieces of statements.
 *
 * Expressions are kept as text, and two places of the grammar take less than any expression: DEFAULT
 * in a column (no AND, IS, IN, LIKE, AT TIME ZONE …, without parentheses), and in the sandbox a
 * partition bound, which PostgreSQL evaluates at once. Both are decided on words outside of quotes.
 */
#include "schema/print_internal.h"
#include "sql/quote.h"

#include <ctype.h>

char *
text_name(Arena *arena, const char *schema, const char *name)
{
    return quote_qualified(arena, schema, name);
}

void
text_add_names(StrBuf *out, const NameList *names)
{
    for (const Name *name = names->first; name != NULL; name = name->next)
    {
        if (name != names->first)
            strbuf_add(out, ", ");
        quote_add_ident(out, name->text);
    }
}

/* "toast.autovacuum_enabled" is two names. */
void
text_add_dotted(StrBuf *out, const char *name)
{
    for (const char *dot; (dot = strchr(name, '.')) != NULL; name = dot + 1)
    {
        quote_add_ident(out, arena_strndup(out->arena, name, (size_t) (dot - name)));
        strbuf_add_char(out, '.');
    }
    quote_add_ident(out, name);
}

char *
text_one_line(Arena *arena, const char *text)
{
    char *line = arena_strdup(arena, text);

    for (char *at = line; *at != '\0'; at++)
    {
        if ((unsigned char) *at < 0x20 || *at == 0x7f)
            *at = ' ';
    }
    return line;
}

void
text_add_options(StrBuf *out, const OptionList *options)
{
    for (const Option *option = options->first; option != NULL; option = option->next)
    {
        if (option != options->first)
            strbuf_add(out, ", ");
        text_add_dotted(out, option->name);
        if (option->value == NULL)
            continue;
        strbuf_add_char(out, '=');
        quote_add_literal(out, option->value);
    }
}

void
text_add_foreign_options(StrBuf *out, const OptionList *options)
{
    for (const Option *option = options->first; option != NULL; option = option->next)
    {
        if (option != options->first)
            strbuf_add(out, ", ");
        quote_add_ident(out, option->name);
        strbuf_add_char(out, ' ');
        quote_add_literal(out, option->value == NULL ? "" : option->value);
    }
}

static void
add_element(StrBuf *out, const IndexElement *element)
{
    if (element->column != NULL)
        quote_add_ident(out, element->column);
    else
        strbuf_add(out, element->expr->sql);
    if (element->collation != NULL)
        strbuf_printf(out, " COLLATE %s", element->collation);
    if (element->opclass != NULL)
        strbuf_printf(out, " %s", element->opclass);
    if (element->opclass_options.count > 0)
    {
        strbuf_add(out, " (");
        text_add_options(out, &element->opclass_options);
        strbuf_add(out, ")");
    }
    if (element->is_descending)
        strbuf_add(out, element->is_nulls_first ? " DESC" : " DESC NULLS LAST");
    else if (element->is_nulls_first)
        strbuf_add(out, " NULLS FIRST");
    if (element->exclude_operator != NULL)
        strbuf_printf(out, " WITH %s", element->exclude_operator);
}

void
text_add_elements(StrBuf *out, const IndexElementList *elements)
{
    for (const IndexElement *item = elements->first; item != NULL; item = item->next)
    {
        if (item != elements->first)
            strbuf_add(out, ", ");
        add_element(out, item);
    }
}

static bool
is_word_byte(char byte)
{
    return isalnum((unsigned char) byte) || byte == '_' || byte == '$' || (byte & 0x80) != 0;
}

/* The position after the string or quoted name that begins at `at`, in the text from `sql`. */
static const char *
skip_quoted(const char *sql, const char *at)
{
    char quote = *at;
    bool is_escaping =
        at > sql && (at[-1] == 'e' || at[-1] == 'E') && (at - 1 == sql || !is_word_byte(at[-2]));

    for (at++; *at != '\0'; at++)
    {
        if (*at == quote && at[1] == quote)
            at++;
        else if (*at == quote)
            return at + 1;
        else if (*at == '\\' && is_escaping && at[1] != '\0')
            at++;
    }
    return at;
}

static bool
word_is_in(const char *word, size_t length, const char *const *words)
{
    for (; *words != NULL; words++)
    {
        if (strlen(*words) == length && strncasecmp(*words, word, length) == 0)
            return true;
    }
    return false;
}

/* Words of an expression that is no b_expr in PostgreSQL's grammar. */
static const char *const loose_words[] = {
    "and", "or",  "not",  "is",     "in",      "like", "ilike",   "similar",  "between",
    "any", "all", "some", "isnull", "notnull", "at",   "collate", "overlaps", NULL,
};

static bool
needs_parentheses(const char *sql)
{
    int depth = 0;

    for (const char *at = sql; *at != '\0';)
    {
        const char *start = at;

        if (*at == '\'' || *at == '"')
        {
            at = skip_quoted(sql, at);
            continue;
        }
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        if (!is_word_byte(*at))
        {
            at++;
            continue;
        }
        while (is_word_byte(*at))
            at++;
        if (depth == 0 && word_is_in(start, (size_t) (at - start), loose_words))
            return true;
    }
    return false;
}

void
text_add_default(StrBuf *out, const char *sql)
{
    strbuf_printf(out, needs_parentheses(sql) ? "(%s)" : "%s", sql);
}

static const char *const bound_words[] = {
    "default",   "for",       "values",     "from",      "to",          "in",       "with",
    "modulus",   "remainder", "minvalue",   "maxvalue",  "null",        "true",     "false",
    "cast",      "as",        "date",       "timestamp", "timestamptz", "time",     "timetz",
    "zone",      "without",   "integer",    "int",       "bigint",      "smallint", "int2",
    "int4",      "int8",      "text",       "varchar",   "character",   "varying",  "char",
    "bpchar",    "uuid",      "numeric",    "decimal",   "boolean",     "bool",     "double",
    "precision", "real",      "float4",     "float8",    "interval",    "inet",     "cidr",
    "name",      "bytea",     "pg_catalog", "e",         NULL,
};

bool
text_is_constant_bound(const char *bound)
{
    for (const char *at = bound; *at != '\0';)
    {
        const char *start = at;

        if (*at == '\'')
        {
            at = skip_quoted(bound, at);
            continue;
        }
        if (!is_word_byte(*at))
        {
            if (strchr(" \t\r\n(),:-+.[]", *at) == NULL)
                return false;
            at++;
            continue;
        }
        while (is_word_byte(*at))
            at++;
        if (!isdigit((unsigned char) *start) &&
            !word_is_in(start, (size_t) (at - start), bound_words))
            return false;
    }
    return true;
}

/* One name of the list; the position after it. */
static const char *
split_name(Arena *arena, const char *at, NameList *names)
{
    StrBuf name = strbuf_new(arena);
    bool is_quoted = *at == '"' || *at == '\'';
    char quote = *at;

    if (!is_quoted)
    {
        for (; *at != '\0' && *at != ',' && !isspace((unsigned char) *at); at++)
            strbuf_add_char(&name, (char) tolower((unsigned char) *at));
    }
    else
    {
        for (at++; *at != '\0' && (*at != quote || at[1] == quote); at++)
        {
            at += *at == quote;
            strbuf_add_char(&name, *at);
        }
        at += *at != '\0';
    }
    if (name.length > 0)
        name_list_add(arena, names, name.text);
    return at;
}

NameList
text_split_path(Arena *arena, const char *search_path)
{
    NameList names = {0};
    const char *at = search_path == NULL ? "" : search_path;

    while (*at != '\0')
    {
        if (*at == ',' || isspace((unsigned char) *at))
            at++;
        else
            at = split_name(arena, at, &names);
    }
    return names;
}

char *
text_search_path(Arena *arena, const char *search_path)
{
    StrBuf out = strbuf_new(arena);
    NameList names = text_split_path(arena, search_path);

    text_add_names(&out, &names);
    if (out.length == 0)
        strbuf_add(&out, "''");
    return out.text;
}
