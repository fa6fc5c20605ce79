/*
 * resolve.h - what a query means, without a server.
 *
 * Names become columns of tables by PostgreSQL's rules of scope, expressions become types by its
 * rules of overloading. The result says what comes out, which relations are read and written, and
 * for each reference of a column what it is used for.
 */
#ifndef TENFOLD_QUERY_RESOLVE_H
#define TENFOLD_QUERY_RESOLVE_H

#include "base/error.h"
#include "schema/schema.h"

typedef enum QueryCommand
{
    QUERY_SELECT, /* also VALUES and TABLE */
    QUERY_INSERT,
    QUERY_UPDATE,
    QUERY_DELETE,
    QUERY_MERGE
} QueryCommand;

/* Why there is a sub-select. */
typedef enum SelectKind
{
    SELECT_TOP, /* the statement itself */
    SELECT_SET_OPERAND, /* a side of UNION, INTERSECT, EXCEPT */
    SELECT_FROM, /* a subquery in FROM */
    SELECT_CTE,
    SELECT_EXISTS,
    SELECT_IN, /* x IN (…), x = ANY (…), x > ALL (…) */
    SELECT_SCALAR, /* (…) or ARRAY(…) as a value */
    SELECT_VIEW /* the query of a view */
} SelectKind;

typedef enum LimitKind
{
    LIMIT_NONE,
    LIMIT_CONSTANT,
    LIMIT_PARAMETER,
    LIMIT_EXPRESSION
} LimitKind;

/* A SELECT, or the statement that writes. */
typedef struct QuerySelect QuerySelect;
struct QuerySelect
{
    QuerySelect *next;
    const QuerySelect *parent; /* NULL for the top */
    SelectKind kind;
    QueryCommand command; /* SELECT, or what a WITH query or the statement writes */
    const char *name; /* of a CTE, view or subquery in FROM; or NULL */
    bool is_correlated; /* uses a column of an outer SELECT */
    bool is_not; /* NOT EXISTS, NOT IN, <> ALL */
    bool has_where;
    bool has_switch; /* a parameter alone decides whether a condition counts: ($1 = '' OR x = $1) */
    bool has_merge_delete; /* MERGE … THEN DELETE */
    bool has_conflict; /* INSERT … ON CONFLICT, as it is written: a server's answer does not say */
    size_t values_rows; /* of INSERT … VALUES, likewise; 0: of a query */
    bool is_always; /* WHERE, but of a constant that is true */
    bool has_group; /* GROUP BY, or aggregates */
    bool has_count; /* count() is an aggregate of its result */
    bool has_order; /* ORDER BY */
    bool is_one_row; /* aggregates without GROUP BY, or nothing in FROM */
    bool is_distinct;
    bool is_locking; /* FOR UPDATE … */
    const char *set_operation; /* of its operands: "UNION", "UNION ALL" …; or NULL */
    LimitKind limit_kind;
    int64_t limit; /* of LIMIT_CONSTANT */
    LimitKind offset_kind;
    int64_t offset_rows;
    uint32_t conjunct; /* of the parent's condition in which it stands; or 0 */
    uint32_t arm; /* of the OR that this conjunct is; or 0 */
    size_t offset; /* in the text */
};
LIST_OF(QuerySelect);

typedef enum QueryRelationKind
{
    RELATION_TABLE,
    RELATION_VIEW,
    RELATION_SEQUENCE,
    RELATION_CATALOG, /* of pg_catalog or information_schema */
    RELATION_FUNCTION,
    RELATION_CTE,
    RELATION_SUBQUERY,
    RELATION_VALUES,
    RELATION_UNKNOWN
} QueryRelationKind;

typedef enum QueryJoin
{
    JOINED_FIRST, /* the first of FROM, or the target of the statement */
    JOINED_COMMA,
    JOINED_CROSS,
    JOINED_INNER,
    JOINED_LEFT,
    JOINED_RIGHT,
    JOINED_FULL
} QueryJoin;

/* An entry of a FROM clause, or the target of INSERT, UPDATE, DELETE, MERGE. */
typedef struct QueryRelation QueryRelation;
struct QueryRelation
{
    QueryRelation *next;
    QueryRelationKind kind;
    const char
        *schema; /* of table, view, sequence, catalog, function; NULL for pg_catalog's functions */
    const char *name; /* of the object or CTE; NULL for subqueries and VALUES */
    const char *alias; /* by which columns are qualified; NULL for an unnamed one */
    const Table *table; /* of RELATION_TABLE */
    const View *view; /* of RELATION_VIEW */
    const Routine *routine; /* of RELATION_FUNCTION when it is the schema's */
    const QuerySelect *select; /* in whose FROM it is */
    const QuerySelect *body; /* of CTE, subquery: what it reads; or NULL */
    QueryJoin join;
    bool is_lateral;
    bool is_written;
    bool is_nullable; /* on the nullable side of an outer join */
    bool is_locked; /* FOR UPDATE … names it, or all */
    bool is_through_view; /* not written in the query: comes from a view's */
    uint32_t island; /* the same for relations of one FROM that conditions tie together; or 0 */
    size_t offset; /* in the text */
};
LIST_OF(QueryRelation);

/* A parameter: $1 is number 1. */
typedef struct QueryParameter QueryParameter;
struct QueryParameter
{
    QueryParameter *next;
    uint32_t number;
    TypeName type; /* name is NULL while nothing tells it */
    const Table *table; /* the first column that it is compared with or written to; or NULL */
    const View *view;
    const Column *column;
};
LIST_OF(QueryParameter);

/* A column of the result. */
typedef struct QueryColumn QueryColumn;
struct QueryColumn
{
    QueryColumn *next;
    const char *name; /* "?column?" where PostgreSQL has no better one */
    TypeName type; /* name is NULL where it is not known */
    const Table *table; /* where it is a plain column, also through subqueries and CTEs */
    const View *view;
    const Column *column; /* of `table` or `view`; or NULL */
    const QueryRelation *relation; /* that holds it; or NULL */
    const Table *base_table; /* the same when views are followed, too; or NULL */
    const Column *base_column;
    const QueryRelation *base_relation;
    const QueryColumn
        *sides; /* of a set operation: what its sides return, where that is a column */
    bool is_nullable; /* false only where NOT NULL is certain */
};
LIST_OF(QueryColumn);

/* What a reference of a column is for. */
enum
{
    USE_RETURNED = 1u << 0, /* plainly, as a column of the result */
    USE_COMPUTED = 1u << 1, /* within an expression of the result */
    USE_EQUAL = 1u << 2, /* = constant, parameter or expression of other relations */
    USE_IN = 1u << 3, /* IN (…), = ANY */
    USE_RANGE = 1u << 4, /* < <= > >= BETWEEN */
    USE_NOT_EQUAL = 1u << 5, /* <>, NOT IN, IS DISTINCT FROM */
    USE_LIKE_PREFIX = 1u << 6, /* LIKE 'abc%' */
    USE_LIKE_PATTERN = 1u << 7, /* any other LIKE, ILIKE, SIMILAR TO, ~ */
    USE_CONTAINMENT = 1u << 8, /* @> <@ && ? ?| ?& */
    USE_FULL_TEXT = 1u << 9, /* @@ */
    USE_JSON_PATH = 1u << 10, /* a key of a json or jsonb column is compared: see `path` */
    USE_IS_NULL = 1u << 11,
    USE_IS_NOT_NULL = 1u << 12,
    USE_BOOLEAN = 1u << 13, /* the column is the condition, or IS TRUE … of it */
    USE_FILTER_OTHER = 1u << 14, /* in a condition in any other way */
    USE_JOINED = 1u << 15, /* = a column of another relation: see `other` */
    USE_GROUPED = 1u << 16,
    USE_ORDERED = 1u << 17,
    USE_DISTINCT = 1u << 18,
    USE_AGGREGATED = 1u << 19, /* the argument of an aggregate: see `function` */
    USE_INSERTED = 1u << 20, /* a target of INSERT */
    USE_UPDATED = 1u << 21, /* a target of UPDATE SET, also ON CONFLICT DO UPDATE and MERGE */
    USE_CONFLICT = 1u << 22, /* ON CONFLICT (column) */
    USE_WINDOW_PARTITION = 1u << 23,
    USE_WINDOW_ORDER = 1u << 24,
    USE_WRITTEN_FROM = 1u << 25, /* its value is written to another column */
    USE_OTHER = 1u << 26, /* an argument of a function in FROM, LIMIT, … */
    USE_FILTERED = USE_EQUAL | USE_IN | USE_RANGE | USE_NOT_EQUAL | USE_LIKE_PREFIX |
                   USE_LIKE_PATTERN | USE_CONTAINMENT | USE_FULL_TEXT | USE_JSON_PATH |
                   USE_IS_NULL | USE_IS_NOT_NULL | USE_BOOLEAN | USE_FILTER_OTHER
};

typedef enum QueryClause
{
    CLAUSE_RESULT, /* the select list, or RETURNING */
    CLAUSE_FROM, /* arguments of functions in FROM */
    CLAUSE_ON, /* ON, USING, NATURAL */
    CLAUSE_WHERE,
    CLAUSE_GROUP,
    CLAUSE_HAVING,
    CLAUSE_WINDOW,
    CLAUSE_DISTINCT,
    CLAUSE_ORDER,
    CLAUSE_LIMIT,
    CLAUSE_SET, /* a target or value of INSERT, UPDATE, MERGE */
    CLAUSE_CONFLICT
} QueryClause;

/*
 * One reference of a column of a table or view. A column that comes through a subquery, CTE or view
 * has the place and roles of the outer reference, and the table that it comes from at last.
 */
typedef struct ColumnUse ColumnUse;
struct ColumnUse
{
    ColumnUse *next;
    const QueryRelation
        *relation; /* of the base column; NULL through a view that is not expanded */
    const Table *table; /* one of these two; both NULL for a catalog's column */
    const View *view;
    const Column *column; /* NULL for system columns (ctid …) and those of catalogs */
    const char *name; /* of the column */
    const QuerySelect *select; /* where the reference stands */
    QueryClause clause;
    uint32_t roles; /* of USE_… */
    const char
        *operation; /* the operator or form of the condition: "=", "<", "IN", "ILIKE"; or NULL */
    const char *function; /* applied to the column: "lower", "count"; or NULL */
    const char *cast; /* the type that the column is cast to, explicitly or implicitly; or NULL */
    bool is_cast_written; /* explicitly */
    const char *path; /* of USE_JSON_PATH: the key, "a.b" for nested ones; "" when not constant */
    const ColumnUse *other; /* the column of another relation compared with; or NULL */
    const QueryParameter *parameter; /* compared with, or written; or NULL */
    const char *constant; /* the same: the literal's value; or NULL */
    uint32_t position; /* in ORDER BY, GROUP BY, DISTINCT ON, window clauses: from 1; or 0 */
    bool is_descending;
    bool is_nulls_first;
    bool is_unanchored; /* the pattern that it is matched with begins with a wildcard, as written */
    bool is_negated; /* within NOT */
    bool is_in_or; /* within OR */
    uint32_t conjunct; /* of the SELECT: the same for one AND-ed part of a condition; or 0 */
    uint32_t arm; /* from 1, of the OR that the whole conjunct is; or 0 */
    bool is_star; /* not written by name: * or t.* */
    bool is_whole_row; /* not written by name: t as a value */
    bool is_outer; /* the reference stands in a sub-select, the relation is outside of it */
    bool is_through_subquery;
    bool is_through_cte;
    bool is_through_view; /* what a view's column stands for, or what the view itself does */
    bool is_implicit_cast; /* nobody wrote `cast`; only a server's answer says so */
    bool is_from_policy; /* of a row security policy; only a server's answer has those */
    size_t offset; /* of the reference in the text */
};
LIST_OF(ColumnUse);

/* A name that stands for nothing, or for too much. */
typedef struct QueryProblem QueryProblem;
struct QueryProblem
{
    QueryProblem *next;
    const char *message; /* PostgreSQL's words: column "x" does not exist */
    size_t offset; /* in the text */
};
LIST_OF(QueryProblem);

/* What a query means. */
typedef struct Query
{
    QueryCommand command;
    QueryColumnList columns; /* of the result; empty for a command without RETURNING */
    QueryRelationList relations;
    QuerySelectList selects; /* the first is the top */
    QueryParameterList parameters; /* by number */
    ColumnUseList uses; /* in no order that matters */
    QueryProblemList problems; /* the query is understood when there are none */
} Query;

/* What is kept between queries of one schema, which must not change meanwhile. */
typedef struct QueryContext QueryContext;

/*
 * The arena owns the context and, of views and functions looked at, what they mean. What a query
 * reads through views is added to its relations and uses.
 */
QueryContext *query_context_new(Arena *arena, const Schema *schema);

/*
 * Resolves one statement: SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE; of EXPLAIN, CREATE TABLE AS,
 * CREATE VIEW, DECLARE, PREPARE and COPY the query in it. `search_path` is as in Expr. False when the
 * text does not parse or holds no query; names that are not found are problems of the result.
 */
bool query_resolve_in(QueryContext *context, Arena *arena, const char *search_path, const char *sql,
                      Query *out, Error *error) MUST_CHECK;

/* The same for a parse tree that is open: a statement node or RawStmt (sql/nodes.h). */
bool query_resolve_node_in(QueryContext *context, Arena *arena, const char *search_path,
                           const void *node, Query *out, Error *error) MUST_CHECK;

/* The same for a single query; but what views stand for is not added. */
bool query_resolve(Arena *arena, const Schema *schema, const char *search_path, const char *sql,
                   Query *out, Error *error) MUST_CHECK;
bool query_resolve_node(Arena *arena, const Schema *schema, const char *search_path,
                        const void *node, Query *out, Error *error) MUST_CHECK;

/*
 * Adds the result's columns as PostgreSQL makes those of a view or of CREATE TABLE AS: named by
 * `names` as far as they reach. A type that is not known is text. They are nullable.
 */
void query_columns(Arena *arena, const Query *query, const NameList *names, ColumnList *out);

#endif
