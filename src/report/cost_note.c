/*
 * What is said of a query that takes much and has no point: its rows, or what it asks for.
 *
 * The trap is the plan that looks cheap. Where a call takes many times what its cost takes in the other
 * queries, nothing that follows from the plan may be said.
 */
#include "report/report_internal.h"

/* Rows from which on a read or a result is large. */
static const double ROWS_WHOLE = 10000;
static const double ROWS_RETURNED = 1000;

/* What a cost takes in the other queries differs tenfold, so that ten times proves nothing. */
static const double TIME_CONTRADICTS = 20;
static const double MS_TELLING = 5;

enum
{
    USUAL_OF_FEWEST = 5
};

static int
compare_numbers(const void *left, const void *right)
{
    double a = *(const double *) left;
    double b = *(const double *) right;

    return (a > b) - (a < b);
}

double
cost_note_usual_ms(Arena *arena, const Workload *workload)
{
    double *each = arena_new_array(arena, double, workload->queries.count + 1);
    size_t count = 0;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (quantity_known(query->per_call[COUNTER_MS]) && query->cost[COST_TODAY] > 0)
            each[count++] = query->per_call[COUNTER_MS].value / query->cost[COST_TODAY];
    qsort(each, count, sizeof *each, compare_numbers);
    return count < USUAL_OF_FEWEST ? 0 : each[count / 2];
}

/* How many times as long a call takes as one of its cost usually does, where that contradicts its plan; else 0. */
static double
excess_of(const WorkloadQuery *query, double usual_ms)
{
    double ms = query->per_call[COUNTER_MS].value;
    double usual = usual_ms * query->cost[COST_TODAY];

    return usual > 0 && ms >= MS_TELLING && ms > TIME_CONTRADICTS * usual ? ms / usual : 0;
}

static bool
runs_functions(const WorkloadQuery *query)
{
    for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
        if (!at->is_unlikely &&
            (at->kind == FIRED_TRIGGER || at->kind == FIRED_CALL || at->kind == FIRED_UNSEEN))
            return true;
    return false;
}

static bool
takes_first_in_order(const Query *meaning)
{
    for (const QuerySelect *at = meaning->selects.first; at != NULL; at = at->next)
        if (at->limit_kind != LIMIT_NONE && at->has_order)
            return true;
    return false;
}

static const char *
beyond_plan_text(Arena *arena, const WorkloadQuery *query, double excess)
{
    const char *why = "it waits, or its rows are not where the statistics have them";

    if (runs_functions(query))
        why = "what its functions and triggers do is not in its plan";
    else if (takes_first_in_order(query->meaning))
        why = "an index is read in its order until enough rows pass, and few do; or it waits";
    return arena_printf(arena, "takes %s times what its plan costs elsewhere: %s",
                        quantity_count_text(arena, excess), why);
}

const char *
cost_note(Arena *arena, const WorkloadQuery *query, double usual_ms)
{
    Quantity returned = query->per_call[COUNTER_ROWS];
    double excess;

    if (query->meaning == NULL)
        return arena_printf(arena, "not understood: %s", query->not_understood);
    if (returned.value >= ROWS_RETURNED)
        return arena_printf(arena, "%s %s rows a call",
                            query->meaning->command == QUERY_SELECT ? "returns" : "writes",
                            quantity_count_text(arena, returned.value));
    excess = excess_of(query, usual_ms);
    if (excess > 0)
        return beyond_plan_text(arena, query, excess);
    if (query->meaning->command == QUERY_INSERT)
        return "an insert: its time is that of the indexes, keys and triggers of the table";
    if (query->rows_read.value >= ROWS_WHOLE)
        return arena_printf(arena, "reads tables whole, %s rows: it asks for all of them",
                            quantity_count_text(arena, query->rows_read.value));
    return "finds its rows by index: fewer calls would help, the schema would not";
}
