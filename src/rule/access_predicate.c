/*
 * access_predicate.c - whether a query says what the predicate of a partial index says.
 *
 * Both are looked at as text, conjunct by conjunct; what is not certain is not said.
 */
#include "rule/access_internal.h"

#include <ctype.h>
#include <strings.h>

/* What follows the name of a type: character varying(20), timestamp with time zone, text[]. */
static const char *
skip_type(const char *at)
{
    static const char *const rests[] = {" varying", " precision", " without time zone",
                                        " with time zone", "[]"};

    while (isalnum((unsigned char) *at) || (*at != '\0' && strchr("_.\"", *at) != NULL))
        at++;
    for (size_t i = 0; i < ARRAY_LENGTH(rests); i++)
        if (strncmp(at, rests[i], strlen(rests[i])) == 0)
            at += strlen(rests[i]);
    if (*at == '(' && isdigit((unsigned char) at[1]))
        at += strcspn(at, ")") + 1;
    return at;
}

/* "((deleted = false))" to "deleted = false"; quotes of names go, casts of literals too. */
static char *
plain_text(Arena *arena, const char *sql)
{
    char *text = arena_strdup(arena, sql);
    char *to = text;
    bool is_literal = false;

    for (const char *at = sql; *at != '\0';)
    {
        is_literal ^= *at == '\'';
        if (!is_literal && at[0] == ':' && at[1] == ':')
        {
            at = skip_type(at + 2);
            continue;
        }
        if (is_literal || *at == '\'')
            *to++ = *at;
        else if (strchr("()\"", *at) == NULL)
            *to++ = (char) tolower((unsigned char) *at);
        at++;
    }
    *to = '\0';
    return text;
}

static const char *
skip_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    if (strncasecmp(text, word, length) != 0 || (text[length] != '\0' && text[length] != ' '))
        return NULL;
    return text[length] == ' ' ? text + length + 1 : text + length;
}

static bool
says_boolean(const ColumnUse *use, bool value)
{
    bool is_constant = use->constant != NULL && use->operation != NULL;

    if (is_constant && (use->roles & USE_EQUAL) != 0)
        return (*use->constant == 't') == value;
    return (use->roles & USE_BOOLEAN) != 0 && use->is_negated != value;
}

/* <> 'x', or = with another constant. */
static bool
says_not_equal(Arena *arena, const ColumnUse *use, const char *rest)
{
    bool is_same;

    if (strncmp(rest, "<> ", 3) != 0 || use->constant == NULL)
        return false;
    is_same = strcmp(rest + 3, arena_printf(arena, "'%s'", use->constant)) == 0 ||
              strcmp(rest + 3, use->constant) == 0;
    return is_same ? (use->roles & USE_NOT_EQUAL) != 0 : (use->roles & USE_EQUAL) != 0;
}

static bool
says_equal(Arena *arena, const ColumnUse *use, const char *rest)
{
    if ((use->roles & USE_EQUAL) == 0 || use->constant == NULL ||
        (strncmp(rest, "= ", 2) != 0 && strncmp(rest, "in ", 3) != 0))
        return false;
    return strstr(rest, arena_printf(arena, "'%s'", use->constant)) != NULL ||
           strcmp(rest + 2, use->constant) == 0;
}

/* True when this use of a column says what the rest of a predicate's conjunct does. */
static bool
says(Arena *arena, const ColumnUse *use, const char *rest, bool is_not)
{
    static const uint32_t strict = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX |
                                   USE_CONTAINMENT | USE_FULL_TEXT | USE_IS_NOT_NULL | USE_JOINED |
                                   USE_NOT_EQUAL;

    if (*rest == '\0')
        return says_boolean(use, !is_not);
    if (is_not)
        return false;
    if (strcmp(rest, "= false") == 0 || strcmp(rest, "is false") == 0)
        return says_boolean(use, false);
    if (strcmp(rest, "= true") == 0 || strcmp(rest, "is true") == 0)
        return says_boolean(use, true);
    if (strcmp(rest, "is null") == 0)
        return (use->roles & USE_IS_NULL) != 0;
    if (strcmp(rest, "is not null") == 0)
        return (use->roles & strict) != 0;
    return says_not_equal(arena, use, rest) || says_equal(arena, use, rest);
}

static bool
implies_conjunct(Arena *arena, const Query *query, const QueryRelation *relation, const char *text)
{
    const char *after_not = skip_word(text, "not");

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        const char *rest;

        if (use->relation != relation || !access_is_condition(use) || use->path != NULL)
            continue;
        rest = skip_word(after_not == NULL ? text : after_not, use->name);
        if (rest != NULL && says(arena, use, rest, after_not != NULL))
            return true;
    }
    return false;
}

bool
access_implies(const Query *query, const QueryRelation *relation, const Expr *predicate)
{
    Arena *scratch;
    bool is_implied = true;
    char *text;

    if (predicate == NULL)
        return true;
    scratch = arena_new(NULL, "predicate");
    text = plain_text(scratch, predicate->sql);
    for (char *at = text; is_implied && at != NULL;)
    {
        char *next = strstr(at, " and ");

        if (next != NULL)
            *next = '\0';
        is_implied = strstr(at, " or ") == NULL && implies_conjunct(scratch, query, relation, at);
        at = next == NULL ? NULL : next + 5;
    }
    arena_free(scratch);
    return is_implied;
}
