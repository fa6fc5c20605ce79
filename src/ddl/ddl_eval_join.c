/*
 * ddl_eval_join.c - rows that need not be looked at: those that another oid than the one at hand names.
 *
 * Catalogs are joined by oids. Most rows are passed over for a fraction of the work that asking the
 * condition takes, which decides whether a block over hundreds of tables can be followed at all.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval.h"

static bool
is_equality(const Node *node)
{
    const A_Expr *expr = (const A_Expr *) node;

    return node != NULL && IsA(node, A_Expr) && expr->kind == AEXPR_OP && expr->lexpr != NULL &&
           expr->rexpr != NULL && strcmp(strVal(llast(expr->name)), "=") == 0;
}

/* The place of "alias.column" in a source; its width when it is none of its columns. */
static size_t
column_of(const Source *source, const Node *node)
{
    const char *qualifier = NULL;
    const char *name;
    size_t at = 0;

    if (!IsA(node, ColumnRef) || list_length(((const ColumnRef *) node)->fields) != 2 ||
        IsA(llast(((const ColumnRef *) node)->fields), A_Star))
        return source->set.width;
    ddl_split_names(((const ColumnRef *) node)->fields, &qualifier, &name);
    if (!str_equal(qualifier, source->alias))
        return source->set.width;
    while (at < source->set.width && strcmp(source->set.columns[at], name) != 0)
        at++;
    return at;
}

/* Whether it is a column of something else, by its alias. */
static bool
is_of_another(const Source *source, const Node *node)
{
    const char *qualifier = NULL;
    const char *name;

    if (!IsA(node, ColumnRef) || list_length(((const ColumnRef *) node)->fields) != 2 ||
        IsA(llast(((const ColumnRef *) node)->fields), A_Star))
        return false;
    ddl_split_names(((const ColumnRef *) node)->fields, &qualifier, &name);
    return !str_equal(qualifier, source->alias);
}

static bool
find_key(Eval *eval, const Source *source, const Node *node, JoinKey *out)
{
    const A_Expr *expr = (const A_Expr *) node;
    ListCell *cell;

    if (node != NULL && IsA(node, BoolExpr) && ((const BoolExpr *) node)->boolop == AND_EXPR)
    {
        foreach (cell, ((const BoolExpr *) node)->args)
        {
            if (find_key(eval, source, lfirst(cell), out))
                return true;
        }
        return false;
    }
    if (!is_equality(node))
        return false;
    for (int side = 0; side < 2; side++)
    {
        const Node *own = side == 0 ? expr->lexpr : expr->rexpr;
        const Node *other = side == 0 ? expr->rexpr : expr->lexpr;
        const char *why = eval->why;

        out->column = column_of(source, own);
        if (out->column == source->set.width || !is_of_another(source, other))
            continue;
        out->value = ddl_eval_node(eval, other);
        eval->why = why; /* it is asked again where it matters */
        if (out->value.kind == VALUE_OBJECT)
            return true;
    }
    return false;
}

JoinKey
ddl_eval_join_key(Eval *eval, const Source *source, const Node *where)
{
    JoinKey key = {.value = ddl_value_unknown(NULL)};

    if (!find_key(eval, source, source->on, &key) && !find_key(eval, source, where, &key))
        key.value = ddl_value_unknown(NULL);
    return key;
}

bool
ddl_eval_join_excludes(const JoinKey *key, const Value *row)
{
    return key->value.kind == VALUE_OBJECT && row[key->column].kind == VALUE_OBJECT &&
           strcmp(key->value.text, row[key->column].text) != 0;
}
