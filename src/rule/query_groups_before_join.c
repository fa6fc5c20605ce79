/*
 * PostgreSQL carries constants into a sub-select that groups, but no join: DISTINCT ON (workspace_id)
 * is worked out for every workspace before the join leaves the ten that were asked for.
 */
#include "rule/access.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"

static const double ROWS_THAT_MATTER = 100000;

static void
report(const Design *design, const WorkloadQuery *query, const ColumnUse *use, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = use->table;
    NameList columns = {0};
    char *id;
    Finding *finding;

    name_list_add(arena, &columns, use->name);
    id = key_object_id(arena, table, &columns);
    finding = finding_find(findings, &rule_query_groups_before_join, table, id);
    if (finding == NULL)
    {
        finding =
            finding_add(findings, &rule_query_groups_before_join, table, NULL, query->location,
                        "%s %s are grouped by %s to join a few of the groups",
                        shape_rows_text(arena, design, table), table->name, use->name);
        finding->object_id = id;
        finding->weight = shape_likely_rows(design, table);
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
        if (key_serving(table, &columns) == NULL)
            access_propose(findings, finding, &columns);
        if (!quantity_known(design_rows(design, table)))
            finding->severity = SEVERITY_REMARK;
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
        if (use->relation != NULL && use->relation->kind == RELATION_TABLE && use->table != NULL &&
            !design_stays_small(design, use->table) && key_of_one(use->table, use->name) == NULL &&
            access_is_grouped_whole(findings->arena, design->schema, query->meaning, use))
            report(design, query, use, findings);
}

const Rule rule_query_groups_before_join = {
    .id = "query-groups-before-join",
    .catalogue = "PLN13",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "All groups are made before a join asks for some",
    .why =
        "A view or sub-select with DISTINCT ON, DISTINCT or GROUP BY is worked out on its own. A "
        "constant can be carried into it, what a join brings cannot: the latest build of each of "
        "a million workspaces is found, to return those of ten.",
    .fix = "JOIN LATERAL (SELECT … WHERE key = outer.key ORDER BY … DESC LIMIT 1) ON true, or a "
           "LATERAL aggregate: it runs once for each row that is asked for, from an index on the "
           "key and the order.",
    .gain = "the groups that are asked for are found by an index",
    .trade_off = "Who asks for nearly all groups is served better by one pass over the table.",
    .not_when = "The sub-select is LATERAL, has a LIMIT, or narrows its rows itself; nothing "
                "narrows the other side of the join; the table stays under 10,000 rows.",
    .source = "PostgreSQL manual, 7.2.1.5 LATERAL Subqueries",
    .group = "%zu tables grouped whole before a join",
    .check_query = check,
};
