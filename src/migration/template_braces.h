/*
 * template_braces.h - one {{ … }} of a Go template, mustache or Jinja.
 */
#ifndef TENFOLD_MIGRATION_TEMPLATE_BRACES_H
#define TENFOLD_MIGRATION_TEMPLATE_BRACES_H

#include "base/arena.h"

typedef struct Braces
{
    size_t length; /* with the braces */
    const char
        *name; /* "Namespace" of {{ index .Options "Namespace" }}; NULL: a control construct */
    bool is_comment; /* {{! … }} */
} Braces;

/*
 * Reads what begins with "{{" or "{%". False when it is none: nothing closes it or, unless `is_code`,
 * it could as well be an array: '{{1,2},{3,4}}'.
 */
bool template_braces(Arena *arena, const char *text, size_t length, bool is_code, Braces *out);

#endif
