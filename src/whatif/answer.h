/*
 * answer.h - the server's answer about a query (planner/analyse_json.c), read into a Query.
 */
#ifndef TENFOLD_WHATIF_ANSWER_H
#define TENFOLD_WHATIF_ANSWER_H

#include "whatif/understand.h"

/* What answers about one schema share. */
typedef struct AnswerReader
{
    Arena *arena;
    const Schema *schema;
    Map *columns; /* of a view "schema\x01view\x01column", where the model does not know them */
} AnswerReader;

/* A Query from the object that planner/analyse_json.c writes; NULL when it is none. */
const Query *answer_read(AnswerReader *reader, const char *text);

#endif
