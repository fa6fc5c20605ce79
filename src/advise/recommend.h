/*
 * recommend.h - from findings to one recommended schema.
 */
#ifndef TENFOLD_ADVISE_RECOMMEND_H
#define TENFOLD_ADVISE_RECOMMEND_H

#include "change/apply.h"
#include "rule/rule.h"

typedef struct Recommendation
{
    ChangeList changes; /* composed, in the order in which they are applied */
    ChangeList dropped; /* wishes that composition left out, with the reason in trade_off */
    Schema *target; /* the schema with all changes made; equal to today's without any */
} Recommendation;

typedef enum RecommendScope
{
    RECOMMEND_ADVISED, /* what the rules advise to do now */
    RECOMMEND_EVERYTHING /* every change of every finding: for tests and the curious */
} RecommendScope;

/* Gathers the changes of the findings, composes them and applies them to a copy of the schema. */
bool recommend_choose(Arena *arena, const Findings *findings, RecommendScope scope,
                      Recommendation *out, Error *error) MUST_CHECK;

#endif
