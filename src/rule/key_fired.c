/*
 * EXPLAIN shows a DELETE that finds its row by the primary key in a hundredth of a millisecond; that it
 * takes half a second is the search for children, which no plan shows. Here the two are put together.
 *
 * The trap is the query that could and does not: an UPDATE that sets the key to what it was fires
 * nothing, a DELETE that finds no row neither. Both are told by their time: it is less than reading the
 * child takes.
 */
#include "rule/key_fired.h"

#include "rule/access.h"

/* Fewer than ten days say little about what is done each month. */
static const double DAYS_THAT_TELL = 10;

/* Reading rows from cache at the fastest that was ever measured: 100 million a second. */
static const double MS_PER_ROW_LEAST = 1e-5;

/* The time that was counted leaves room for a look through the whole child for each row. */
static bool
takes_long_enough(const Design *design, const WorkloadQuery *query, const FiredQuery *fired)
{
    Quantity time = query->per_call[COUNTER_MS];
    Quantity rows = query->per_call[COUNTER_ROWS];
    Quantity children = design_rows(design, fired->table);
    double searches = quantity_known(rows) && fired->depth == 0 ? rows.value : 1;

    if (!quantity_known(time) || !quantity_known(children))
        return searches > 0 && !fired->is_unlikely;
    return searches > 0 && time.value >= searches * children.value * MS_PER_ROW_LEAST;
}

/* What the query reads itself is found by an index, as far as it reads tables at all. */
static bool
is_quick_itself(Arena *arena, const Design *design, const Query *query)
{
    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->kind == RELATION_TABLE && relation->table != NULL &&
            !access_of(arena, design->schema, query, relation).is_served &&
            !design_stays_small(design, relation->table))
            return false;
    return true;
}

static const char *
way_text(Arena *arena, const FiredQuery *fired)
{
    const FiredQuery *first = fired;

    if (fired->fired_by == NULL)
        return "";
    while (first->fired_by != NULL)
        first = first->fired_by;
    return arena_printf(arena, ", by way of %s", fired_cause_text(arena, first));
}

static void
tell_time(const Design *design, Findings *findings, Finding *finding, const FiredQuery *fired)
{
    Arena *arena = findings->arena;
    const WorkloadQuery *query = finding->query;
    Quantity time = query->per_call[COUNTER_MS];
    const WorkloadQuery *counted = fired->counted;

    finding_detail(findings, finding, "%s searches %s through it%s.", query->name,
                   table_label(arena, fired->table), way_text(arena, fired));
    if (counted != NULL && quantity_known(counted->per_call[COUNTER_MS]))
        finding_detail(findings, finding, "The server counted %s for each such search.",
                       quantity_ms_text(arena, counted->per_call[COUNTER_MS].value));
    if (!quantity_known(time))
        return;
    finding_evidence(findings, finding, "time of the query that suffers most", time, "ms");
    if (is_quick_itself(arena, design, query->meaning))
        finding_detail(findings, finding,
                       "It takes %s a call, although it finds its own rows by an index: what its "
                       "foreign keys ask is in no plan that EXPLAIN shows.",
                       quantity_ms_text(arena, time.value));
    else
        finding_detail(findings, finding, "It takes %s a call.",
                       quantity_ms_text(arena, time.value));
}

/* Every statement of some time was counted, and all of them may be read. */
static bool
is_watched(const Workload *workload)
{
    return quantity_known(workload->window_days) && workload->queries.count > 0 &&
           workload->hidden_statements == 0 && workload->evicted == 0;
}

static KeyFired
tell_never(const Design *design, Findings *findings, Finding *finding, const Table *parent)
{
    const Workload *workload = design->workload;
    Quantity deletes = design_deletes_per_day(design, parent);
    double days = workload->window_days.value;

    if (!is_watched(workload) || (quantity_known(deletes) && deletes.value > 0))
        return KEY_FIRED_UNKNOWN;
    finding_detail(findings, finding,
                   "None of the %zu queries counted over %s deletes from %s or changes its "
                   "key%s.",
                   workload->queries.count, quantity_days_text(findings->arena, days),
                   table_label(findings->arena, parent),
                   days < DAYS_THAT_TELL ? ", which is too short a time to rely on" : "");
    return days < DAYS_THAT_TELL ? KEY_FIRED_UNKNOWN : KEY_FIRED_NEVER;
}

KeyFired
key_fired_tell(const Design *design, Findings *findings, Finding *finding, const Constraint *key,
               const Table *parent)
{
    const Location place = finding->location; /* the key's, not that of a query */
    const FiredQuery *fired = NULL; /* of the query that suffers most */

    if (design->workload == NULL)
        return KEY_FIRED_UNKNOWN;
    for (const KeySearch *at = workload_key_searches(design->workload, key)->first; at != NULL;
         at = at->next)
        if (takes_long_enough(design, at->query, at->fired))
        {
            finding_query(findings, finding, at->query);
            fired = finding->query == at->query ? at->fired : fired;
        }
    if (place.line > 0)
        finding->location = place;
    if (finding->query == NULL)
        return tell_never(design, findings, finding, parent);
    tell_time(design, findings, finding, fired);
    return KEY_FIRED;
}
