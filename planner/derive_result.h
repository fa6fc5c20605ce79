/*
 * derive_result.h - what an expression gives for the values that are known of its column, and what ANALYZE would say of it.
 */
#ifndef TENFOLD_PLANNER_DERIVE_RESULT_H
#define TENFOLD_PLANNER_DERIVE_RESULT_H

#include "planner/derive_count.h"
#include "planner/harvest.h"
#include "planner/statistic.h"

typedef struct Computed
{
    Datum value;
    double share; /* of all rows */
    Datum source; /* the column's value */
    double position; /* share of the rows that have lower values of the column */
    bool is_common; /* came from a common value */
    int drawn; /* bounds that gave it */
} Computed;

typedef struct Derivation
{
    const IndexTemplate *index;
    Node *expression;
    StatisticType type;
    AttrNumber source; /* the table's column */
    HeapTuple known; /* its statistics */
    Computed *results;
    int count;
    double nulls;
    double direction; /* 1: in the order of the column, -1: the other way round, 0: in neither */
    double distinct; /* results, where they are kept apart; 0: as many as values */
    int between; /* values looked at for each bound: 1, the bound alone */
    bool is_regular; /* the bounds are evenly spaced */
    double sources; /* different values that were drawn */
    double beginnings; /* results, where they are the first letters of values; 0: they are not */
    Counts counts;
    HeapTuple tuple; /* the outcome */
} Derivation;

typedef struct Order
{
    FmgrInfo *compare;
    Oid collation;
} Order;

/* How many different values the column has. */
double derive_result_values(const Derivation *derivation);

/* Puts results in order, finds out how that goes with the column's, and counts equal ones once. */
void derive_result_merge(Derivation *derivation, Order *order);

/* Counts beginnings where results are the first letters of texts. */
void derive_result_count_beginnings(Derivation *derivation);

/* What is common goes into one list, the others, still in order, are the bounds. */
HeapTuple derive_result_tuple(const Derivation *derivation, bool is_apart, Order *order);

#endif
