#include "base/strbuf.h"
#include "rule/list.h"
#include "rule/query_group.h"

/* A gin or gist index of trigrams finds text within text. */
static bool
has_trigrams(const Table *table, const Column *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
        {
            bool is_of_it = element->column != NULL && str_equal(element->column, column->name);

            for (const Reference *reference =
                     element->expr == NULL ? NULL : element->expr->references.first;
                 reference != NULL; reference = reference->next)
                is_of_it = is_of_it || (reference->kind == REFERENCE_COLUMN &&
                                        str_equal(reference->name, column->name));
            if (is_of_it && element->opclass != NULL && strstr(element->opclass, "trgm") != NULL &&
                !index->is_invalid)
                return true;
        }
    }
    return false;
}

/*
 * A server's statistics have a parameter for each constant, so that nobody sees how the pattern begins. Of
 * ILIKE it does not matter: letters of either case stand all over a btree.
 */
static bool
ignores_case(const WorkloadQuery *query, const ColumnUse *use)
{
    return query->location.line == 0 && str_equal(use->operation, "ILIKE") &&
           use->constant == NULL && use->function == NULL;
}

static bool
is_searched(const WorkloadQuery *query, const ColumnUse *use, const Table *table)
{
    return (use->is_unanchored || ignores_case(query, use)) && use->table == table &&
           use->column != NULL && (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) &&
           !has_trigrams(table, use->column);
}

static bool
reads(const Query *query, const Table *table)
{
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
        if (at->table == table)
            return true;
    return false;
}

/* Adds the names of the columns that a query searches; false when there are none. */
static bool
searches(Arena *arena, const WorkloadQuery *query, const Table *table, NameList *columns,
         bool *is_wildcard)
{
    bool is_found = false;

    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
    {
        if (!is_searched(query, use, table))
            continue;
        is_found = true;
        *is_wildcard |= use->is_unanchored;
        if (!name_list_contains(columns, use->column->name))
            name_list_add(arena, columns, use->column->name);
    }
    return is_found;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Workload *workload = design->workload;
    WorkloadQueryRefs group = {0};
    NameList columns = {0};
    bool is_wildcard = false;

    if (workload == NULL)
        return;
    group.items = arena_new_array(findings->arena, const WorkloadQuery *, workload->queries.count);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->meaning != NULL && reads(query->meaning, table) &&
            searches(findings->arena, query, table, &columns, &is_wildcard))
            group.items[group.count++] = query;
    if (group.count > 0)
        (void) query_group_add(
            findings, &rule_query_leading_wildcard, table, &group, "searches", "search",
            "%s (%s) by a pattern that %s: no btree index serves it",
            table_label(findings->arena, table), name_list_text(findings->arena, &columns),
            is_wildcard ? "begins with a wildcard" : "leaves the case open (ILIKE)");
}

const Rule rule_query_leading_wildcard = {
    .id = "query-leading-wildcard",
    .catalogue = "QRY02",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Pattern that begins with a wildcard",
    .why = "A btree index is sorted by the beginning of the text, so it cannot find what stands in "
           "the middle: LIKE '%x%' compares the text of every row that the other conditions leave. "
           "So does "
           "ILIKE, whatever its pattern: both cases of a letter stand far apart.",
    .fix = "A gin index with gin_trgm_ops, of the extension pg_trgm, on the columns searched, or "
           "full-text search where words are meant. For what must end so: an index on "
           "reverse(column), and a pattern turned round.",
    .trade_off = "A trigram index is often as large as the text, and slow to write.",
    .not_when =
        "The pattern is a parameter and the query adds no wildcard, but for ILIKE in a server's "
        "statistics; a trigram index is there.",
    .source = "PostgreSQL manual, F.35 pg_trgm: index support",
    .group = "%zu tables searched by patterns that begin with a wildcard",
    .explains_time = true,
    .check_table = check,
};
