/*
 * configuring.h - a configuration on its way to the server.
 */
#ifndef TENFOLD_WHATIF_CONFIGURING_H
#define TENFOLD_WHATIF_CONFIGURING_H

#include "whatif/whatif_internal.h"

#include <jansson.h>

#define CONFIGURING_PAGE_BYTES 8192.0

typedef struct Configuring
{
    WhatIf *whatif;
    Arena *arena; /* of what was refused */
    Arena *work;
    const WhatIfConfiguration *configuration;
    const Stats *stats; /* its own, or those of its base */
    LoadFailureList *refused;
} Configuring;

/* Parts of a fact. A number that is not known, or none, is left out. */
void configuring_text(json_t *object, const char *key, const char *value);
void configuring_number(json_t *object, const char *key, double value);
void configuring_quantity(json_t *object, const char *key, Quantity quantity);

/* What is known of a column or an expression. */
void configuring_values(json_t *object, const ColumnStats *column);

/* A fact about something. */
json_t *configuring_named(const char *name);

/* Sends an array of facts, and frees it; what was refused is added to the list by the second. */
bool configuring_ask(Configuring *configuring, const char *sql, json_t *facts, DbResult *out,
                     Error *error) MUST_CHECK;
bool configuring_tell(Configuring *configuring, const char *sql, json_t *facts,
                      Error *error) MUST_CHECK;
void configuring_refuse(Configuring *configuring, const DbResult *result);

/* Partitions of a table, or tables that inherit from it. */
size_t configuring_children(const Schema *schema, const Table *parent);

/* Rows of a table; a partition of which nothing is known has its share of what its parent has. */
Quantity configuring_rows(const Configuring *configuring, const Table *table);

#endif
