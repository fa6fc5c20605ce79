/*
 * One query for a list, then one for each row of it. A server's log of counts shows it in two ways:
 * a recording saw the same lookup many times in a row, or a lookup is called as often as another
 * query returns rows, is asked by the key which those rows hold, and comes from the same place in the
 * program. Each of these alone may be chance; without them nothing is said.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/relation.h"

#include <math.h>

static const double IN_A_ROW = 5;
static const double IN_TRANSACTION = 20;
static const double ROWS_LEAST = 2; /* a call of the list */
static const double SHARE_LEAST = 0.5; /* of the rows: some are asked once, or remembered */
static const double SHARE_MOST = 1.1;
static const double SHARE_OF_CHANCE = 0.005; /* off by no more where no tags say the place */
static const double CALLS_BEYOND_CHANCE = 5000; /* a day */
static const double CALLS_MANY = 10000; /* a day: fewer are felt by nobody but their user */

/* A query that returns rows, and how many a day. */
typedef struct Rows
{
    const WorkloadQuery *query;
    double a_day;
} Rows;

/* Side by side: each lookup is compared with each of them. */
typedef struct RowsList
{
    Rows *items;
    size_t count;
} RowsList;

/* A list and how its rows lead to the lookup. */
typedef struct Source
{
    const Rows *list; /* or NULL */
    const char *column; /* of its rows, that the lookup is asked by */
    double distance; /* from one lookup a row */
} Source;

/* The column that a lookup compares with a value for each call; NULL when it is none. */
static const ColumnUse *
asked_by(const WorkloadQuery *query)
{
    const Query *meaning = query->meaning;
    const ColumnUse *found = NULL;

    if (meaning->command != QUERY_SELECT || meaning->selects.first == NULL ||
        meaning->selects.first->is_locking)
        return NULL;
    for (const ColumnUse *use = meaning->uses.first; use != NULL; use = use->next)
    {
        if (use->select != meaning->selects.first || use->clause != CLAUSE_WHERE ||
            (use->roles & USE_EQUAL) == 0 || !str_equal(use->operation, "=") ||
            use->parameter == NULL || use->column == NULL || use->is_in_or || use->is_negated ||
            use->function != NULL)
            continue;
        if (found == NULL || use->column == found->column)
            found = use;
        else
            return NULL; /* by several: who knows which of them changes */
    }
    return found;
}

/* "a.b_id references c.id", read from either end. */
static bool
is_reference(const Table *from, const char *column, const Table *to, const char *key)
{
    for (const Constraint *at = from->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_FOREIGN_KEY && at->columns.count == 1 &&
            str_equal(at->columns.first->text, column) && str_equal(at->ref_table, to->name) &&
            str_equal(at->ref_schema, to->schema) && at->ref_columns.count == 1 &&
            str_equal(at->ref_columns.first->text, key))
            return true;
    return false;
}

/* The same where the schema only means it: "author_id" and the primary key of authors. */
static bool
is_meant(const Design *design, const Table *from, const Column *column, const Table *to,
         const char *key)
{
    const Constraint *primary = table_primary_key(to);

    return primary != NULL && primary->columns.count == 1 &&
           str_equal(primary->columns.first->text, key) &&
           key_foreign_key(from, column->name) == NULL &&
           relation_named(design, from, column) == to;
}

static bool
leads_to(const Design *design, const QueryColumn *column, const ColumnUse *asked)
{
    const Table *table = column->base_table;
    const Column *base = column->base_column;

    if (table == asked->table && base == asked->column) /* the keys first, each row then */
        return true;
    return is_reference(table, base->name, asked->table, asked->name) ||
           is_reference(asked->table, asked->name, table, base->name) ||
           is_meant(design, table, base, asked->table, asked->name) ||
           is_meant(design, asked->table, asked->column, table, base->name);
}

/* The column of the list's result that the lookup is asked by; or NULL. */
static const char *
leading_column(const Design *design, const WorkloadQuery *list, const ColumnUse *asked)
{
    for (const QueryColumn *column = list->meaning->columns.first; column != NULL;
         column = column->next)
        if (column->base_table != NULL && column->base_column != NULL &&
            leads_to(design, column, asked))
            return column->base_column->name;
    return NULL;
}

static bool
is_evidence(const WorkloadQuery *list, const WorkloadQuery *lookup, double share)
{
    if (list->place != NULL && lookup->place != NULL)
        return strcmp(list->place, lookup->place) == 0;
    return list->place == NULL && lookup->place == NULL && fabs(share - 1) <= SHARE_OF_CHANCE &&
           lookup->calls_per_day.value >= CALLS_BEYOND_CHANCE &&
           lookup->calls_per_day.source == PROVENANCE_MEASURED;
}

/* The list whose rows are nearest to the lookup's calls. */
static Source
find_source(const Design *design, const RowsList *lists, const WorkloadQuery *lookup,
            const ColumnUse *asked)
{
    Source best = {.distance = HUGE_VAL};

    if (!quantity_known(lookup->calls_per_day))
        return best;
    for (size_t i = 0; i < lists->count; i++)
    {
        const Rows *list = &lists->items[i];
        double share = lookup->calls_per_day.value / list->a_day;
        const char *column;

        if (share < SHARE_LEAST || share > SHARE_MOST || fabs(share - 1) >= best.distance ||
            list->query == lookup || !is_evidence(list->query, lookup, share))
            continue;
        column = leading_column(design, list->query, asked);
        if (column != NULL)
            best = (Source){list, column, fabs(share - 1)};
    }
    return best;
}

static void
report_counts(const WorkloadQuery *query, const ColumnUse *asked, const Source *source,
              Findings *findings)
{
    Arena *arena = findings->arena;
    const WorkloadQuery *list = source->list->query;
    Quantity rows = {source->list->a_day, provenance_weaker(list->calls_per_day.source,
                                                            list->per_call[COUNTER_ROWS].source)};
    Finding *finding =
        finding_add(findings, &rule_query_n_plus_one, asked->table, NULL, query->location,
                    "%s is asked once for each row of %s: %s calls, %s rows a day", query->name,
                    list->name, quantity_count_text(arena, query->calls_per_day.value),
                    quantity_count_text(arena, rows.value));

    finding->object_id = query->name;
    finding_detail(findings, finding, "It is asked by %s, which those rows hold as %s.",
                   asked->name, source->column);
    if (query->place != NULL)
        finding_detail(findings, finding, "Both come from %s.", query->place);
    else
        finding_detail(findings, finding, "No tags say where they come from: the counts alone do.");
    if (query->place == NULL || query->calls_per_day.value < CALLS_MANY)
        finding->severity = SEVERITY_REMARK;
    finding_evidence(findings, finding, "lookups", query->calls_per_day, "calls/day");
    finding_evidence(findings, finding, "rows of the list", rows, "rows/day");
    finding_query(findings, finding, query);
    finding->weight = query->calls_per_day.value;
    finding->kept_back = "the program must ask for all rows at once";
}

static void
report_recorded(const WorkloadQuery *query, const ColumnUse *asked, Findings *findings)
{
    bool is_in_row = query->calls_in_row.value >= IN_A_ROW;
    Quantity most = is_in_row ? query->calls_in_row : query->calls_per_transaction;
    Finding *finding =
        finding_add(findings, &rule_query_n_plus_one, asked->table, NULL, query->location,
                    "%s was asked %.0f times %s, each time for one %s of %s", query->name,
                    most.value, is_in_row ? "in a row" : "in one transaction", asked->name,
                    table_label(findings->arena, asked->table));

    finding->object_id = query->name;
    finding_evidence(findings, finding, is_in_row ? "most in a row" : "most in a transaction", most,
                     "calls");
    finding_query(findings, finding, query);
    finding->weight = most.value;
    finding->kept_back = "the program must ask for all rows at once";
}

static RowsList
find_lists(const Workload *workload, Arena *arena)
{
    RowsList lists = {arena_new_array(arena, Rows, workload->queries.count + 1), 0};

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->meaning != NULL && !query->is_nested &&
            query->meaning->command == QUERY_SELECT &&
            query->per_call[COUNTER_ROWS].value >= ROWS_LEAST && query->calls_per_day.value > 0)
            lists.items[lists.count++] =
                (Rows){query, query->calls_per_day.value * query->per_call[COUNTER_ROWS].value};
    return lists;
}

static void
check(const Design *design, Findings *findings)
{
    RowsList lists;

    if (design->workload == NULL)
        return;
    lists = find_lists(design->workload, findings->arena);
    for (const WorkloadQuery *query = design->workload->queries.first; query != NULL;
         query = query->next)
    {
        const ColumnUse *asked =
            query->meaning == NULL || query->is_nested ? NULL : asked_by(query);
        Source source;

        if (asked == NULL || asked->table == NULL)
            continue;
        source = find_source(design, &lists, query, asked);
        if (source.list != NULL)
            report_counts(query, asked, &source, findings);
        else if (query->calls_in_row.value >= IN_A_ROW ||
                 query->calls_per_transaction.value >= IN_TRANSACTION)
            report_recorded(query, asked, findings);
    }
}

const Rule rule_query_n_plus_one = {
    .id = "query-n-plus-one",
    .catalogue = "WRK04",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "one query for each row of another",
    .why = "Each call costs a round trip, a plan and a transaction, however fast the index is: a "
           "hundred lookups of 0.05 ms take 50 ms and more through a network, and hold the "
           "connection meanwhile. It grows with the length of the list, not with the table.",
    .fix = "Ask once: join, or WHERE key = ANY($1) with the keys of all rows; what the framework "
           "calls preload, include or a data loader.",
    .gain = "one call instead of one for each row",
    .trade_off = "One larger result; rows that nobody looks at are fetched as well.",
    .not_when =
        "Without evidence: a recording in which the lookup came five times in a row or twenty "
        "times in a transaction, or as many calls as the list returns rows, linked by a "
        "foreign key, with the same route, controller#action or job in the tags of both. "
        "Where nobody has tags the counts must agree within 0.5 %.",
    .source = "docs/design/queries_and_counts.md",
    .group = "%zu queries asked once for each row of another",
    .explains_time = true,
    .check_design = check,
};
