/*
 * Where the types of both sides differ, PostgreSQL converts one of them. If it is the column's, the
 * comparison is one of converted values, and the index holds those that were not.
 */
#include "rule/access.h"
#include "rule/list.h"
#include "rule/shape.h"

static const double ROWS_THAT_MATTER = 100000;

static bool
is_converted(const ColumnUse *use)
{
    const uint32_t compared = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_JOINED;

    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_in_or &&
           !use->is_negated && !use->is_outer && use->path == NULL && use->column != NULL &&
           (use->roles & compared) != 0 && use->cast != NULL && !use->is_cast_written &&
           use->function == NULL && use->relation != NULL && use->relation->kind == RELATION_TABLE;
}

/*
 * The type of the other side is certain: of generate_series($1, $2 * $3) the server only guesses it, when all
 * that it has is the text.
 */
static bool
is_other_typed(const Query *query, const ColumnUse *use)
{
    const ColumnUse *other = use->other;

    if (other != NULL && (other->table != NULL || other->view != NULL))
        return true;
    return use->constant != NULL || use->parameter != NULL || query->parameters.count == 0;
}

/* An index that would serve, were the types the same. */
static const Index *
lost_index(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (!index->is_invalid && str_equal(index->elements.first->column, column))
            return index;
    return NULL;
}

static void
report(const Design *design, const WorkloadQuery *query, const ColumnUse *use, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = use->table;
    const Index *index = lost_index(table, use->name);
    char *id = arena_printf(arena, "%s.%s.%s", table->schema, table->name, use->name);
    Finding *finding = finding_find(findings, &rule_query_implicit_cast, table, id);

    if (finding == NULL)
    {
        finding =
            finding_add(findings, &rule_query_implicit_cast, table, use->name, query->location,
                        "%s compares %s.%s, which is %s, as %s: %s", query->name, table->name,
                        use->name, use->column->type.text, use->cast,
                        index != NULL ? arena_printf(arena, "index %s cannot be used", index->name)
                                      : "no index on it could be used");
        finding->weight = shape_likely_rows(design, table);
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
        finding_detail(findings, finding, "Write the other side as %s.", use->column->type.text);
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
    {
        Access access;

        if (!is_converted(use) || !is_other_typed(query->meaning, use) ||
            design_stays_small(design, use->table))
            continue;
        access = access_of(findings->arena, design->schema, query->meaning, use->relation);
        if (!access.is_served && access_expression_index(&access, use->name, NULL) == NULL)
            report(design, query, use, findings);
    }
}

const Rule rule_query_implicit_cast = {
    .id = "query-implicit-cast",
    .catalogue = "QRY17",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "Comparison that converts the column",
    .why = "An integer column that is compared with a numeric, or a char(n) column with text, is "
           "converted row by row: an index on the column holds other values, and the table is read "
           "whole.",
    .fix = "Give the constant, parameter or other column the type of this one: $1::bigint, 10 "
           "instead of 10.0; columns that are joined should have one type.",
    .trade_off = "A value with a fraction must be rounded first.",
    .not_when =
        "Types that PostgreSQL compares without converting: integers of any size, dates and "
        "timestamps, varchar and text; another condition of the query is served; the table "
        "stays under 10,000 rows; or the type of the other side hangs on parameters without one.",
    .source = "PostgreSQL manual, 10.2 Operators: type conversion; 11.10 Operator Classes",
    .group = "%zu comparisons that convert the column",
    .explains_time = true,
    .check_query = check,
};
