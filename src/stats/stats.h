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

typedef struct TableStats TableStats;
struct TableStats
{
    TableStats *next;
    const char *schema;
    const char *name;
    Quantity rows;            /* now */
    Quantity rows_per_day;    /* inserted minus deleted */
    Quantity inserts_per_day; /* keys used up; at least rows_per_day */
    Quantity updates_per_day;
    Quantity deletes_per_day;
    Quantity retention_days;  /* rows older than this are deleted */
    Quantity heap_bytes;      /* main fork and TOAST, measured */
    Quantity row_bytes;       /* average tuple with header, measured or declared */
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
    const char *database;    /* its name, or the project's; or NULL */
    Map *by_name;            /* TableStats by "schema.name" */
} Stats;

Stats *stats_new(Arena *arena);

/* The entry of a table, made when there is none. */
TableStats *stats_table(Stats *stats, const char *schema, const char *name);

/* The entry of a table, or NULL. */
const TableStats *stats_find_table(const Stats *stats, const char *schema, const char *name);

/* A setting's value, or NULL. */
const char *stats_setting(const Stats *stats, const char *name);

#endif
