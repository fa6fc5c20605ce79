/*
 * x NOT IN (1, NULL) is never true: x may be what NULL stands for. One such row in the sub-select,
 * and the query finds nothing, without an error.
 */
#include "rule/list.h"

/* Says that the column is not NULL: a comparison, a join, IS NOT NULL. */
static bool
is_said_not_null(const Query *query, const ColumnUse *column)
{
    const uint32_t strict = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_LIKE_PATTERN |
                            USE_CONTAINMENT | USE_IS_NOT_NULL | USE_JOINED | USE_BOOLEAN;

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use != column && use->relation == column->relation && use->column == column->column &&
            use->select == column->select && !use->is_in_or && use->function == NULL &&
            (use->clause == CLAUSE_WHERE ||
             (use->clause == CLAUSE_ON && !use->relation->is_nullable)) &&
            (use->roles & strict) != 0 && (!use->is_negated || (use->roles & USE_IS_NULL) != 0))
            return true;
    return false;
}

static bool
can_be_null(const Query *query, const ColumnUse *use)
{
    if (use->column == NULL || use->relation == NULL || use->relation->kind != RELATION_TABLE)
        return false;
    return (!use->column->is_not_null || use->relation->is_nullable) &&
           !is_said_not_null(query, use);
}

/* The plain column that NOT IN (SELECT column …) returns; NULL where it is anything else. */
static const ColumnUse *
returned(const Query *query, const QuerySelect *select)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->select == select && use->clause == CLAUSE_RESULT && !use->is_outer)
            return use->function == NULL && !use->is_through_view ? use : NULL;
    return NULL;
}

static void
report(const WorkloadQuery *query, const ColumnUse *use, Findings *findings)
{
    const Table *table = use->table;
    Finding *finding =
        finding_add(findings, &rule_query_not_in_nullable, table, use->name, query->location,
                    "%s asks NOT IN of %s.%s, which can be NULL: then it finds nothing",
                    query->name, table->name, use->name);

    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    (void) design;
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
    {
        const ColumnUse *use;

        if (select->kind != SELECT_IN || !select->is_not || select->has_group)
            continue;
        use = returned(query->meaning, select);
        if (use != NULL && can_be_null(query->meaning, use))
            report(query, use, findings);
    }
}

const Rule rule_query_not_in_nullable = {
    .id = "query-not-in-nullable",
    .catalogue = "QRY11",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "NOT IN a sub-select that can return NULL",
    .why =
        "x NOT IN (SELECT y …) is not true for any x as soon as one y is NULL: the query returns "
        "no rows, and no error. PostgreSQL cannot turn it into an anti-join either; when the "
        "result of the sub-select outgrows work_mem it is searched again for each row.",
    .fix = "NOT EXISTS (SELECT FROM … WHERE y = x), which leaves NULL out and is an anti-join; or "
           "WHERE y IS NOT NULL within the sub-select; or NOT NULL on the column.",
    .trade_off = "None.",
    .not_when = "The column is NOT NULL, or the sub-select compares it or says IS NOT NULL; lists "
                "of constants and parameters; expressions.",
    .source = "PostgreSQL manual, 9.23.2 Subquery Expressions: NOT IN",
    .group = "%zu NOT IN of columns that can be NULL",
    .check_query = check,
};
