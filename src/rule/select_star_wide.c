/*
 * What * returns is fetched, put together from its TOAST chunks, sent and kept, needed or not. Said
 * only of columns that are made to be large; nobody knows here which of them the program looks at.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/query_lookup.h"
#include "schema/type.h"
#include "stats/width.h"

static const double BYTES_WIDE = 250; /* of a measured column: below, it is like any other */

/* What is made for documents is wide until measured; text, when it is measured or taken for long. */
static bool
is_wide(const Design *design, const Table *table, const Column *column)
{
    TypeCategory category = type_facts(design->schema, &column->type).category;
    bool is_document = category == CATEGORY_JSON || category == CATEGORY_JSONB ||
                       category == CATEGORY_BINARY || category == CATEGORY_TSVECTOR;
    Width width;

    if (column->type.dimensions > 0 || (!is_document && category != CATEGORY_TEXT))
        return false;
    width = width_of(design->schema, design_table_stats(design, table), column);
    return (is_document && width.source != PROVENANCE_MEASURED) || width.bytes >= BYTES_WIDE;
}

/* One row, or a list of rows: whoever names them wants to see them whole. */
static bool
is_named_by_key(const Query *query, const QueryRelation *relation)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && (use->roles & (USE_EQUAL | USE_IN)) != 0 &&
            !use->is_in_or && !use->is_negated && key_is_primary(use->table, use->name))
            return true;
    return query_lookup_is_single(query, relation);
}

/* A wide column of many rows that * brings into the result. */
static bool
is_brought(const Design *design, const Query *query, const ColumnUse *use)
{
    return use->is_star && (use->roles & USE_RETURNED) != 0 &&
           use->select == query->selects.first && use->relation != NULL && use->table != NULL &&
           use->column != NULL && is_wide(design, use->table, use->column) &&
           !is_named_by_key(query, use->relation);
}

/* * of a side of UNION, which the SELECT around it hands on. */
static const ColumnUse *
side_brought(const Design *design, const Query *query, const QueryColumn *side)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->is_star && use->relation != NULL && use->relation == side->base_relation &&
            use->column != NULL && use->column == side->base_column &&
            is_wide(design, use->table, use->column) && !is_named_by_key(query, use->relation))
            return use;
    return NULL;
}

/* The SELECT, or one whose rows it hands on, leaves rows out. */
static bool
is_restricted(const Query *query)
{
    for (const QuerySelect *at = query->selects.first; at != NULL; at = at->next)
        if ((at->kind == SELECT_TOP || at->kind == SELECT_SET_OPERAND || at->kind == SELECT_FROM ||
             at->kind == SELECT_CTE) &&
            at->command == QUERY_SELECT && (at->has_where || at->limit_kind != LIMIT_NONE))
            return true;
    return false;
}

static bool
returns_many(const Query *query)
{
    const QuerySelect *top = query->selects.first;

    return top->command == QUERY_SELECT && !top->is_one_row && is_restricted(query) &&
           (top->limit_kind != LIMIT_CONSTANT || top->limit > 1);
}

static void
report(const Design *design, const WorkloadQuery *query, const ColumnUse *use, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = use->table;
    Finding *finding = finding_find(findings, &rule_select_star_wide, table,
                                    arena_printf(arena, "%s.%s", table->schema, table->name));
    NameList wide = {0};

    if (finding == NULL)
    {
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
            if (is_wide(design, table, column))
                name_list_add(arena, &wide, column->name);
        finding = finding_add(findings, &rule_select_star_wide, table, NULL, query->location,
                              "rows of %s are returned with *, %s and all", table->name,
                              name_list_text(arena, &wide));
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    const Query *meaning = query->meaning;

    if (query->is_for_one || meaning->command != QUERY_SELECT || meaning->selects.first == NULL ||
        !returns_many(meaning) || query_lookup_is_unique(meaning, meaning->selects.first))
        return;
    for (const ColumnUse *use = meaning->uses.first; use != NULL; use = use->next)
        if (is_brought(design, meaning, use))
            report(design, query, use, findings);
    for (const QueryColumn *column = meaning->columns.first; column != NULL; column = column->next)
        for (const QueryColumn *side = column->sides; side != NULL; side = side->next)
        {
            const ColumnUse *use = side_brought(design, meaning, side);

            if (use != NULL)
                report(design, query, use, findings);
        }
}

const Rule rule_select_star_wide = {
    .id = "select-star-wide",
    .catalogue = "QRY01",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Wide columns that come with *",
    .why = "A json, bytea or tsvector value of more than 2 kB is kept outside of its row, and each "
           "one that is returned is fetched, unpacked and sent. A list that shows names and dates "
           "pays for documents that nobody looks at; an index-only scan is out of the question.",
    .fix = "Name the columns that the program looks at, and leave the wide ones to the query that "
           "reads one row.",
    .trade_off = "A new column must be added where it is wanted.",
    .not_when = "Text that is not measured, or taken by its name, for 250 bytes and more; rows "
                "found by key; one row; no condition at all; the column is measured at less than "
                "250 bytes.",
    .source = "PostgreSQL manual, 73.2 TOAST",
    .group = "%zu tables whose wide columns come with *",
    .check_query = check,
};
