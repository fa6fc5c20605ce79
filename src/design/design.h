/*
 * design.h - what is analysed: a schema, its numbers, the day.
 *
 * Rules and advisors see a Design and nothing else.
 */
#ifndef TENFOLD_DESIGN_DESIGN_H
#define TENFOLD_DESIGN_DESIGN_H

#include "schema/schema.h"
#include "stats/stats.h"
#include "workload/workload.h"

/* A day, counted from 1970-01-01. */
typedef int32_t Day;

#define DAY_NEVER INT32_MAX

typedef struct Design
{
    Arena *arena;
    const Schema *schema;
    const Stats *stats;
    const Workload *workload; /* understood on this schema; NULL where no queries are known */
    Day today;
    const char *source_label; /* "schema.sql", "acme_prod": for people */
    bool is_live;
    Map *relations; /* filled by design_new: design_referencing(), design_partitions() */
} Design;

/*
 * Prepares the lookups that rules need. Nothing is copied: schema and stats must outlive it. The
 * workload is set by the caller, where there is one.
 */
Design *design_new(Arena *arena, const Schema *schema, const Stats *stats, Day today);

/* The foreign keys that point to a table. */
typedef struct ForeignKeyRef ForeignKeyRef;
struct ForeignKeyRef
{
    ForeignKeyRef *next;
    const Constraint *constraint; /* ->table is the referencing one */
};
LIST_OF(ForeignKeyRef);

const ForeignKeyRefList *design_referencing(const Design *design, const Table *table);

/* The partitions of a table, or the tables that inherit from it; direct ones only. */
typedef struct PartitionRef PartitionRef;
struct PartitionRef
{
    PartitionRef *next;
    const Table *table;
};
LIST_OF(PartitionRef);

const PartitionRefList *design_partitions(const Design *design, const Table *table);

/* Rows now, growth a day; unknown where nobody said. A partitioned parent counts its partitions. */
Quantity design_rows(const Design *design, const Table *table);
Quantity design_rows_per_day(const Design *design, const Table *table);
Quantity design_inserts_per_day(const Design *design, const Table *table);
Quantity design_updates_per_day(const Design *design, const Table *table);
Quantity design_deletes_per_day(const Design *design, const Table *table);

/* What the user declared or the server measured about a table, or NULL. */
const TableStats *design_table_stats(const Design *design, const Table *table);

/*
 * Rows on a day, at linear growth: retention is respected, a table never shrinks below none. Unknown
 * without growth; where growth alone is known the table is assumed to be empty now.
 */
Quantity design_rows_on(const Design *design, const Table *table, Day day);

/* The first day on which the table has `rows` rows; DAY_NEVER when growth does not reach it in 100
 * years; today when it has them. False when neither rows nor growth say so. */
bool design_day_of_rows(const Design *design, const Table *table, double rows, Day *day,
                        Provenance *source);

/* The first day on which `values` more keys are used up than now. Same results. */
bool design_day_of_inserts(const Design *design, const Table *table, double values, Day *day,
                           Provenance *source);

/* All heaps and indexes on a day, and on how many of the tables that is based. */
Quantity design_total_bytes_on(const Design *design, Day day, size_t *tables_known);

/* The first day within a hundred years on which that passes `bytes`, by halving; DAY_NEVER if none. */
Day design_day_of_total_bytes(const Design *design, double bytes);

/* Bytes for caching: RAM × 0.75, the usual effective_cache_size; unknown without RAM. */
Quantity design_cache_bytes(const Design *design);

/* True when rows are known and stay under 10,000 for the next 36 months; a table declared with rows
 * and without growth does not grow, one measured may. */
bool design_stays_small(const Design *design, const Table *table);

/* True when any rows or growth are known at all: without, no word of urgency is used. */
bool design_has_growth(const Design *design);

/* Growth in use: rows on that day relative to now, for people: "2.5x". Unknown like its parts. */
Quantity design_growth_factor(const Design *design, const Table *table, Day day);

/* A table that counts for rules: not a partition of another (its parent stands for it). */
bool design_is_counted(const Design *design, const Table *table);

/* Calendar. "21 Nov 2026", "Nov 2027", "2026-11-21". */
Day day_today(void);
bool day_parse(const char *text, Day *day);
char *day_text(Arena *arena, Day day);
char *day_month_text(Arena *arena, Day day);

/* Within sixty days of today the day is said, else the month: "3 Dec 2026", "Nov 2027". */
bool day_is_near(Day today, Day day);
char *day_near_text(Arena *arena, Day today, Day day);
char *day_iso_text(Arena *arena, Day day);
Day day_add_months(Day day, int months);

#endif
