#include "rule/list.h"
#include "rule/query_group.h"
#include "rule/query_lookup.h"

/* Nothing of a table is asked for but whether there is a row. */
static bool
asks_existence(const Query *query, const QuerySelect *select)
{
    if (select->kind == SELECT_EXISTS)
        return true;
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->select == select && use->clause == CLAUSE_RESULT)
            return false;
    for (const QueryColumn *column = query->columns.first; column != NULL; column = column->next)
        if (select->kind == SELECT_TOP && column->sides != NULL)
            return false; /* of a set operation: a reference of no table's column */
    return true;
}

/* What is read comes from one sub-select, and in order. */
static bool
is_ordered_below(const Query *query, const QuerySelect *select)
{
    const QueryRelation *only = NULL;

    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (relation->select != select)
            continue;
        if (only != NULL)
            return false;
        only = relation;
    }
    return only != NULL && only->body != NULL && (only->body->has_order || only->body->is_one_row);
}

static bool
is_cut_at_random(const Query *query, const QuerySelect *select)
{
    if (select->limit_kind == LIMIT_NONE || select->has_order || select->is_one_row ||
        (select->limit_kind == LIMIT_CONSTANT && select->limit == 0))
        return false;
    return !asks_existence(query, select) && !is_ordered_below(query, select) &&
           !query_lookup_is_unique(query, select);
}

static bool
has_cut(const WorkloadQuery *query)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
        if (is_cut_at_random(query->meaning, select))
            return true;
    return false;
}

static void
check(const Design *design, Findings *findings)
{
    WorkloadQueryRefs group = query_group_of(findings, has_cut);

    (void) design;
    if (group.count > 0)
        (void) query_group_add(findings, &rule_query_limit_without_order, NULL, &group, "takes",
                               "take",
                               "some rows by LIMIT without ORDER BY: which ones may change");
}

const Rule rule_query_limit_without_order = {
    .id = "query-limit-without-order",
    .catalogue = "QRY19",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "LIMIT without ORDER BY",
    .why =
        "Without ORDER BY the rows come as the plan finds them. The plan changes with the size of "
        "the table, VACUUM and parallel workers, and with it the rows that LIMIT lets through: "
        "pages overlap, and the one row of LIMIT 1 is another tomorrow.",
    .fix = "ORDER BY columns that are unique together, with an index that gives this order.",
    .trade_off = "Where an index does not give the order, all matching rows are sorted.",
    .not_when = "At most one row can match; EXISTS; the result is a constant.",
    .source = "PostgreSQL manual, 7.6 LIMIT and OFFSET",
    .group = "%zu groups of queries with LIMIT but no ORDER BY",
    .check_design = check,
};
