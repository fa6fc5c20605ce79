/*
 * base.h - what every file of tenfold may take for granted.
 *
 * Standard types, compiler attributes and the list of C functions that do not compile here.
 */
#ifndef TENFOLD_BASE_BASE_H
#define TENFOLD_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define UNUSED __attribute__((unused))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* True when both are NULL, or neither is and they spell the same. */
static inline bool
str_equal(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/*
 * These write without a bound, keep hidden state or hide failure. Files that include the server's
 * headers define TENFOLD_SERVER_HEADERS, because those headers use some of the names.
 */
#ifndef TENFOLD_SERVER_HEADERS
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gmtime localtime system
#endif

#endif
