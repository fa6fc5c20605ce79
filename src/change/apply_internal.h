/*
 * apply_internal.h - what the files that apply changes share.
 *
 * Every check_* looks and may fail; every make_* alters and cannot: so a change that does not fit
 * leaves the model as it was.
 */
#ifndef TENFOLD_CHANGE_APPLY_INTERNAL_H
#define TENFOLD_CHANGE_APPLY_INTERNAL_H

#include "change/apply.h"

/* The table or column that a change names, or NULL with the error set. */
Table *apply_table(Schema *schema, const Change *change, Error *error);
Column *apply_column(Table *table, const char *name, Error *error);

/* True when `child` is a partition or an inheritance child of `parent`. */
bool apply_is_child(const Table *child, const Table *parent);
bool apply_is_partition_of(const Table *child, const Table *parent);

/* Every column named exists. */
bool apply_check_columns(const Table *table, const NameList *columns, Error *error) MUST_CHECK;

/* The table can have this index under its name. */
bool apply_check_index(const Schema *schema, const Table *table, const Index *index,
                       const char *old_name, Error *error) MUST_CHECK;

/* A foreign key points to the columns of this unique index and no other index could serve it. */
const Constraint *apply_needed_by(const Schema *schema, const Table *table, const Index *index);

/* Gives the table a copy of the index, and its partitions one each, attached. */
Index *apply_make_index(Schema *schema, Table *table, const Index *index);

/* The same for one table, whatever its partitions. */
Index *apply_make_index_alone(Schema *schema, Table *table, const Index *index);

/* As PostgreSQL names the index that it builds on a partition for one of the parent's. */
const char *apply_partition_index_name(Schema *schema, const Table *table, const Index *index);

/* Takes the index out, and those of the partitions that are attached to it. */
void apply_drop_index(Schema *schema, Table *table, Index *index);

/* Gives the table and its children a copy of the constraint, with its index. */
void apply_make_constraint(Schema *schema, Table *table, const Constraint *constraint);

/* Marks a column NOT NULL, in the children too. */
void apply_make_not_null(Schema *schema, Table *table, const char *column);

/* Struct and lists are new, texts are shared. */
Index *apply_copy_index(Arena *arena, const Index *index);
Constraint *apply_copy_constraint(Arena *arena, const Constraint *constraint);
NameList apply_copy_names(Arena *arena, const NameList *names);
OptionList apply_copy_options(Arena *arena, const OptionList *options);

/* One function for each kind of change. */
bool apply_add_index(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_remove_index(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_replace_index(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_add_constraint(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_drop_constraint(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_replace_constraint(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_validate_constraint(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_column_type(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_sequence_type(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_add_column(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_set_not_null(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_set_default(Schema *schema, const Change *change, Error *error) MUST_CHECK;
bool apply_partition_table(Schema *schema, const Change *change, Error *error) MUST_CHECK;

/*
 * The columns that must have the type of `column` as well: the same column of children and parents,
 * and the foreign key columns that point to any of them, transitively. The first is the column itself.
 */
typedef struct Follower Follower;
struct Follower
{
    Follower *next;
    Table *table;
    Column *column;
    bool is_child; /* PostgreSQL changes it together with its parent's column */
};
LIST_OF(Follower);

FollowerList apply_followers(Arena *arena, const Schema *schema, Table *table, Column *column);

/* False for a follower that holds the new values already. */
bool apply_must_follow(const Follower *follower, const TypeName *type, const TypeName *old);

/* The sequence that fills a column: its own, or the one owned by it; or NULL. */
Sequence *apply_column_sequence(const Schema *schema, const Table *table, const Column *column);

#endif
