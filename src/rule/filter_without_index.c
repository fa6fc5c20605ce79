/*
 * A table is read whole when no index begins with any of the columns that a query narrows it by.
 * One finding for each index that is missing, however many queries miss it.
 */
#include "rule/access.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "sql/quote.h"

/* Rows from which reading all of them takes some 10 ms. */
static const double ROWS_THAT_MATTER = 100000;

/* "by what in trigger note of tasks": where nothing but a function searches so. */
static const char *
place_text(Arena *arena, const WorkloadQuery *query)
{
    if (query->fired_as == NULL)
        return "";
    return arena_printf(arena, " in %s", fired_cause_text(arena, query->fired_as));
}

/* What was said already of an index that begins with one of these columns: it serves this, too. */
static Finding *
find_serving(const Findings *findings, const Table *table, const NameList *columns)
{
    for (Finding *at = findings->list.first; at != NULL; at = at->next)
    {
        const Change *change = at->changes.first;

        if (at->rule == &rule_filter_without_index && at->table == table && change != NULL &&
            name_list_contains(columns, change->index->elements.first->column))
            return at;
    }
    return NULL;
}

static void
report(const Design *design, const WorkloadQuery *query, const Table *table, NameList columns,
       Findings *findings)
{
    Arena *arena = findings->arena;
    char *id = key_object_id(arena, table, &columns);
    Finding *finding = find_serving(findings, table, &columns);

    if (finding == NULL)
    {
        finding = finding_add(findings, &rule_filter_without_index, table, NULL, query->location,
                              "%s is searched by %s%s without an index: each such query reads %s "
                              "it",
                              table_label(arena, table), name_list_text(arena, &columns),
                              place_text(arena, query), shape_rows_text(arena, design, table));
        finding->object_id = id;
        finding->weight = shape_likely_rows(design, table);
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
        access_propose(findings, finding, &columns);
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    const Query *meaning = query->meaning;

    for (const QueryRelation *relation = meaning->relations.first; relation != NULL;
         relation = relation->next)
    {
        Access access;
        NameList columns;

        if (relation->kind != RELATION_TABLE || relation->table == NULL ||
            (meaning->command == QUERY_INSERT && relation->is_written) || /* ON CONFLICT found it */
            design_stays_small(design, relation->table))
            continue;
        access = access_of(findings->arena, design->schema, meaning, relation);
        if (access.index != NULL || !access.is_narrowed)
            continue;
        columns = access_columns(findings->arena, &access);
        if (columns.count > 0)
            report(design, query, relation->table, columns, findings);
    }
}

const Rule rule_filter_without_index = {
    .id = "filter-without-index",
    .catalogue = "QRY01",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "query narrows a table by columns that no index begins with",
    .why =
        "Without an index that begins with a column that it compares, a query reads the whole "
        "table for the few rows that it wants, and each run takes longer as the table grows. An "
        "index on (a, b) does not help a query that knows only b, and a partial index helps only "
        "a query that says what its predicate says. It is felt from about 100,000 rows on.",
    .fix = "Add an index: the columns compared by equality first, then one that is compared by "
           "range.",
    .gain = "queries find their rows through the index instead of reading the whole table",
    .trade_off = "One more index to be written by every insert, and by every update that is not "
                 "HOT.",
    .not_when = "An index begins with one of the columns that the query compares; the only "
                "conditions are on booleans, enums or IS NULL; the table stays under 10,000 rows; "
                "or nothing narrows the table, so that all of it is asked for.",
    .source = "PostgreSQL manual, 11.3 Multicolumn Indexes and 11.8 Partial Indexes",
    .group = "%zu searches without an index",
    .explains_time = true,
    .check_query = check,
};
