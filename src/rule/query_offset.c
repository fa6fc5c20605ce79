#include "rule/list.h"
#include "rule/query_group.h"

enum
{
    ROWS_SKIPPED = 1000 /* from here on a constant OFFSET is worth a word */
};

static bool
is_paged(const WorkloadQuery *query)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
        if (select->offset_kind == LIMIT_PARAMETER || select->offset_kind == LIMIT_EXPRESSION ||
            (select->offset_kind == LIMIT_CONSTANT && select->offset_rows >= ROWS_SKIPPED))
            return true;
    return false;
}

static void
check(const Design *design, Findings *findings)
{
    WorkloadQueryRefs group = query_group_of(findings, is_paged);

    (void) design;
    if (group.count > 0)
        (void) query_group_add(findings, &rule_query_offset, NULL, &group, "pages", "page",
                               "with OFFSET: page n reads the rows of all pages before it");
}

const Rule rule_query_offset = {
    .id = "query-offset",
    .catalogue = "QRY04",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Pages by OFFSET",
    .why = "OFFSET n finds, sorts and throws away n rows before the first one that is returned, so "
           "the last page costs as much as all of them. Rows that come or go meanwhile move the "
           "others: some are shown twice, some never.",
    .fix =
        "Page by key: ORDER BY a unique key, and WHERE (key) > (the last key of the page before) "
        "with LIMIT. An index on that key makes every page cost the same.",
    .trade_off = "One can go to the next page, not to page 57.",
    .not_when = "OFFSET of a constant below 1000.",
    .source = "PostgreSQL manual, 7.6 LIMIT and OFFSET",
    .group = "%zu groups of queries that page by OFFSET",
    .explains_time = true,
    .check_design = check,
};
