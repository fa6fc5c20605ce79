/*
 * parameter.h - the placeholders of drivers and query files become $1, $2 …
 *
 * Known are $1, ?, ?1, :name, :1, :'name', @name, %s, %(name)s, %name%, #{name} and sqlc.arg(name), narg,
 * slice, embed. They must go before parsing: "a = @x" is an operator for PostgreSQL, "a = ?" an error.
 */
#ifndef TENFOLD_QUERY_PARAMETER_H
#define TENFOLD_QUERY_PARAMETER_H

#include "schema/schema.h"

/* From `at` of the new text on, offsets stand for those from `before` on of the old one. */
typedef struct ParameterPiece
{
    size_t at;
    size_t before;
    bool is_placeholder; /* all of it stands for one place of the old text */
} ParameterPiece;

typedef struct ParameterText
{
    const char *sql; /* with $n alone */
    NameList names; /* of $1, $2 …; "" where a placeholder has none */
    ParameterPiece *pieces;
    size_t piece_count;
} ParameterText;

/* Never fails: what is no placeholder stays as it is. */
void parameter_rewrite(Arena *arena, const char *sql, ParameterText *out);

/* Where in the old text an offset of the new one is. */
size_t parameter_offset(const ParameterText *text, size_t offset);

#endif
