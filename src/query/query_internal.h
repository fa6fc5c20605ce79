/*
 * query_internal.h - what the files of the resolver share.
 *
 * A query is read clause by clause. A Scope is a SELECT at work: the relations of its FROM clause,
 * its CTEs, its outer Scope. An expression becomes a Value: its type, and the column that it is or
 * wraps. Every reference of a column makes a ColumnUse at once; whoever knows what it is for adds a
 * role, and what has none at the end of its clause gets the clause's own.
 */
#ifndef TENFOLD_QUERY_QUERY_INTERNAL_H
#define TENFOLD_QUERY_QUERY_INTERNAL_H

#ifndef TENFOLD_SERVER_HEADERS
#error "define TENFOLD_SERVER_HEADERS before including query/query_internal.h"
#endif

#include "base/strbuf.h"
#include "query/query_builtin.h"
#include "query/query_range.h"
#include "query/resolve.h"
#include "sql/nodes.h"

/* What is known of a type of the schema, of an unknown one, or of the row of a subquery. */
typedef struct OwnType
{
    const char *schema;
    const char *name; /* "record" for the row of a subquery */
    char kind; /* as pg_type.typtype */
    char category; /* as pg_type.typcategory */
    TypeId other; /* a domain's base, a range's subtype, a multirange's range */
    const char *other_modifiers; /* of a domain's base */
    const struct RangeColumn *fields; /* of a composite type or row */
    size_t field_count;
} OwnType;

struct QueryContext
{
    Arena *arena;
    const Schema *schema;
    Map *types; /* of "schema\x01name"; the number of an OwnType, as a pointer */
    OwnType *own; /* those of numbers from TYPE_OWN_FIRST on */
    size_t own_count;
    size_t own_capacity;
    bool has_ranges; /* the schema's ranges have their numbers */
    int depth; /* of types within types, and views within views */
    bool is_for_one; /* a single query: what views stand for is not traced */
    Map *routines; /* of a name: RoutineName, when it was asked for */
    Map *operators; /* of a name: the first OperatorEntry; made when first needed */
    Map *columns; /* of the address of a table or view: RangeColumns */
    const char *path_text; /* the last search_path that was cut */
    const NameList *path;
};

/* A query of WITH. */
typedef struct CommonTable CommonTable;
struct CommonTable
{
    CommonTable *next;
    const char *name;
    const CommonTableExpr *node;
    struct Scope *scope; /* of its WITH */
    const QuerySelect *select;
    RangeColumn *columns;
    size_t count;
    size_t mark_count; /* of them the last ones, which SEARCH and CYCLE add */
    bool is_ready; /* its columns are known */
    bool is_in_work;
    bool is_recursive; /* it names itself */
};
LIST_OF(CommonTable);

typedef struct Scope Scope;
struct Scope
{
    Scope *parent;
    QuerySelect *select;
    RangeItemList items;
    CommonTableList tables;
    CommonTable *recursive; /* whose query this is, while its first part is read; or NULL */
    bool is_lateral; /* its items that are lateral_only are in reach just now */
    bool has_aggregates;
};

/* What an expression is. */
typedef struct Value
{
    TypeId type; /* TYPE_NOTHING where nothing is known; BUILTIN_UNKNOWN for an untyped literal */
    const char *modifiers;
    bool is_nullable;
    bool is_set; /* a function that returns a set */
    ColumnUse *use; /* the column that it is or wraps; or NULL */
    bool is_column; /* it is that column, not wrapped */
    const RangeEntry *entry; /* of a column: where it was found */
    size_t entry_index;
    const char *constant; /* of a literal; or NULL */
    bool is_null;
    QueryParameter *parameter; /* when it is one, or a cast of one */
    uint32_t columns_used; /* how many references of columns are in it */
    ColumnUse *before; /* of an expression of a result: the use before it; and the last one in it */
    ColumnUse *last;
} Value;

typedef struct ValueList
{
    Value *items;
    size_t count;
} ValueList;

/* What a SELECT returns. */
typedef struct Result
{
    RangeColumn *columns; /* `from` is set for a plain column */
    Value *values; /* the same as expressions */
    size_t count;
    size_t capacity;
} Result;

/* The part of a condition at work, or what is read for a relation of FROM. See query_link.c. */
typedef struct QueryLink QueryLink;
struct QueryLink
{
    QueryLink *outer;
    const QuerySelect *select;
    QueryRelation *first; /* the first of its relations that is named; or NULL */
    uint32_t conjunct;
    uint32_t arm; /* of the OR that the part is; or 0 */
};

/* A query at work. */
typedef struct Analysis
{
    QueryContext *context;
    Arena *arena; /* of what the query means */
    Arena *work; /* goes when that is known: lists of columns and values grow with each join */
    Query *query;
    const NameList *path;
    QueryParameter **parameters; /* by number; NULL where there is none */
    size_t parameter_capacity;
    QueryClause clause;
    bool is_negated;
    bool is_in_or;
    bool is_condition; /* what is looked at now is a condition, or a part of one by AND, OR, NOT */
    QueryLink *link; /* or NULL outside of conditions */
    uint32_t conjunct_count;
    uint32_t island_count;
    int depth;
} Analysis;

enum
{
    QUERY_DEPTH_MAXIMUM = 1000, /* of expressions and sub-selects */
    QUERY_DEPTH_MODEL = 200, /* of views on views, types of types */
    QUERY_PARAMETERS_MAXIMUM = 65535, /* what the protocol can send */
    QUERY_COLUMNS_MAXIMUM = 1664 /* as PostgreSQL: else WITH could double them without end */
};

/* ---- query.c ---- */

void query_problem(Analysis *analysis, int location, const char *format, ...) PRINTF_LIKE(3, 4);
size_t query_offset(int location);

/* False, with a problem, when expressions or queries nest too deep; each enter has its leave. */
bool query_enter(Analysis *analysis);
void query_leave(Analysis *analysis);
const NameList *query_path(QueryContext *context, const char *text);

/* ---- query_type.c: types as numbers ---- */

TypeId query_type_id(QueryContext *context, const TypeName *type);
TypeId query_type_named(QueryContext *context, const char *space, const char *name);

/* The type of a cast or column definition; the modifiers are new. */
TypeId query_type_node(Analysis *analysis, const PgTypeName *node, const char **modifiers);
TypeId query_type_row(QueryContext *context, const char *space, const char *name,
                      const RangeColumn *fields, size_t count);
TypeName query_type_name(QueryContext *context, Arena *arena, TypeId type, const char *modifiers);

char query_type_kind(const QueryContext *context, TypeId type);
char query_type_category(const QueryContext *context, TypeId type);
bool query_type_is_preferred(TypeId type);
const char *query_type_text(QueryContext *context, Arena *arena, TypeId type);

/* A domain's base; any other type itself. */
TypeId query_type_base(const QueryContext *context, TypeId type);

/* What a subscript gives; TYPE_NOTHING when there is none. */
TypeId query_type_element(const QueryContext *context, TypeId type);
TypeId query_type_array(TypeId element);

/* Of a range its subtype, of a multirange its range. */
TypeId query_type_other(const QueryContext *context, TypeId type);
TypeId query_type_multirange_of(const QueryContext *context, TypeId range);

/* The columns of a composite type; NULL when it has none that are known. */
const RangeColumn *query_type_fields(QueryContext *context, TypeId type, size_t *count);

/* ---- query_cast.c: what fits where ---- */

bool query_cast_implicit(QueryContext *context, TypeId from, TypeId to);

/* The type that UNION, CASE, VALUES … agree upon; `modifiers` when all have the same. */
TypeId query_cast_common(Analysis *analysis, const Value *values, size_t count,
                         const char **modifiers);

/* A literal or parameter without a type becomes one. */
void query_cast_to(Analysis *analysis, Value *value, TypeId type);

/* Notes at the use of a column that its value is converted. */
void query_cast_mark(Analysis *analysis, Value *value, TypeId type);

/* ---- query_overload.c: which of several functions or operators ---- */

typedef struct Candidate
{
    const TypeId *arguments; /* expanded to the arguments of the call */
    size_t given; /* of them that are written */
    size_t defaults_used;
    bool is_variadic;
    const BuiltinFunction *builtin;
    const BuiltinOperator *operation;
    const struct RoutineEntry *routine;
} Candidate;

/* The one to call; NULL when none fits or several do. */
const Candidate *query_overload(QueryContext *context, const Candidate *candidates, size_t count,
                                const TypeId *inputs, size_t input_count);

/* A polymorphic result, with the arguments known. */
TypeId query_overload_result(QueryContext *context, TypeId result, const TypeId *declared,
                             const TypeId *actual, size_t count);

/* ---- query_function.c ---- */

/* A function that is called: its result, and its row when it returns one. */
typedef struct Call
{
    TypeId type;
    const char *modifiers;
    bool is_set;
    bool is_aggregate;
    bool is_window;
    bool is_found;
    bool is_never_null;
    const Routine *routine;
    const char *schema; /* NULL for one of pg_catalog */
    const RangeColumn *fields; /* of OUT and TABLE arguments */
    size_t field_count;
} Call;

Value query_function(Analysis *analysis, Scope *scope, const FuncCall *node);
Call query_function_call(Analysis *analysis, const FuncCall *node, Value *arguments, size_t count);

/* ---- query_routine.c: functions and aggregates of the schema ---- */

typedef struct RoutineEntry RoutineEntry;
struct RoutineEntry
{
    RoutineEntry *next; /* of the same name */
    const char *schema;
    const Routine *routine; /* NULL for an aggregate */
    TypeId *arguments;
    const char **argument_names; /* NULL where an argument has none */
    size_t argument_count;
    size_t default_count;
    bool is_variadic;
    bool is_aggregate;
    TypeId result;
    const char *result_modifiers;
    RangeColumn *fields; /* of OUT and TABLE arguments, when there are several or it is TABLE */
    size_t field_count;
};

/* The functions of one name. */
typedef struct RoutineName
{
    RoutineEntry *first;
} RoutineName;

/* The first of a name; NULL when the schema has none. */
const RoutineEntry *query_routine_named(QueryContext *context, const char *name);

/* An operator of the schema. */
typedef struct OperatorEntry OperatorEntry;
struct OperatorEntry
{
    OperatorEntry *next; /* of the same name */
    TypeId left; /* TYPE_NOTHING of a prefix operator */
    TypeId right;
    TypeId result;
};

/* The first of a name; NULL when the schema has none. */
const OperatorEntry *query_routine_operator(QueryContext *context, const char *name);

/* True when an extension is there whose functions nobody knows. */
bool query_routine_may_be_foreign(const QueryContext *context);

/* ---- query_define.c ---- */

/* Adds an aggregate to those of its name, an operator to those of the context. */
void query_define_aggregate(QueryContext *context, const Other *other, const char *name,
                            RoutineName *found);
void query_define_operator(QueryContext *context, const Other *other);

/* ---- query_expr.c ---- */

Value query_expr(Analysis *analysis, Scope *scope, const Node *node);
ValueList query_expr_list(Analysis *analysis, Scope *scope, const List *nodes);

/* A value that can be anything. */
Value query_value(TypeId type);

/* Of several values used together: how many columns they use, whether one may be NULL. */
Value query_value_of(TypeId type, const Value *values, size_t count);

/* ---- query_shape.c: what the form of an expression says, whatever its names stand for ---- */

/* True when a parameter alone decides whether a part of the condition counts. */
bool query_shape_has_switch(const Node *condition);

/* True when a pattern begins with a wildcard that the query itself writes. */
bool query_shape_is_unanchored(const Node *pattern, bool is_regex);

/* TRUE, 1 = 1 … */
bool query_shape_is_true(const Node *condition);

/* ---- query_indirection.c ---- */

/* value[1], value[1:2], value['key'] */
Value query_subscript(Analysis *analysis, Scope *scope, Value value, const A_Indices *node);
Value query_indirection(Analysis *analysis, Scope *scope, const A_Indirection *node);

/* ---- query_operator.c ---- */

Value query_operator(Analysis *analysis, Scope *scope, const A_Expr *node);

/*
 * The result of an operator; operands without a type get one, conversions are noted. `left` is NULL
 * for a prefix operator.
 */
TypeId query_operator_type(Analysis *analysis, const char *name, Value *left, Value *right);

/* ---- query_compare.c ---- */

/* What a comparison makes of the columns on its sides. `name` is the operator or form. */
void query_compare(Analysis *analysis, const char *name, Value *left, Value *right, uint32_t role);

/* The role of a column on one side of an operator. */
uint32_t query_compare_role(const char *name);

/* A condition: what it says of its columns is noted. */
void query_condition(Analysis *analysis, Scope *scope, const Node *node, QueryClause clause);

/* True when a condition is at hand; what is within it is none unless said so. */
bool query_condition_take(Analysis *analysis);

/* Adds a role to the column that a condition is about. */
void query_add_role(Value *value, bool is_condition, uint32_t role, const char *operation);
Value query_null_test(Analysis *analysis, Scope *scope, const NullTest *node);
Value query_boolean_test(Analysis *analysis, Scope *scope, const BooleanTest *node);

/* The key that an operator or subscript takes out of a json column. */
void query_json_path(Analysis *analysis, Value *value, const char *key);

/* ---- query_link.c: AND-ed parts of conditions, and the relations that they tie together ---- */

/* `link` lives on the caller's stack until query_link_end(). */
void query_link_begin(Analysis *analysis, const Scope *scope, QueryLink *link);
void query_link_end(Analysis *analysis);

/* The next part of an AND, or arm `number` of an OR. */
void query_link_part(Analysis *analysis, bool is_or, uint32_t number);

/* Two relations of one FROM belong together. */
void query_link_tie(Analysis *analysis, QueryRelation *one, QueryRelation *two);
void query_link_columns(Analysis *analysis, const RangeEntry *one, size_t one_index,
                        const RangeEntry *two, size_t two_index);

/* A column is named. */
void query_link_note(Analysis *analysis, const RangeEntry *entry, size_t index);

/* ---- query_sublink.c ---- */

Value query_sublink(Analysis *analysis, Scope *scope, const SubLink *node);

/* ---- query_use.c ---- */

/* The end of the list of uses, to come back to. */
ColumnUse *query_use_mark(const Analysis *analysis);

/* Gives every use since the mark without a role this one. */
void query_use_default(Analysis *analysis, const ColumnUse *mark, uint32_t role);

/* The reference of a column. */
Value query_use_column(Analysis *analysis, Scope *scope, const RangeEntry *entry, size_t index,
                       int location, bool is_outer);

/* A column that is written. */
ColumnUse *query_use_written(Analysis *analysis, Scope *scope, const RangeEntry *entry,
                             size_t index, uint32_t role, int location);

/* The entry and column that a column comes from at last. */
const RangeColumn *query_use_base(const RangeEntry *entry, size_t index, const RangeEntry **base);

/* ---- query_name.c: names of columns ---- */

Value query_name_column(Analysis *analysis, Scope *scope, const ColumnRef *node);
RangeEntry *query_name_entry(Scope *scope, const char *space, const char *name, bool *is_outer);
uint32_t query_name_hash(const char *name);

/* The index of a column of an entry; `count` when there is none. */
size_t query_name_find(const RangeEntry *entry, const char *name);

/* A column of an entry. */
Value query_name_of(Analysis *analysis, Scope *scope, const RangeEntry *entry, const char *name,
                    int location, bool is_outer);

/* The entry whose row a bare name stands for; NULL when it is a column, or nothing. */
const RangeEntry *query_name_whole_row(Scope *scope, const Node *node, bool *is_outer);

/* The whole row of an entry. */
Value query_name_row(Analysis *analysis, Scope *scope, const RangeEntry *entry, int location,
                     bool is_outer);

/* A field of a composite value. */
Value query_name_field(Analysis *analysis, Value row, const char *name, int location);

/* ---- query_from.c ---- */

void query_from(Analysis *analysis, Scope *scope, const List *nodes);

/* The table that INSERT, UPDATE, DELETE or MERGE writes; not yet in reach of names. */
RangeEntry *query_from_target(Analysis *analysis, Scope *scope, const RangeVar *node);
void query_from_add(Analysis *analysis, Scope *scope, RangeEntry *entry);

/* One item of FROM: what can be named of it, and the entry that holds its columns. */
RangeItemList query_from_item(Analysis *analysis, Scope *scope, const Node *node, QueryJoin join,
                              RangeEntry **entry);

/* ---- query_relation.c ---- */

QueryRelation *query_relation_new(Analysis *analysis, Scope *scope, QueryRelationKind kind,
                                  int location);
RangeEntry *query_relation_table(Analysis *analysis, Scope *scope, const RangeVar *node);

/* Renames columns by an alias (a, b). */
void query_relation_alias(Analysis *analysis, RangeEntry *entry, const Alias *alias);

/* ---- query_from_function.c ---- */

RangeEntry *query_from_function(Analysis *analysis, Scope *scope, const RangeFunction *node);
RangeEntry *query_from_xml(Analysis *analysis, Scope *scope, const RangeTableFunc *node);

/* ---- query_join.c ---- */

RangeItemList query_join(Analysis *analysis, Scope *scope, const JoinExpr *node, QueryJoin join,
                         RangeEntry **entry);

/* ---- query_select.c ---- */

/* Any of SELECT, VALUES, INSERT … RETURNING …, within a scope or NULL; `select` may be NULL. */
Result query_statement(Analysis *analysis, Scope *parent, const Node *node, SelectKind kind,
                       const char *name, const QuerySelect **select);

/* Untyped literals become text. */
void query_result_settle(Analysis *analysis, Result *result);

/* ---- query_target.c ---- */

Result query_target(Analysis *analysis, Scope *scope, const List *targets);

/* A result with room for so many columns. */
Result query_result_new(Analysis *analysis, size_t count);
void query_result_add(Result *result, const char *name, Value value);

/* ---- query_order.c: ORDER BY, GROUP BY, DISTINCT, LIMIT, WINDOW ---- */

void query_order(Analysis *analysis, Scope *scope, const List *nodes, const Result *result);
void query_group(Analysis *analysis, Scope *scope, const List *nodes, const Result *result);
void query_distinct(Analysis *analysis, Scope *scope, const List *nodes, const Result *result);
void query_limit(Analysis *analysis, Scope *scope, const SelectStmt *node);
void query_window(Analysis *analysis, Scope *scope, const WindowDef *node);
void query_sort_by(Analysis *analysis, Scope *scope, const List *nodes, uint32_t role);

/* ---- query_with.c ---- */

void query_with(Analysis *analysis, Scope *scope, const WithClause *node);

/* With its columns known; NULL when no WITH around has it. */
const CommonTable *query_with_find(Analysis *analysis, Scope *scope, const char *name);

/* The first part of a recursive query has been read: its columns are those of the whole. */
void query_with_first_part(Analysis *analysis, Scope *scope, const Result *first);

/* ---- query_write.c ---- */

Result query_insert(Analysis *analysis, Scope *scope, const InsertStmt *node);
Result query_update(Analysis *analysis, Scope *scope, const UpdateStmt *node);
Result query_delete(Analysis *analysis, Scope *scope, const DeleteStmt *node);
Result query_merge(Analysis *analysis, Scope *scope, const MergeStmt *node);

/* ---- query_expand.c ---- */

/* Adds what the query reads through views. */
void query_expand(Analysis *analysis);

/* ---- query_view.c ---- */

typedef struct RangeColumns
{
    const RangeColumn *columns;
    size_t count;
    const Query *query; /* of a view, once it was looked at and understood; or NULL */
    bool is_looked_at;
} RangeColumns;

const RangeColumns *query_table_columns(QueryContext *context, const Table *table);
const RangeColumns *query_view_columns(QueryContext *context, const View *view);

/* What a view's query means; NULL when it is not understood. */
const Query *query_view_query(QueryContext *context, const View *view);

#endif
