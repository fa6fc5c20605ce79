/*
 * One query for a list, then one for each row of it. A server's log of counts shows it in two ways:
 * a recording saw the same lookup many times in a row, or a lookup is called as often as another
 * query returns rows, is asked by the key which those rows hold, and comes from the same place in the
 * program. Each of these alone may be chance; without them nothing is said.
 */
#include "rule/list.h"

#include <math.h>

static const double IN_A_ROW = 5;
static const double IN_TRANSACTION = 20;
static const double ROWS_LEAST = 2; /* a call of the list */
static const double SHARE_LEAST = 0.5; /* of the rows: some are asked once, or remembered */
static const double SHARE_MOST = 1.1;
static const double SHARE_OF_CHANCE = 0.02; /* off by no more where no tags say the place */
static const double CALLS_BEYOND_CHANCE = 5000; /* a day */
static const double CALLS_MANY = 10000; /* a day: fewer are felt by nobody but their user */

/* A list and how its rows lead to the lookup. */
typedef struct Source
{
    const WorkloadQuery *list;
    const char *column; /* of its rows, that the lookup is asked by */
    double rows; /* it returns a day */
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

/* The column of the list's result that the lookup is asked by; or NULL. */
static const char *
leading_column(const WorkloadQuery *list, const ColumnUse *asked)
{
    for (const QueryColumn *column = list->meaning->columns.first; column != NULL;
         column = column->next)
    {
        if (column->base_table == NULL || column->base_column == NULL)
            continue;
        if (is_reference(column->base_table, column->base_column->name, asked->table,
                         asked->name) ||
            is_reference(asked->table, asked->name, column->base_table, column->base_column->name))
            return column->base_column->name;
    }
    return NULL;
}

static bool
is_evidence(const WorkloadQuery *list, const WorkloadQuery *lookup, double share)
{
    if (list->place != NULL && lookup->place != NULL)
        return strcmp(list->place, lookup->place) == 0 && share >= SHARE_LEAST &&
               share <= SHARE_MOST;
    return list->place == NULL && lookup->place == NULL && fabs(share - 1) <= SHARE_OF_CHANCE &&
           lookup->calls_per_day.value >= CALLS_BEYOND_CHANCE &&
           lookup->calls_per_day.source == PROVENANCE_MEASURED;
}

static void
consider(const WorkloadQuery *list, const WorkloadQuery *lookup, const ColumnUse *asked,
         Source *best)
{
    double rows = list->calls_per_day.value * list->per_call[COUNTER_ROWS].value;
    const char *column;
    double share;

    if (list == lookup || list->meaning == NULL || list->meaning->command != QUERY_SELECT ||
        list->per_call[COUNTER_ROWS].value < ROWS_LEAST || list->calls_per_day.value <= 0)
        return;
    share = lookup->calls_per_day.value / rows;
    if (!is_evidence(list, lookup, share) ||
        (best->list != NULL && fabs(share - 1) >= best->distance))
        return;
    column = leading_column(list, asked);
    if (column != NULL)
        *best = (Source){list, column, rows, fabs(share - 1)};
}

static void
report_counts(const WorkloadQuery *query, const ColumnUse *asked, const Source *source,
              Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = {source->rows, provenance_weaker(source->list->calls_per_day.source,
                                                     source->list->per_call[COUNTER_ROWS].source)};
    Finding *finding =
        finding_add(findings, &rule_query_n_plus_one, asked->table, NULL, query->location,
                    "%s is asked once for each row of %s: %s calls, %s rows a day", query->name,
                    source->list->name, quantity_count_text(arena, query->calls_per_day.value),
                    quantity_count_text(arena, source->rows));

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

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    const ColumnUse *asked = asked_by(query);
    Source source = {0};

    if (asked == NULL || asked->table == NULL)
        return;
    if (quantity_known(query->calls_per_day))
        for (const WorkloadQuery *list = design->workload->queries.first; list != NULL;
             list = list->next)
            consider(list, query, asked, &source);
    if (source.list != NULL)
        report_counts(query, asked, &source, findings);
    else if (query->calls_in_row.value >= IN_A_ROW ||
             query->calls_per_transaction.value >= IN_TRANSACTION)
        report_recorded(query, asked, findings);
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
        "Where nobody has tags the counts must agree within 2 %.",
    .source = "docs/design/queries_and_counts.md",
    .group = "%zu queries asked once for each row of another",
    .explains_time = true,
    .check_query = check,
};
