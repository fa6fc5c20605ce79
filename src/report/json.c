/*
 * The report as JSON. The format has a version and only grows; docs/manual/report_json.md describes
 * it. Numbers with a source are objects {"value", "unit", "source"}; days are ISO dates.
 */
#include "report/json_internal.h"

enum
{
    JSON_FORMAT_VERSION = 1
};

json_t *
json_text_or_null(const char *text)
{
    json_t *value = text == NULL ? NULL : json_string(text);

    /* Names in SQL_ASCII databases need not be UTF-8. */
    if (text != NULL && value == NULL)
        value = json_string("(not UTF-8)");
    return value == NULL ? json_null() : value;
}

void
json_set(json_t *object, const char *key, json_t *value)
{
    (void) json_object_set_new(object, key, value); /* fails only without memory */
}

void
json_append(json_t *array, json_t *value)
{
    (void) json_array_append_new(array, value); /* fails only without memory */
}

static json_t *
day_or_null(Arena *arena, Day day)
{
    return day == DAY_NEVER ? json_null() : json_string(day_iso_text(arena, day));
}

json_t *
json_quantity(Arena *arena, Quantity quantity, const char *unit)
{
    json_t *object;

    if (!quantity_known(quantity))
        return json_null();
    object = json_object();
    if (strcmp(unit, "date") == 0)
        json_set(object, "value", day_or_null(arena, (Day) quantity.value));
    else
        json_set(object, "value", json_real(quantity.value));
    json_set(object, "unit", json_string(unit));
    json_set(object, "source", json_string(provenance_name(quantity.source)));
    return object;
}

json_t *
json_location(const Location *location)
{
    json_t *object;

    if (location->file == NULL)
        return json_null();
    object = json_object();
    json_set(object, "file", json_text_or_null(location->file));
    json_set(object, "line", json_integer(location->line));
    json_set(object, "column", json_integer(location->column));
    return object;
}

static json_t *
table_json(const Table *table)
{
    json_t *object;

    if (table == NULL)
        return json_null();
    object = json_object();
    json_set(object, "schema", json_text_or_null(table->schema));
    json_set(object, "name", json_text_or_null(table->name));
    return object;
}

static json_t *
changes_json(Arena *arena, const ChangeList *changes)
{
    json_t *array = json_array();

    for (const Change *change = changes == NULL ? NULL : changes->first; change != NULL;
         change = change->next)
    {
        json_t *object = json_object();

        json_set(object, "text", json_text_or_null(change_text(arena, change)));
        json_set(object, "schema", json_text_or_null(change->table_schema));
        json_set(object, "table", json_text_or_null(change->table_name));
        json_set(object, "column", json_text_or_null(change->column));
        json_set(object, "object", json_text_or_null(change->object));
        json_set(object, "reason", json_text_or_null(change->reason));
        json_set(object, "trade_off", json_text_or_null(change->trade_off));
        json_append(array, object);
    }
    return array;
}

static json_t *
evidence_json(Arena *arena, const EvidenceList *list)
{
    json_t *array = json_array();

    for (const Evidence *evidence = list->first; evidence != NULL; evidence = evidence->next)
    {
        json_t *object = json_quantity(arena, evidence->quantity, evidence->unit);

        if (json_is_null(object))
            continue;
        json_set(object, "label", json_text_or_null(evidence->label));
        json_append(array, object);
    }
    return array;
}

static json_t *
names_json(const NameList *names)
{
    json_t *array = json_array();

    for (const Name *name = names == NULL ? NULL : names->first; name != NULL; name = name->next)
        json_append(array, json_text_or_null(name->text));
    return array;
}

/* By the planner; null where it was not asked, or nothing was known to plan on. */
static json_t *
confirmed_json(const Finding *finding)
{
    return finding->planner_word == PLANNER_SILENT
               ? json_null()
               : json_boolean(finding->planner_word == PLANNER_CONFIRMS);
}

static json_t *
finding_json(const Report *report, const Finding *finding)
{
    Arena *arena = report->arena;
    json_t *object = json_object();

    json_set(object, "rule", json_text_or_null(finding->rule->id));
    json_set(object, "severity", json_string(severity_name(finding->severity)));
    json_set(object, "urgency", json_string(urgency_name(finding->urgency)));
    json_set(object, "table", table_json(finding->table));
    json_set(object, "queries", names_json(&finding->queries));
    json_set(object, "ms_per_day", json_quantity(arena, finding->ms_per_day, "ms"));
    json_set(object, "share", json_real(finding->share));
    json_set(object, "object", json_text_or_null(finding->object));
    json_set(object, "object_id", json_text_or_null(finding->object_id));
    json_set(object, "message", json_text_or_null(finding->message));
    json_set(object, "detail", json_text_or_null(finding->detail));
    json_set(object, "location", json_location(&finding->location));
    json_set(object, "bites_on", day_or_null(arena, finding->bites_on));
    json_set(object, "bites_at_rows", json_quantity(arena, finding->bites_at_rows, "rows"));
    json_set(object, "evidence", evidence_json(arena, &finding->evidence));
    json_set(object, "changes", changes_json(arena, &finding->changes));
    json_set(object, "advised", json_boolean(finding->is_advised));
    json_set(object, "fixed", json_boolean(pains_is_fixed(report, finding)));
    json_set(object, "kept_back", json_text_or_null(finding->kept_back));
    json_set(object, "confirmed", confirmed_json(finding));
    json_set(object, "ignored", json_boolean(finding->is_ignored));
    return object;
}

static json_t *
lines_json(const LineList *lines)
{
    json_t *array = json_array();

    for (const Line *line = lines->first; line != NULL; line = line->next)
    {
        json_t *object = json_object();

        json_set(object, "label", json_text_or_null(line->label));
        json_set(object, "text", json_text_or_null(line->text));
        json_append(array, object);
    }
    return array;
}

static json_t *
pains_json(const Report *report)
{
    json_t *array = json_array();

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        json_t *object = json_object();

        json_set(object, "number", json_integer(pain->number));
        json_set(object, "rule", json_text_or_null(pain->worst->rule->id));
        json_set(object, "headline", json_text_or_null(pain->headline));
        json_set(object, "consequence", json_text_or_null(pain->consequence));
        json_set(object, "way_out", json_text_or_null(pain->way_out));
        json_set(object, "findings", json_integer((json_int_t) pain->finding_count));
        json_set(object, "share", json_real(pain->share));
        json_set(object, "fixed", json_boolean(pain->is_fixed));
        json_set(object, "remark", json_boolean(pain->is_remark));
        json_append(array, object);
    }
    return array;
}

static json_t *
step_json(Arena *arena, const Step *step)
{
    json_t *object = json_object();

    json_set(object, "number", json_integer(step->number));
    json_set(object, "phase", json_string(phase_name(step->phase)));
    json_set(object, "title", json_text_or_null(step->title));
    json_set(object, "sql", json_text_or_null(step->sql));
    json_set(object, "undo", json_text_or_null(step->undo));
    json_set(object, "half_done", json_text_or_null(step->half_done));
    json_set(object, "lock", json_string(lock_name(step->lock)));
    json_set(object, "lock_fact", json_text_or_null(step->fact_id));
    json_set(object, "table", json_text_or_null(step->table));
    json_set(object, "other_locks", json_text_or_null(step->other_locks));
    json_set(object, "blocks_reads", json_boolean(step->blocks_reads));
    json_set(object, "blocks_writes", json_boolean(step->blocks_writes));
    json_set(object, "brief", json_boolean(step->is_brief));
    json_set(object, "in_transaction", json_boolean(step->in_transaction));
    json_set(object, "needs_deploy", json_boolean(step->needs_deploy));
    json_set(object, "seconds", json_quantity(arena, step->seconds, "seconds"));
    json_set(object, "note", json_text_or_null(step->note));
    return object;
}

static json_t *
impact_json(Arena *arena, const Impact *impact)
{
    json_t *object = json_object();

    json_set(object, "table", table_json(impact->table));
    json_set(object, "reads", json_text_or_null(impact->reads));
    json_set(object, "indexes_before", json_integer(impact->indexes_before));
    json_set(object, "indexes_after", json_integer(impact->indexes_after));
    json_set(object, "bytes_before", json_quantity(arena, impact->bytes_before, "bytes"));
    json_set(object, "bytes_after", json_quantity(arena, impact->bytes_after, "bytes"));
    json_set(object, "build_seconds", json_quantity(arena, impact->build_seconds, "seconds"));
    return object;
}

static json_t *
problems_json(const Report *report)
{
    json_t *array = json_array();
    const LoadFailureList *failures = report->run->failures;

    for (const Problem *problem = report->design->schema->problems.first; problem != NULL;
         problem = problem->next)
    {
        json_t *object = json_object();

        json_set(object, "kind", json_string(problem->is_error ? "error" : "remark"));
        json_set(object, "message", json_text_or_null(problem->message));
        json_set(object, "hint", json_text_or_null(problem->hint));
        json_set(object, "location", json_location(&problem->location));
        json_append(array, object);
    }
    for (const LoadFailure *failure = failures == NULL ? NULL : failures->first; failure != NULL;
         failure = failure->next)
    {
        json_t *object = json_object();

        json_set(object, "kind", json_string("not loaded"));
        json_set(object, "object", json_text_or_null(failure->object));
        json_set(object, "message", json_text_or_null(failure->message));
        json_set(object, "location", json_location(&failure->location));
        json_append(array, object);
    }
    return array;
}

static json_t *
verdict_json(const Report *report)
{
    json_t *object = json_object();

    json_set(object, "text", json_text_or_null(report->verdict));
    json_set(object, "pains", pains_json(report));
    json_set(object, "growth", lines_json(&report->header));
    json_set(object, "walls", lines_json(&report->walls));
    json_set(object, "leave_alone", lines_json(&report->leave_alone));
    json_set(object, "how_sure", lines_json(&report->how_sure));
    return object;
}

static json_t *
migration_json(const Report *report)
{
    json_t *array = json_array();

    for (const Step *step = report->plan->steps.first; step != NULL; step = step->next)
        json_append(array, step_json(report->arena, step));
    return array;
}

static json_t *
report_object(const Report *report)
{
    json_t *object = json_object();
    json_t *findings = json_array();
    json_t *impacts = json_array();

    for (const Finding *finding = report->findings->list.first; finding != NULL;
         finding = finding->next)
        json_append(findings, finding_json(report, finding));
    for (const Impact *impact = report->impacts.first; impact != NULL; impact = impact->next)
        json_append(impacts, impact_json(report->arena, impact));
    json_set(object, "format", json_string("tenfold report"));
    json_set(object, "version", json_integer(JSON_FORMAT_VERSION));
    json_set(object, "source", json_text_or_null(report->design->source_label));
    json_set(object, "readings", names_json(report->run->readings));
    json_set(object, "today", day_or_null(report->arena, report->design->today));
    json_set(object, "title", json_text_or_null(report->title));
    json_set(object, "scratch_server", json_text_or_null(report->run->server));
    json_set(object, "verdict", verdict_json(report));
    json_set(object, "findings", findings);
    json_set(object, "queries", json_queries(report));
    json_set(object, "endpoints", json_endpoints(report));
    json_set(object, "recommended_changes", changes_json(report->arena, report->changes));
    json_set(object, "left_out", changes_json(report->arena, report->dropped));
    json_set(object, "migration", migration_json(report));
    json_set(object, "impact", impacts);
    json_set(object, "tables", json_table_uses(report->arena, report->findings->uses));
    json_set(object, "problems", problems_json(report));
    return object;
}

char *
report_json(Arena *arena, const Report *report)
{
    json_t *object = report_object(report);
    char *dumped =
        json_dumps(object, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));
    char *text = arena_printf(arena, "%s\n", dumped == NULL ? "{}" : dumped);

    free(dumped);
    json_decref(object);
    return text;
}
