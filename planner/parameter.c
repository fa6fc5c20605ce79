/*
 * A parameter is looked for where it is compared with a column: a = $1, ts >= $1, a = ANY ($1). Columns are
 * followed through joins and subqueries (views) to the table. The first comparison counts, unless another
 * one is with a key of partitions: with that unknown the planner costs every partition there is.
 */
#include "planner/parameter.h"

#include "planner/attempt.h"
#include "planner/draw.h"
#include "planner/predicate.h"
#include "planner/statistic.h"

#include <access/stratnum.h>
#include <access/table.h>
#include <catalog/pg_inherits.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <parser/parsetree.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/partcache.h>
#include <utils/rel.h>

typedef struct Search
{
    List *queries; /* the innermost first */
    ParameterUse *uses;
    int count;
} Search;

static bool
is_partition_key(Oid relid, AttrNumber column)
{
    Relation relation;
    PartitionKey key;
    bool is_key = false;

    if (get_rel_relkind(relid) != RELKIND_PARTITIONED_TABLE)
        return false;
    relation = table_open(relid, AccessShareLock);
    key = RelationGetPartitionKey(relation);
    for (int i = 0; i < key->partnatts; i++)
        is_key = is_key || key->partattrs[i] == column;
    table_close(relation, NoLock);
    return is_key;
}

static bool find_column(const Query *query, const Node *node, ParameterUse *use);

static bool
find_in_subquery(const Query *query, AttrNumber column, ParameterUse *use)
{
    const TargetEntry *entry = get_tle_by_resno(query->targetList, column);

    return entry != NULL && find_column(query, (const Node *) entry->expr, use);
}

/* The table's column behind an expression of this query. */
static bool
find_column(const Query *query, const Node *node, ParameterUse *use)
{
    const Var *var = (const Var *) node;
    const RangeTblEntry *entry;

    if (node != NULL && IsA(node, RelabelType))
        return find_column(query, (const Node *) ((const RelabelType *) node)->arg, use);
    if (node == NULL || !IsA(node, Var) || var->varlevelsup != 0 || var->varattno <= 0)
        return false;
    entry = rt_fetch(var->varno, query->rtable);
    if (entry->rtekind == RTE_JOIN)
        return find_column(query, list_nth(entry->joinaliasvars, var->varattno - 1), use);
    if (entry->rtekind == RTE_SUBQUERY)
        return find_in_subquery(entry->subquery, var->varattno, use);
    if (entry->rtekind != RTE_RELATION)
        return false;
    use->relid = entry->relid;
    use->column = var->varattno;
    use->is_inherited = entry->inh && has_subclass(entry->relid);
    use->is_partition_key = is_partition_key(entry->relid, var->varattno);
    return true;
}

/* The column of an outer query is that query's. */
static bool
find_compared(const Search *search, const Node *node, ParameterUse *use)
{
    int levels = 0;
    Var *var;

    while (node != NULL && IsA(node, RelabelType))
        node = (const Node *) ((const RelabelType *) node)->arg;
    if (node == NULL || !IsA(node, Var))
        return false;
    var = copyObject((Var *) node);
    levels = (int) var->varlevelsup;
    var->varlevelsup = 0;
    return levels < list_length(search->queries) &&
           find_column(list_nth(search->queries, levels), (const Node *) var, use);
}

/* The parameter itself, or what a cast makes of it. */
static const Param *
parameter_in(const Node *node)
{
    while (node != NULL)
    {
        if (IsA(node, Param))
            return ((const Param *) node)->paramkind == PARAM_EXTERN ? (const Param *) node : NULL;
        if (IsA(node, RelabelType))
            node = (const Node *) ((const RelabelType *) node)->arg;
        else if (IsA(node, FuncExpr) && list_length(((const FuncExpr *) node)->args) == 1)
            node = linitial(((const FuncExpr *) node)->args);
        else if (IsA(node, CoerceViaIO))
            node = (const Node *) ((const CoerceViaIO *) node)->arg;
        else
            return NULL;
    }
    return NULL;
}

static ParameterRole
role_of(Oid operator)
{
    List *meanings = get_op_btree_interpretation(operator);
    const OpBtreeInterpretation *first = meanings == NIL ? NULL : linitial(meanings);

    if (first == NULL)
        return get_oprrest(operator) == F_EQSEL ? PARAMETER_EQUAL : PARAMETER_OTHER;
    switch (first->strategy)
    {
    case BTEqualStrategyNumber:
        return PARAMETER_EQUAL;
    case BTLessStrategyNumber:
    case BTLessEqualStrategyNumber:
        return PARAMETER_GREATEST;
    case BTGreaterStrategyNumber:
    case BTGreaterEqualStrategyNumber:
        return PARAMETER_LEAST;
    default:
        return PARAMETER_OTHER;
    }
}

static ParameterUse *
use_of(const Search *search, const Param *parameter)
{
    if (parameter == NULL || parameter->paramid < 1 || parameter->paramid > search->count)
        return NULL;
    return &search->uses[parameter->paramid - 1];
}

static void
note(const Search *search, const Node *column, const Node *value, ParameterRole role)
{
    ParameterUse *use = use_of(search, parameter_in(value));
    ParameterUse found = {.role = role};

    if (use == NULL || role == PARAMETER_OTHER || !find_compared(search, column, &found))
        return;
    found.type = use->type;
    found.of_predicate = use->of_predicate;
    if (use->role == PARAMETER_OTHER || (found.is_partition_key && !use->is_partition_key))
        *use = found;
}

static void
note_predicate(const Search *search, const Node *column, const Node *value, Oid operator)
{
    ParameterUse *use = use_of(search, parameter_in(value));
    ParameterUse found = {0};

    if (use != NULL && use->of_predicate == NULL && find_compared(search, column, &found))
        use->of_predicate = predicate_constant(found.relid, found.column, operator);
}

static void
note_operator(const Search *search, const OpExpr *expression)
{
    const Node *left = linitial(expression->args);
    const Node *right = lsecond(expression->args);
    Oid commuted;

    if (parameter_in(right) != NULL)
    {
        note_predicate(search, left, right, expression->opno);
        note(search, left, right, role_of(expression->opno));
    }
    else if (parameter_in(left) != NULL)
    {
        commuted = get_commutator(expression->opno);
        if (!OidIsValid(commuted))
            return;
        note_predicate(search, right, left, commuted);
        note(search, right, left, role_of(commuted));
    }
}

static void
note_count(const Search *search, const Node *node, ParameterRole role)
{
    ParameterUse *use = use_of(search, parameter_in(node));

    if (use != NULL && use->role == PARAMETER_OTHER)
        use->role = role;
}

static bool
look(Node *node, Search *search)
{
    if (node == NULL)
        return false;
    if (IsA(node, Query))
    {
        const Query *query = (const Query *) node;
        bool is_stopped;

        note_count(search, query->limitCount, PARAMETER_LIMIT);
        note_count(search, query->limitOffset, PARAMETER_OFFSET);
        search->queries = lcons(node, search->queries);
        is_stopped = query_tree_walker((Query *) node, look, search, 0);
        search->queries = list_delete_first(search->queries);
        return is_stopped;
    }
    if (IsA(node, OpExpr) && list_length(((OpExpr *) node)->args) == 2)
        note_operator(search, (OpExpr *) node);
    if (IsA(node, ScalarArrayOpExpr) && ((ScalarArrayOpExpr *) node)->useOr &&
        role_of(((ScalarArrayOpExpr *) node)->opno) == PARAMETER_EQUAL)
        note(search, linitial(((ScalarArrayOpExpr *) node)->args),
             lsecond(((ScalarArrayOpExpr *) node)->args), PARAMETER_ONE_OF);
    return expression_tree_walker(node, look, search);
}

static void
mark_spans(Search *search)
{
    for (int i = 0; i < search->count; i++)
        for (int j = 0; j < search->count; j++)
        {
            ParameterUse *least = &search->uses[i];
            ParameterUse *greatest = &search->uses[j];

            if (least->role == PARAMETER_LEAST && greatest->role == PARAMETER_GREATEST &&
                least->relid == greatest->relid && least->column == greatest->column)
                least->is_span = greatest->is_span = true;
        }
}

ParameterUse *
parameter_uses(Query *query, const Oid *types, int count)
{
    Search search = {.uses = palloc0(sizeof(ParameterUse) * (size_t) (count + 1)), .count = count};

    for (int i = 0; i < count; i++)
        search.uses[i].type = types[i];
    (void) look((Node *) query, &search);
    mark_spans(&search);
    return search.uses;
}

static char *
text_for(const ParameterUse *use, ParameterBinding binding, char *given)
{
    if (binding == PARAMETER_GIVEN && given != NULL)
        return given;
    if (use->role == PARAMETER_LIMIT || use->role == PARAMETER_OFFSET)
        return binding == PARAMETER_TYPICAL || binding == PARAMETER_WORST
                   ? draw_count(use->role == PARAMETER_OFFSET, binding == PARAMETER_WORST)
                   : NULL;
    if (use->of_predicate != NULL && (binding == PARAMETER_TYPICAL ||
                                      (binding == PARAMETER_WORST && use->role == PARAMETER_OTHER)))
        return use->of_predicate;
    if (!OidIsValid(use->relid))
        return NULL;
    if (binding == PARAMETER_WORST)
        return draw_worst(use);
    if (binding == PARAMETER_TYPICAL || use->is_partition_key)
        return draw_typical(use);
    return NULL;
}

typedef struct Reading
{
    Oid type;
    const char *text;
    Datum value;
} Reading;

static void
read_value(void *argument)
{
    Reading *reading = argument;

    reading->value = statistic_value(reading->type, reading->text);
}

static bool
is_of_column(const ParameterUse *use)
{
    Oid type = OidIsValid(use->relid) ? getBaseType(get_atttype(use->relid, use->column))
                                      : use->type; /* LIMIT, OFFSET */

    return use->type == (use->role == PARAMETER_ONE_OF ? get_array_type(type) : type);
}

/*
 * What the column holds need not be what the parameter takes: of numeric = $1::int, or ts > to_timestamp($1),
 * the parameter stays unknown. What the caller gave is an error.
 */
static bool
read_drawn(const ParameterUse *use, const char *text, Datum *value)
{
    Reading reading = {.type = use->type, .text = text};
    Failure failure;
    bool is_read = true;

    if (is_of_column(use))
        read_value(&reading);
    else
        is_read = attempt(read_value, &reading, &failure);
    *value = reading.value;
    return is_read;
}

ParamListInfo
parameter_bind(const ParameterUse *uses, int count, ParameterBinding binding, char *const *given,
               int given_count, char **texts)
{
    ParamListInfo list = makeParamList(count);

    if (list == NULL)
        return NULL;
    memset(list->params, 0, sizeof(ParamExternData) * (size_t) count);
    for (int i = 0; i < count; i++)
    {
        ParamExternData *value = &list->params[i];
        char *told = i < given_count && binding == PARAMETER_GIVEN ? given[i] : NULL;

        texts[i] = text_for(&uses[i], binding, told);
        if (told != NULL)
            value->value = statistic_value(uses[i].type, told);
        else if (texts[i] != NULL && !read_drawn(&uses[i], texts[i], &value->value))
            texts[i] = NULL;
        if (texts[i] == NULL)
            continue; /* without a type it stays what it is */
        value->ptype = uses[i].type;
        value->pflags = PARAM_FLAG_CONST;
    }
    return list;
}
