#include "report/grow_report.h"

#include <jansson.h>
#include <math.h>

enum
{
    JSON_VERSION = 1
};

static json_t *
number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
day_json(Arena *arena, Day day)
{
    return day == DAY_NEVER ? json_null() : json_string(day_iso_text(arena, day));
}

static json_t *
quantity_json(Quantity quantity)
{
    return quantity_known(quantity) ? number(quantity.value) : json_null();
}

static json_t *
moments_json(Arena *arena, const Growth *growth)
{
    json_t *list = json_array();

    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        const Moment *moment = &growth->moments[i];
        bool is_factor = moment->target.factor > 0;

        json_array_append_new(
            list, json_pack("{s:s, s:s?, s:o, s:o}", "label", moment->label, "wall", moment->wall,
                            "day", is_factor ? json_null() : day_json(arena, moment->target.day),
                            "factor", is_factor ? json_real(moment->target.factor) : json_null()));
    }
    return list;
}

/* The plans of a moment, where the one before had others. */
static void
add_plans(Arena *arena, json_t *object, const Growth *growth, size_t query, size_t moment)
{
    const Price *now = price_of(&growth->prices, query, moment);
    const Price *before = moment == 0 ? NULL : price_of(&growth->prices, query, moment - 1);

    if (now->typical.is_planned &&
        (before == NULL || before->typical.fingerprint != now->typical.fingerprint))
        json_object_set_new(object, "plan", json_string(plan_tree_text(arena, now->typical.plan)));
    if (now->worst.is_planned &&
        (before == NULL ? now->worst.fingerprint != now->typical.fingerprint
                        : before->worst.fingerprint != now->worst.fingerprint))
        json_object_set_new(object, "plan_worst",
                            json_string(plan_tree_text(arena, now->worst.plan)));
}

static json_t *
price_json(Arena *arena, const Growth *growth, size_t query, size_t moment)
{
    const Price *price = price_of(&growth->prices, query, moment);
    Span ms = growth->queries[query].ms[moment];
    json_t *object = json_object();

    json_object_set_new(object, "cost",
                        price->typical.is_planned ? number(price->typical.total_cost)
                                                  : json_null());
    json_object_set_new(object, "cost_worst",
                        price->worst.is_planned ? number(price->worst.total_cost) : json_null());
    if (price->typical.is_planned)
        json_object_set_new(object, "effort", number(price->typical.effort.us));
    if (growth->queries[query].doubt != NULL)
        json_object_set_new(object, "times_at_worst", number(growth->queries[query].most[moment]));
    if (ms.is_known)
    {
        json_object_set_new(object, "ms", json_pack("[o, o]", number(ms.low), number(ms.high)));
        json_object_set_new(object, "ms_likely", number(growth->queries[query].ms_likely[moment]));
    }
    add_plans(arena, object, growth, query, moment);
    return object;
}

/* Between two moments: a factor, or a day. */
static json_t *
place_json(Arena *arena, const Growth *growth, double place)
{
    size_t before = (size_t) place;
    double part = place - (double) before;
    const ScaleTarget *from, *to;

    if (place > GROW_MOMENTS - 1)
        return json_null();
    from = &growth->moments[before].target;
    to = &growth->moments[before + 1 < GROW_MOMENTS ? before + 1 : before].target;
    if (growth->is_by_day)
        return day_json(arena, from->day + (Day) (part * (to->day - from->day)));
    return json_real(fmax(1, from->factor) * pow(to->factor / fmax(1, from->factor), part));
}

static json_t *
counts_json(const size_t *counts)
{
    json_t *list = json_array();

    for (size_t i = 0; i < GROW_MOMENTS; i++)
        json_array_append_new(list, json_integer((json_int_t) counts[i]));
    return list;
}

static json_t *
queries_json(Arena *arena, const Growth *growth)
{
    json_t *list = json_array();

    for (size_t i = 0; growth->queries != NULL && i < growth->prices.query_count; i++)
    {
        size_t at = growth->order[i];
        const QueryGrowth *query = &growth->queries[at];
        json_t *object =
            json_pack("{s:s, s:s, s:o}", "name", query->query->name, "fingerprint",
                      query->query->fingerprint == NULL ? "" : query->query->fingerprint,
                      "calls_per_day", quantity_json(query->query->calls_per_day));
        json_t *prices = json_array();

        json_array_append_new(list, object);
        if (query->why_not != NULL)
        {
            json_object_set_new(object, "not_planned", json_string(query->why_not));
            json_decref(prices);
            continue;
        }
        for (size_t moment = 0; moment < GROW_MOMENTS; moment++)
            json_array_append_new(prices, price_json(arena, growth, at, moment));
        json_object_set_new(object, "is_growth_known", json_boolean(query->is_rated));
        if (query->doubt != NULL)
            json_object_set_new(object, "doubt", json_string(query->doubt));
        if (query->fired != NULL)
            json_object_set_new(object, "fired", json_string(query->fired));
        json_object_set_new(object, "grows_as", json_string(grow_class_text(query->growth_class)));
        json_object_set_new(object, "moments", prices);
        if (query->partitions[GROW_MOMENTS - 1] > 0)
            json_object_set_new(object, "partitions_in_plan", counts_json(query->partitions));
        if (query->unpruned != NULL)
            json_object_set_new(object, "reads_all_partitions_of",
                                json_string(table_label(growth->arena, query->unpruned)));
        if (query->crosses)
            json_object_set_new(
                object, "passes_objective",
                json_pack("{s:o, s:o, s:o}", "earliest",
                          place_json(arena, growth, query->crosses_at.earliest), "likely",
                          place_json(arena, growth, query->crosses_at.likely), "latest",
                          place_json(arena, growth, query->crosses_at.latest)));
        if (query->crosses)
            json_object_set_new(object, "crosses_objective",
                                json_pack("[s, s?]", growth->moments[query->crosses_after].label,
                                          query->crosses_before < GROW_MOMENTS
                                              ? growth->moments[query->crosses_before].label
                                              : NULL));
    }
    return list;
}

static json_t *
flips_json(Arena *arena, const Growth *growth)
{
    json_t *list = json_array();

    for (const Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
    {
        const Price *old = price_of(&growth->prices, flip->query, flip->before);
        const Price *new = price_of(&growth->prices, flip->query, flip->after);

        json_array_append_new(
            list,
            json_pack(
                "{s:s, s:s, s:s, s:s, s:b, s:b, s:s?, s:I, s:I, s:s, s:s}", "query",
                growth->queries[flip->query].query->name, "after",
                growth->moments[flip->before].label, "before", growth->moments[flip->after].label,
                "values", flip->is_worst ? "worst" : "typical", "is_better", flip->is_better,
                "is_toss_up", flip->samples_same < flip->samples, "crossed", flip->crossed,
                "samples", (json_int_t) flip->samples, "samples_same",
                (json_int_t) flip->samples_same, "from",
                plan_tree_text(arena, flip->is_worst ? old->worst.plan : old->typical.plan), "to",
                plan_tree_text(arena, flip->is_worst ? new->worst.plan : new->typical.plan)));
    }
    return list;
}

static json_t *
indexes_json(Arena *arena, const TableGrowth *table)
{
    json_t *list = json_array();

    for (const IndexGrowth *index = table->indexes.first; index != NULL; index = index->next)
    {
        json_t *bytes = json_array();

        for (size_t i = 0; i < GROW_MOMENTS; i++)
            json_array_append_new(bytes, quantity_json(index->bytes[i]));
        json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "index", index->index->name,
                                              "bytes", bytes, "outgrows_cache",
                                              day_json(arena, index->fills_cache)));
    }
    return list;
}

static json_t *
days_json(const double *days)
{
    json_t *list = json_array();

    for (size_t i = 0; i < GROW_MOMENTS; i++)
        json_array_append_new(list, days[i] > 0 ? number(days[i]) : json_null());
    return list;
}

/* {"value": 8000, "source": "measured"}, or null */
static json_t *
sourced_json(Quantity quantity)
{
    if (!quantity_known(quantity))
        return json_null();
    return json_pack("{s:o, s:s}", "value", number(quantity.value), "source",
                     provenance_name(quantity.source));
}

static json_t *
toast_json(const ToastGrowth *toast)
{
    json_t *columns = json_array();
    json_t *bytes = json_array();

    for (size_t i = 0; i < GROW_MOMENTS; i++)
        json_array_append_new(bytes, quantity_json(toast->bytes[i]));
    for (const ToastWrite *at = toast->columns.first; at != NULL; at = at->next)
        json_array_append_new(columns,
                              json_pack("{s:s, s:o, s:o, s:o}", "column", at->column->name,
                                        "bytes_of_value", sourced_json(at->value_bytes),
                                        "updates_per_day", sourced_json(at->updates_per_day),
                                        "dead_bytes_per_day", sourced_json(at->dead_per_day)));
    return json_pack("{s:o, s:s, s:o, s:o, s:o}", "bytes", bytes, "source",
                     provenance_name(toast->bytes[0].source), "columns", columns,
                     "dead_bytes_per_day", sourced_json(toast->dead_per_day),
                     "autovacuum_every_days", days_json(toast->vacuum_days));
}

static json_t *
tables_json(Arena *arena, const Growth *growth)
{
    json_t *list = json_array();

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
    {
        json_t *rows = json_array();
        json_t *bytes = json_array();
        json_t *object;

        for (size_t i = 0; i < GROW_MOMENTS; i++)
        {
            json_array_append_new(rows, quantity_json(table->rows[i]));
            json_array_append_new(bytes, quantity_json(table->bytes[i]));
        }
        object = json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:I, s:s?, s:o, s:o}", "table",
                           table_label(arena, table->table), "is_growth_known", table->is_rated,
                           "rows", rows, "bytes", bytes, "indexes", indexes_json(arena, table),
                           "autovacuum_every_days", days_json(table->vacuum_days),
                           "indexes_written_per_insert", (json_int_t) table->indexes_a_row, "hot",
                           table->hot, "outgrows_cache", day_json(arena, table->fills_cache),
                           "passes_20m_rows", day_json(arena, table->twenty_million));
        if (table->partitions[0] > 0)
        {
            json_object_set_new(object, "partitions", counts_json(table->partitions));
            json_object_set_new(object, "partitions_planned",
                                counts_json(table->partitions_planned));
        }
        if (table->insert_vacuum_days[0] > 0)
            json_object_set_new(object, "insert_autovacuum_every_days",
                                days_json(table->insert_vacuum_days));
        if (table->toast != NULL)
            json_object_set_new(object, "toast", toast_json(table->toast));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *
freeze_json(const FreezeGrowth *freeze)
{
    json_t *bytes = json_array();

    for (size_t i = 0; i < GROW_MOMENTS; i++)
        json_array_append_new(bytes, quantity_json(freeze->bytes[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:s}", "transactions_per_day_at_most",
                     sourced_json(freeze->transactions_per_day), "autovacuum_freeze_max_age",
                     sourced_json(freeze->age_most), "every_days_at_least",
                     freeze->every_days > 0 ? number(freeze->every_days) : json_null(),
                     "bytes_read_at_most", bytes, "bytes_source",
                     provenance_name(freeze->bytes[0].source));
}

static json_t *
keys_json(Arena *arena, const Growth *growth)
{
    json_t *list = json_array();

    for (const KeyGrowth *key = growth->keys.first; key != NULL; key = key->next)
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:s}", "table",
                                        table_label(arena, key->table), "column", key->column->name,
                                        "type", key->column->type.text, "used",
                                        key->is_used_known ? number(key->used) : json_null(),
                                        "numbers_per_day", quantity_json(key->per_day), "ends",
                                        day_json(arena, key->ends), "is_earliest", key->is_earliest,
                                        "source", provenance_name(key->source)));
    return list;
}

static json_t *
walls_json(Arena *arena, const Growth *growth)
{
    json_t *list = json_array();

    for (const Wall *wall = growth->walls.first; wall != NULL; wall = wall->next)
        json_array_append_new(
            list, json_pack("{s:o, s:s}", "day", day_json(arena, wall->day), "what", wall->text));
    return list;
}

char *
grow_json(Arena *arena, const Growth *growth)
{
    json_t *object =
        json_pack("{s:i, s:o, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o, s:o}", "version", JSON_VERSION,
                  "today", day_json(arena, growth->design->today), "planned_by",
                  growth->server_version, "not_planned", growth->not_planned, "moments",
                  moments_json(arena, growth), "queries", queries_json(arena, growth), "flips",
                  flips_json(arena, growth), "tables", tables_json(arena, growth), "keys",
                  keys_json(arena, growth), "walls", walls_json(arena, growth));
    json_t *busy = json_array();
    Quantity days = growth->design->stats->rate_days;
    char *dumped, *text;

    for (size_t i = 0; i < GROW_MOMENTS; i++)
        json_array_append_new(busy, growth->busy[i] > 0 ? number(growth->busy[i]) : json_null());
    json_object_set_new(object, "moments_are", json_string(growth->is_by_day ? "days" : "factors"));
    json_object_set_new(object, "rates_counted_over_days", quantity_json(days));
    json_object_set_new(object, "busy_connections", busy);
    json_object_set_new(object, "freeze", freeze_json(&growth->freeze));
    json_object_set_new(object, "pool", growth->pool > 0 ? number(growth->pool) : json_null());
    dumped = json_dumps(object, JSON_INDENT(2));
    text = arena_printf(arena, "%s\n", dumped);
    free(dumped);
    json_decref(object);
    return text;
}
