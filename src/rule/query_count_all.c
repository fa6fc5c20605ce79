#include "rule/list.h"
#include "rule/query_group.h"

/* Something in the SELECT leaves rows out: a condition, or a relation that is no table. */
static bool
is_narrowed(const Query *query, const QuerySelect *select)
{
    if ((select->has_where && !select->is_always) || select->is_correlated)
        return true;
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->select == select && use->clause == CLAUSE_ON && (use->roles & USE_FILTERED) != 0)
            return true;
    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->select == select && relation->kind != RELATION_TABLE)
            return true;
    return false;
}

static bool
reads_table(const Query *query, const QuerySelect *select)
{
    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->select == select && relation->table != NULL)
            return true;
    return false;
}

static bool
counts_all(const WorkloadQuery *query)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
        if (select->has_count && !is_narrowed(query->meaning, select) &&
            reads_table(query->meaning, select))
            return true;
    return false;
}

static void
check(const Design *design, Findings *findings)
{
    WorkloadQueryRefs group = query_group_of(findings, counts_all);

    (void) design;
    if (group.count > 0)
        (void) query_group_add(findings, &rule_query_count_all, NULL, &group, "counts", "count",
                               "all rows of a table: each call reads the table or an index whole");
}

const Rule rule_query_count_all = {
    .id = "query-count-all",
    .catalogue = "QRY24",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Count of a whole table",
    .why = "PostgreSQL keeps no number of rows that every transaction could share, so count(*) "
           "visits each row, or each entry of an index: its time grows with the table.",
    .fix = "Where about right will do: reltuples of pg_class. Where it must be right: a counter "
           "kept by trigger in a table of its own, or a materialised view. To learn whether there "
           "is one: EXISTS.",
    .trade_off = "An estimate is as old as the last ANALYZE; a counter makes writers wait for each "
                 "other.",
    .not_when = "A condition or join leaves rows out.",
    .source = "PostgreSQL manual, 9.21 Aggregate Functions: count; 52.11 pg_class.reltuples",
    .group = "%zu groups of queries that count whole tables",
    .explains_time = true,
    .check_design = check,
};
