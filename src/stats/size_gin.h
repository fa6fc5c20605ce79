/*
 * size_gin.h - pages of a GIN index freshly built, from what is known of the keys inside of values.
 */
#ifndef TENFOLD_STATS_SIZE_GIN_H
#define TENFOLD_STATS_SIZE_GIN_H

#include "base/base.h"

/* A key that is known: in which share of the rows it is. */
typedef struct GinKey
{
    double bytes; /* as the index keeps it, header included */
    double share;
} GinKey;

/* Keys of which only is known how many a row has; they are different ones, as many as `distinct`. */
typedef struct GinRest
{
    double bytes;
    double keys_a_row;
    double distinct;
    double least; /* there are at least so many, and at most so many different ones */
    double most;
} GinRest;

typedef struct GinKeys
{
    const GinKey *known;
    size_t known_count;
    const GinRest *rests;
    size_t rest_count;
} GinKeys;

typedef struct GinTable
{
    double rows; /* in the index */
    double heap_pages;
    double memory_bytes; /* maintenance_work_mem */
} GinTable;

/* How sure is it how many different keys the rests have: the guess, as few as can be, as many. */
typedef enum GinGuess
{
    GIN_LIKELY,
    GIN_LEAST,
    GIN_MOST
} GinGuess;

double size_gin_pages(const GinTable *table, const GinKeys *keys, GinGuess guess);

#endif
