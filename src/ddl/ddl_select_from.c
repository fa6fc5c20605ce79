/*
 * ddl_select_from.c - what FROM names: tables, catalogs, sub-selects, functions, joins of them.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_select.h"

static void
add_source(Select *select, const char *alias, RowSet set)
{
    Source *source;

    if (select->query.count == SOURCES_MAXIMUM)
    {
        select->out->is_partial = true;
        return;
    }
    source = &select->query.sources[select->query.count++];
    *source = (Source){.alias = arena_strdup(select->eval->arena, alias), .set = set};
}

static const Named *
find_named(const Eval *eval, const RangeVar *var)
{
    const Named *named = var->schemaname == NULL ? eval->named : NULL;

    while (named != NULL && strcmp(named->name, var->relname) != 0)
        named = named->next;
    return named;
}

static bool
is_alone(const Select *select, const RangeVar *var)
{
    const List *from = select->statement->fromClause;

    return list_length(from) == 1 && linitial(from) == var &&
           (var->schemaname == NULL || strcmp(var->schemaname, "pg_catalog") == 0);
}

/* What an outer row says that attrelid is; unknown where none does. */
static Value
wanted_relation(Select *select, const char *alias)
{
    static const char *const columns[] = {"attrelid"};
    const Source source = {.alias = alias, .set = {.columns = columns, .width = 1}};

    return ddl_eval_join_key(select->eval, &source, select->statement->whereClause).value;
}

static void
add_relation(Select *select, const RangeVar *var)
{
    const char *alias = var->alias == NULL ? var->relname : var->alias->aliasname;
    const Named *named = find_named(select->eval, var);
    RowSet set = {.is_partial = true};

    if (named != NULL)
        set = named->set;
    else if (is_alone(select, var) && ddl_catalog_attributes(select->eval, var->relname,
                                                             wanted_relation(select, alias), &set))
        set.is_partial = false;
    else if (!ddl_catalog_rows(select->eval, var->schemaname, var->relname, &set))
        (void) ddl_eval_unknown(select->eval, "the rows of \"%s\"", var->relname);
    add_source(select, alias, set);
}

/* AS x (a, b) */
static void
rename_columns(Select *select, RowSet *set, const Alias *alias)
{
    const char **names = arena_new_array(select->eval->arena, const char *, set->width + 1);
    size_t count = 0;
    ListCell *cell;

    if (alias == NULL || alias->colnames == NIL)
        return;
    for (size_t i = 0; i < set->width; i++)
        names[i] = set->columns[i];
    foreach (cell, alias->colnames)
    {
        if (count < set->width)
            names[count++] = arena_strdup(select->eval->arena, strVal(lfirst(cell)));
    }
    set->columns = names;
}

static void
add_subselect(Select *select, const RangeSubselect *item)
{
    RowSet set = ddl_eval_select(select->eval, (const SelectStmt *) item->subquery);

    rename_columns(select, &set, item->alias);
    add_source(select, item->alias == NULL ? NULL : item->alias->aliasname, set);
}

static void
add_function(Select *select, const RangeFunction *item)
{
    const List *first = item->functions == NIL ? NIL : linitial(item->functions);
    const FuncCall *call = first == NIL ? NULL : linitial(first);
    const char **columns = arena_new_array(select->eval->arena, const char *, 1);
    RowSet set = {.columns = columns, .width = 1};
    const char *alias;

    if (call == NULL || !IsA(call, FuncCall) || list_length(item->functions) != 1 ||
        item->ordinality || !ddl_eval_rows_of_call(select->eval, call, &set.rows, &set.is_partial))
    {
        (void) ddl_eval_unknown(select->eval, "a function in FROM");
        set = (RowSet){.is_partial = true};
        add_source(select, item->alias == NULL ? NULL : item->alias->aliasname, set);
        return;
    }
    alias = item->alias == NULL ? strVal(llast(call->funcname)) : item->alias->aliasname;
    columns[0] = arena_strdup(select->eval->arena, alias);
    rename_columns(select, &set, item->alias);
    add_source(select, alias, set);
}

static void
add_join(Select *select, const JoinExpr *join)
{
    size_t before;

    ddl_select_from(select, join->larg);
    before = select->query.count;
    ddl_select_from(select, join->rarg);
    if (select->query.count == before)
        return;
    /* The condition is asked when the last of the right side has its row. */
    select->query.sources[select->query.count - 1].on = join->quals;
    select->query.sources[select->query.count - 1].using = join->usingClause;
    select->query.sources[select->query.count - 1].is_left = join->jointype == JOIN_LEFT;
    if ((join->jointype != JOIN_INNER && join->jointype != JOIN_LEFT) || join->isNatural ||
        (join->jointype == JOIN_LEFT && select->query.count != before + 1))
        (void) ddl_eval_unknown(select->eval, "a join");
    else
        return;
    select->out->is_partial = true;
}

void
ddl_select_from(Select *select, const Node *node)
{
    if (IsA(node, RangeVar))
        add_relation(select, (const RangeVar *) node);
    else if (IsA(node, JoinExpr))
        add_join(select, (const JoinExpr *) node);
    else if (IsA(node, RangeSubselect))
        add_subselect(select, (const RangeSubselect *) node);
    else if (IsA(node, RangeFunction))
        add_function(select, (const RangeFunction *) node);
    else
        add_source(select, NULL, (RowSet){.is_partial = true});
}
