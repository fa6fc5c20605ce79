/*
 * A key inside json has no index of its own. Said only where the query has no other way to the rows.
 */
#include "rule/access.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "rule/wanted_index.h"

static const double ROWS_THAT_MATTER = 100000;

static bool
is_key_compared(const ColumnUse *use)
{
    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && use->path != NULL &&
           !use->is_outer && use->column != NULL && use->relation != NULL &&
           use->relation->kind == RELATION_TABLE;
}

static bool
has_gin(const Access *access, const char *column)
{
    for (const Index *index = access->table->indexes.first; index != NULL; index = index->next)
        if (strcmp(index->method, "gin") == 0 && str_equal(index->elements.first->column, column))
            return true;
    return false;
}

static void
report(const Design *design, const WorkloadQuery *query, const ColumnUse *use, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = use->table;
    char *id = arena_printf(arena, "%s.%s.%s", table->schema, table->name, use->name);
    Finding *finding = finding_find(findings, &rule_json_key_filter, table, id);

    if (finding == NULL)
    {
        finding = finding_add(
            findings, &rule_json_key_filter, table, use->name, query->location,
            "%s is searched by %s inside of %s, which no index holds", table_label(arena, table),
            *use->path == '\0' ? "a key" : arena_printf(arena, "\"%s\"", use->path), use->name);
        finding->weight = shape_likely_rows(design, table);
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
        finding->wanted = wanted_index_text(arena, design->schema, use);
        if (finding->wanted != NULL)
            finding_detail(findings, finding, "For this key alone: %s.", finding->wanted);
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
    {
        Access access;

        if (!is_key_compared(use) || design_stays_small(design, use->table))
            continue;
        access = access_of(findings->arena, design->schema, query->meaning, use->relation);
        if (!access.is_served && !has_gin(&access, use->name) &&
            access_expression_index(&access, use->name, NULL) == NULL)
            report(design, query, use, findings);
    }
}

const Rule rule_json_key_filter = {
    .id = "json-key-filter",
    .catalogue = "QRY09",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "query compares a key inside json that no index holds",
    .why = "A comparison of column->>'key' reads the whole table and unpacks each document, large "
           "ones from TOAST. PostgreSQL keeps no statistics of keys either, so that its guesses of "
           "how many rows fit are far off.",
    .fix =
        "Make the key a column if it is in most rows; else add an index on the expression as the "
        "query writes it, or a GIN index and compare by @>.",
    .gain = NULL,
    .trade_off = "A GIN index of whole documents is large and slow to write; one on an expression "
                 "serves that key alone.",
    .not_when = "A GIN index of the column or an index on an expression of it exists; another "
                "condition of the query is served; the table stays under 10,000 rows.",
    .source = "PostgreSQL manual, 8.14.4 jsonb Indexing and 11.7 Indexes on Expressions",
    .group = "%zu keys inside json are searched without an index",
    .explains_time = true,
    .check_query = check,
};
