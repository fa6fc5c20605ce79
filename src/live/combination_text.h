/*
 * combination_text.h - the texts by which pg_stats_ext tells numbers of combinations and dependencies.
 */
#ifndef TENFOLD_LIVE_COMBINATION_TEXT_H
#define TENFOLD_LIVE_COMBINATION_TEXT_H

#include "stats/stats.h"

/* Which number stands for each of an object's members: those of its columns, then -1, -2 of expressions. */
typedef struct CombinationNumbers
{
    long of[STATS_MEMBERS_MOST];
    size_t count;
} CombinationNumbers;

/*
 * Reads {"1, 2": 11} or {"1 => 2": 0.5, "1, 2 => 3": 1}. What does not fit is left out: numbers of other
 * columns, fewer than two of them, one twice.
 */
const MemberSet *combination_text_read(Arena *arena, const char *text,
                                       const CombinationNumbers *numbers, size_t *count);

#endif
