/*
 * script.h - a recording as text: the changes of a schema, and the queries.
 */
#ifndef TENFOLD_RECORD_SCRIPT_H
#define TENFOLD_RECORD_SCRIPT_H

#include "record/recording.h"

/* What changed the database, in the order in which it took effect, for psql. */
void script_changes(StrBuf *out, const Database *database);

/* The queries, those that ran most often first. */
void script_queries(StrBuf *out, const Recording *recording);

/* How many queries script_queries() writes. */
size_t script_query_count(const Recording *recording);

#endif
