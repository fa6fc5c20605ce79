/*
 * size_toast.h - what TOAST keeps outside of the rows of a table, and of which columns.
 */
#ifndef TENFOLD_STATS_SIZE_TOAST_H
#define TENFOLD_STATS_SIZE_TOAST_H

#include "stats/stats.h"

typedef struct ToastColumn ToastColumn;
struct ToastColumn
{
    ToastColumn *next;
    const Column *column;
    double value_bytes; /* in TOAST, of an average value that is not null */
    double row_bytes; /* the same of an average row, nulls counted */
    Provenance source; /* measured: of the one column whose values can be so wide */
};
LIST_OF(ToastColumn);

typedef struct ToastSize
{
    ToastColumnList columns; /* empty: nothing lies outside */
    Quantity row_bytes; /* of all of them */
} ToastSize;

/* Measured where the server told the sizes of the table and of its pages, else as widths say. */
ToastSize size_toast(Arena *arena, const Schema *schema, const Stats *stats, const Table *table);

#endif
