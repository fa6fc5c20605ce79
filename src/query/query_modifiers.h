/*
 * query_modifiers.h - the modifiers of a type as they were written: "10,2" of numeric(10,2).
 *
 * For files that include sql/nodes.h.
 */
#ifndef TENFOLD_QUERY_QUERY_MODIFIERS_H
#define TENFOLD_QUERY_QUERY_MODIFIERS_H

#include "base/arena.h"

struct List;

/* As TypeName.modifiers of schema.h; NULL without. */
const char *query_modifiers(Arena *arena, const char *type_name, const struct List *modifiers);

#endif
