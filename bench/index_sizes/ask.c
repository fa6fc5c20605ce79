/*
 * Indexes that a loaded database does not have: how many pages they would have, and what queries would cost with them.
 *
 *   bench_index_sizes TARGET <LINES   each "CREATE INDEX proposed_N …<tab>query"
 *
 * The database is read as any user's: its schema and its statistics, no row. For each line come "pages<tab>expected
 * <tab>low<tab>high", "cost<tab>total" and the nodes of the plan, or "failed<tab>why".
 */
#include "../planner/asking.h"

#include "ddl/ddl.h"

static const double PAGE_BYTES = 8192;

/* The index of the statement, taken out of its table again: it is not there. */
static const Index *
index_of(Schema *schema, char *ddl, const Table **table, Error *error)
{
    FileText text = {.name = "index", .text = ddl, .length = strlen(ddl)};

    if (!ddl_read(schema, &text, error))
        return NULL;
    for (Table *at = schema->tables.first; at != NULL; at = at->next)
        for (Index *index = at->indexes.first; index != NULL; index = index->next)
            if (strncmp(index->name, "proposed_", 9) == 0)
            {
                index->name = "proposed";
                list_remove(&at->indexes, index);
                *table = at;
                return index;
            }
    (void) error_set(error, ERROR_INPUT, "no such table");
    return NULL;
}

static bool
answer(const Asking *asking, char *line, Error *error)
{
    char *tab = strchr(line, '\t');
    WhatIfConfiguration configuration = {.name = "with it", .base = "now"};
    PlanRequest request = {.configuration = "with it", .sql = tab == NULL ? "" : tab + 1};
    LoadFailureList refused = {0};
    IndexSize size = {0};
    WhatIfIndex asked = {.size = &size};
    PlannedQuery *planned;

    if (tab == NULL)
        return error_set(error, ERROR_INPUT, "no tab in: %s", line);
    *tab = '\0';
    asked.index = index_of(asking->schema, line, &asked.table, error);
    if (asked.index == NULL)
    {
        printf("failed\t%s\n", error->message);
        return true;
    }
    list_append(&configuration.indexes, &asked);
    if (!whatif_configure(asking->whatif, asking->arena, &configuration, &refused, error) ||
        !whatif_plan(asking->whatif, asking->arena, &request, 1, &planned, error))
        return false;
    if (refused.first != NULL || !planned->is_planned)
    {
        printf("failed\t%s\n", refused.first != NULL ? refused.first->message : planned->message);
        return true;
    }
    printf("pages\t%.0f\t%.0f\t%.0f\ncost\t%.6f\n", size.bytes / PAGE_BYTES, size.low / PAGE_BYTES,
           size.high / PAGE_BYTES, planned->total_cost);
    asking_print(planned->plan, 0);
    return true;
}

int
main(int count, char **arguments)
{
    return asking_run(count > 1 ? arguments[1] : "", answer);
}
