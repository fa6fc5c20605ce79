/*
 * grow.h - how queries, tables, keys and the server fare while the database grows, as data.
 *
 * The planner is asked at moments between today and the target; what is between two of them is an
 * interval.
 */
#ifndef TENFOLD_GROW_GROW_H
#define TENFOLD_GROW_GROW_H

#include "grow/price.h"
#include "scale/scale.h"

enum
{
    GROW_MOMENTS = 6 /* today and five more */
};

/* A size of the database at which everything is planned. */
typedef struct Moment
{
    const char *configuration;
    const char *label; /* "today", "Nov 2027", "10x" */
    ScaleTarget target;
    const Stats *stats;
    const char *wall; /* that is reached on this day; or NULL */
} Moment;

/* How the cost of a query follows the size of the database. */
typedef enum GrowthClass
{
    CLASS_UNKNOWN,
    CLASS_CONSTANT,
    CLASS_LOGARITHMIC,
    CLASS_BELOW_LINEAR,
    CLASS_LINEAR,
    CLASS_LINEARITHMIC,
    CLASS_WORSE,
    CLASS_UP_TO_LINEAR /* nobody knows; at worst all rows are read */
} GrowthClass;

/* "1", "log n", "< n", "n", "n log n", "worse", "? to n": of the rows of the table that grows most */
const char *grow_class_text(GrowthClass growth_class);

/* A query is planned another way from some day on. */
typedef struct Flip Flip;
struct Flip
{
    Flip *next;
    size_t query;
    size_t before; /* moment */
    size_t after;
    bool is_worst; /* with the worst values only */
    bool is_better; /* costs less than the old way would */
    bool
        is_access; /* a relation is read another way; else joins, sorts or processes alone change */
    const char *crossed; /* the estimate that moved: "rows of tasks: 210, then 5,100"; or NULL */
    size_t samples; /* the later moment planned again with other samples of ANALYZE */
    size_t samples_same; /* of these: the new plan again */
};
LIST_OF(Flip);

/* When a query passes the objective, counted in moments: 2.5 is between the third and the fourth. */
typedef struct Crossing
{
    double earliest;
    double likely;
    double latest; /* GROW_MOMENTS: perhaps never */
} Crossing;

typedef struct QueryGrowth
{
    const WorkloadQuery *query;
    const char *why_not; /* it is not planned; or NULL */
    bool is_sized; /* the rows of a table that it reads are known: else its costs say nothing */
    bool is_rated; /* so is how fast each of them grows: else they say nothing of later */
    GrowthClass growth_class;
    const char *doubt; /* why its costs may be wrong; or NULL */
    const char *fired; /* what it fires takes longer than itself, and why; or NULL */
    bool is_end_guessed; /* where its LIMIT ends nobody knows */
    double most[GROW_MOMENTS]; /* then: times today's cost, at worst */
    double least; /* fewer rows come than LIMIT asks for: all is read until there are so many times
                     the rows; below 1: not so */
    Span ms[GROW_MOMENTS];
    double ms_likely[GROW_MOMENTS];
    size_t partitions[GROW_MOMENTS]; /* in the plan, of all tables */
    const Table
        *unpruned; /* it reads all partitions of this table, and has no condition on its key */
    double extra_a_day; /* what it costs more at the last moment, in the planner's units */
    bool crosses; /* the latency objective, within the moments */
    size_t crosses_after; /* moment: not before */
    size_t crosses_before; /* moment: at the latest; GROW_MOMENTS: perhaps never */
    Crossing crosses_at;
} QueryGrowth;

typedef struct IndexGrowth IndexGrowth;
struct IndexGrowth
{
    IndexGrowth *next;
    const Index *index;
    Quantity bytes[GROW_MOMENTS];
    Day fills_cache; /* alone; DAY_NEVER */
};
LIST_OF(IndexGrowth);

/* A column with values outside of the rows, and what updates of it leave dead there. */
typedef struct ToastWrite ToastWrite;
struct ToastWrite
{
    ToastWrite *next;
    const Column *column;
    Quantity value_bytes; /* in TOAST, of a value that is not null */
    Quantity updates_per_day; /* that write it; unknown also where no statement does */
    Quantity dead_per_day; /* bytes; likewise */
};
LIST_OF(ToastWrite);

typedef struct ToastGrowth
{
    ToastWriteList columns;
    Quantity bytes[GROW_MOMENTS];
    Quantity dead_per_day; /* bytes of all columns; unknown where that of none is known */
    double vacuum_days[GROW_MOMENTS]; /* between two runs of autovacuum for it; 0: not known */
} ToastGrowth;

typedef struct TableGrowth TableGrowth;
struct TableGrowth
{
    TableGrowth *next;
    const Table *table;
    bool is_rated; /* false: it may grow, and nobody knows how fast; later rows are not known */
    Quantity rows[GROW_MOMENTS];
    Quantity bytes[GROW_MOMENTS]; /* with its indexes */
    IndexGrowthList indexes;
    size_t partitions[GROW_MOMENTS]; /* of time they grow in number; 0: it has none */
    size_t partitions_planned[GROW_MOMENTS]; /* the others' rows are in the furthest of these */
    size_t indexes_a_row; /* written per insert */
    double vacuum_days[GROW_MOMENTS]; /* between two runs of autovacuum; 0: not known */
    double insert_vacuum_days[GROW_MOMENTS]; /* of a table that is appended to alone; likewise */
    const ToastGrowth *toast; /* NULL: nothing lies outside of the rows */
    const char *hot; /* "kept", "lost by x", or NULL when nothing updates it */
    Day fills_cache; /* alone; DAY_NEVER */
    Day twenty_million;
};
LIST_OF(TableGrowth);

typedef struct KeyGrowth KeyGrowth;
struct KeyGrowth
{
    KeyGrowth *next;
    const Table *table;
    const Column *column;
    double used; /* share of the numbers */
    bool is_used_known; /* of a counter only where statistics hold its values */
    Quantity per_day; /* numbers used up */
    Day ends;
    const Table *parent; /* whose numbers a narrower foreign key holds; or NULL */
    bool is_earliest; /* of a counter: if one row gets all that is counted */
    Provenance source;
};
LIST_OF(KeyGrowth);

typedef enum WallKind
{
    WALL_SERVER, /* cache, memory, disk */
    WALL_TABLE, /* twenty million rows */
    WALL_KEY
} WallKind;

/* A limit of the whole server, or of one of its parts, and the day it is reached. */
typedef struct Wall Wall;
struct Wall
{
    Wall *next;
    WallKind kind;
    Day day;
    const char *text;
};
LIST_OF(Wall);

/* Numbers of transactions go round: before that autovacuum freezes every table. */
typedef struct FreezeGrowth
{
    Quantity transactions_per_day; /* that write: at most one for each call whose rate is known */
    Quantity age_most; /* autovacuum_freeze_max_age */
    double every_days; /* at least; 0: not known */
    Quantity bytes[GROW_MOMENTS]; /* of all tables without indexes: the most that it reads */
} FreezeGrowth;

typedef struct GrowOptions
{
    int months; /* how far; 36 */
    double factor; /* or so many times the rows; 0 */
    double objective_ms; /* latency; 0: none */
    double cores; /* of the server; 0: not known */
    double disks;
} GrowOptions;

typedef struct Growth
{
    Arena *arena;
    const Design *design;
    const Design *larger; /* with the partitions that larger moments have; else the same */
    GrowOptions options;
    bool
        is_by_day; /* moments are days; else factors, for they were asked for or no rate is known */
    const Stats *denser; /* ten times as large: what is no closed list has more rows there */
    Moment moments[GROW_MOMENTS];
    size_t shown[3]; /* those that tables have columns for: today, near, the target */
    const char *server_version; /* whose planner it was; NULL: nothing was planned */
    const char *not_planned; /* why; or NULL */
    PriceTable prices; /* with what writes fire */
    const FiredQuery *
        *dearest; /* of each: what it fires, where that takes longer than itself; or NULL */
    QueryGrowth *queries; /* in the order of prices */
    size_t *order; /* of queries: what costs most more comes first */
    FlipList flips;
    TableGrowthList tables; /* largest first at the last moment */
    size_t tables_unrated; /* that may grow, and nobody knows how fast */
    size_t tables_unsized; /* whose rows nobody knows */
    KeyGrowthList keys; /* those of less than eight bytes, first to end first */
    WallList walls; /* by day */
    FreezeGrowth freeze;
    double busy[GROW_MOMENTS]; /* connections at work on average; 0: not known */
    double pool; /* (2 × cores + disks); 0: not known */
} Growth;

/* Moments and what needs no planner: tables, keys, walls, the server. */
Growth *grow_start(Arena *arena, const Design *design, const GrowOptions *options);

/* Plans the workload at all moments, on the schema that `whatif` was opened for. */
bool grow_plan(Growth *growth, WhatIf *whatif, Error *error) MUST_CHECK;

#endif
