/*
 * The report as JSON. The format has a version and only grows; docs/manual/report_json.md describes
 * it. Numbers with a source are objects {"value", "unit", "source"}; days are ISO dates.
 */
#include "report/report_internal.h"

#include <jansson.h>

enum
{
    JSON_FORMAT_VERSION = 1
};

static json_t *
text_or_null(const char *text)
{
    json_t *value = text == NULL ? NULL : json_string(text);

    /* Names in SQL_ASCII databases need not be UTF-8. */
    if (text != NULL && value == NULL)
        value = json_string("(not UTF-8)");
    return value == NULL ? json_null() : value;
}

static void
set(json_t *object, const char *key, json_t *value)
{
    (void) json_object_set_new(object, key, value); /* fails only without memory */
}

static void
append(json_t *array, json_t *value)
{
    (void) json_array_append_new(array, value); /* fails only without memory */
}

static json_t *
day_or_null(Arena *arena, Day day)
{
    return day == DAY_NEVER ? json_null() : json_string(day_iso_text(arena, day));
}

static json_t *
quantity_json(Arena *arena, Quantity quantity, const char *unit)
{
    json_t *object;

    if (!quantity_known(quantity))
        return json_null();
    object = json_object();
    if (strcmp(unit, "date") == 0)
        set(object, "value", day_or_null(arena, (Day) quantity.value));
    else
        set(object, "value", json_real(quantity.value));
    set(object, "unit", json_string(unit));
    set(object, "source", json_string(provenance_name(quantity.source)));
    return object;
}

static json_t *
location_json(const Location *location)
{
    json_t *object;

    if (location->file == NULL)
        return json_null();
    object = json_object();
    set(object, "file", text_or_null(location->file));
    set(object, "line", json_integer(location->line));
    set(object, "column", json_integer(location->column));
    return object;
}

static json_t *
table_json(const Table *table)
{
    json_t *object;

    if (table == NULL)
        return json_null();
    object = json_object();
    set(object, "schema", text_or_null(table->schema));
    set(object, "name", text_or_null(table->name));
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

        set(object, "text", text_or_null(change_text(arena, change)));
        set(object, "schema", text_or_null(change->table_schema));
        set(object, "table", text_or_null(change->table_name));
        set(object, "column", text_or_null(change->column));
        set(object, "object", text_or_null(change->object));
        set(object, "reason", text_or_null(change->reason));
        set(object, "trade_off", text_or_null(change->trade_off));
        append(array, object);
    }
    return array;
}

static json_t *
evidence_json(Arena *arena, const EvidenceList *list)
{
    json_t *array = json_array();

    for (const Evidence *evidence = list->first; evidence != NULL; evidence = evidence->next)
    {
        json_t *object = quantity_json(arena, evidence->quantity, evidence->unit);

        if (json_is_null(object))
            continue;
        set(object, "label", text_or_null(evidence->label));
        append(array, object);
    }
    return array;
}

static json_t *
names_json(const NameList *names)
{
    json_t *array = json_array();

    for (const Name *name = names == NULL ? NULL : names->first; name != NULL; name = name->next)
        append(array, text_or_null(name->text));
    return array;
}

static json_t *
finding_json(const Report *report, const Finding *finding)
{
    Arena *arena = report->arena;
    json_t *object = json_object();

    set(object, "rule", text_or_null(finding->rule->id));
    set(object, "severity", json_string(severity_name(finding->severity)));
    set(object, "urgency", json_string(urgency_name(finding->urgency)));
    set(object, "table", table_json(finding->table));
    set(object, "queries", names_json(&finding->queries));
    set(object, "object", text_or_null(finding->object));
    set(object, "object_id", text_or_null(finding->object_id));
    set(object, "message", text_or_null(finding->message));
    set(object, "detail", text_or_null(finding->detail));
    set(object, "location", location_json(&finding->location));
    set(object, "bites_on", day_or_null(arena, finding->bites_on));
    set(object, "bites_at_rows", quantity_json(arena, finding->bites_at_rows, "rows"));
    set(object, "evidence", evidence_json(arena, &finding->evidence));
    set(object, "changes", changes_json(arena, &finding->changes));
    set(object, "advised", json_boolean(finding->is_advised));
    set(object, "fixed", json_boolean(pains_is_fixed(report, finding)));
    set(object, "kept_back", text_or_null(finding->kept_back));
    set(object, "ignored", json_boolean(finding->is_ignored));
    return object;
}

static json_t *
lines_json(const LineList *lines)
{
    json_t *array = json_array();

    for (const Line *line = lines->first; line != NULL; line = line->next)
    {
        json_t *object = json_object();

        set(object, "label", text_or_null(line->label));
        set(object, "text", text_or_null(line->text));
        append(array, object);
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

        set(object, "number", json_integer(pain->number));
        set(object, "rule", text_or_null(pain->worst->rule->id));
        set(object, "headline", text_or_null(pain->headline));
        set(object, "consequence", text_or_null(pain->consequence));
        set(object, "way_out", text_or_null(pain->way_out));
        set(object, "findings", json_integer((json_int_t) pain->finding_count));
        set(object, "fixed", json_boolean(pain->is_fixed));
        set(object, "remark", json_boolean(pain->is_remark));
        append(array, object);
    }
    return array;
}

static json_t *
step_json(Arena *arena, const Step *step)
{
    json_t *object = json_object();

    set(object, "number", json_integer(step->number));
    set(object, "phase", json_string(phase_name(step->phase)));
    set(object, "title", text_or_null(step->title));
    set(object, "sql", text_or_null(step->sql));
    set(object, "undo", text_or_null(step->undo));
    set(object, "half_done", text_or_null(step->half_done));
    set(object, "lock", json_string(lock_name(step->lock)));
    set(object, "lock_fact", text_or_null(step->fact_id));
    set(object, "table", text_or_null(step->table));
    set(object, "other_locks", text_or_null(step->other_locks));
    set(object, "blocks_reads", json_boolean(step->blocks_reads));
    set(object, "blocks_writes", json_boolean(step->blocks_writes));
    set(object, "brief", json_boolean(step->is_brief));
    set(object, "in_transaction", json_boolean(step->in_transaction));
    set(object, "needs_deploy", json_boolean(step->needs_deploy));
    set(object, "seconds", quantity_json(arena, step->seconds, "seconds"));
    set(object, "note", text_or_null(step->note));
    return object;
}

static json_t *
impact_json(Arena *arena, const Impact *impact)
{
    json_t *object = json_object();

    set(object, "table", table_json(impact->table));
    set(object, "reads", text_or_null(impact->reads));
    set(object, "indexes_before", json_integer(impact->indexes_before));
    set(object, "indexes_after", json_integer(impact->indexes_after));
    set(object, "bytes_before", quantity_json(arena, impact->bytes_before, "bytes"));
    set(object, "bytes_after", quantity_json(arena, impact->bytes_after, "bytes"));
    set(object, "build_seconds", quantity_json(arena, impact->build_seconds, "seconds"));
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

        set(object, "kind", json_string(problem->is_error ? "error" : "remark"));
        set(object, "message", text_or_null(problem->message));
        set(object, "hint", text_or_null(problem->hint));
        set(object, "location", location_json(&problem->location));
        append(array, object);
    }
    for (const LoadFailure *failure = failures == NULL ? NULL : failures->first; failure != NULL;
         failure = failure->next)
    {
        json_t *object = json_object();

        set(object, "kind", json_string("not loaded"));
        set(object, "object", text_or_null(failure->object));
        set(object, "message", text_or_null(failure->message));
        set(object, "location", location_json(&failure->location));
        append(array, object);
    }
    return array;
}

static json_t *
verdict_json(const Report *report)
{
    json_t *object = json_object();

    set(object, "text", text_or_null(report->verdict));
    set(object, "pains", pains_json(report));
    set(object, "growth", lines_json(&report->header));
    set(object, "walls", lines_json(&report->walls));
    set(object, "leave_alone", lines_json(&report->leave_alone));
    set(object, "how_sure", lines_json(&report->how_sure));
    return object;
}

static json_t *
migration_json(const Report *report)
{
    json_t *array = json_array();

    for (const Step *step = report->plan->steps.first; step != NULL; step = step->next)
        append(array, step_json(report->arena, step));
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
        append(findings, finding_json(report, finding));
    for (const Impact *impact = report->impacts.first; impact != NULL; impact = impact->next)
        append(impacts, impact_json(report->arena, impact));
    set(object, "format", json_string("tenfold report"));
    set(object, "version", json_integer(JSON_FORMAT_VERSION));
    set(object, "source", text_or_null(report->design->source_label));
    set(object, "readings", names_json(report->run->readings));
    set(object, "today", day_or_null(report->arena, report->design->today));
    set(object, "title", text_or_null(report->title));
    set(object, "scratch_server", text_or_null(report->run->server));
    set(object, "verdict", verdict_json(report));
    set(object, "findings", findings);
    set(object, "recommended_changes", changes_json(report->arena, report->changes));
    set(object, "left_out", changes_json(report->arena, report->dropped));
    set(object, "migration", migration_json(report));
    set(object, "impact", impacts);
    set(object, "problems", problems_json(report));
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
