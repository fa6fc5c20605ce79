/*
 * closure.h - the proof that a recommended schema stands.
 *
 * It closes when it loads in the scratch server, when analysing what the server then holds raises none
 * of the findings that it was to end, when it raises no new error, and when every query that PostgreSQL
 * understands today can be prepared on it.
 */
#ifndef TENFOLD_ADVISE_CLOSURE_H
#define TENFOLD_ADVISE_CLOSURE_H

#include "advise/recommend.h"
#include "scratch/scratch.h"

typedef struct Closure
{
    size_t fixed; /* findings that were to end and are gone */
    NameList faults; /* sentences; empty when the schema closes */
} Closure;

/*
 * Reads the target back by the catalogs of the database into which it was loaded, and runs the rules on
 * it. `before` is what happened when the original was loaded: objects that failed there may fail again.
 */
bool closure_check(Arena *arena, Scratch *scratch, const Findings *findings,
                   const Recommendation *recommendation, const LoadResult *before,
                   const char *database, const LoadResult *after, Closure *out,
                   Error *error) MUST_CHECK;

#endif
