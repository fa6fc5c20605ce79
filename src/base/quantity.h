/*
 * quantity.h - a number and where it comes from.
 *
 * Every number in a report is measured (on the user's server or on generated data), planned
 * (PostgreSQL's planner said so), declared (the user said so) or assumed (our default). Arithmetic
 * on quantities gives the weakest source of its operands.
 */
#ifndef TENFOLD_BASE_QUANTITY_H
#define TENFOLD_BASE_QUANTITY_H

#include "base/arena.h"

/* Ordered from strongest to weakest. */
typedef enum Provenance
{
    PROVENANCE_MEASURED,
    PROVENANCE_PLANNED,
    PROVENANCE_DECLARED,
    PROVENANCE_ASSUMED,
    PROVENANCE_UNKNOWN
} Provenance;

typedef struct Quantity
{
    double value;
    Provenance source; /* PROVENANCE_UNKNOWN: the value means nothing */
} Quantity;

/* What lies between two bounds: a forecast, mostly. All zero: unknown. */
typedef struct Span
{
    double low;
    double high;
    Provenance source;
    bool is_known;
} Span;

#define QUANTITY_UNKNOWN ((Quantity){.value = 0, .source = PROVENANCE_UNKNOWN})

/* "measured", "planned", "declared", "assumed", "unknown". */
const char *provenance_name(Provenance source);

/* The weaker of two. */
Provenance provenance_weaker(Provenance left, Provenance right);

static inline bool
quantity_known(Quantity quantity)
{
    return quantity.source != PROVENANCE_UNKNOWN;
}

/*
 * Reads "2M", "8k/day", "1_500", "3.5e6", "2.1 bn" as a plain number; `unit_after`, if given, points
 * to what follows the number and its k/M/G/bn suffix. False when there is none, or one
 * beyond all counts.
 */
bool quantity_parse_count(const char *text, double *value, const char **unit_after);

/* Reads "8GB", "512 MiB", "64MB" into bytes (1 kB = 1024 bytes, as PostgreSQL's settings). */
bool quantity_parse_bytes(const char *text, double *bytes);

/* "2.0M", "8,020", "61": counts for people, two digits of precision above 10,000. */
char *quantity_count_text(Arena *arena, double value);

/* "306 MB", "2.1 GB", "512 kB": 1024-based, like pg_size_pretty. */
char *quantity_bytes_text(Arena *arena, double bytes);

/* "6 days", "5 hours", "3 minutes", "1 second": how long was counted. */
char *quantity_days_text(Arena *arena, double days);

/* "0.04 ms", "1.4 ms", "290 ms", "2.3 s", "4 minutes": times for people. */
char *quantity_ms_text(Arena *arena, double ms);

#endif
