/*
 * key.h - which index serves which columns, and which columns are unique.
 */
#ifndef TENFOLD_RULE_KEY_H
#define TENFOLD_RULE_KEY_H

#include "design/design.h"

/*
 * The index with which PostgreSQL finds rows by equality on all of `columns`, none of them NULL: a
 * btree that begins with them in any order, or a hash index on the only one; whole, or partial on
 * nothing but these columns being not null. NULL when there is none.
 */
const Index *key_serving(const Table *table, const NameList *columns);

/* An index with these leading columns whose predicate leaves rows out; or NULL. */
const Index *key_partial(const Table *table, const NameList *columns);

/* An index that begins with one of several columns: it narrows the search without ending it. */
const Index *key_narrowing(const Table *table, const NameList *columns);

/* A btree that holds all of the columns, but not as its first ones; or NULL. */
const Index *key_misordered(const Table *table, const NameList *columns);

/* A unique index over plain columns that covers every row: whole, valid, not deferrable. */
bool key_is_unique_index(const Index *index);

/* A unique index over this column alone that covers every row; or NULL. */
const Index *key_of_one(const Table *table, const char *column);

/* True when the primary key is this column alone. */
bool key_is_primary(const Table *table, const char *column);

/* True when a unique index over some of `columns` covers every row. */
bool key_is_unique(const Table *table, const NameList *columns);

/* True when every column of the index is NOT NULL. */
bool key_is_not_null(const Table *table, const Index *index);

/* The columns of an index that are plain columns, in order. */
NameList key_columns(Arena *arena, const Index *index);

/* The first foreign key of the table that this column is part of; or NULL. */
const Constraint *key_foreign_key(const Table *table, const char *column);

/* True when the table has a CHECK that names all of the columns. */
bool key_has_check(const Table *table, const NameList *columns);

/* True when the column gets its value from a sequence: identity, serial, nextval(). */
bool key_is_generated(const Column *column);

/* Columns in an index or constraint: "a, b DESC", as people write it. */
char *key_index_text(Arena *arena, const Index *index);

/* "public.tasks(assignee_id)" */
char *key_object_id(Arena *arena, const Table *table, const NameList *columns);

#endif
