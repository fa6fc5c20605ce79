/*
 * csv.h - text with commas, as psql's \copy … CSV HEADER writes it.
 *
 * Quoted fields may hold commas, quotes and line ends; an empty field without quotes is null.
 */
#ifndef TENFOLD_BASE_CSV_H
#define TENFOLD_BASE_CSV_H

#include "base/file.h"

typedef struct Csv
{
    Arena *arena;
    const char *at;
    const char *end;
    size_t columns;
    const char **names;
    const char **values; /* of the row; valid until the next */
} Csv;

/* Reads the first line, the names of the columns. False when there is none. */
bool csv_start(Csv *csv, Arena *arena, const FileText *file);

/* Reads the next row; false at the end. Fields that a row has too many are passed over. */
bool csv_next(Csv *csv);

/* True when there is such a column. */
bool csv_has(const Csv *csv, const char *name);

/* The value of a column in the row; NULL for null and where there is no such column. */
const char *csv_value(const Csv *csv, const char *name);

#endif
