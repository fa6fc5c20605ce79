/*
 * ddl_dump.h - the model in few words, for expectations in tests.
 */
#ifndef TENFOLD_TEST_DDL_DUMP_H
#define TENFOLD_TEST_DDL_DUMP_H

#include "schema/schema.h"

/* What these statements make: one line for each object, then the problems. */
char *ddl_dump_of(Arena *arena, const char *sql);

/* A row of a table-driven test. */
typedef struct DdlCase
{
    const char *what;
    const char *sql;
    const char *expected;
} DdlCase;

void ddl_dump_check(const DdlCase *cases, size_t count);

#endif
