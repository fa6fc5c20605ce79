/*
 * extended_text.h - texts of extended statistics as the server stores them.
 */
#ifndef TENFOLD_PLANNER_EXTENDED_TEXT_H
#define TENFOLD_PLANNER_EXTENDED_TEXT_H

#include "planner/extended.h"

#include <statistics/statistics.h>

/* What an object is over: columns in the order of their numbers, then expressions. */
typedef struct ExtendedObject
{
    StatisticType types[STATS_MAX_DIMENSIONS];
    AttrNumber numbers[STATS_MAX_DIMENSIONS]; /* of columns */
    int column_count;
    int count;
    bool is_by_name; /* numbers of the texts count what is given, not the table's columns */
    int given[STATS_MAX_DIMENSIONS]; /* where the texts have each of them, from 0 */
} ExtendedObject;

/* The stored forms. Errors where a text is none, or is about other columns. */
bytea *extended_text_distinct(const ExtendedObject *object, const char *text);
bytea *extended_text_dependencies(const ExtendedObject *object, const char *text);
bytea *extended_text_common(const ExtendedObject *object, const ExtendedText *text);

#endif
