/*
 * shape.h - what kind of table this is, as far as its columns, keys and name say.
 *
 * These are guesses about meaning; rules use them to stay silent or to speak softly, hardly ever to
 * accuse.
 */
#ifndef TENFOLD_RULE_SHAPE_H
#define TENFOLD_RULE_SHAPE_H

#include "design/design.h"

/*
 * Rows where they are known. Where not, a small number that only ranks tables among each other: what
 * hangs on longer chains of foreign keys, joins tables, logs or is wide has more rows than what it
 * points to, and what is set up once (roles, settings, lists) has few.
 */
double shape_likely_rows(const Design *design, const Table *table);

/* Made by a migration tool or framework for itself: schema_migrations, active_storage_blobs. */
bool shape_is_bookkeeping(const Table *table);

/* The framework's own: the above, and what Django, Knex, Flyway or Prisma keep for themselves. */
bool shape_is_framework(const Table *table);

/* A list of names that hardly grows and loses no rows: country, status, currency. */
bool shape_is_lookup(const Design *design, const Table *table);

/* Only its name is looked at: countries, order_status. */
bool shape_is_list_by_name(const Table *table);

/* Its key is made of foreign keys: it joins two or more tables. */
bool shape_is_join(const Table *table);

/* Rows are added and, if at all, removed by age: logs, events, history, audit. */
bool shape_is_log(const Table *table);

/* Made from other rows, or gone soon: statistics, caches, jobs, copies. */
bool shape_is_derived(const Table *table);

/* Most tables of the schema point to it by the same column: the root of a multi-tenant schema. */
bool shape_is_tenant_root(const Design *design, const Table *table);

/* A column of a time type that says when the row was made; else any time column; else NULL. */
const Column *shape_time_column(const Design *design, const Table *table);

/* The column that marks a row as deleted: deleted_at, is_deleted; or NULL. */
const Column *shape_soft_delete(const Design *design, const Table *table);

/* "deleted_at IS NULL" or "NOT is_deleted": the rows that are alive. */
char *shape_alive_predicate(Arena *arena, const Design *design, const Column *soft_delete);

/* "all 2.0M rows of" where rows are known, "all rows of" where not. */
char *shape_rows_text(Arena *arena, const Design *design, const Table *table);

#endif
