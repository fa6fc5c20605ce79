/*
 * analyse.h - what the files of the analyser share.
 *
 * The analyser says what a query means: an analysed Query tree in, notes out. A note is about a SELECT, a
 * relation, a reference of a column or a parameter; notes are named by their number. The words are those
 * of src/query/resolve.h, whose resolver says the same without a server: the two are compared.
 */
#ifndef TENFOLD_PLANNER_ANALYSE_H
#define TENFOLD_PLANNER_ANALYSE_H

#include "planner/compat.h"

#include <lib/stringinfo.h>
#include <nodes/parsenodes.h>
#include <nodes/primnodes.h>

/* What a reference is for: bits, as USE_… of resolve.h. */
typedef enum Role
{
    ROLE_RETURNED = 1 << 0,
    ROLE_COMPUTED = 1 << 1,
    ROLE_EQUAL = 1 << 2,
    ROLE_IN = 1 << 3,
    ROLE_RANGE = 1 << 4,
    ROLE_NOT_EQUAL = 1 << 5,
    ROLE_LIKE_PREFIX = 1 << 6,
    ROLE_LIKE_PATTERN = 1 << 7,
    ROLE_CONTAINMENT = 1 << 8,
    ROLE_FULL_TEXT = 1 << 9,
    ROLE_JSON_PATH = 1 << 10,
    ROLE_IS_NULL = 1 << 11,
    ROLE_IS_NOT_NULL = 1 << 12,
    ROLE_BOOLEAN = 1 << 13,
    ROLE_FILTER_OTHER = 1 << 14,
    ROLE_JOINED = 1 << 15,
    ROLE_GROUPED = 1 << 16,
    ROLE_ORDERED = 1 << 17,
    ROLE_DISTINCT = 1 << 18,
    ROLE_AGGREGATED = 1 << 19,
    ROLE_INSERTED = 1 << 20,
    ROLE_UPDATED = 1 << 21,
    ROLE_CONFLICT = 1 << 22,
    ROLE_WINDOW_PARTITION = 1 << 23,
    ROLE_WINDOW_ORDER = 1 << 24,
    ROLE_WRITTEN_FROM = 1 << 25,
    ROLE_OTHER = 1 << 26
} Role;

typedef struct LimitNote
{
    const char *kind; /* "constant", "parameter", "expression"; NULL: none */
    int64 rows;
} LimitNote;

typedef struct SelectNote
{
    int number;
    int parent; /* -1: none */
    const char *kind; /* "top", "operand", "from", "with", "exists", "in", "scalar", "view" */
    const char *command; /* "select" … */
    const char *name;
    const char *set_operation;
    bool is_correlated;
    bool is_not;
    bool has_where;
    bool has_switch;
    bool is_always;
    bool has_group;
    bool has_count;
    bool has_order;
    bool is_one_row;
    bool is_distinct;
    bool is_locking;
    bool is_of_view;
    bool has_merge_delete;
    int conjunct; /* of the parent's condition in which it stands; or 0 */
    int arm; /* of the OR that this conjunct is; or 0 */
    LimitNote limit;
    LimitNote offset;
} SelectNote;

typedef struct RelationNote
{
    int number;
    const char *kind; /* "table", "view", "sequence", "catalog", "function", "with", … */
    const char *schema;
    const char *name;
    const char *alias;
    Oid relid;
    SelectNote *select;
    SelectNote *body;
    const char *join; /* "first", "comma", "cross", "inner", "left", "right", "full" */
    bool is_lateral;
    bool is_written;
    bool is_nullable;
    bool is_locked;
    bool is_through_view;
    int island; /* the same for those of one FROM that conditions tie together; or 0 */
} RelationNote;

typedef struct UseNote UseNote;
struct UseNote
{
    int number;
    RelationNote *relation;
    AttrNumber column;
    const char *name;
    SelectNote *select;
    const char *clause;
    uint32 roles;
    const char *operation;
    const char *function;
    const char *cast;
    const char *path;
    UseNote *other;
    int parameter; /* 0: none */
    const char *constant;
    int position;
    int conjunct;
    int arm;
    int location; /* -1: not in the text */
    bool is_descending;
    bool is_nulls_first;
    bool is_unanchored;
    bool is_negated;
    bool is_in_or;
    bool is_star;
    bool is_whole_row;
    bool is_outer;
    bool is_through_subquery;
    bool is_through_with;
    bool is_through_view;
    bool is_implicit_cast;
    bool is_from_policy;
    bool is_passing; /* a view's column that is a view's column: stands for nothing itself */
};

/* A column of a relation with columns of its own, and the way to it. */
typedef struct Origin
{
    RelationNote *relation; /* NULL: no such column */
    AttrNumber column;
    bool is_through_subquery;
    bool is_through_with;
} Origin;

/* What an expression is. */
typedef struct Value
{
    UseNote *use; /* the column that it is or wraps; or NULL */
    bool is_column; /* it is that column, not wrapped */
    Origin origin; /* of a plain column */
    List
        *sides; /* of a set operation: the Origin of what each side returns, where it is a column */
    const char *constant;
    int parameter;
    int columns_used;
    bool is_nullable;
    int first_use, end_use; /* of a column of a result: the uses in it */
} Value;

typedef struct ValueArray
{
    Value *items; /* NULL where nothing is known */
    int count;
} ValueArray;

/* A query of WITH. */
typedef struct WithNote
{
    const char *name;
    SelectNote *select;
    ValueArray values;
} WithNote;

/* What an entry of a range table stands for here. */
typedef struct Source
{
    RelationNote *relation;
    SelectNote *select; /* of a subquery that is no relation: of INSERT, of a set operation */
    ValueArray values; /* of a subquery, WITH query or VALUES */
    bool is_with;
    Value *rows; /* of VALUES, row by row; or NULL */
    int row_count;
} Source;

/* A Query at work. */
typedef struct Level Level;
struct Level
{
    Level *parent;
    Query *query; /* NULL for a policy, whose columns are all of `policy` */
    RelationNote *policy;
    SelectNote *select;
    Source *sources; /* by number of the range table, from 1 */
    List *with; /* of WithNote */
    ValueArray result; /* by number of the target list, from 1 */
};

typedef struct ParameterNote
{
    Oid type;
    RelationNote *relation; /* the first column that it is compared with or written to */
    AttrNumber column;
} ParameterNote;

/* The part of a condition at work, or what is read for a relation of FROM. */
typedef struct Link Link;
struct Link
{
    Link *outer;
    const SelectNote *select;
    RelationNote *first; /* the first of its relations that is named; or NULL */
    int conjunct;
    int arm; /* of the OR that the part is; or 0 */
};

/* A statement at work. */
typedef struct Analysis
{
    const char *text;
    List *selects;
    List *relations;
    UseNote **uses;
    int use_count;
    int use_capacity;
    ParameterNote *parameters; /* from 1 */
    int parameter_count;
    Link *link; /* NULL outside of conditions */
    int conjunct_count;
    int island_count;
    ValueArray sublink; /* what Params of kind SUBLINK stand for */
    const char *clause;
    const char *form; /* "IN", "BETWEEN" …: what the comparisons at hand were written as */
    bool is_condition;
    bool is_negated;
    bool is_in_or;
    bool is_from_policy;
    bool is_in_view;
} Analysis;

enum
{
    USES_MAXIMUM = 20000 /* with all that views add: views that join a view twice double */
};

/* ---- analyse_note.c ---- */

SelectNote *analyse_note_select(Analysis *analysis, const Level *parent, const char *kind,
                                const char *name);
RelationNote *analyse_note_relation(Analysis *analysis, Level *level, const char *kind);

/* The relation of an Oid, with its kind and names. */
void analyse_note_catalog(RelationNote *note, Oid relid, char relkind);

/* A reference; the one that stands at the same place already, when the tree holds copies of it. */
UseNote *analyse_note_use(Analysis *analysis, const Level *level, Origin origin, int location);
UseNote *analyse_note_copy(Analysis *analysis, const UseNote *use);

/* Gives every use since the mark without a role this one. */
void analyse_note_default(Analysis *analysis, int mark, uint32 role);

/* What a column is compared with or gets. */
void analyse_note_parameter(Analysis *analysis, int parameter, const UseNote *use);

/* ---- analyse_column.c ---- */

Value analyse_column(Analysis *analysis, Level *level, const Var *var);
Value analyse_column_system(Analysis *analysis, Level *level, RelationNote *relation,
                            AttrNumber column, int location);

/* ---- analyse_expr.c ---- */

Value analyse_expr(Analysis *analysis, Level *level, Node *node);
Value analyse_expr_of(const Value *values, int count);
ValueArray analyse_expr_list(Analysis *analysis, Level *level, List *nodes);

/* The node below casts that nobody wrote. */
Node *analyse_expr_bare(Node *node);

/* ---- analyse_call.c ---- */

Value analyse_call(Analysis *analysis, Level *level, FuncExpr *node);
Value analyse_call_aggregate(Analysis *analysis, Level *level, Aggref *node);
Value analyse_call_window(Analysis *analysis, Level *level, WindowFunc *node);

/* A cast of one value: explicit or not, and whether it changes bytes. */
Value analyse_call_cast(Analysis *analysis, Level *level, Node *argument, Oid type,
                        CoercionForm form, bool is_free);

/* ---- analyse_compare.c ---- */

/* WHERE, ON, HAVING … */
void analyse_compare_condition(Analysis *analysis, Level *level, Node *node, const char *clause);

/* True when a condition is at hand; what is within it is none unless said so. */
bool analyse_compare_take(Analysis *analysis);
void analyse_compare_add(Value *value, bool is_condition, uint32 role, const char *operation);

Value analyse_compare_operator(Analysis *analysis, Level *level, OpExpr *node);
Value analyse_compare_array(Analysis *analysis, Level *level, ScalarArrayOpExpr *node);
Value analyse_compare_distinct(Analysis *analysis, Level *level, DistinctExpr *node, bool is_not);
Value analyse_compare_rows(Analysis *analysis, Level *level, RowCompareExpr *node);
Value analyse_compare_boolean(Analysis *analysis, Level *level, BoolExpr *node);

/* ---- analyse_shape.c: what the form of an expression says ---- */

bool analyse_shape_has_switch(Node *condition);
bool analyse_shape_is_true(Node *condition);
bool analyse_shape_is_unanchored(Node *pattern, bool is_regex);
uint32 analyse_shape_like_role(Node *pattern);

/* "IN", "NOT IN", "BETWEEN" where the tree spells such a form as AND or OR; NULL otherwise. */
const char *analyse_shape_form(const BoolExpr *node);

/* ---- analyse_link.c: AND-ed parts of conditions, and the relations that they tie together ---- */

/* `link` lives on the caller's stack until analyse_link_end(). */
void analyse_link_begin(Analysis *analysis, const Level *level, Link *link);
void analyse_link_begin_relation(Analysis *analysis, const Level *level, Link *link,
                                 RelationNote *relation);
void analyse_link_end(Analysis *analysis);

/* The next part of an AND, or arm `number` of an OR. */
void analyse_link_part(Analysis *analysis, bool is_or, int number);

/* A column of a relation of FROM is named. */
void analyse_link_note(Analysis *analysis, RelationNote *relation);

/* ---- analyse_sublink.c ---- */

Value analyse_sublink(Analysis *analysis, Level *level, SubLink *node);

/* ---- analyse_query.c ---- */

ValueArray analyse_query(Analysis *analysis, Level *parent, Query *query, const char *kind,
                         const char *name, SelectNote **select);

/* ---- analyse_from.c ---- */

void analyse_from(Analysis *analysis, Level *level, List *items);
void analyse_from_with(Analysis *analysis, Level *level);

/* ---- analyse_order.c ---- */

void analyse_order(Analysis *analysis, Level *level);
void analyse_order_aggregate(Analysis *analysis, Level *level, List *sorts, List *targets);

/* ---- analyse_write.c ---- */

void analyse_write(Analysis *analysis, Level *level);

/* ---- analyse_view.c ---- */

/* Adds what views stand for, and what row security adds; `columns` are those of the result. */
void analyse_view_expand(Analysis *analysis, ValueArray columns, Origin *base);

/* ---- analyse_json.c ---- */

void analyse_json(StringInfo out, const Analysis *analysis, const Query *query, ValueArray columns,
                  const Origin *base);

/* The list of what comes out: the target list, or RETURNING. */
List *analyse_json_targets(const Query *query);

#endif
