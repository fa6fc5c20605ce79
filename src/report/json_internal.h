/*
 * json_internal.h - what the files that write the report as JSON share.
 */
#ifndef TENFOLD_REPORT_JSON_INTERNAL_H
#define TENFOLD_REPORT_JSON_INTERNAL_H

#include "report/report_internal.h"
#include "rule/table_use.h"

#include <jansson.h>

/* Both own the value from here on; they fail only without memory. */
void json_set(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

json_t *json_text_or_null(const char *text);

/* {"value", "unit", "source"}, or null. */
json_t *json_quantity(Arena *arena, Quantity quantity, const char *unit);

/* {"file", "line", "column"}, or null. */
json_t *json_location(const Location *location);

/* Every query, most time first, and the cost of each endpoint; empty without queries. */
json_t *json_queries(const Report *report);
json_t *json_endpoints(const Report *report);

/* What the queries do to each table; null without queries. */
json_t *json_table_uses(Arena *arena, const TableUses *uses);

#endif
