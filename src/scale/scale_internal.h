/*
 * scale_internal.h - what the files of this folder share.
 */
#ifndef TENFOLD_SCALE_SCALE_INTERNAL_H
#define TENFOLD_SCALE_SCALE_INTERNAL_H

#include "scale/range.h"
#include "scale/scale.h"
#include "schema/type.h"

/* A table between now and then. */
typedef struct TableScale
{
    const Table *table;
    const TableStats *now;
    double rows_now;
    double rows_then;
    double inserted; /* between now and then; with a factor, as if all were new */
    bool drops_oldest; /* what is deleted is the oldest: retention */
    bool is_place; /* no rows that grow but a place between others, and what lies there then */
    const Table
        *like; /* of a place that has no rows yet: whose `now` is, and what it will be like */
    double seconds_on; /* of a place: how much later its times are, seen from today */
    double numbers_on; /* of a place: how much higher its numbers are, in rows of its parent */
    double
        key_on; /* of a place that is made: how far it is from its sister on the line of the key */
    Provenance source; /* of the rows then */
} TableScale;

/* One partition of a series. */
typedef struct SeriesPart
{
    const Table *table;
    Range range;
    double rows; /* now */
    bool is_assumed; /* the rows: a share of the parent's */
} SeriesPart;

/* Partitions one after the other, of time or of numbers that go up: as rows come in, there are more. */
typedef struct Series Series;
struct Series
{
    Series *next;
    const Table *parent;
    bool is_any; /* false: the parent's partitions are none */
    bool is_time;
    SeriesPart *parts; /* in order, those that are there */
    size_t count;
    size_t current; /* the part that rows go to now */
    size_t sister; /* the last that is full, or the current one: new ones are like it */
    RangeStep step;
    double low; /* where the first begins */
    double high; /* where the last ends */
    const SeriesPart *made; /* partitions of larger databases, from the next to the furthest */
    size_t made_count;
    const Table *rest; /* DEFAULT; or NULL */
    double reached_now; /* of numbers: the highest now, and then */
    double reached_then;
};
LIST_OF(Series);

typedef struct Scaling
{
    Arena *arena;
    const Design *design;
    const Stats *now; /* complete: assume_stats() */
    ScaleTarget target;
    double days; /* until the target; 0 with a factor */
    Map *
        joined; /* ColumnUse of columns that the workload joins with a key, by scale_kind.c's name */
    Map *keys; /* the same of the keys that they are joined with */
    Map *named; /* foreign keys (Constraint) of one column, by its name */
    Map *updated; /* the same of columns that it updates */
    Map *roles; /* ColumnRole of columns that were asked for, likewise */
    SeriesList *series; /* those that were asked for */
} Scaling;

/* scale_table.c */

/* False when the rows of the table are not known. */
bool scale_table(const Scaling *scaling, const Table *table, TableScale *out);

/* The direct parent of a partition, or NULL. */
const Table *scale_parent(const Scaling *scaling, const Table *table);

/* scale_series.c */

/* The series that a table's partitions are; NULL where they are none. */
Series *scale_series(const Scaling *scaling, const Table *parent);

/* How many partitions more there are at the target than now, whether they were made or not. */
size_t scale_series_more(const Scaling *scaling, const Series *series);

/* scale_ahead.c: how many partitions a table has then, and with how many it is planned. */
void scale_count_partitions(const Scaling *scaling, const Table *table, TableStats *then);

/* scale_place.c */

/* Rows and moves of a part of a series; false for other tables, and where parts grow instead. */
bool scale_place(const Scaling *scaling, const Table *table, TableScale *out);

/* True for the column that the table's parent is partitioned by. */
bool scale_is_key(const Scaling *scaling, const TableScale *place, const Column *column);

/* Statistics of a place that is like another: what differs from that one's. */
void scale_place_like(const Scaling *scaling, const TableScale *place, Stats *out,
                      TableStats *then);

/* scale.c */

/* What is known before the first table is looked at. */
void scale_start(Scaling *scaling, Arena *arena, const Design *design, const ScaleTarget *target);

/* scale_kind.c */

/* What makes the values of a column, which says how they scale. */
typedef enum ColumnKind
{
    KIND_NUMBERED, /* a number for each row, as it comes: serial, identity, a unique integer */
    KIND_UNIQUE, /* each row another, in no order: uuid, hash, address */
    KIND_REFERENCE, /* the key of another row */
    KIND_TIME, /* moves with the clock */
    KIND_STATE, /* begins as its default, and leaves it some day */
    KIND_VALUE /* drawn from values that were there before the row */
} ColumnKind;

typedef struct ColumnRole
{
    ColumnKind kind;
    TypeFacts facts;
    bool is_unique; /* alone */
    const Table *to; /* of KIND_REFERENCE */
    const Column *to_column;
    const char *initial; /* of KIND_STATE: the default as ANALYZE shows it */
} ColumnRole;

/* Goes through the workload once, for all columns; roles are known from then on. */
void scale_role_start(Scaling *scaling);

/* True when a foreign key points to the table, or the workload joins its key. */
bool scale_is_pointed_to(const Scaling *scaling, const Table *table);

ColumnRole scale_role(const Scaling *scaling, const Table *table, const Column *column);

/* scale_column.c */

/* The values of a column then; `out` has its name and nothing else. */
void scale_column(const Scaling *scaling, const TableScale *table, const Column *column,
                  const ColumnStats *now, ColumnStats *out);

/* The same of what is no column, whose part is given. */
void scale_values(const Scaling *scaling, const TableScale *table, const Column *column,
                  const ColumnRole *role, const ColumnStats *now, ColumnStats *out);

/* How many times as many values there will be to draw from. */
double scale_widening(const Scaling *scaling, const TableScale *table, const ColumnRole *role,
                      const ColumnStats *now);

/* How many different values a column has, of so many rows; 0 when nobody knows. */
double scale_distinct_now(const ColumnStats *column, double rows);

/* The same then. */
double scale_distinct_then(const Scaling *scaling, const TableScale *table, const Column *column,
                           const ColumnStats *now, unsigned depth);

/* scale_bounds.c */

/* Moves the values of `out`, which has those of now, to where they are then. */
void scale_move_values(const Scaling *scaling, const TableScale *table, const Column *column,
                       const ColumnRole *role, ColumnStats *out);

/* The same for a place: all times so many seconds on, all numbers so many rows. */
void scale_shift_values(const Scaling *scaling, const TableScale *table, const Column *column,
                        const ColumnRole *role, ColumnStats *out);

/* A common value as it will be found then: moments go back with the clock. */
const char *scale_moved_text(const Scaling *scaling, const Column *column, const ColumnRole *role,
                             const char *text);

/* scale_range.c */

/* Ranges of time that reach to today go with the clock, as times do. */
void scale_move_ranges(const Scaling *scaling, const TableScale *table, const Column *column,
                       ColumnStats *out);

/* scale_expression.c */

/* What makes the values of an expression: its one column, if there is one. False when nobody knows its values. */
bool scale_expression_role(const Scaling *scaling, const TableScale *table,
                           const ExpressionStats *expression, ColumnRole *out);

/* The expressions of a table, and what CREATE STATISTICS is over, when its columns are done. */
void scale_expressions(const Scaling *scaling, const TableScale *table, TableStats *then);

/* scale_extended.c */
void scale_extended(const Scaling *scaling, const TableScale *table, TableStats *then);

/* scale_merge.c */

/* Puts values that are common now and not in `out` into the histogram of `out`. */
void scale_merge_common(const Scaling *scaling, TypeFacts facts, const ColumnStats *now,
                        ColumnStats *out);

/* assume.c */

/* All that is measured, and for each other column of a table with known rows what is assumed. */
Stats *assume_stats(const Scaling *scaling);

#endif
