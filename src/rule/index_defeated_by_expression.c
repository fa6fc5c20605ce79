/*
 * An index on email does not serve lower(email) = $1: it holds other values. Said only where the
 * query has no other way to the rows: a function that checks a few rows costs nothing.
 */
#include "rule/access.h"
#include "rule/list.h"
#include "rule/shape.h"

static const double ROWS_THAT_MATTER = 100000;

static bool
is_defeated(const ColumnUse *use)
{
    const uint32_t compared = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_JOINED;

    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_in_or &&
           !use->is_negated && !use->is_outer && use->path == NULL && use->column != NULL &&
           (use->roles & compared) != 0 && (use->function != NULL || use->is_cast_written) &&
           use->relation != NULL && use->relation->kind == RELATION_TABLE;
}

static void
report(const Design *design, const WorkloadQuery *query, const ColumnUse *use, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = use->table;
    char *expression = access_expression(arena, query->sql, use);
    char *id = arena_printf(arena, "%s.%s.%s", table->schema, table->name, use->name);
    Finding *finding = finding_find(findings, &rule_index_defeated_by_expression, table, id);

    if (finding == NULL)
    {
        finding = finding_add(
            findings, &rule_index_defeated_by_expression, table, use->name, query->location,
            use->function != NULL ? "%s is searched by %s of %s, which no index holds"
                                  : "%s is searched by the %s of %s, which no index holds",
            table_label(arena, table), use->function != NULL ? use->function : use->cast,
            use->name);
        if (expression != NULL && !use->is_through_view && (use->roles & USE_JOINED) == 0)
            access_propose_expression(findings, finding, use->name, expression);
        finding->weight = shape_likely_rows(design, table);
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
    {
        Access access;

        if (!is_defeated(use) || design_stays_small(design, use->table) ||
            (use->function == NULL && access_has_few_values(design->schema, use->column)))
            continue;
        access = access_of(findings->arena, design->schema, query->meaning, use->relation);
        if (!access.is_served && access_expression_index(&access, use->name, use->function) == NULL)
            report(design, query, use, findings);
    }
}

const Rule rule_index_defeated_by_expression = {
    .id = "index-defeated-by-expression",
    .catalogue = "QRY03",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "condition on a function of a column that no index holds",
    .why = "An index holds the values of the column, not those of lower(column), date(column) or "
           "column + 1. A query that compares the expression reads the whole table, whatever "
           "indexes the column has.",
    .fix = "Compare the bare column (a range instead of date(column) = $1), or add an index on the "
           "expression; a partial one only where the query says what its predicate says.",
    .gain = "queries find their rows through the index on the expression",
    .trade_off = "An index on an expression computes it for every insert and update.",
    .not_when = "An index on the expression serves; another condition of the query is served; the "
                "table stays under 10,000 rows; keys in JSON, which have a rule of their own.",
    .source = "PostgreSQL manual, 11.7 Indexes on Expressions",
    .group = "%zu conditions on expressions that no index holds",
    .explains_time = true,
    .check_query = check,
};
