/*
 * access_expression.c - the expression of a query that an index could hold.
 *
 * It is cut out of the text: from the name of the innermost function around the column to the end of
 * its arguments. What holds a parameter, a sub-select or a function that is not known to be immutable
 * is let be.
 */
#include "rule/access.h"

#include <ctype.h>
#include <strings.h>

static bool
is_immutable(const char *name, size_t length)
{
    static const char *const names[] = {
        "lower", "upper", "substring", "substr",   "left",        "right",     "length", "md5",
        "btrim", "ltrim", "rtrim",     "replace",  "split_part",  "translate", "abs",    "floor",
        "ceil",  "mod",   "reverse",   "coalesce", "char_length", "nullif",    "sha256", "encode",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strlen(names[i]) == length && strncasecmp(names[i], name, length) == 0)
            return true;
    return false;
}

static bool
is_name(char character)
{
    return isalnum((unsigned char) character) || character == '_';
}

/* Where the innermost "(" around the column stands; 0 when there is none. */
static size_t
opening(const char *sql, size_t offset)
{
    size_t depth = 0;

    for (size_t at = offset; at-- > 0;)
    {
        if (sql[at] == ')')
            depth++;
        else if (sql[at] == '(' && depth-- == 0)
            return at;
        else if (sql[at] == ';' || sql[at] == '\'')
            break;
    }
    return 0;
}

/* Past the ")" that closes it; 0 when the text ends before, or holds what no index may. */
static size_t
closing(const char *sql, size_t from)
{
    size_t depth = 0;
    bool is_literal = false;

    for (size_t at = from; sql[at] != '\0'; at++)
    {
        is_literal ^= sql[at] == '\'';
        if (is_literal)
            continue;
        if (strchr("$:\"", sql[at]) != NULL)
            return 0;
        depth += sql[at] == '(';
        if (sql[at] == ')' && --depth == 0)
            return at + 1;
    }
    return 0;
}

/* Every call within it is of an immutable function. */
static bool
are_calls_immutable(const char *text)
{
    for (const char *at = strchr(text, '('); at != NULL; at = strchr(at + 1, '('))
    {
        const char *name = at;

        while (name > text && is_name(name[-1]))
            name--;
        if (name == at || !is_immutable(name, (size_t) (at - name)))
            return false;
    }
    return true;
}

/* "lower(u.name)" to "lower(name)". */
static char *
unqualified(Arena *arena, const char *text, const char *alias)
{
    char *copy = arena_strdup(arena, text);
    size_t length = alias == NULL ? 0 : strlen(alias);
    char *to = copy;

    for (const char *at = text; *at != '\0';)
    {
        bool is_start = at == text || !is_name(at[-1]);

        if (length > 0 && is_start && strncasecmp(at, alias, length) == 0 && at[length] == '.')
            at += length + 1;
        else
            *to++ = *at++;
    }
    *to = '\0';
    return copy;
}

/* No name but the column's and those of functions is left: all words are one of them, or numbers. */
static bool
is_of_column_alone(const char *text, const char *column)
{
    bool is_literal = false;

    for (const char *at = text; *at != '\0';)
    {
        size_t length = 0;

        is_literal ^= *at == '\'';
        while (is_name(at[length]))
            length++;
        if (length == 0 || is_literal)
        {
            at++;
            continue;
        }
        if (at[length] != '(' && !isdigit((unsigned char) *at) &&
            (strlen(column) != length || strncasecmp(at, column, length) != 0))
            return false;
        at += length;
    }
    return strchr(text, '.') == NULL;
}

char *
access_expression(Arena *arena, const char *sql, const ColumnUse *use)
{
    size_t open = use->offset < strlen(sql) ? opening(sql, use->offset) : 0;
    size_t start = open;
    size_t end;
    char *text;

    while (start > 0 && is_name(sql[start - 1]))
        start--;
    if (open == 0 || start == open || use->function == NULL ||
        strncasecmp(sql + start, use->function, open - start) != 0)
        return NULL;
    end = closing(sql, open);
    if (end == 0)
        return NULL;
    text = unqualified(arena, arena_strndup(arena, sql + start, end - start), use->relation->alias);
    return are_calls_immutable(text) && is_of_column_alone(text, use->name) ? text : NULL;
}
