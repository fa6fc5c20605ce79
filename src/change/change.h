/*
 * change.h - a difference between two schemas, as an object.
 *
 * Rules and advisors make Changes without knowing how they are carried out; apply.h makes them true
 * in a model; plan/ turns them into steps. Objects are named, not pointed to, so that a Change holds
 * for any copy of the schema.
 */
#ifndef TENFOLD_CHANGE_CHANGE_H
#define TENFOLD_CHANGE_CHANGE_H

#include "base/error.h"
#include "schema/schema.h"

typedef enum ChangeKind
{
    CHANGE_ADD_INDEX, /* index */
    CHANGE_DROP_INDEX, /* object */
    CHANGE_REPLACE_INDEX, /* object = the old one, index = the new one */
    CHANGE_COLUMN_TYPE, /* column, type: with everything that must follow, see apply.h */
    CHANGE_SEQUENCE_TYPE, /* object, type */
    CHANGE_ADD_CONSTRAINT, /* constraint (PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK) */
    CHANGE_DROP_CONSTRAINT, /* object */
    CHANGE_REPLACE_CONSTRAINT, /* object = the old one, then constraint, or index alone */
    CHANGE_VALIDATE_CONSTRAINT, /* object */
    CHANGE_ADD_COLUMN, /* new_column; constraint optional (a new primary key) */
    CHANGE_SET_NOT_NULL, /* column */
    CHANGE_SET_DEFAULT, /* column, default_sql */
    CHANGE_SET_OPTION, /* option_name, option_value (fillfactor …) */
    CHANGE_PARTITION_TABLE, /* partition_key, partition_unit */
    CHANGE_SET_LOGGED /* unlogged table becomes logged */
} ChangeKind;

typedef struct Change Change;
struct Change
{
    Change *next;
    ChangeKind kind;
    const char *table_schema;
    const char *table_name;
    const char *column;
    const char *object; /* name of an index, constraint or sequence (in table_schema) */
    Index *index;
    Constraint *constraint;
    Column *new_column;
    TypeName type;
    const char *default_sql;
    const char *option_name;
    const char *option_value;
    PartitionKey *partition_key;
    const char *partition_unit; /* "month", "week", "day" */
    const char *reason; /* the rule's id */
    const char *trade_off; /* one sentence for the report; or NULL */
};
LIST_OF(Change);

/* A change of this kind on a table, to be filled in by the caller. */
Change *change_new(Arena *arena, ChangeKind kind, const Table *table);

/* One line for people: "add index tasks_assignee_id_idx on tasks (assignee_id)". */
char *change_text(Arena *arena, const Change *change);

/* True when both ask for the same thing, so that one of them is enough. */
bool change_equal(const Change *left, const Change *right);

/* True when the list holds a change that asks for the same thing. */
bool change_list_has(const ChangeList *list, const Change *change);

/* True when the list holds all of `wanted`, and `wanted` is not empty. */
bool change_list_has_all(const ChangeList *list, const ChangeList *wanted);

/*
 * An index of ours: a plain btree on these columns with PostgreSQL's own naming (table_column_idx),
 * made unique among the names of `schema` and at most 63 bytes long.
 */
Index *change_make_index(Arena *arena, const Schema *schema, const Table *table,
                         const NameList *columns);

#endif
