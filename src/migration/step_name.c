#include "migration/step_name.h"

#include <ctype.h>

bool
step_name_ends(const char *text, size_t *length, const char *suffix)
{
    size_t suffix_length = strlen(suffix);

    if (*length < suffix_length ||
        strncasecmp(text + *length - suffix_length, suffix, suffix_length) != 0)
        return false;
    *length -= suffix_length;
    return true;
}

bool
step_name_is_sql(const char *text, size_t *length)
{
    return step_name_ends(text, length, ".sql") || step_name_ends(text, length, ".pgsql") ||
           step_name_ends(text, length, ".psql");
}

bool
step_name_number(Arena *arena, const char *text, size_t length, const char *separators,
                 StepName *out)
{
    size_t digits = version_digits(text);

    if (digits == 0 || digits > length)
        return false;
    if (digits < length && strchr(separators, text[digits]) == NULL)
        return false;
    out->version = arena_strndup(arena, text, digits);
    while (digits < length && strchr(separators, text[digits]) != NULL)
        digits++;
    out->name = arena_strndup(arena, text + digits, length - digits);
    return true;
}
