/*
 * wanted_index.h - the index that would serve a condition which a plain one on the column does not.
 */
#ifndef TENFOLD_RULE_WANTED_INDEX_H
#define TENFOLD_RULE_WANTED_INDEX_H

#include "rule/access.h"

/* "CREATE INDEX ON public.tasks USING gin (tags jsonb_path_ops)"; NULL where none is known to serve. */
char *wanted_index_text(Arena *arena, const Schema *schema, const ColumnUse *use);

#endif
