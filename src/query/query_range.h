/*
 * query_range.h - what the names of a FROM clause find.
 *
 * A column that comes from elsewhere points there, so that the way back to a table is short.
 */
#ifndef TENFOLD_QUERY_QUERY_RANGE_H
#define TENFOLD_QUERY_QUERY_RANGE_H

#include "query/query_builtin.h"
#include "query/resolve.h"

struct RangeEntry;

/* What one side of a set operation returns as a column. */
typedef struct RangeSide
{
    const struct RangeSide *next;
    const struct RangeEntry *entry;
    size_t index;
} RangeSide;

/* A column of a relation, as the names of a query find it. */
typedef struct RangeColumn
{
    const char *name;
    uint32_t hash;
    TypeId type;
    const char *modifiers;
    bool is_nullable;
    bool is_not_in_star; /* of a recursive query within itself: what SEARCH and CYCLE add */
    const Column *column; /* of a table or view */
    const struct RangeEntry *from; /* where else it comes from: of a join, subquery, CTE; or NULL */
    size_t from_index;
    const RangeSide *sides; /* of a set operation, those that are plain columns; or NULL */
    const struct RangeEntry *also; /* the other side of a merged column; or NULL */
    size_t also_index;
} RangeColumn;

/* An entry of a FROM clause, a join, or the row that INSERT … ON CONFLICT calls excluded. */
typedef struct RangeEntry
{
    QueryRelation *relation; /* NULL for a join */
    const char *alias; /* NULL when only its columns can be named */
    const char *schema; /* by which it can be qualified; or NULL */
    const RangeColumn *columns;
    size_t count;
    bool is_function_value; /* a function that returns one value: the alias is the value */
    TypeId row_type; /* of a whole-row reference */
    bool is_nullable;
} RangeEntry;

/* What a name can find: an entry of a FROM clause, as far as it is in reach. */
typedef struct RangeItem RangeItem;
struct RangeItem
{
    RangeItem *next;
    RangeEntry *entry;
    bool is_name_hidden; /* only its columns can be found */
    bool are_columns_hidden; /* only its name can be found */
    bool is_lateral_only; /* found by LATERAL only: its FROM clause is not yet complete */
};
LIST_OF(RangeItem);

#endif
