#include "rule/list.h"
#include "rule/query_group.h"

static bool
has_switch(const WorkloadQuery *query)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
        if (select->has_switch)
            return true;
    return false;
}

static void
check(const Design *design, Findings *findings)
{
    WorkloadQueryRefs group = query_group_of(findings, has_switch);

    (void) design;
    if (group.count > 0)
        (void) query_group_add(findings, &rule_query_optional_filter, NULL, &group, "has", "have",
                               "conditions that a parameter switches off: one plan for all "
                               "combinations cannot use an index for them");
}

const Rule rule_query_optional_filter = {
    .id = "query-optional-filter",
    .catalogue = "QRY12 QRY20",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Condition that a parameter switches off",
    .why = "($1 = '' OR x = $1), CASE WHEN $1 THEN … ELSE true END and x = coalesce($1, x) let one "
           "statement serve every combination of filters. After five runs a prepared statement may "
           "get a generic plan, which knows no parameter: it must be right whether the condition "
           "counts or not, so no index serves it. A CASE hides its conditions from indexes even "
           "when the parameters are known.",
    .fix = "Build the statement from the conditions that are asked for, or write one for each "
           "frequent combination. Where it must stay one: OR instead of CASE, and "
           "plan_cache_mode = force_custom_plan for its session.",
    .trade_off = "More statements, each of them planned by itself.",
    .not_when = "The parameter only makes a condition false, or chooses a value that is written.",
    .source = "PostgreSQL manual, PREPARE: generic and custom plans",
    .group = "%zu groups of queries with conditions that a parameter switches off",
    .explains_time = true,
    .check_design = check,
};
