/*
 * locate.h - the files and lines of objects that were read from a server.
 */
#ifndef TENFOLD_SCHEMA_LOCATE_H
#define TENFOLD_SCHEMA_LOCATE_H

#include "schema/schema.h"

/* Which tables are in one of two schemas alone. */
typedef struct LocateResult
{
    size_t located; /* tables in both */
    NameList only_here; /* "schema.table" */
    NameList only_written;
} LocateResult;

/* Gives objects of `schema` the places of those that have the same names in `written`. */
void locate_objects(Schema *schema, const Schema *written, LocateResult *out);

#endif
