/*
 * doubt.c - queries of which the planner guesses where they end, or that do not take what they cost.
 *
 * Of an expression without statistics PostgreSQL takes a fixed share of the rows: of 658 million 0.5 %.
 * So it believes that a LIMIT is full after a few, at every size. Where five rows match, all are read. Such
 * a query costs between what is planned and its plan without the LIMIT's early end.
 */
#include "grow/grow_internal.h"

#include "schema/type.h"

#include <ctype.h>
#include <math.h>

static const double ENDS_EARLY = 0.7; /* of what the plan below the LIMIT costs */
static const double ROWS_CONTRADICT = 10;
static const double ROWS_TELLING = 100;
static const double TIME_CONTRADICTS = 8; /* of what a plan's effort takes in the other queries */
static const double MS_TELLING = 5;

static const PlanNode *
find_early_end(const PlanNode *node)
{
    if (str_equal(node->type, "Limit") && node->children.first != NULL &&
        node->total_cost < ENDS_EARLY * node->children.first->total_cost)
        return node;
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
    {
        const PlanNode *found = find_early_end(child);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static bool
throws_away(const PlanNode *node, const Table *table)
{
    if (node->has_filter && str_equal(node->relation, table->name) &&
        str_equal(node->schema, table->schema))
        return true;
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        if (throws_away(child, table))
            return true;
    return false;
}

static bool
is_about(const char *text, const ColumnUse *use)
{
    return text != NULL && strstr(text, use->name) != NULL &&
           (use->path == NULL || strstr(text, use->path) != NULL);
}

/* An index on an expression, or CREATE STATISTICS, gives it statistics, once ANALYZE has run. */
static bool
is_measured(const Growth *growth, const ColumnUse *use)
{
    const TableStats *table =
        stats_find_table(growth->design->stats, use->table->schema, use->table->name);

    for (const ExpressionStats *at = table == NULL ? NULL : table->expressions.first; at != NULL;
         at = at->next)
        if (is_about(at->text, use))
            return true;
    return false;
}

/* "lower(name)", "name ~* …" */
static const char *
function_text(Arena *arena, const ColumnUse *use)
{
    if (isalpha((unsigned char) *use->function))
        return arena_printf(arena, "%s(%s)", use->function, use->name);
    return arena_printf(arena, "%s %s …", use->name, use->function);
}

static bool
is_condition(const ColumnUse *use)
{
    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) &&
           (use->roles & USE_FILTERED) != 0 && use->table != NULL && use->column != NULL;
}

/* A condition on something else than a plain column; what it is, as text, or NULL. */
static const char *
without_statistics(const Growth *growth, const ColumnUse *use)
{
    Arena *arena = growth->arena;
    TypeFacts facts;

    if (!is_condition(use) || is_measured(growth, use))
        return NULL;
    facts = type_facts(growth->design->schema, &use->column->type);
    if (use->path != NULL)
        return *use->path == '\0' ? arena_printf(arena, "keys of %s", use->name)
                                  : arena_printf(arena, "%s->>'%s'", use->name, use->path);
    if (use->function != NULL)
        return function_text(arena, use);
    if (use->cast != NULL && use->is_cast_written && facts.category != CATEGORY_TEXT)
        return arena_printf(arena, "%s::%s", use->name, use->cast);
    if ((use->roles & USE_CONTAINMENT) != 0 && facts.category == CATEGORY_JSONB)
        return arena_printf(arena, "what %s contains", use->name);
    if ((use->roles & USE_FILTER_OTHER) != 0)
        return arena_printf(arena, "an expression of %s", use->name);
    return NULL;
}

static const char *
find_guess(const Growth *growth, const WorkloadQuery *query, const PlanNode *limit)
{
    for (const ColumnUse *use = query->meaning == NULL ? NULL : query->meaning->uses.first;
         use != NULL; use = use->next)
    {
        const char *text = without_statistics(growth, use);

        if (text != NULL && throws_away(limit, use->table))
            return text;
    }
    return NULL;
}

/* What the plan costs when its LIMIT is never full. */
static double
full_cost(const PlannedQuery *planned)
{
    const PlanNode *limit = find_early_end(planned->plan);

    return limit == NULL
               ? planned->total_cost
               : planned->total_cost - limit->total_cost + limit->children.first->total_cost;
}

/* What was measured and cannot be if the plan is right; or NULL. */
static const char *
contradiction(const Growth *growth, const WorkloadQuery *query, const PlannedQuery *now, Pace pace)
{
    Quantity rows = query->per_call[COUNTER_ROWS];
    Quantity ms = query->per_call[COUNTER_MS];
    double differs = query_time_differs(now, ms, pace);
    Arena *arena = growth->arena;

    if (quantity_known(rows) && rows.value >= ROWS_TELLING &&
        rows.value > ROWS_CONTRADICT * fmax(1, now->rows))
        return arena_printf(arena, "%s rows come a call, %s are planned",
                            quantity_count_text(arena, rows.value),
                            quantity_count_text(arena, now->rows));
    if (quantity_known(ms) && ms.value >= MS_TELLING && differs > TIME_CONTRADICTS)
        return arena_printf(arena, "it takes %s times what its plan does in other queries",
                            quantity_count_text(arena, differs));
    return NULL;
}

/* What a call does that no plan shows: triggers and functions run statements with their own variables. */
static const char *
unplanned_text(const Growth *growth, const WorkloadQuery *query)
{
    Arena *arena = growth->arena;

    for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
    {
        if (at->is_unlikely)
            continue;
        if (at->kind == FIRED_TRIGGER && at->trigger != NULL)
            return arena_printf(arena, "what trigger %s does is not in its cost",
                                at->trigger->name);
        if (at->kind == FIRED_CALL && at->routine != NULL)
            return arena_printf(arena, "what %s() does is not in its cost", at->routine->name);
        if (at->kind == FIRED_UNSEEN)
            return "what its functions do is not in its cost";
    }
    return NULL;
}

/* LIMIT 50; 0 where it is a parameter or none. */
static double
limit_of(const WorkloadQuery *query)
{
    const QuerySelect *top = query->meaning == NULL ? NULL : query->meaning->selects.first;

    return top != NULL && top->limit_kind == LIMIT_CONSTANT ? (double) top->limit : 0;
}

static void
fill_most(const Growth *growth, size_t query, QueryGrowth *out, bool is_contradicted)
{
    const PlannedQuery *now = &price_of(&growth->prices, query, 0)->typical;
    double full = full_cost(now);

    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        const PlannedQuery *then = &price_of(&growth->prices, query, i)->typical;

        out->most[i] = fmax(price_ratio(now, then), then->is_planned ? full_cost(then) / full : 0);
        if (is_contradicted)
            out->most[i] = fmax(out->most[i], query_growth_rows(growth, out->query, i));
    }
}

void
doubt_find(const Growth *growth, size_t query, Pace pace, QueryGrowth *out)
{
    const PlannedQuery *now = &price_of(&growth->prices, query, 0)->typical;
    const PlannedQuery *last = &price_of(&growth->prices, query, GROW_MOMENTS - 1)->typical;
    const PlanNode *limit = find_early_end(last->plan);
    const char *guess = limit == NULL ? NULL : find_guess(growth, out->query, limit);
    const char *contrary = contradiction(growth, out->query, now, pace);
    const char *unplanned = unplanned_text(growth, out->query);
    Quantity rows = out->query->per_call[COUNTER_ROWS];
    Arena *arena = growth->arena;

    if (guess == NULL && contrary == NULL)
        return;
    fill_most(growth, query, out, contrary != NULL);
    out->is_end_guessed = guess != NULL;
    out->least =
        guess == NULL || !quantity_known(rows) ? 0 : limit_of(out->query) / fmax(rows.value, 0.01);
    if (guess == NULL)
        out->doubt =
            arena_printf(arena, "%s: %s", contrary,
                         unplanned == NULL ? "the plan may be of other values" : unplanned);
    else
        out->doubt = arena_printf(
            arena, "no statistics of %s: where LIMIT ends it is a guess%s%s, at worst all is read",
            guess,
            quantity_known(rows) ? arena_printf(arena, " (rows that come a call: %.3g)", rows.value)
                                 : "",
            contrary == NULL ? "" : arena_printf(arena, "; %s", contrary));
}
