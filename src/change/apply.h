/*
 * apply.h - Changes made true in a model.
 */
#ifndef TENFOLD_CHANGE_APPLY_H
#define TENFOLD_CHANGE_APPLY_H

#include "change/change.h"

/* Alters `schema` in place. False, and nothing altered, when the change does not fit it. */
bool apply_change(Schema *schema, const Change *change, Error *error) MUST_CHECK;

/*
 * Makes one consistent list out of many wishes: duplicates fall out, contradictions are settled (an
 * index that one change adds and another makes redundant; a column whose type two changes set; an
 * index on a table that is partitioned in the same go), and what a change needs is added (widening a
 * key widens every foreign key column that points to it, and its sequence). Order: as it must be
 * applied. What was left out is returned in `dropped`, with the reason in Change.trade_off.
 */
ChangeList apply_compose(Arena *arena, const Schema *schema, const ChangeList *wishes,
                         ChangeList *dropped);

/* The target: a copy of `schema` with all `changes` made. */
Schema *apply_all(Arena *arena, const Schema *schema, const ChangeList *changes, Error *error);

#endif
