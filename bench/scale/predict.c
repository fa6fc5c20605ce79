/*
 * bench_scale URI QUERIES [factor=N | today=DAY day=DAY [calendar] [rows:TABLE=N]…] [plan] [plain]
 *
 * Reads a server's statistics, scales them by the law, and prints them, a JSON object a table, for
 * bench/scale.py. With rows:TABLE=N the table grows so that it has N rows on that day. QUERIES is a
 * file of queries that run on it, or "-". With "plan" they are planned with these statistics on the empty
 * schema in a private server, and the plans are printed instead, one a query, in EXPLAIN's words. With "plain" all that
 * is known beside plain columns is forgotten first.
 */
#include <jansson.h>

#include "base/file.h"
#include "live/catalog.h"
#include "scale/scale.h"
#include "whatif/whatif.h"

typedef struct Request
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    ScaleTarget target;
    Day today;
    NameList rows;
    bool wants_plans;
    bool is_plain;
} Request;

static const char *
after(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0 ? text + strlen(prefix) : NULL;
}

static bool
take_argument(Request *request, const char *text)
{
    const char *rest;

    if ((rest = after(text, "factor=")) != NULL)
        request->target.factor = strtod(rest, NULL);
    else if ((rest = after(text, "today=")) != NULL)
        return day_parse(rest, &request->today);
    else if ((rest = after(text, "day=")) != NULL)
        return day_parse(rest, &request->target.day);
    else if (str_equal(text, "calendar"))
        request->target.is_calendar = true;
    else if (str_equal(text, "plan"))
        request->wants_plans = true;
    else if (str_equal(text, "plain"))
        request->is_plain = true;
    else if ((rest = after(text, "rows:")) != NULL)
        name_list_add(request->arena, &request->rows, rest);
    else
        return false;
    return true;
}

/* "posts=91976": so fast that it has so many on the day. */
static void
declare_growth(const Request *request, const Design *design, const char *text)
{
    const char *equals = strchr(text, '=');
    char *name = arena_strndup(request->arena, text, (size_t) (equals - text));
    TableStats *table = stats_table(request->stats, "public", name);
    double days = request->target.day - request->today;
    double rows = strtod(equals + 1, NULL) -
                  design_rows(design, schema_find_table(request->schema, "public", name)).value;

    table->rows_per_day = (Quantity){rows / days, PROVENANCE_DECLARED};
    table->inserts_per_day = table->deletes_per_day = QUANTITY_UNKNOWN;
}

/* n_distinct as pg_stats has it. */
static double
n_distinct(const ColumnStats *column)
{
    return quantity_known(column->distinct_share) ? -column->distinct_share.value
                                                  : column->distinct.value;
}

static json_t *
column_json(const ColumnStats *column)
{
    json_t *values = json_array();
    json_t *shares = json_array();
    json_t *bounds = json_array();

    for (size_t i = 0; i < column->common_count; i++)
    {
        json_array_append_new(values, json_string(column->common[i].text));
        json_array_append_new(shares, json_real(column->common[i].fraction));
    }
    for (size_t i = 0; i < column->bound_count; i++)
        json_array_append_new(bounds, json_string(column->bounds[i]));
    return json_pack("{s:s, s:f, s:f, s:f, s:f, s:o, s:o, s:o}", "name", column->name, "nulls",
                     column->null_fraction.value, "width", column->width_bytes.value, "distinct",
                     n_distinct(column), "correlation", column->correlation.value, "values", values,
                     "shares", shares, "bounds", bounds);
}

static void
print_statistics(const TableStats *table)
{
    json_t *columns = json_array();
    json_t *object;

    for (const ColumnStats *column = table->columns.first; column != NULL; column = column->next)
        json_array_append_new(columns, column_json(column));
    object = json_pack("{s:s, s:f, s:f, s:f, s:o}", "table", table->name, "rows", table->rows.value,
                       "pages", table->pages.value, "visible", table->visible_fraction.value,
                       "columns", columns);
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
}

static void
set_text(json_t *object, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_new(object, key, json_string(value));
}

static json_t *
plan_json(const PlanNode *node)
{
    json_t *object =
        json_pack("{s:f, s:f, s:f, s:f}", "Startup Cost", node->startup_cost, "Total Cost",
                  node->total_cost, "Plan Rows", node->rows, "Plan Width", node->width_bytes);
    json_t *plans = json_array();

    set_text(object, "Node Type", node->type);
    set_text(object, "Relation Name", node->relation);
    set_text(object, "Alias", node->alias);
    set_text(object, "Index Name", node->index);
    set_text(object, "Join Type", node->join);
    set_text(object, "Strategy", node->strategy);
    set_text(object, "Parent Relationship", node->role);
    set_text(object, "Operation", node->operation);
    json_object_set_new(object, "Filter", json_boolean(node->has_filter));
    json_object_set_new(object, "Condition", json_boolean(node->has_condition));
    set_text(object, "Part Of", node->part_of);
    set_text(object, "Index Of", node->index_of);
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        json_array_append_new(plans, plan_json(child));
    json_object_set_new(object, "Plans", plans);
    return object;
}

/* Expressions, CREATE STATISTICS, counts of elements, ranges. */
static void
forget_all_but_columns(const Stats *stats)
{
    for (TableStats *table = stats->tables.first; table != NULL; table = table->next)
    {
        table->expressions = (ExpressionStatsList){0};
        table->extended = (ExtendedStatsList){0};
        for (ColumnStats *column = table->columns.first; column != NULL; column = column->next)
            column->element_counts_count = column->range_bound_count = 0;
    }
}

static bool
open_whatif(const Request *request, const Schema *larger, WhatIf **out, Error *error)
{
    static const NameList none = {0};
    const ScratchOptions options = {0};
    const char *unavailable;
    LoadResult loaded;
    Scratch *scratch;

    if (!scratch_start(request->arena, &options, &scratch, error) ||
        !scratch_load(scratch, request->arena, "plans", request->schema, &none, &loaded, error) ||
        !scratch_add_partitions(scratch, request->arena, "plans", larger, error) ||
        !scratch_load_planner(scratch, request->arena, "plans", &unavailable, error))
        return false;
    if (unavailable != NULL)
        return error_set(error, ERROR_NO_SERVER, "%s", unavailable);
    return whatif_open(scratch, request->arena, "plans", larger, out, error);
}

static bool
print_plans(const Request *request, const Design *design, const Stats *then, Error *error)
{
    const WhatIfConfiguration configuration = {.name = "then", .stats = then};
    const Workload *workload = design->workload;
    PlanRequest *requests = arena_new_array(request->arena, PlanRequest, workload->queries.count);
    PlannedQuery *planned;
    LoadFailureList refused = {0};
    WhatIf *whatif;
    size_t count = 0;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        requests[count++] =
            (PlanRequest){.configuration = "then", .sql = query->sql, .binding = BINDING_TYPICAL};
    if (!open_whatif(request, design->schema, &whatif, error) ||
        !whatif_configure(whatif, request->arena, &configuration, &refused, error) ||
        !whatif_plan(whatif, request->arena, requests, count, &planned, error))
        return false;
    for (const LoadFailure *failure = refused.first; failure != NULL; failure = failure->next)
        fprintf(stderr, "left out: %s: %s\n", failure->object, failure->message);
    count = 0;
    for (const WorkloadQuery *query = workload->queries.first; query != NULL;
         query = query->next, count++)
    {
        json_t *plan = planned[count].is_planned ? plan_json(planned[count].plan) : json_null();
        json_t *object = json_pack("{s:s, s:o}", "name", query->name, "plan", plan);

        if (planned[count].is_planned)
            json_object_set_new(plan, "Effort", json_real(planned[count].effort.us));
        json_dumpf(object, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(object);
    }
    return true;
}

static bool
read_server(Request *request, const char *uri, Error *error)
{
    const DbOptions options = {.target = uri, .is_read_only = true, .statement_timeout_ms = 60000};
    Db *db;

    return db_open(request->arena, &options, &db, error) &&
           catalog_read_schema(db, request->schema, error) &&
           catalog_read_stats(db, request->schema, request->stats, error);
}

static bool
read_queries(const Request *request, const char *path, Workload **out, Error *error)
{
    FileText file;

    *out = NULL;
    if (str_equal(path, "-"))
        return true;
    *out = workload_new(request->arena);
    if (!file_read(request->arena, path, &file, error) ||
        !workload_read_queries(*out, &file, error))
        return false;
    workload_understand(*out, request->schema);
    return true;
}

static bool
predict(Request *request, char **argv, Error *error)
{
    Workload *workload;
    Design *design;
    const Design *larger;
    const Stats *then;

    if (!read_server(request, argv[1], error) || !read_queries(request, argv[2], &workload, error))
        return false;
    if (request->is_plain)
        forget_all_but_columns(request->stats);
    for (TableStats *table = request->stats->tables.first; table != NULL; table = table->next)
        table->rows_per_day = table->inserts_per_day = table->deletes_per_day =
            table->updates_per_day = QUANTITY_UNKNOWN; /* those of loading it */
    design = design_new(request->arena, request->schema, request->stats, request->today);
    for (const Name *rows = request->rows.first; rows != NULL; rows = rows->next)
        declare_growth(request, design, rows->text);
    design->workload = workload;
    larger = scale_with_partitions(request->arena, design, &request->target);
    then = scale_stats(request->arena, larger != NULL ? larger : design, &request->target);
    if (request->wants_plans)
        return print_plans(request, larger != NULL ? larger : design, then, error);
    for (const TableStats *table = then->tables.first; table != NULL; table = table->next)
        print_statistics(table);
    return true;
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "bench_scale");
    Request request = {.arena = arena,
                       .schema = schema_new(arena),
                       .stats = stats_new(arena),
                       .today = day_today()};
    Error error = {.arena = arena};

    for (int i = 3; i < argc; i++)
        if (!take_argument(&request, argv[i]))
            argc = 0;
    if (argc < 4)
    {
        fputs("usage: bench_scale URI QUERIES factor=N | today=DAY day=DAY …\n", stderr);
        return 2;
    }
    if (!predict(&request, argv, &error))
    {
        fprintf(stderr, "bench_scale: %s\n", error.message);
        return 1;
    }
    arena_free(arena);
    return 0;
}
