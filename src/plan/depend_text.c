#include "plan/depend.h"

#include <ctype.h>

#include "sql/quote.h"

/*
 * Expressions are text, so a column is renamed token by token: strings, casts, function names and
 * names behind another table's dot are left alone.
 */

void
depend_rename(Arena *arena, RenamingList *list, const char *from, const char *to)
{
    Renaming *renaming = arena_new_object(arena, Renaming);

    renaming->from = from;
    renaming->to = to;
    list_append(list, renaming);
}

const char *
depend_renamed(const RenamingList *list, const char *name)
{
    for (const Renaming *renaming = list->first; renaming != NULL; renaming = renaming->next)
    {
        if (str_equal(renaming->from, name))
            return renaming->to;
    }
    return name;
}

static bool
is_word_start(char c)
{
    return isalpha((unsigned char) c) || c == '_' || (unsigned char) c >= 0x80;
}

static const char *
word_end(const char *at)
{
    while (is_word_start(*at) || isdigit((unsigned char) *at) || *at == '$')
        at++;
    return at;
}

/* Past the closing quote; a doubled quote goes on. */
static const char *
quoted_end(const char *at)
{
    char quote = *at++;

    while (*at != '\0')
    {
        if (*at == quote && at[1] != quote)
            return at + 1;
        at += *at == quote ? 2 : 1;
    }
    return at;
}

/* The name as PostgreSQL stores it. */
static char *
plain_name(Arena *arena, const char *start, const char *end)
{
    char *name = arena_strndup(arena, start, (size_t) (end - start));

    if (*start == '"')
    {
        name[end - start - 1] = '\0';
        return name + 1;
    }
    for (char *at = name; *at != '\0'; at++)
        *at = (char) tolower((unsigned char) *at);
    return name;
}

static char
next_sign(const char *at)
{
    while (*at == ' ' || *at == '\n')
        at++;
    return *at;
}

/* Where the word, string or sign at `at` ends. */
static const char *
token_end(const char *at)
{
    if (*at == '"' || *at == '\'')
        return quoted_end(at);
    if (is_word_start(*at) || isdigit((unsigned char) *at))
        return word_end(at);
    return at + 1;
}

/* A column's name, judged by what stands around it: no cast, no function, no other table's. */
static bool
is_column(const char *end, char sign_before, bool is_own_dot)
{
    return sign_before != ':' && next_sign(end) != '(' && next_sign(end) != '.' &&
           (sign_before != '.' || is_own_dot);
}

char *
depend_rename_sql(Arena *arena, const RenamingList *list, const char *table, const char *sql)
{
    StrBuf out = strbuf_new(arena);
    const char *before = ""; /* the word before, for its dot */
    char sign = '\0'; /* the last character that is no blank */
    const char *end;

    for (const char *at = sql; *at != '\0'; at = end)
    {
        bool is_name = is_word_start(*at) || *at == '"';
        const char *name;

        end = token_end(at);
        name = is_name ? plain_name(arena, at, end) : "";
        if (is_name && !str_equal(depend_renamed(list, name), name) &&
            is_column(end, sign, str_equal(before, table)))
            strbuf_add(&out, quote_ident(arena, depend_renamed(list, name)));
        else
            strbuf_add_bytes(&out, at, (size_t) (end - at));
        if (is_name)
            before = name;
        if (*at != ' ' && *at != '\n')
            sign = end[-1];
    }
    return out.text;
}

bool
depend_mentions(const Expr *expr, const RenamingList *columns)
{
    for (const Reference *ref = expr == NULL ? NULL : expr->references.first; ref != NULL;
         ref = ref->next)
    {
        if (ref->kind == REFERENCE_COLUMN &&
            !str_equal(depend_renamed(columns, ref->name), ref->name))
            return true;
    }
    return false;
}

/* Past blanks and one word, or one quoted name. */
static const char *
next_word(const char *at, const char **start, size_t *length)
{
    while (isspace((unsigned char) *at))
        at++;
    *start = at;
    at = *at == '"' ? quoted_end(at) : word_end(at);
    *length = (size_t) (at - *start);
    return at;
}

static bool
is_word(const char *start, size_t length, const char *word)
{
    return length == strlen(word) && strncasecmp(start, word, length) == 0;
}

/* True when "INSERT INTO" at `at` names the table and then no columns. */
static bool
is_positional(Arena *arena, const char *at, const Table *table)
{
    const char *start;
    size_t length;

    at = next_word(at, &start, &length);
    if (!is_word(start, length, "into"))
        return false;
    at = next_word(at, &start, &length);
    if (*at == '.')
        at = next_word(at + 1, &start, &length);
    if (length == 0 || !str_equal(plain_name(arena, start, start + length), table->name))
        return false;
    (void) next_word(at, &start, &length);
    return is_word(start, length, "select") || is_word(start, length, "values") ||
           is_word(start, length, "with");
}

const char *
depend_positional_inserts(Planning *planning, const Table *table)
{
    StrBuf names = strbuf_new(planning->arena);

    for (const Routine *routine = planning->schema->routines.first; routine != NULL;
         routine = routine->next)
    {
        bool is_found = false;

        for (const char *at = routine->body; at != NULL && !is_found;)
        {
            at = strcasestr(at, "insert ");
            if (at == NULL)
                break;
            at += strlen("insert ");
            is_found = is_positional(planning->arena, at, table);
        }
        if (!is_found)
            continue;
        strbuf_separate(&names, ", ");
        strbuf_add(&names, routine->name);
    }
    return names.length == 0 ? NULL : names.text;
}
