/*
 * insight.h - what is wrong with a plan, worst first.
 */
#ifndef TENFOLD_EXPLAIN_INSIGHT_H
#define TENFOLD_EXPLAIN_INSIGHT_H

#include "explain/explain.h"

/* A kind of insight: part of the interface, as rules are. */
typedef struct InsightKind
{
    const char *id; /* "plan-sort-on-disk" */
    const char *title;
    const char *rule; /* the rule on schemas that says the same before there are rows; or NULL */
} InsightKind;

typedef struct Insight Insight;
struct Insight
{
    Insight *next;
    const InsightKind *kind;
    const ExplainNode *node; /* NULL: about the whole */
    double share; /* of the time, or without times of the cost, that is at stake: 0 to 1 */
    const char *message; /* a sentence: what happens, with its numbers */
    const char *fix; /* a sentence: what ends it */
    const char *sql; /* to run; or NULL */
    const char *rule; /* its kind's, where that is about it; or NULL */
};
LIST_OF(Insight);

extern const InsightKind insight_kinds[];
extern const size_t insight_kind_count;

InsightList insight_find(Arena *arena, const Explain *explain);

#endif
