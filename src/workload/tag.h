/*
 * tag.h - what a query's comment says about who sent it.
 */
#ifndef TENFOLD_WORKLOAD_TAG_H
#define TENFOLD_WORKLOAD_TAG_H

#include "workload/workload.h"

/* Reads the tags of SQLCommenter (key='value') and marginalia (key:value) from the comments of a query. */
void tag_read(Arena *arena, const char *sql, QueryTagList *out);

/* The value of a tag, or NULL. */
const char *tag_find(const QueryTagList *tags, const char *key);

/* Where in the application it is asked: the route, "controller#action", the controller or the job; NULL: not said. */
char *tag_place(Arena *arena, const QueryTagList *tags);

#endif
