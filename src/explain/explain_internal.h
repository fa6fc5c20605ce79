/*
 * explain_internal.h - what the files of this folder share.
 */
#ifndef TENFOLD_EXPLAIN_EXPLAIN_INTERNAL_H
#define TENFOLD_EXPLAIN_EXPLAIN_INTERNAL_H

#include "explain/explain.h"

enum
{
    EXPLAIN_DEPTH_MAXIMUM = 400 /* of nodes; a plan of PostgreSQL stays far below */
};

/* Takes off frames, line ends of cells and quotes around lines; JSON stays as it is. */
char *explain_unwrap(Arena *arena, const char *text);

/* True when a text begins as JSON of EXPLAIN does. */
bool explain_is_json(const char *text);

bool explain_read_json(Arena *arena, const char *text, Explain *out, Error *error) MUST_CHECK;
bool explain_read_text(Arena *arena, const char *text, Explain *out, Error *error) MUST_CHECK;

/* Sets a number or text by the label that JSON gives it; a label that is not known is kept as text. */
void explain_set_number(Arena *arena, ExplainNode *node, const char *label, double value);
void explain_set_text(Arena *arena, ExplainNode *node, const char *label, const char *text);

/* Adds a text under a label. */
void explain_add_text(Arena *arena, ExplainTextList *list, const char *label, const char *text);

/* Fills inclusive_ms, exclusive_ms, total_ms. */
void explain_time(Explain *explain);

#endif
