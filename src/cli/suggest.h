/*
 * suggest.h - which known word an unknown one was meant to be.
 */
#ifndef TENFOLD_CLI_SUGGEST_H
#define TENFOLD_CLI_SUGGEST_H

#include "base/base.h"

typedef struct Suggestion
{
    const char *word; /* as the user wrote it */
    const char *nearest; /* of the words offered; NULL when none is near */
    size_t distance; /* edits between the two */
} Suggestion;

/* Nothing is near yet. */
Suggestion suggest_for(const char *word);

/* Keeps the candidate if it is the nearest so far, and near enough to be what was meant. */
void suggest_offer(Suggestion *suggestion, const char *candidate);

#endif
