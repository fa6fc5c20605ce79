/* WITH and FROM: what the entries of the range table stand for. Only entries that FROM names count. */
#include "planner/analyse.h"

#include <catalog/pg_namespace_d.h>
#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <parser/parsetree.h>
#include <utils/lsyscache.h>

static void item(Analysis *analysis, Level *level, Node *node, const char *join);

/* ---- WITH ---- */

static WithNote *
find_with(Level *level, const RangeTblEntry *entry)
{
    ListCell *cell;

    for (Index up = entry->ctelevelsup; up > 0 && level->parent != NULL; up--)
        level = level->parent;
    foreach (cell, level->with)
    {
        WithNote *note = lfirst(cell);

        if (strcmp(note->name, entry->ctename) == 0)
            return note;
    }
    return NULL;
}

/* Of a recursive query the columns are nobody's: they go round. */
void
analyse_from_with(Analysis *analysis, Level *level)
{
    ListCell *cell;

    foreach (cell, level->query->cteList)
    {
        CommonTableExpr *table = lfirst_node(CommonTableExpr, cell);
        WithNote *note = palloc0(sizeof(WithNote));

        note->name = table->ctename;
        level->with = lappend(level->with, note);
        note->values = analyse_query(analysis, level, castNode(Query, table->ctequery), "with",
                                     table->ctename, &note->select);
    }
}

/* ---- FROM ---- */

static void
read_relation(Analysis *analysis, Level *level, RangeTblEntry *entry, RelationNote *note)
{
    int mark = analysis->use_count;

    analyse_note_catalog(note, entry->relid, entry->relkind);
    if (entry->tablesample == NULL)
        return;
    (void) analyse_expr_list(analysis, level, entry->tablesample->args);
    (void) analyse_expr(analysis, level, (Node *) entry->tablesample->repeatable);
    analyse_note_default(analysis, mark, ROLE_OTHER);
}

static bool
is_values(const Query *query)
{
    const Node *only;

    if (query->commandType != CMD_SELECT || query->setOperations != NULL ||
        list_length(query->jointree->fromlist) != 1)
        return false;
    only = linitial(query->jointree->fromlist);
    return IsA(only, RangeTblRef) &&
           rt_fetch(((const RangeTblRef *) only)->rtindex, query->rtable)->rtekind == RTE_VALUES;
}

static void
read_subquery(Analysis *analysis, Level *level, RangeTblEntry *entry, Source *source)
{
    const char *name = entry->alias == NULL ? NULL : entry->alias->aliasname;
    RelationNote *note = source->relation;
    Link link;

    if (is_values(entry->subquery))
        note->kind = "values";
    analyse_link_begin_relation(analysis, level, &link, note);
    source->values = analyse_query(analysis, level, entry->subquery, "from", name, &source->select);
    analyse_link_end(analysis);
    note->body = source->select;
}

static void
name_function(RelationNote *note, Node *call)
{
    Oid space;

    call = analyse_expr_bare(call);
    if (!IsA(call, FuncExpr))
        return;
    note->name = get_func_name(((FuncExpr *) call)->funcid);
    space = get_func_namespace(((FuncExpr *) call)->funcid);
    note->schema = space == PG_CATALOG_NAMESPACE ? NULL : get_namespace_name(space);
}

static void
read_functions(Analysis *analysis, Level *level, RangeTblEntry *entry, RelationNote *note)
{
    int mark = analysis->use_count;
    Link link;
    ListCell *cell;

    analyse_link_begin_relation(analysis, level, &link, note);
    foreach (cell, entry->functions)
    {
        RangeTblFunction *function = lfirst_node(RangeTblFunction, cell);

        (void) analyse_expr(analysis, level, function->funcexpr);
        name_function(note, function->funcexpr);
    }
    analyse_link_end(analysis);
    analyse_note_default(analysis, mark, ROLE_OTHER);
}

static void
read_table_function(Analysis *analysis, Level *level, TableFunc *function, RelationNote *note)
{
    int mark = analysis->use_count;
    Link link;

    note->name = "xmltable";
    analyse_link_begin_relation(analysis, level, &link, note);
    (void) analyse_expr(analysis, level, function->docexpr);
    (void) analyse_expr(analysis, level, function->rowexpr);
    (void) analyse_expr_list(analysis, level, function->colexprs);
    (void) analyse_expr_list(analysis, level, function->coldefexprs);
    analyse_link_end(analysis);
    analyse_note_default(analysis, mark, ROLE_OTHER);
}

/* Rows of VALUES: what a column holds is known when there is one row, or one column in all. */
static void
read_values(Analysis *analysis, Level *level, RangeTblEntry *entry, Source *source)
{
    int width = list_length(linitial(entry->values_lists));
    int count = list_length(entry->values_lists);
    Value *all = palloc0(sizeof(Value) * (Size) (width * count + 1));
    Value *column = palloc0(sizeof(Value) * (Size) (count + 1));
    int mark = analysis->use_count;
    ListCell *cell;

    foreach (cell, entry->values_lists)
    {
        ValueArray row = analyse_expr_list(analysis, level, lfirst(cell));

        for (int i = 0; i < row.count && i < width; i++)
            all[foreach_current_index(cell) * width + i] = row.items[i];
    }
    analyse_note_default(analysis, mark, ROLE_COMPUTED);
    source->rows = all;
    source->row_count = count;
    source->values =
        (ValueArray){.items = palloc0(sizeof(Value) * (Size) (width + 1)), .count = width};
    for (int i = 0; i < width; i++)
    {
        for (int row = 0; row < count; row++)
            column[row] = all[row * width + i];
        source->values.items[i] = analyse_expr_of(column, count);
        source->values.items[i].parameter = column[count - 1].parameter;
        source->values.items[i].constant = column[count - 1].constant;
    }
}

static void
read_with(Level *level, RangeTblEntry *entry, Source *source)
{
    WithNote *note = find_with(level, entry);

    source->relation->name = entry->ctename;
    source->is_with = true;
    if (note == NULL)
        return;
    source->relation->body = note->select;
    source->values = note->values;
}

static const char *
kind_of(const RangeTblEntry *entry)
{
    switch (entry->rtekind)
    {
    case RTE_RELATION:
        return "table";
    case RTE_SUBQUERY:
        return "subquery";
    case RTE_CTE:
        return "with";
    case RTE_VALUES:
        return "values";
    default:
        return "function";
    }
}

/* INSERT … SELECT and VALUES as a statement put an entry there that nobody named. */
static bool
is_unnamed(const Level *level, const RangeTblEntry *entry)
{
    return entry->rtekind == RTE_VALUES ||
           (entry->rtekind == RTE_SUBQUERY && level->query->commandType == CMD_INSERT);
}

static void
read_unnamed(Analysis *analysis, Level *level, RangeTblEntry *entry, Source *source)
{
    const char *clause = analysis->clause;

    if (level->query->commandType == CMD_INSERT)
        analysis->clause = "set";
    if (entry->rtekind == RTE_VALUES)
        read_values(analysis, level, entry, source);
    else
        source->values =
            analyse_query(analysis, level, entry->subquery, "from", NULL, &source->select);
    analysis->clause = clause;
}

static void
reference(Analysis *analysis, Level *level, int number, const char *join)
{
    RangeTblEntry *entry = rt_fetch(number, level->query->rtable);
    Source *source = &level->sources[number];

    if (source->relation != NULL)
        return; /* the target of MERGE, which was read before its source */
    if (is_unnamed(level, entry))
    {
        read_unnamed(analysis, level, entry, source);
        return;
    }
    source->relation = analyse_note_relation(analysis, level, kind_of(entry));
    source->relation->join = join;
    source->relation->alias = entry->eref->aliasname;
    source->relation->is_lateral = entry->lateral;
    source->relation->is_written = number == level->query->resultRelation;
    if (entry->rtekind == RTE_RELATION)
        read_relation(analysis, level, entry, source->relation);
    else if (entry->rtekind == RTE_SUBQUERY)
        read_subquery(analysis, level, entry, source);
    else if (entry->rtekind == RTE_FUNCTION)
        read_functions(analysis, level, entry, source->relation);
    else if (entry->rtekind == RTE_TABLEFUNC)
        read_table_function(analysis, level, entry->tablefunc, source->relation);
    else if (entry->rtekind == RTE_CTE)
        read_with(level, entry, source);
}

static const char *
join_of(const JoinExpr *node)
{
    if (node->jointype == JOIN_LEFT)
        return "left";
    if (node->jointype == JOIN_RIGHT)
        return "right";
    if (node->jointype == JOIN_FULL)
        return "full";
    return node->quals == NULL && node->usingClause == NIL && !node->isNatural ? "cross" : "inner";
}

/* A side may be missing from a row: its relations, from `first` up to `end`. */
static void
make_nullable(const Analysis *analysis, const Level *level, int first, int end)
{
    for (int i = first; i < end; i++)
    {
        RelationNote *note = list_nth(analysis->relations, i);

        note->is_nullable = note->is_nullable || note->select == level->select;
    }
}

static void
read_join(Analysis *analysis, Level *level, JoinExpr *node, const char *join)
{
    int left = list_length(analysis->relations);
    int right, end;

    item(analysis, level, node->larg, join);
    right = list_length(analysis->relations);
    item(analysis, level, node->rarg, join_of(node));
    end = list_length(analysis->relations);
    if (node->jointype == JOIN_LEFT || node->jointype == JOIN_FULL)
        make_nullable(analysis, level, right, end);
    if (node->jointype == JOIN_RIGHT || node->jointype == JOIN_FULL)
        make_nullable(analysis, level, left, right);
    analyse_compare_condition(analysis, level, node->quals, "on");
}

static void
item(Analysis *analysis, Level *level, Node *node, const char *join)
{
    check_stack_depth();
    if (IsA(node, RangeTblRef))
        reference(analysis, level, ((RangeTblRef *) node)->rtindex, join);
    else if (IsA(node, JoinExpr))
        read_join(analysis, level, (JoinExpr *) node, join);
}

void
analyse_from(Analysis *analysis, Level *level, List *items)
{
    const char *clause = analysis->clause;
    const char *join = level->query->commandType == CMD_MERGE ? "comma" : "first";
    ListCell *cell;

    analysis->clause = "from";
    foreach (cell, items)
    {
        item(analysis, level, lfirst(cell), join);
        join = "comma";
    }
    analysis->clause = clause;
}
