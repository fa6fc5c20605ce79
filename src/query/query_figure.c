/*
 * query_figure.c - the name that PostgreSQL gives to an expression: FigureColname() of its parser.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_figure.h"

#include "sql/nodes.h"

/* How sure a name is: a cast's type only counts when what is cast has no name of its own. */
enum
{
    NO_NAME,
    WEAK_NAME,
    STRONG_NAME
};

static int figure(const Node *node, const char **name);

static int
strong(const char *text, const char **name)
{
    *name = text;
    return STRONG_NAME;
}

/* The last field that is a name. */
static int
last_name(const List *fields, const char **name)
{
    const char *found = NULL;
    ListCell *cell;

    foreach (cell, fields)
    {
        if (IsA(lfirst(cell), String))
            found = strVal(lfirst(cell));
    }
    return found == NULL ? NO_NAME : strong(found, name);
}

static int
figure_sublink(const SubLink *link, const char **name)
{
    const SelectStmt *query = (const SelectStmt *) link->subselect;
    const ResTarget *target;

    if (link->subLinkType == EXISTS_SUBLINK)
        return strong("exists", name);
    if (link->subLinkType == ARRAY_SUBLINK)
        return strong("array", name);
    if (link->subLinkType != EXPR_SUBLINK || !IsA(query, SelectStmt))
        return NO_NAME;
    while (query->op != SETOP_NONE)
        query = query->larg;
    if (query->targetList == NIL)
        return NO_NAME;
    target = linitial_node(ResTarget, query->targetList);
    if (target->name != NULL)
        return strong(target->name, name);
    return figure(target->val, name);
}

static int
figure_value_function(const SQLValueFunction *function, const char **name)
{
    switch (function->op)
    {
    case SVFOP_CURRENT_DATE:
        return strong("current_date", name);
    case SVFOP_CURRENT_TIME:
    case SVFOP_CURRENT_TIME_N:
        return strong("current_time", name);
    case SVFOP_CURRENT_TIMESTAMP:
    case SVFOP_CURRENT_TIMESTAMP_N:
        return strong("current_timestamp", name);
    case SVFOP_LOCALTIME:
    case SVFOP_LOCALTIME_N:
        return strong("localtime", name);
    case SVFOP_LOCALTIMESTAMP:
    case SVFOP_LOCALTIMESTAMP_N:
        return strong("localtimestamp", name);
    case SVFOP_CURRENT_ROLE:
        return strong("current_role", name);
    case SVFOP_CURRENT_USER:
        return strong("current_user", name);
    case SVFOP_USER:
        return strong("user", name);
    case SVFOP_SESSION_USER:
        return strong("session_user", name);
    case SVFOP_CURRENT_CATALOG:
        return strong("current_catalog", name);
    case SVFOP_CURRENT_SCHEMA:
        return strong("current_schema", name);
    }
    return NO_NAME;
}

static int
figure_xml(const XmlExpr *expr, const char **name)
{
    static const char *const names[] = {
        [IS_XMLCONCAT] = "xmlconcat", [IS_XMLELEMENT] = "xmlelement", [IS_XMLFOREST] = "xmlforest",
        [IS_XMLPARSE] = "xmlparse",   [IS_XMLPI] = "xmlpi",           [IS_XMLROOT] = "xmlroot",
    };

    if ((size_t) expr->op >= ARRAY_LENGTH(names) || names[expr->op] == NULL)
        return NO_NAME;
    return strong(names[expr->op], name);
}

/* Casts may be chained without end: the outermost names the column unless what is cast has a name. */
static int
figure_cast(const TypeCast *cast, const char **name)
{
    const Node *inner = cast->arg;
    int strength;

    while (inner != NULL && IsA(inner, TypeCast))
        inner = ((const TypeCast *) inner)->arg;
    strength = figure(inner, name);
    if (strength > WEAK_NAME || cast->typeName == NULL)
        return strength;
    *name = strVal(llast(cast->typeName->names));
    return WEAK_NAME;
}

static int
figure_case(const CaseExpr *expr, const char **name)
{
    int strength = figure((const Node *) expr->defresult, name);

    if (strength > WEAK_NAME)
        return strength;
    *name = "case";
    return WEAK_NAME;
}

static int
figure_indirection(const A_Indirection *node, const char **name)
{
    int strength = last_name(node->indirection, name);

    return strength != NO_NAME ? strength : figure(node->arg, name);
}

static int
figure(const Node *node, const char **name)
{
    while (node != NULL && IsA(node, CollateClause))
        node = ((const CollateClause *) node)->arg;
    if (node == NULL)
        return NO_NAME;
    switch (nodeTag(node))
    {
    case T_ColumnRef:
        return last_name(((const ColumnRef *) node)->fields, name);
    case T_A_Indirection:
        return figure_indirection((const A_Indirection *) node, name);
    case T_FuncCall:
        return strong(strVal(llast(((const FuncCall *) node)->funcname)), name);
    case T_A_Expr:
        return ((const A_Expr *) node)->kind == AEXPR_NULLIF ? strong("nullif", name) : NO_NAME;
    case T_TypeCast:
        return figure_cast((const TypeCast *) node, name);
    case T_GroupingFunc:
        return strong("grouping", name);
    case T_SubLink:
        return figure_sublink((const SubLink *) node, name);
    case T_CaseExpr:
        return figure_case((const CaseExpr *) node, name);
    case T_A_ArrayExpr:
        return strong("array", name);
    case T_RowExpr:
        return strong("row", name);
    case T_CoalesceExpr:
        return strong("coalesce", name);
    case T_MinMaxExpr:
        return strong(((const MinMaxExpr *) node)->op == IS_GREATEST ? "greatest" : "least", name);
    case T_SQLValueFunction:
        return figure_value_function((const SQLValueFunction *) node, name);
    case T_XmlExpr:
        return figure_xml((const XmlExpr *) node, name);
    case T_XmlSerialize:
        return strong("xmlserialize", name);
    default:
        return NO_NAME;
    }
}

const char *
query_figure_name(const Node *node)
{
    const char *name = NULL;

    (void) figure(node, &name); /* any strength will do */
    return name;
}
