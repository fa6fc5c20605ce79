/*
 * widen.h - a column's type changed while the table is in use.
 *
 * For each table of the group: a second column, kept equal by a trigger; the rows that are there copied
 * in batches; a CHECK that proves it; the column's indexes and constraints built anew on the second
 * column; then both columns change names in one short transaction. The old column is kept equal too,
 * until the contract step, so that the switch can be undone.
 */
#ifndef TENFOLD_PLAN_WIDEN_H
#define TENFOLD_PLAN_WIDEN_H

#include "change/apply_internal.h"
#include "plan/depend.h"

/* One table of the group, and its columns that move. */
typedef struct Moving Moving;
struct Moving
{
    Moving *next;
    Table *table;
    RenamingList columns; /* from the column to the second one */
    NameList names; /* the columns */
};
LIST_OF(Moving);

typedef struct Widening
{
    Planning *planning;
    MovingList tables;
} Widening;

/* Names of what the migration leaves behind until its end. */
const char *widen_parked(Arena *arena, const char *name);
const char *widen_old(Arena *arena, const char *name);

/* The table's entry in the group, or NULL. */
Moving *widen_find(const Widening *widening, const char *schema, const char *name);

/* The second column's value from the first one's, and back: "%s" or "%s AT TIME ZONE 'UTC'". */
char *widen_cast(Arena *arena, const TypeName *from, const TypeName *to, const char *value);

/* All steps of the group. */
void widen_plan(Widening *widening);

/* The step that changes the names of one table's columns, and the one that ends it all. */
void widen_switch(Widening *widening, Moving *moving);
void widen_contract(Widening *widening, Moving *moving);

/* The way back from the switch; psql runs it as it stands. */
char *widen_undo(Widening *widening, const Moving *moving, const Dependents *dependents);

/* The columns exchange their names; the identity goes from the second name to the first. */
void widen_swap_names(Widening *widening, const Moving *moving, StrBuf *sql);
void widen_move_identity(Widening *widening, const Moving *moving, const Column *column,
                         StrBuf *sql);

/* The trigger function's text before (type = the new one) or after the switch (type = the old one). */
char *widen_function(Widening *widening, const Moving *moving, bool is_switched);

/* True when the index or constraint holds a moving column. */
bool widen_has_index(const Moving *moving, const Index *index);
bool widen_has_names(const Moving *moving, const NameList *names);

/* The index as it must be on the second columns, under its name for the time being. */
Index *widen_index(Widening *widening, const Moving *moving, const Index *index);

/* The foreign key with both ends moved, or NULL when it stays. */
Constraint *widen_foreign_key(Widening *widening, const Table *table, const Constraint *key);

#endif
