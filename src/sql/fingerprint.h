/*
 * fingerprint.h - what makes two queries the same: all but their constants.
 */
#ifndef TENFOLD_SQL_FINGERPRINT_H
#define TENFOLD_SQL_FINGERPRINT_H

#include "base/error.h"

/* 16 hexadecimal digits: equal for queries that differ in constants, list lengths or white space. */
bool fingerprint_query(Arena *arena, const char *sql, char **out, Error *error) MUST_CHECK;

/* The query with $n in place of each constant, as pg_stat_statements keeps it; comments stay. */
bool fingerprint_normalize(Arena *arena, const char *sql, char **out, Error *error) MUST_CHECK;

#endif
