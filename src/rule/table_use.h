/*
 * table_use.h - what the workload does to each table: reads by how their rows are found, writes by
 * kind and columns, and how often.
 *
 * Computed once for all rules, from queries that are understood. Rates are sums of those that are
 * known; a table that no query names has no entry.
 */
#ifndef TENFOLD_RULE_TABLE_USE_H
#define TENFOLD_RULE_TABLE_USE_H

#include "design/design.h"

/* How a query says which rows it wants; an index may be there or not. */
typedef enum ReadPattern
{
    READ_BY_KEY, /* at most one row, by a unique key */
    READ_BY_VALUE, /* = or IN */
    READ_BY_RANGE,
    READ_BY_SEARCH, /* patterns, containment, full text */
    READ_BY_JOIN, /* those of rows that were found elsewhere */
    READ_WHOLE, /* nothing narrows it */
    READ_PATTERNS
} ReadPattern;

typedef struct TableRead TableRead;
struct TableRead
{
    TableRead *next;
    const WorkloadQuery *query;
    const QueryRelation *relation; /* the first of the table in the query */
    ReadPattern pattern;
    bool is_served; /* an index serves a condition that narrows */
    bool is_locking; /* FOR UPDATE …, or the target of UPDATE and DELETE */
};
LIST_OF(TableRead);

typedef enum WriteKind
{
    WRITE_INSERT,
    WRITE_UPDATE,
    WRITE_DELETE,
    WRITE_KINDS
} WriteKind;

typedef struct TableWrite TableWrite;
struct TableWrite
{
    TableWrite *next;
    const WorkloadQuery *query;
    const FiredQuery *fired; /* the trigger's or foreign key's statement that writes; or NULL */
    WriteKind kind;
};
LIST_OF(TableWrite);

/* Calls a day that do this with a column; unknown where no rate is. */
typedef struct ColumnRates
{
    const Column *column;
    Quantity returned;
    Quantity searched; /* compared, joined, ordered or grouped by */
    Quantity updated;
    size_t returned_by; /* queries, also those without a rate */
    size_t updated_by;
    const WorkloadQuery *last[3]; /* table_use.c: counted already for this query */
} ColumnRates;

typedef struct TableUse TableUse;
struct TableUse
{
    TableUse *next;
    const Table *table;
    TableReadList reads; /* a query once, however often it names the table */
    TableWriteList writes;
    ColumnRates *columns; /* as table->columns */
    Quantity read_calls; /* a day, by all patterns */
    Quantity reads_by[READ_PATTERNS];
    Quantity write_calls[WRITE_KINDS]; /* a day */
    size_t unrated_reads; /* queries whose rate nobody knows */
    size_t unrated_writes;
    Quantity rows_written; /* a day: measured or declared, see table_use.c; unknown otherwise */
};
LIST_OF(TableUse);

typedef struct TableUses
{
    TableUseList list; /* in the order of the schema */
    Map *by_name;
} TableUses;

/* NULL without a workload. */
const TableUses *table_uses_of(Arena *arena, const Design *design);

/* NULL when no query names the table, or there is no workload: `uses` may be NULL. */
const TableUse *table_use_find(const TableUses *uses, const Table *table);

/* What the workload does with a column; NULL when the table has none of that name. */
const ColumnRates *table_use_column(const TableUse *use, const char *name);

/* Calls that read for each row written; unknown when either is. More than can be counted is HUGE_VAL. */
Quantity table_use_read_ratio(const TableUse *use);

/* "by key", "whole": for people. */
const char *table_use_pattern_name(ReadPattern pattern);
const char *table_use_write_name(WriteKind kind);

#endif
