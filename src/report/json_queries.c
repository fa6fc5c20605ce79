/*
 * The queries in the report as JSON: what each costs, will cost, and which findings name it.
 */
#include "report/json_internal.h"

static json_t *
span_json(Span span, const char *unit)
{
    json_t *object;

    if (!span.is_known)
        return json_null();
    object = json_object();
    json_set(object, "low", json_real(span.low));
    json_set(object, "high", json_real(span.high));
    json_set(object, "unit", json_string(unit));
    json_set(object, "source", json_string(provenance_name(span.source)));
    return object;
}

/* By rule and object, which name a finding between runs. */
static json_t *
findings_json(const Report *report, const WorkloadQuery *query)
{
    json_t *array = json_array();

    for (const Finding *finding = report->findings->list.first; finding != NULL;
         finding = finding->next)
        for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
            if (at->query == query)
            {
                json_t *object = json_object();

                json_set(object, "rule", json_text_or_null(finding->rule->id));
                json_set(object, "object_id", json_text_or_null(finding->object_id));
                json_append(array, object);
            }
    return array;
}

static json_t *
tags_json(const QueryTagList *tags)
{
    json_t *object = json_object();

    for (const QueryTag *tag = tags->first; tag != NULL; tag = tag->next)
        if (json_object_get(object, tag->key) == NULL)
            json_set(object, tag->key, json_text_or_null(tag->value));
    return object;
}

static json_t *
point_json(const Report *report, const WorkloadQuery *query)
{
    for (const CostRow *row = report->costs.first; row != NULL; row = row->next)
        if (row->query == query && row->pain != NULL)
            return json_integer(row->pain->number);
    return json_null();
}

/* In the planner's units, at each moment; null where it was not planned. */
static json_t *
costs_json(const Report *report, const double *costs)
{
    static const char *const moments[COST_MOMENTS] = {"now", "in_12_months", "in_36_months"};
    json_t *object = json_object();

    if (report->run->planned_by == NULL || !(costs[COST_TODAY] > 0))
    {
        json_decref(object);
        return json_null();
    }
    for (size_t i = 0; i < COST_MOMENTS; i++)
        json_set(object, moments[i], costs[i] > 0 ? json_real(costs[i]) : json_null());
    json_set(object, "unit", json_string("planner cost"));
    json_set(object, "source", json_string(provenance_name(PROVENANCE_PLANNED)));
    return object;
}

static json_t *
query_json(const Report *report, const WorkloadQuery *query)
{
    Arena *arena = report->arena;
    json_t *object = json_object();

    json_set(object, "name", json_text_or_null(query->name));
    json_set(object, "fingerprint", json_text_or_null(query->fingerprint));
    json_set(object, "location",
             query->location.line == 0 ? json_null() : json_location(&query->location));
    json_set(object, "sql", json_text_or_null(query->sql));
    json_set(object, "tags", tags_json(&query->tags));
    json_set(object, "calls_per_day", json_quantity(arena, query->calls_per_day, "calls/day"));
    json_set(object, "ms", json_quantity(arena, query->per_call[COUNTER_MS], "ms"));
    json_set(object, "rows", json_quantity(arena, query->per_call[COUNTER_ROWS], "rows"));
    json_set(object, "share", json_real(query->share));
    json_set(object, "rows_read_whole", json_quantity(arena, query->rows_read, "rows"));
    json_set(object, "ms_in_12_months", span_json(query->ms_in_12_months, "ms"));
    json_set(object, "ms_with_fix", span_json(query->ms_with_fix, "ms"));
    json_set(object, "cost", costs_json(report, query->cost));
    json_set(object, "cost_with_fix", costs_json(report, query->cost_with_fix));
    json_set(object, "point", point_json(report, query));
    json_set(object, "findings", findings_json(report, query));
    json_set(object, "not_understood", json_text_or_null(query->not_understood));
    return object;
}

json_t *
json_queries(const Report *report)
{
    const Workload *workload = report->design->workload;
    json_t *array = json_array();

    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
        json_append(array, query_json(report, query));
    return array;
}

json_t *
json_endpoints(const Report *report)
{
    EndpointList endpoints = cost_table_endpoints(report);
    json_t *array = json_array();

    for (const Endpoint *at = endpoints.first; at != NULL; at = at->next)
    {
        json_t *object = json_object();

        json_set(object, "endpoint", json_text_or_null(at->name));
        json_set(object, "queries", json_integer((json_int_t) at->queries));
        json_set(object, "calls_per_day", json_real(at->calls_per_day));
        json_set(object, "ms_per_day", json_real(at->ms_per_day));
        json_set(object, "share", json_real(at->share));
        json_append(array, object);
    }
    return array;
}
