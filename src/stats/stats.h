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

/* What is known about the values of one column: pg_stats of a server. */
typedef struct ColumnStats ColumnStats;
struct ColumnStats
{
    ColumnStats *next;
    const char *name;
    Quantity width_bytes; /* average, of values that are not null */
    Quantity null_fraction; /* 0 to 1 */
    Quantity distinct; /* different values now */
};
LIST_OF(ColumnStats);

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
    Quantity heap_bytes; /* main fork and TOAST, measured */
    Quantity row_bytes; /* average tuple with header, measured or declared */
    ColumnStatsList columns; /* those that are known */
};
LIST_OF(TableStats);

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
    SettingList settings;
    IgnoreList ignores;
    Quantity ram_bytes;
    Quantity disk_bytes;
    uint32_t server_version; /* PG_VERSION_NUM; 0: unknown */
    const char *database; /* its name, or the project's; or NULL */
    Map *by_name; /* TableStats by name, the other schemas through same_name */
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

/* The bytes of an index or the value of a sequence, where known. */
Quantity stats_index_bytes(const Stats *stats, const char *schema, const char *name);
Quantity stats_sequence_value(const Stats *stats, const char *schema, const char *name);

/* Sets a setting, replacing what was known before. */
void stats_set_setting(Stats *stats, const char *name, const char *value, Provenance source);

/* A setting's value, or NULL. */
const char *stats_setting(const Stats *stats, const char *name);

#endif
