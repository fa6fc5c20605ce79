/*
 * size_gin_sample.h - the keys inside of some documents or texts, and how many others there may be.
 */
#ifndef TENFOLD_STATS_SIZE_GIN_SAMPLE_H
#define TENFOLD_STATS_SIZE_GIN_SAMPLE_H

#include "base/map.h"
#include "base/strbuf.h"
#include "stats/size_gin.h"

typedef struct GinSeen GinSeen;

typedef struct GinGroup GinGroup;

typedef struct GinSample
{
    Arena *arena;
    bool is_document; /* JSON, or text cut into trigrams */
    bool is_hashed; /* jsonb_path_ops: four bytes, values alone */
    Map *seen;
    Map *by_path;
    GinSeen *keys;
    GinGroup *groups;
    size_t key_count;
    size_t group_count;
    size_t values; /* added so far */
    size_t drawn; /* of them by chance */
    double share; /* of the rows, that the value being added stands for */
    bool is_common;
} GinSample;

GinSample gin_sample_new(Arena *arena, bool is_document, bool is_hashed);

/* A value that this share of the rows has, or that stands for as many others. */
void gin_sample_add(GinSample *sample, const char *text, double share, bool is_common);

/* The keys; false where too few values were seen. */
bool gin_sample_end(const GinSample *sample, double rows, double doubt, GinKeys *out);

#endif
