/*
 * explain_internal.h - what the files of this folder share.
 */
#ifndef TENFOLD_EXPLAIN_EXPLAIN_INTERNAL_H
#define TENFOLD_EXPLAIN_EXPLAIN_INTERNAL_H

#include "explain/explain.h"

#include <jansson.h>

enum
{
    EXPLAIN_DEPTH_MAXIMUM = 400 /* of nodes; a plan of PostgreSQL stays far below */
};

/* Takes off frames, line ends of cells and quotes around lines; JSON and YAML stay as they are. */
char *explain_unwrap(Arena *arena, const char *text);

/* True when a text begins as JSON of EXPLAIN does. */
bool explain_is_json(const char *text);

/* Where YAML of EXPLAIN begins in a text, at the start of a line; or NULL. */
const char *explain_find_yaml(const char *text);

bool explain_read_json(Arena *arena, const char *text, Explain *out, Error *error) MUST_CHECK;
bool explain_read_yaml(Arena *arena, const char *text, Explain *out, Error *error) MUST_CHECK;
bool explain_read_text(Arena *arena, const char *text, Explain *out, Error *error) MUST_CHECK;

/* What both have come to; it stays the caller's. */
bool explain_take_json(Arena *arena, json_t *json, Explain *out, Error *error) MUST_CHECK;

/* Of a plan after the plan. Returns false. */
bool explain_refuse_second(Error *error, const char *where);

/* Sets a number or text by the label that JSON gives it; a label that is not known is kept as text. */
void explain_set_number(Arena *arena, ExplainNode *node, const char *label, double value);
void explain_set_text(Arena *arena, ExplainNode *node, const char *label, const char *text);

/* Adds a text under a label. */
void explain_add_text(Arena *arena, ExplainTextList *list, const char *label, const char *text);

/* Fills inclusive_ms, exclusive_ms, total_ms. */
void explain_time(Explain *explain);

#endif
