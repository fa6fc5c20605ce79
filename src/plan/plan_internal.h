/*
 * plan_internal.h - what the files that write steps share.
 */
#ifndef TENFOLD_PLAN_PLAN_INTERNAL_H
#define TENFOLD_PLAN_PLAN_INTERNAL_H

#include "base/strbuf.h"
#include "plan/lock.h"
#include "plan/plan.h"
#include "schema/print.h"

/* `schema` is what the steps so far lead to; a planner advances it by plan_apply(). */
typedef struct Planning
{
    Arena *arena;
    const Design *design;
    Schema *schema;
    const Change *change;
    Plan *plan;
} Planning;

/* Makes the change at hand true in the schema. */
bool plan_apply(Planning *planning, Error *error) MUST_CHECK;

/* A step with the claims of a fact; title as printf. */
Step *step_new(Planning *planning, StepPhase phase, const char *fact_id, const Table *table,
               const char *title, ...) PRINTF_LIKE(5, 6);

/* How a brief step begins. */
extern const char *const step_brief_head;

/* The statements in one transaction that gives up after two seconds of waiting for its lock. */
char *step_brief_sql(Arena *arena, const char *statements);

/* Statements that wait as long as they must, outside a transaction. */
char *step_patient_sql(Arena *arena, const char *statements);

/* Another table that the step locks, for people and for the start of the transaction. */
void step_also_lock(Planning *planning, Step *step, const Table *table, LockLevel level);

/* Sets sql, and in_transaction with it. */
void step_brief(Planning *planning, Step *step, const char *statements);
void step_patient(Planning *planning, Step *step, const char *statements);

/* "schema.table", "ALTER TABLE schema.table ", quoted. */
char *step_table(Planning *planning, const Table *table);

/* An advice without SQL: what has to be done by hand, and why. */
Step *step_advice(Planning *planning, const Table *table, const char *title, const char *note);

/* A query that returns a row while the index is invalid. */
char *step_invalid_index(Arena *arena, const char *schema, const char *name);

/* CREATE INDEX CONCURRENTLY for one plain table, with its undo and repair. */
Step *step_build_index(Planning *planning, StepPhase phase, const Table *table, const Index *index);

/* A view as a table, so that a step can name it. */
const Table *step_relation(Planning *planning, const char *schema, const char *name);

/* The table and the partitions below it that hold rows. */
typedef struct Leaf Leaf;
struct Leaf
{
    Leaf *next;
    Table *table;
};
LIST_OF(Leaf);

LeafList plan_leaves(Planning *planning, Table *table);

/* Rows of a table today; and true when they are known and few enough for a rewrite in a moment. */
Quantity plan_rows(const Planning *planning, const Table *table);
bool plan_is_small(const Planning *planning, const Table *table);

/* Steps of one kind of change. */
bool plan_index_add(Planning *planning, Error *error) MUST_CHECK;
bool plan_index_drop(Planning *planning, Error *error) MUST_CHECK;
bool plan_index_replace(Planning *planning, Error *error) MUST_CHECK;
bool plan_constraint_add(Planning *planning, Error *error) MUST_CHECK;
bool plan_constraint_drop(Planning *planning, Error *error) MUST_CHECK;
bool plan_constraint_replace(Planning *planning, Error *error) MUST_CHECK;
bool plan_constraint_validate(Planning *planning, Error *error) MUST_CHECK;
bool plan_column_add(Planning *planning, Error *error) MUST_CHECK;
bool plan_column_not_null(Planning *planning, Error *error) MUST_CHECK;
bool plan_column_default(Planning *planning, Error *error) MUST_CHECK;
bool plan_option_set(Planning *planning, Error *error) MUST_CHECK;
bool plan_sequence_type(Planning *planning, Error *error) MUST_CHECK;
bool plan_logged_set(Planning *planning, Error *error) MUST_CHECK;
bool plan_type_change(Planning *planning, Error *error) MUST_CHECK;
bool plan_partition_table(Planning *planning, Error *error) MUST_CHECK;

/*
 * Sets the SQL of a brief step that drops a unique index: foreign keys that may be bound to it are
 * made again around it, and validated after it. True when there are any.
 */
bool plan_constraint_lead(Planning *planning, Step *step, const Table *table, const Index *index,
                          const char *drop);

/* The steps that build an index, on partitions one by one, and that drop one. */
void plan_index_build(Planning *planning, const Table *table, const Index *index);
void plan_index_remove(Planning *planning, const Table *table, const Index *index);

/* A CHECK or foreign key under this name: NOT VALID, and later VALIDATE. */
void plan_constraint_not_valid(Planning *planning, StepPhase phase, const Table *table,
                               const Constraint *constraint, const char *name);
void plan_constraint_check_rows(Planning *planning, StepPhase phase, const Table *table,
                                const Constraint *constraint, const char *name);

/* The steps that make a constraint of the schema true in the database. */
void plan_constraint_build(Planning *planning, Table *table, const Constraint *constraint);

/* CHECK NOT VALID, VALIDATE, SET NOT NULL for those of the columns that need it. */
void plan_column_make_not_null(Planning *planning, Table *table, const NameList *columns);

/* plan_script.c: the text for a comment or \echo, with nothing in it that could end them. */
char *plan_one_line(Arena *arena, const char *text);

#endif
