/*
 * nearest.h - "did you mean": the known name that is nearest to what was typed.
 */
#ifndef TENFOLD_BASE_NEAREST_H
#define TENFOLD_BASE_NEAREST_H

#include "base/arena.h"

/* The search for one typed name; candidates are offered one by one. */
typedef struct Nearest
{
    const char *typed;
    const char *best; /* NULL while none is near enough */
    size_t best_distance;
} Nearest;

Nearest nearest_start(const char *typed);

/*
 * Remembers `candidate` when it is nearer than all before: at most a third of its letters differ, or
 * it begins with what was typed.
 */
void nearest_offer(Nearest *nearest, const char *candidate);

#endif
