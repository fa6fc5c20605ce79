/*
 * ddl_eval.h - expressions and queries whose value follows from the model and from constants.
 *
 * Nothing is executed. A question about the catalogs is answered from the model; what only a server
 * knows (rows of tables, the time, settings) is unknown, and Eval.why says what that was.
 */
#ifndef TENFOLD_DDL_DDL_EVAL_H
#define TENFOLD_DDL_DDL_EVAL_H

#include "ddl/ddl_internal.h"
#include "ddl/ddl_value.h"

/* A variable of PL/pgSQL; inner ones stand before outer ones. */
typedef struct Variable Variable;
struct Variable
{
    Variable *next;
    const char *name;
    const char *type; /* the catalog's name, "_text" for an array; NULL: any */
    const char *query; /* of a cursor */
    Value value;
};

typedef struct Row Row;
struct Row
{
    Row *next;
    const Value *values;
    const Value *keys; /* of ORDER BY */
};
LIST_OF(Row);

typedef struct RowSet
{
    const char *const *columns;
    size_t width;
    RowList rows; /* those that are there for certain */
    bool is_partial; /* there may be others */
} RowSet;

/* A relation within FROM, with the row at hand. */
typedef struct Source
{
    const char *alias;
    RowSet set;
    const Value *row; /* NULL: not chosen yet */
    bool is_absent; /* of LEFT JOIN: no row fits, all is NULL */
    bool is_left;
    const Node *on;
    const List *using;
} Source;

/* A query whose sources its expressions and inner queries see. */
typedef struct Scope Scope;
struct Scope
{
    const Scope *outer;
    Source *sources;
    size_t count;
    const Source **group; /* the rows of an aggregate; NULL outside of one */
    size_t group_count;
};

/* WITH name AS (…) */
typedef struct Named Named;
struct Named
{
    const Named *next;
    const char *name;
    RowSet set;
};

typedef struct Eval
{
    Reader *reader;
    Arena *arena; /* of all that is made */
    const Variable *variables;
    const Scope *query;
    const Named *named;
    const Named *catalogs; /* those that were asked */
    const char *relation; /* of pg_attribute, only its rows are filled in; NULL: all */
    size_t *work; /* how much may still be looked at */
    const char *why; /* what made something unknown; NULL: nothing did */
    uint32_t depth;
} Eval;

/* The value of an expression of PL/pgSQL, which is a SELECT without its first word. */
Value ddl_eval_expression(Eval *eval, const char *sql);

/* The rows of a query. */
RowSet ddl_eval_query(Eval *eval, const char *sql);

/* ---- within the files of the evaluator ---- */

Value ddl_eval_node(Eval *eval, const void *node);

/* ddl_eval_operator.c; `operation` is "=", "<>" … */
Value ddl_eval_operator(Eval *eval, const A_Expr *expr);
Value ddl_eval_compare(Eval *eval, const char *operation, Value left, Value right);

/* ~ and ~*; unknown where POSIX's expressions differ. */
Value ddl_eval_match_regex(Eval *eval, Value text, Value pattern, bool ignores_case);

/* The values of a list, as an array. */
Value ddl_eval_list(Eval *eval, const List *list);

/* = ANY (items), or with `is_any` false = ALL. */
Value ddl_eval_in(Eval *eval, const char *operation, Value left, const Value *items, size_t count,
                  bool is_any);

/* What is unknown is remembered. */
Value ddl_eval_unknown(Eval *eval, const char *format, ...) PRINTF_LIKE(2, 3);

/* now(): the time of reading. */
Value ddl_eval_now(Eval *eval);

RowSet ddl_eval_select(Eval *eval, const SelectStmt *statement);

/* The oid that a column of a source is to equal. */
typedef struct JoinKey
{
    size_t column;
    Value value; /* unknown: there is no such column */
} JoinKey;

/* By its ON, or the WHERE, and the rows at hand of the other sources. */
JoinKey ddl_eval_join_key(Eval *eval, const Source *source, const Node *where);

/* True when the row is of another oid. */
bool ddl_eval_join_excludes(const JoinKey *key, const Value *row);

/* count(), max() … over Scope.group. */
bool ddl_eval_is_aggregate(const FuncCall *call);
Value ddl_eval_aggregate(Eval *eval, const FuncCall *call);

Value ddl_eval_call(Eval *eval, const FuncCall *call);

/* Routines of the input that are one SELECT, as ddl_eval_call() and ddl_eval_rows_of_call(). */
Value ddl_eval_routine(Eval *eval, const FuncCall *call);
bool ddl_eval_rows_of_routine(Eval *eval, const FuncCall *call, RowList *out, bool *is_partial);

/* A function in FROM or among the targets that returns rows of one column. */
bool ddl_eval_rows_of_call(Eval *eval, const FuncCall *call, RowList *out, bool *is_partial);

/* The name under which a value of a cast type is known here: "int4", "_text". */
const char *ddl_eval_type_name(Eval *eval, const PgTypeName *type);

/* The oid of what a text names as regclass, regtype, regnamespace …; NULL when it does not exist. */
Value ddl_eval_object(Eval *eval, const char *text, const char *type);

/* ---- ddl_catalog.c: the catalogs as the model has them ---- */

/* False when it is no catalog. */
bool ddl_catalog_rows(Eval *eval, const char *space, const char *name, RowSet *out);
bool ddl_catalog_information(Eval *eval, const char *name, RowSet *out);

/* Of pg_attribute the rows of one relation, for a fraction of the work; false for other catalogs. */
bool ddl_catalog_attributes(Eval *eval, const char *name, Value relation, RowSet *out);

Value ddl_catalog_relation(Eval *eval, const char *space, const char *name);
Value ddl_catalog_type(Eval *eval, const char *space, const char *name);
Value ddl_catalog_namespace(Eval *eval, const char *name);

/* Adds a row, and sets its columns by name. */
Value *ddl_catalog_row(Eval *eval, RowSet *set);
void ddl_catalog_set(Value *row, const RowSet *set, const char *column, Value value);

#endif
