/*
 * stats.h - how large things are, how fast they grow, and who says so.
 *
 * Filled from a project file or the command line (declared) and from a live server (measured).
 * Where nothing is known the Quantity says so; nobody invents rows.
 */
#ifndef TENFOLD_STATS_STATS_H
#define TENFOLD_STATS_STATS_H

#include "base/error.h"
#include "base/quantity.h"
#include "schema/schema.h"

enum
{
    STATS_MEMBERS_MOST =
        8 /* columns and expressions of one CREATE STATISTICS: PostgreSQL's limit */
};

/* One of the most common values of a column: text NULL where only its frequency is known. */
typedef struct CommonValue
{
    const char *text; /* as PostgreSQL prints it */
    double fraction; /* of all rows */
} CommonValue;

/* What is known about the values of one column: pg_stats of a server. */
typedef struct ColumnStats ColumnStats;
struct ColumnStats
{
    ColumnStats *next;
    const char *name;
    Quantity width_bytes; /* average, of values that are not null */
    Quantity null_fraction; /* 0 to 1 */
    Quantity distinct; /* different values now */
    Quantity distinct_share; /* of the rows, where PostgreSQL thinks that it grows with them */
    Quantity
        correlation; /* -1 to 1: how the order of the values follows that of the rows on disk */
    const CommonValue *common; /* most common first; without those not known to be common */
    size_t common_count;
    const char *const *bounds; /* of the histogram of all other values, in order */
    size_t bound_count;
    /* Of columns of arrays, texts for search and their like: values inside of a value. */
    const CommonValue *elements;
    size_t element_count;
    const double
        *element_counts; /* histogram of how many elements a value has, as ANALYZE keeps it */
    size_t element_counts_count;
    /* Of ranges: the nth lower bound and the nth upper bound, as one range; and how long they are. */
    const char *const *range_bounds;
    size_t range_bound_count;
    const double *range_lengths;
    size_t range_length_count;
    double range_empty; /* share of empty ones */
};
LIST_OF(ColumnStats);

/* What is known of an expression: of an index, or of an object of CREATE STATISTICS. */
typedef struct ExpressionStats ExpressionStats;
struct ExpressionStats
{
    ExpressionStats *next;
    bool is_of_index;
    const char *schema; /* of the index or the object */
    const char *name;
    int number; /* which column of the index, or expression of the object, from 1 */
    const char *text; /* the expression, as the server prints it */
    ColumnStats values;
};
LIST_OF(ExpressionStats);

/* Two or more of what an object of CREATE STATISTICS is over: positions, first columns, then expressions. */
typedef struct MemberSet
{
    size_t at[STATS_MEMBERS_MOST];
    size_t count;
    double number; /* different combinations; or how far the others determine the last, 0 to 1 */
} MemberSet;

/* A common combination: a text for each member, NULL for null. */
typedef struct CommonCombination
{
    const char *const *texts;
    double fraction; /* of all rows */
    double base_fraction; /* that it would have, were the members independent */
} CommonCombination;

/* What is known of an object of CREATE STATISTICS; its expressions are ExpressionStats of their own. */
typedef struct ExtendedStats ExtendedStats;
struct ExtendedStats
{
    ExtendedStats *next;
    const char *schema; /* of the object */
    const char *name;
    const char *const *columns; /* in the order in which members count them */
    size_t column_count;
    size_t member_count; /* columns and expressions */
    const MemberSet *distinct; /* numbers of different combinations */
    size_t distinct_count;
    const MemberSet *dependencies;
    size_t dependency_count;
    const CommonCombination *common;
    size_t common_count;
};
LIST_OF(ExtendedStats);

typedef struct TableStats TableStats;
struct TableStats
{
    TableStats *next;
    TableStats *same_name; /* stats.c: the next of this name in another schema */
    const char *schema; /* NULL until project_check_tables: declared without one */
    const char *name;
    Location location; /* of the declaration; empty for a server */
    Quantity rows; /* now */
    Quantity rows_per_day; /* inserted minus deleted */
    Quantity inserts_per_day; /* keys used up; at least rows_per_day */
    Quantity updates_per_day;
    Quantity deletes_per_day;
    Quantity retention_days; /* rows older than this are deleted */
    Quantity numbers_used; /* the last that was given out, where somebody declared it */
    Quantity numbers_per_day; /* INSERTs take one each, also where the row is there */
    Quantity deletes_most_per_day; /* every DELETE has a LIMIT: no more can go */
    Quantity heap_bytes; /* main fork and TOAST, measured */
    Quantity pages; /* of the main fork, which the planner reads; unknown: from rows and widths */
    Quantity visible_fraction; /* of these pages: those whose rows everybody sees */
    Quantity row_bytes; /* average tuple with header, measured or declared */
    ColumnStatsList columns; /* those that are known */
    ExpressionStatsList expressions; /* likewise */
    ExtendedStatsList extended; /* likewise */
    const char
        *like_schema; /* of all other columns the same is known as of this table's; or NULL */
    const char *like_name;
    bool is_absent; /* a partition that is not there at this size of the database */
    size_t partitions; /* of a partitioned table, at this size; and how many it is planned with */
    size_t partitions_planned;
    /* Counted by a server since its counters were reset; reads are those of all nodes that were read. */
    Quantity scans; /* of the whole table */
    Quantity scanned_rows; /* by them */
    Quantity index_scans;
    Quantity hot_fraction; /* of the updates: those that touched no index */
    Quantity dead_rows; /* now */
    Quantity days_since_vacuum; /* unknown also when there was none */
    Quantity days_since_analyze;
    Quantity transactions_old; /* age of the oldest row that is not frozen */
};
LIST_OF(TableStats);

/* How an index was used since the counters were reset, on all nodes that were read. */
typedef struct IndexUse IndexUse;
struct IndexUse
{
    IndexUse *next;
    const char *schema;
    const char *name;
    Quantity scans;
    Quantity entries_read;
    Quantity rows_fetched;
    Quantity days_since_scan; /* PostgreSQL 16 and later; unknown also when there was none */
};
LIST_OF(IndexUse);

/* Measured size of one index, or the last value of one sequence. */
typedef struct ObjectStats ObjectStats;
struct ObjectStats
{
    ObjectStats *next;
    const char *schema;
    const char *name;
    Quantity value; /* bytes, or the value */
};
LIST_OF(ObjectStats);

typedef struct Setting Setting;
struct Setting
{
    Setting *next;
    const char *name;
    const char *value; /* as SHOW prints it */
    Provenance source;
};
LIST_OF(Setting);

/* Which findings the user silenced: `rule`, `object`, or both; NULL stands for any. */
typedef struct Ignore Ignore;
struct Ignore
{
    Ignore *next;
    const char *rule;
    const char *object;
    const char *reason;
    Location location;
};
LIST_OF(Ignore);

typedef struct Stats
{
    Arena *arena;
    TableStatsList tables;
    ObjectStatsList indexes;
    ObjectStatsList sequences;
    ObjectStatsList sequence_rates; /* numbers a day, between two readings */
    IndexUseList index_uses;
    SettingList settings;
    IgnoreList ignores;
    Quantity ram_bytes;
    Quantity disk_bytes;
    uint32_t server_version; /* PG_VERSION_NUM; 0: unknown */
    const char *database; /* its name, or the project's; or NULL */
    Quantity rate_days; /* over which growth was counted; under one day it gives no rates */
    Quantity counted_days; /* that uses of tables and indexes cover; the fewest of all nodes read */
    size_t nodes_read; /* whose counters are added up; 0: no server was read */
    Quantity replicas; /* that follow the primary; those not read may use other indexes */
    bool is_replica; /* the server read, or the first: it counts no writes */
    Map *by_name; /* TableStats by name, the other schemas through same_name */
    Map *index_use_by_name; /* IndexUse by "schema.name" */
} Stats;

Stats *stats_new(Arena *arena);

/* The entry of a table, made when there is none. A NULL schema is an entry of its own. */
TableStats *stats_table(Stats *stats, const char *schema, const char *name);

/* The entry of a table, or NULL. */
const TableStats *stats_find_table(const Stats *stats, const char *schema, const char *name);

/* The entry of a column, made when there is none. */
ColumnStats *stats_column(Stats *stats, TableStats *table, const char *name);

/* What is known about a column, or NULL. `table` may be NULL. */
const ColumnStats *stats_find_column(const TableStats *table, const char *name);

/* The entry of an expression, made when there is none; and the same, or NULL. */
ExpressionStats *stats_expression(Stats *stats, TableStats *table, const ExpressionStats *key);
const ExpressionStats *stats_find_expression(const TableStats *table, const ExpressionStats *key);

/* The entry of an object of CREATE STATISTICS, made when there is none; and the same, or NULL. */
ExtendedStats *stats_extended(Stats *stats, TableStats *table, const char *schema,
                              const char *name);
const ExtendedStats *stats_find_extended(const TableStats *table, const char *schema,
                                         const char *name);

/* The entry of an index, made when there is none; and the same, or NULL. */
IndexUse *stats_index_use(Stats *stats, const char *schema, const char *name);
const IndexUse *stats_find_index_use(const Stats *stats, const char *schema, const char *name);

/* The bytes of an index, the value of a sequence or how many numbers it gives a day, where known. */
Quantity stats_index_bytes(const Stats *stats, const char *schema, const char *name);
Quantity stats_sequence_value(const Stats *stats, const char *schema, const char *name);
Quantity stats_sequence_rate(const Stats *stats, const char *schema, const char *name);

/* Sets a setting, replacing what was known before. */
void stats_set_setting(Stats *stats, const char *name, const char *value, Provenance source);

/* A setting's value, or NULL. */
const char *stats_setting(const Stats *stats, const char *name);

#endif
