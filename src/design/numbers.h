/*
 * numbers.h - columns that a sequence numbers: how far they are, how fast they are used up, when they end.
 */
#ifndef TENFOLD_DESIGN_NUMBERS_H
#define TENFOLD_DESIGN_NUMBERS_H

#include "design/design.h"

/* True when the column gets its value from a sequence: identity, serial, nextval(). */
bool numbers_are_generated(const Column *column);

/* The sequence that fills the column; or NULL. */
const Sequence *numbers_sequence(const Design *design, const Table *table, const Column *column);

/* The last number given out: of the sequence where known, else no less than there are rows. */
Quantity numbers_used(const Design *design, const Table *table, const Sequence *sequence);

/*
 * Numbers a day: measured between two readings of the sequence; else those that inserts take, and
 * INSERT … ON CONFLICT also where the row is there. `sequence` may be NULL: inserts alone.
 */
Quantity numbers_per_day(const Design *design, const Table *table, const Sequence *sequence);

/*
 * The day on which `last` is given out at that pace. False when that is unknown.
 */
bool numbers_day(const Design *design, const Table *table, const Sequence *sequence, double last,
                 Day *day, Provenance *source);

/*
 * Rows a day that the INSERTs of the workload add, as counted over however short a time and so assumed;
 * unknown where none was counted, or nobody knows over how long.
 */
Quantity numbers_counted(const Design *design, const Table *table);

/* "at 1.2M inserts a day", "at 1.2M numbers a day" where more are used up; "" where unknown. */
char *numbers_pace_text(Arena *arena, const Design *design, const Table *table,
                        const Sequence *sequence);

#endif
