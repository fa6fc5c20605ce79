/*
 * autonumber.h - columns that a sequence numbers: how far they are, and when they end.
 */
#ifndef TENFOLD_RULE_AUTONUMBER_H
#define TENFOLD_RULE_AUTONUMBER_H

#include "design/design.h"

/* The sequence that fills the column: identity, serial, or named by its nextval(); or NULL. */
const Sequence *autonumber_sequence(const Design *design, const Table *table, const Column *column);

/* The last number given out: of the sequence where known, else no less than there are rows. */
Quantity autonumber_used(const Design *design, const Table *table, const Sequence *sequence);

/*
 * The day on which `last` is given out, at the inserts known: every insert takes a number, also when
 * its row is deleted later. False when inserts are unknown.
 */
bool autonumber_day(const Design *design, const Table *table, const Sequence *sequence, double last,
                    Day *day, Provenance *source);

/*
 * Rows a day that the INSERTs of the workload add, as counted over however short a time and so assumed;
 * unknown where none was counted, or nobody knows over how long.
 */
Quantity autonumber_counted(const Design *design, const Table *table);

/* "at 1.2M inserts a day", or "" where inserts are unknown. */
char *autonumber_pace_text(Arena *arena, const Design *design, const Table *table);

/* True when another table's column is named after this one ("build_id" of "builds") and has no
 * foreign key: it holds such numbers as far as names tell. */
bool autonumber_is_implied(const Design *design, const Table *table, const Table *other,
                           const Column *column);

#endif
