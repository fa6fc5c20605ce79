/*
 * ddl_eval_regex.c - PostgreSQL's regular expressions, where POSIX's mean the same.
 *
 * What could take long, or would be read otherwise, is unknown.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval_call.h"

#include <regex.h>

enum
{
    PATTERN_MAXIMUM = 100,
    SUBJECT_MAXIMUM = 1000,
    GROUPS = 10
};

/* In POSIX's words; NULL for what it would read otherwise, or what could take long. */
static const char *
posix_regex(Arena *arena, const char *pattern)
{
    StrBuf out = strbuf_new(arena);
    size_t counts = 0;

    if (strlen(pattern) > PATTERN_MAXIMUM || strstr(pattern, "(?") != NULL ||
        strstr(pattern, "*?") != NULL || strstr(pattern, "+?") != NULL ||
        strncmp(pattern, "***", 3) == 0)
        return NULL;
    for (const char *at = pattern; *at != '\0'; at++)
    {
        if (*at == '{' && (++counts > 4 || strspn(at + 1, "0123456789,") > 2))
            return NULL;
        if (*at != '\\')
            strbuf_add_char(&out, *at);
        else if (*++at == 'd')
            strbuf_add(&out, "[0-9]");
        else if (*at == 'w')
            strbuf_add(&out, "[A-Za-z0-9_]");
        else if (*at == 's')
            strbuf_add(&out, "[[:space:]]");
        else if (*at != '\0' && strchr(".()[]*+?|$^{}", *at) != NULL)
            strbuf_printf(&out, "\\%c", *at);
        else
            return NULL;
    }
    return out.text;
}

/* To be given back with regfree(). */
static bool
compile(Arena *arena, const char *text, const char *pattern, int flags, regex_t *out)
{
    const char *posix = posix_regex(arena, pattern);

    return posix != NULL && strlen(text) <= SUBJECT_MAXIMUM &&
           regcomp(out, posix, REG_EXTENDED | flags) == 0;
}

Value
ddl_eval_match_regex(Eval *eval, Value text, Value pattern, bool ignores_case)
{
    regex_t compiled;
    int result;

    if (text.kind == VALUE_NULL || pattern.kind == VALUE_NULL)
        return ddl_value_null();
    if (text.kind != VALUE_TEXT || pattern.kind != VALUE_TEXT)
        return ddl_value_unknown(eval->why);
    if (!compile(eval->arena, text.text, pattern.text, REG_NOSUB | (ignores_case ? REG_ICASE : 0),
                 &compiled))
        return ddl_eval_unknown(eval, "a regular expression");
    result = regexec(&compiled, text.text, 0, NULL, 0);
    regfree(&compiled);
    return ddl_value_bool(result == 0);
}

/* \1 and \& in what is put for a match. */
static void
add_replacement(StrBuf *out, const char *with, const char *text, const regmatch_t *groups)
{
    for (; *with != '\0'; with++)
    {
        size_t group = with[1] == '&' ? 0 : (size_t) (with[1] - '0');

        if (*with != '\\' || (with[1] != '&' && (with[1] < '0' || with[1] > '9')))
        {
            with += *with == '\\' && with[1] == '\\';
            strbuf_add_char(out, *with);
            continue;
        }
        with++;
        if (groups[group].rm_so >= 0)
            strbuf_add_bytes(out, text + groups[group].rm_so,
                             (size_t) (groups[group].rm_eo - groups[group].rm_so));
    }
}

Value
ddl_eval_regexp_replace(Call *call)
{
    const char *at = ddl_eval_text_at(call, 0);
    const char *with = ddl_eval_text_at(call, 2);
    const char *flags = call->count > 3 ? ddl_eval_text_at(call, 3) : "";
    StrBuf out = strbuf_new(call->arena);
    regmatch_t groups[GROUPS];
    regex_t compiled;
    bool is_first = true;

    if (flags == NULL || strspn(flags, "gi") < strlen(flags) ||
        !compile(call->arena, at, ddl_eval_text_at(call, 1),
                 strchr(flags, 'i') != NULL ? REG_ICASE : 0, &compiled))
        return ddl_value_unknown(NULL);
    while (regexec(&compiled, at, GROUPS, groups, is_first ? 0 : REG_NOTBOL) == 0)
    {
        strbuf_add_bytes(&out, at, (size_t) groups[0].rm_so);
        add_replacement(&out, with, at, groups);
        is_first = false;
        if (groups[0].rm_eo == groups[0].rm_so && at[groups[0].rm_eo] != '\0')
            strbuf_add_char(&out, at[groups[0].rm_eo++]);
        at += groups[0].rm_eo;
        if (strchr(flags, 'g') == NULL || *at == '\0')
            break;
    }
    regfree(&compiled);
    strbuf_add(&out, at);
    return ddl_value_text(out.text);
}
