/*
 * relation.h - references that a schema means but does not declare.
 */
#ifndef TENFOLD_RULE_RELATION_H
#define TENFOLD_RULE_RELATION_H

#include "design/design.h"

/*
 * The table that a column like "user_id" names: "user" or "users" in the same schema, whose
 * primary key is one column of the same kind of type. NULL when there is none, or when it is
 * the table itself.
 */
const Table *relation_named(const Design *design, const Table *table, const Column *column);

/* The column that says which table "owner_id" points to: "owner_type"; or NULL. */
const Column *relation_type_column(const Design *design, const Table *table, const Column *column);

#endif
