/*
 * All texts of a schema are planned by one call. A call of a query costs what its plan does and, for each
 * row that it writes, what foreign keys ask: the planner charges nothing for that.
 *
 * The trap: a table without known rows is planned as if it had a few pages. Nothing is said of queries
 * that read one.
 *
 * Both databases have the partitions of all moments, empty and in a schema of their own. That of the
 * recommended schema is read back and proved afterwards: there they go again, whatever became of the plans.
 */
#include "advise/planned.h"

#include "scale/scale.h"

#include <math.h>

static const char *const configuration_names[COST_MOMENTS] = {"now", "in 12 months",
                                                              "in 36 months"};
static const int months_of[COST_MOMENTS] = {0, 12, 36};

/* Costs that fall by less are noise: another ANALYZE moves them as far. */
static const double FALLS_BY = 0.8;

/* No call takes less, whatever its plan costs; nor is one promised to take less than this. */
static const double CALL_MS_LEAST = 0.02;
static const double CALL_MS_MOST = 0.3;
static const double ROW_MS_MOST = 0.01; /* a row that is returned or written */
static const double FIRED_MS_MOST = 0.2; /* a query of a foreign key */

/* From here on a table that is read whole takes time; and what PostgreSQL charges for a row at least. */
static const double ROWS_WHOLE = 10000;
static const double COST_OF_ROW = 0.005;

static bool
has_rows(const Design *design)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (design_rows(design, table).value > 0)
            return true;
    return false;
}

static bool
grows(const Design *design)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (design_rows_per_day(design, table).value > 0)
            return true;
    return false;
}

/* The queries of foreign keys are PostgreSQL's own texts; those of functions have variables in them. */
static bool
is_of_key(const FiredQuery *fired)
{
    return fired->key != NULL && fired->sql != NULL && !fired->is_unlikely &&
           fired->kind != FIRED_TRIGGER && fired->kind != FIRED_CALL;
}

/* The same text is asked once. */
static void
ask(Planned *planned, const char *sql)
{
    WorkloadQuery *query;
    size_t *place;

    if (map_get(planned->places, sql) != NULL)
        return;
    query = arena_new_object(planned->arena, WorkloadQuery);
    query->sql = sql;
    list_append(&planned->asked, query);
    place = arena_new_object(planned->arena, size_t);
    *place = planned->asked.count;
    map_put(planned->places, sql, place);
}

static void
ask_all(Planned *planned, const WorkloadQueryList *queries)
{
    for (const WorkloadQuery *query = queries->first; query != NULL; query = query->next)
    {
        if (query->meaning == NULL || !planned_has_ground(planned, query))
            continue;
        ask(planned, query->sql);
        for (const FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
            if (is_of_key(fired))
                ask(planned, fired->sql);
    }
}

/* The design of all moments: more partitions than today. */
static const Design *
with_partitions(Arena *arena, const Design *design, size_t moments)
{
    const ScaleTarget furthest = {.day =
                                      day_add_months(design->today, months_of[COST_MOMENTS - 1])};
    const Design *larger = moments == 1 ? NULL : scale_with_partitions(arena, design, &furthest);

    return larger == NULL ? design : larger;
}

/* With the worst values at the last moment alone: that tells which indexes are of use. */
static bool
price(const Planned *planned, Scratch *scratch, const char *database, const Schema *schema,
      const WorkloadQueryList *queries, PriceTable *out, Error *error)
{
    WhatIf *whatif;

    if (!scratch_add_partitions(scratch, planned->arena, database, schema, error) ||
        !whatif_open(scratch, planned->arena, database, schema, &whatif, error))
        return false;
    for (size_t i = 0; i < planned->moments; i++)
    {
        const WhatIfConfiguration configuration = {.name = configuration_names[i],
                                                   .stats = planned->stats[i]};

        if (!whatif_configure(whatif, planned->arena, &configuration, NULL, error))
            return false;
    }
    return price_plan(whatif, planned->arena, queries, configuration_names, planned->moments,
                      planned->moments - 1, out, error);
}

const Price *
planned_price(const Planned *planned, const char *sql, CostMoment moment, bool is_target)
{
    const size_t *place = sql == NULL ? NULL : map_get(planned->places, sql);
    size_t at = place == NULL ? 0 : *place;

    if (at > 0 && is_target)
        at = planned->target_places == NULL ? 0 : planned->target_places[at - 1];
    if (at == 0 || moment >= planned->moments)
        return NULL;
    return price_of(is_target ? &planned->target : &planned->today, at - 1, moment);
}

/* The price on the recommended schema, which is today's where the plans cannot differ. */
static const Price *
price_there(const Planned *planned, const char *sql, CostMoment moment, bool is_target)
{
    const Price *there = planned_price(planned, sql, moment, is_target);

    return there == NULL && is_target ? planned_price(planned, sql, moment, false) : there;
}

/* A call: its own plan, and what foreign keys ask for each row that it writes. */
static PlannedQuery
call_of(const Planned *planned, const WorkloadQuery *query, CostMoment moment, bool is_target)
{
    const Price *own = price_there(planned, query->sql, moment, is_target);
    PlannedQuery call = {0};

    if (own == NULL || !own->typical.is_planned)
        return call;
    call = own->typical;
    for (const FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
    {
        const Price *more =
            is_of_key(fired) ? price_there(planned, fired->sql, moment, is_target) : NULL;
        double times = fired->is_once ? 1 : fmax(1, query->per_call[COUNTER_ROWS].value);

        if (more == NULL || !more->typical.is_planned)
            continue;
        call.total_cost += times * more->typical.total_cost;
        effort_add(&call.effort, &more->typical.effort, times);
        call.fingerprint = call.fingerprint * 31 + more->typical.fingerprint;
    }
    return call;
}

/* An empty table is planned as if it never were: its rows are as good as not known. */
static bool
is_known(const Design *design, const Table *table, bool needs_growth)
{
    Day year = day_add_months(design->today, months_of[COST_12_MONTHS]);

    if (table == NULL)
        return true;
    if (!(design_rows(design, table).value >= 1))
        return false;
    return !needs_growth || design_stays_small(design, table) ||
           quantity_known(design_growth_factor(design, table, year));
}

/* Of a key's children no rows are an answer: there is nothing to find. */
static bool
is_known_of_key(const Design *design, const FiredQuery *fired, bool needs_growth)
{
    return fired->table == NULL ||
           (quantity_known(design_rows(design, fired->table)) &&
            design_rows(design, fired->table).value < 1) ||
           is_known(design, fired->table, needs_growth);
}

static bool
is_known_of_all(const Design *design, const WorkloadQuery *query, bool needs_growth)
{
    for (const QueryRelation *at = query->meaning == NULL ? NULL : query->meaning->relations.first;
         at != NULL; at = at->next)
        if (at->kind == RELATION_TABLE && !is_known(design, at->table, needs_growth))
            return false;
    for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
        if (is_of_key(at) && !is_known_of_key(design, at, needs_growth))
            return false;
    return query->meaning != NULL;
}

bool
planned_has_ground(const Planned *planned, const WorkloadQuery *query)
{
    return is_known_of_all(planned->design, query, false);
}

/* The same plan over more rows is not faster. */
static Span
later_ms(const WorkloadQuery *query, const PlannedQuery *now, const PlannedQuery *later)
{
    Span span = price_ms(query, now, later);
    double ms = query->per_call[COUNTER_MS].value;

    if (span.is_known && now->fingerprint == later->fingerprint &&
        later->total_cost >= now->total_cost)
        span.low = fmax(span.low, ms);
    return span;
}

static bool
runs_functions(const WorkloadQuery *query)
{
    for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
        if (!at->is_unlikely && (at->kind == FIRED_TRIGGER || at->kind == FIRED_CALL))
            return true;
    return false;
}

/*
 * What is read whole grows with its table, whatever the plan costs: the planner believes that a LIMIT ends
 * it early, and charges nothing for what functions read.
 */
static Span
with_whole_reads(const WorkloadQuery *query, Span span, Span reckoned, double cost, double unit)
{
    if (!span.is_known || !reckoned.is_known || !(query->rows_read.value >= ROWS_WHOLE))
        return span;
    span.high = fmax(span.high, reckoned.high * unit);
    if (runs_functions(query) && cost < query->rows_read.value * COST_OF_ROW)
        span.low = fmax(span.low, reckoned.low * unit);
    return span;
}

static void
tell_growth(WorkloadQuery *query, const PlannedQuery *now, const PlannedQuery *later)
{
    WorkloadQuery unit = {.per_call[COUNTER_MS] = {1, PROVENANCE_MEASURED}};
    const Span reckoned = query->growth; /* by forecast.h */
    double ms = query->per_call[COUNTER_MS].value;

    query->growth =
        with_whole_reads(query, later_ms(&unit, now, later), reckoned, now->total_cost, 1);
    query->ms_in_12_months =
        with_whole_reads(query, later_ms(query, now, later), reckoned, now->total_cost, ms);
}

static void
tell_today(const Planned *planned, WorkloadQuery *query)
{
    PlannedQuery calls[COST_MOMENTS] = {0};

    for (size_t i = 0; i < planned->moments; i++)
    {
        calls[i] = call_of(planned, query, (CostMoment) i, false);
        query->cost[i] = calls[i].total_cost;
    }
    if (calls[COST_12_MONTHS].is_planned && calls[COST_TODAY].total_cost > 0 &&
        is_known_of_all(planned->design, query, true))
        tell_growth(query, &calls[COST_TODAY], &calls[COST_12_MONTHS]);
}

bool
planned_today(Arena *arena, Scratch *scratch, const char *database, const Design *design,
              Planned **out, Error *error)
{
    const Design *larger;
    Planned *planned;

    *out = NULL;
    if (design->workload == NULL || !has_rows(design))
        return true;
    planned = arena_new_object(arena, Planned);
    planned->arena = arena;
    planned->design = design;
    planned->places = map_new(arena);
    planned->moments = grows(design) ? COST_MOMENTS : 1;
    planned->server_version = scratch_version_text(scratch);
    larger = with_partitions(arena, design, planned->moments);
    planned->schema = larger->schema;
    for (size_t i = 0; i < planned->moments; i++)
    {
        const ScaleTarget target = {.day = day_add_months(design->today, months_of[i])};

        planned->stats[i] = scale_stats(arena, larger, &target);
    }
    ask_all(planned, &design->workload->queries);
    ask_all(planned, &design->workload->fired);
    if (!price(planned, scratch, database, larger->schema, &planned->asked, &planned->today, error))
        return false;
    for (WorkloadQuery *query = design->workload->queries.first; query != NULL; query = query->next)
        tell_today(planned, query);
    *out = planned;
    return true;
}

/* --- the recommended schema ----------------------------------------------------------------------- */

static bool
is_changed(const Recommendation *recommendation, const Table *table)
{
    for (const Change *change = recommendation->changes.first; change != NULL;
         change = change->next)
        if (table != NULL && str_equal(change->table_schema, table->schema) &&
            str_equal(change->table_name, table->name))
            return true;
    return false;
}

static void
ask_there(Planned *planned, WorkloadQueryList *list, const char *sql)
{
    const size_t *place = map_get(planned->places, sql);
    WorkloadQuery *query;

    if (place == NULL || planned->target_places[*place - 1] > 0)
        return;
    query = arena_new_object(planned->arena, WorkloadQuery);
    query->sql = sql;
    list_append(list, query);
    planned->target_places[*place - 1] = list->count;
}

/* Those whose plans may differ. */
static void
list_there(Planned *planned, const Recommendation *recommendation, const WorkloadQueryList *queries,
           WorkloadQueryList *list)
{
    for (const WorkloadQuery *query = queries->first; query != NULL; query = query->next)
    {
        for (const QueryRelation *at = query->meaning == NULL ? NULL
                                                              : query->meaning->relations.first;
             at != NULL; at = at->next)
            if (is_changed(recommendation, at->table))
                ask_there(planned, list, query->sql);
        for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
            if (is_of_key(at) && is_changed(recommendation, at->table))
                ask_there(planned, list, at->sql);
    }
}

/* What a call may take at least, with what it hands over and fires: costs of next to nothing say less. */
static double
least_ms(const WorkloadQuery *query)
{
    double rows = fmax(1, query->per_call[COUNTER_ROWS].value);
    double ms = CALL_MS_MOST + rows * ROW_MS_MOST;

    for (const FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
        if (is_of_key(fired))
            ms += (fired->is_once ? 1 : rows) * FIRED_MS_MOST;
    return ms;
}

/* Planned, it is the planner's word that counts, also where it sees no gain. */
static void
tell_target(const Planned *planned, WorkloadQuery *query)
{
    PlannedQuery now = call_of(planned, query, COST_TODAY, false);
    PlannedQuery then = call_of(planned, query, COST_TODAY, true);

    if (!now.is_planned || !then.is_planned)
        return;
    for (size_t i = 0; i < planned->moments; i++)
        query->cost_with_fix[i] = call_of(planned, query, (CostMoment) i, true).total_cost;
    query->ms_with_fix = (Span){.source = PROVENANCE_UNKNOWN};
    if (then.total_cost > FALLS_BY * now.total_cost)
        return;
    query->ms_with_fix = price_ms(query, &now, &then);
    query->ms_with_fix.high =
        fmin(fmax(query->ms_with_fix.high, least_ms(query)), query->per_call[COUNTER_MS].value);
    query->ms_with_fix.low =
        fmin(fmax(query->ms_with_fix.low, CALL_MS_LEAST), query->ms_with_fix.high);
}

/* What was added goes also where planning failed, and its error is the one to tell. */
static bool
price_target(Planned *planned, Scratch *scratch, const char *database, const Schema *target,
             const WorkloadQueryList *queries, Error *error)
{
    const Schema *larger = scale_same_partitions(planned->arena, planned->schema, target);
    Error second = {.arena = error->arena};
    bool is_priced = price(planned, scratch, database, larger, queries, &planned->target, error);
    bool is_left = scratch_drop_partitions(scratch, planned->arena, database, larger,
                                           is_priced ? error : &second);

    return is_priced && is_left;
}

bool
planned_target(Planned *planned, Scratch *scratch, const char *database,
               const Recommendation *recommendation, Error *error)
{
    const Workload *workload = planned->design->workload;
    WorkloadQueryList list = {0};

    planned->target_places = arena_new_array(planned->arena, size_t, planned->asked.count + 1);
    list_there(planned, recommendation, &workload->queries, &list);
    list_there(planned, recommendation, &workload->fired, &list);
    if (!price_target(planned, scratch, database, recommendation->target, &list, error))
        return false;
    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        tell_target(planned, query);
    return true;
}
