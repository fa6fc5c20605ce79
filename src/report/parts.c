/*
 * The six parts: pain points, recommended schema, indexes, migration strategy, trade-offs, expected
 * impact on reads, writes and storage. Each is one function; each says something, also when there is
 * nothing to do.
 */
#include "report/report_internal.h"

#include "schema/print.h"
#include "stats/size.h"

enum
{
    FINDINGS_NAMED = 8, /* of one pain, unless all are asked for */
    SQL_LINES_SHOWN = 3, /* of a step, in text */
    LABEL_WIDTH = 22
};

static const char *
all_evidence_text(Arena *arena, const Finding *finding)
{
    StrBuf text = strbuf_new(arena);

    for (const Evidence *evidence = finding->evidence.first; evidence != NULL;
         evidence = evidence->next)
    {
        if (!quantity_known(evidence->quantity))
            continue;
        strbuf_separate(&text, "; ");
        strbuf_add(&text, evidence_text(arena, evidence));
    }
    return text.text;
}

static void
write_finding(Page *page, const Report *report, const Finding *finding, bool is_only)
{
    const char *evidence = all_evidence_text(report->arena, finding);

    if (!is_only)
        page_under_point(page, arena_printf(report->arena, "- %s%s", finding->message,
                                            location_text(report, &finding->location)));
    if (evidence[0] != '\0')
        page_under_point(page, arena_printf(report->arena, "%s%s", is_only ? "" : "  ", evidence));
}

static void
write_pain(Page *page, const Report *report, const Pain *pain, const ReportStyle *style)
{
    Arena *arena = report->arena;
    const Rule *rule = pain->worst->rule;
    size_t named = pain->finding_count;

    page_point(page, pain->number, pain->headline,
               arena_printf(arena, "[%s]", severity_name(pains_severity(pain, pain->worst))));
    page_under_point(page, rule->why);
    if (pain->finding_count == 1 && pain->worst->detail != NULL)
        page_under_point(page, pain->worst->detail);
    if (named > FINDINGS_NAMED && !style->shows_all)
        named = FINDINGS_NAMED;
    for (size_t i = 0; i < named; i++)
        write_finding(page, report, pain->findings[i], pain->finding_count == 1);
    if (named < pain->finding_count)
        page_under_point(page, arena_printf(arena, "… and %zu more: --all names them",
                                            pain->finding_count - named));
    page_under_point(page, pain->way_out);
    page_under_point(page, arena_printf(arena, "rule %s%s", rule->id,
                                        pain->finding_count == 1
                                            ? location_text(report, &pain->worst->location)
                                            : ""));
}

/* "16 tables without primary key: first jobs (db/schema.sql:12)" */
static const char *
remark_text(const Report *report, const Pain *pain)
{
    const char *place = location_text(report, &pain->worst->location);
    const char *id = pain->worst->object_id;

    if (pain->finding_count == 1 || id == NULL)
        return arena_printf(report->arena, "%s%s", pain->headline, place);
    if (strncmp(id, "public.", strlen("public.")) == 0)
        id += strlen("public.");
    return arena_printf(report->arena, "%s: first %s%s", pain->headline, id, place);
}

static void
write_remarks(Page *page, const Report *report, const ReportStyle *style)
{
    if (report->remark_count == 0)
        return;
    page_blank(page);
    page_subheading(page, "Remarks");
    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        if (!pain->is_remark)
            continue;
        if (style->shows_all)
        {
            write_pain(page, report, pain, style);
            continue;
        }
        page_point(page, pain->number, remark_text(report, pain), "");
        page_under_point(
            page, arena_printf(report->arena, "%s (%s)", pain->way_out, pain->worst->rule->id));
    }
}

static void
write_pain_points(Page *page, const Report *report, const ReportStyle *style)
{
    page_heading(page, "1  Pain points");
    if (report->pains.count == report->remark_count)
        page_paragraph(page, 1, "None that acts on the service within the horizon of 36 months.");
    cost_table_write_all(page, report);
    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        if (!pain->is_remark)
            write_pain(page, report, pain, style);
    write_remarks(page, report, style);
    page_blank(page);
}

static bool
table_has_change(const ChangeList *changes, const Table *table)
{
    for (const Change *change = changes->first; change != NULL; change = change->next)
        if (str_equal(change->table_schema, table->schema) &&
            str_equal(change->table_name, table->name))
            return true;
    return false;
}

static void
write_table_changes(Page *page, const Report *report, const Table *table)
{
    page_subheading(page, arena_printf(report->arena, "%s%s", table_label(report->arena, table),
                                       location_text(report, &table->location)));
    for (const Change *change = report->changes->first; change != NULL; change = change->next)
        if (str_equal(change->table_schema, table->schema) &&
            str_equal(change->table_name, table->name))
            page_under_point(
                page, arena_printf(report->arena, "- %s (%s)", change_text(report->arena, change),
                                   change->reason == NULL ? "follows" : change->reason));
}

static void
write_dropped(Page *page, const Report *report)
{
    if (report->dropped == NULL || report->dropped->count == 0)
        return;
    page_blank(page);
    page_subheading(page, "Considered and left out");
    for (const Change *change = report->dropped->first; change != NULL; change = change->next)
        page_under_point(
            page, arena_printf(report->arena, "- %s: %s", change_text(report->arena, change),
                               change->trade_off == NULL ? "not needed" : change->trade_off));
}

static void
write_recommended_schema(Page *page, const Report *report)
{
    page_heading(page, "2  Recommended schema");
    if (report->changes->count == 0)
        page_paragraph(page, 1, "The schema stays as it is.");
    for (const Table *table = report->design->schema->tables.first; table != NULL;
         table = table->next)
        if (table_has_change(report->changes, table))
            write_table_changes(page, report, table);
    write_dropped(page, report);
    if (report->changes->count > 0)
    {
        page_blank(page);
        page_paragraph(page, 1, "The whole schema as DDL: --target FILE.");
    }
    page_blank(page);
}

/* Size of an index in the target, today and in a year; "?" where rows are unknown. */
static const char *
index_size_text(const Report *report, const Table *today, const Index *index, int months)
{
    const Design *design = report->design;
    Quantity rows = months == 0
                        ? design_rows(design, today)
                        : design_rows_on(design, today, day_add_months(design->today, months));
    Quantity bytes;

    if (!quantity_known(rows))
        return "?";
    bytes = size_index_bytes(report->target, design->stats, today, index, rows.value);
    return quantity_known(bytes) ? quantity_bytes_text(report->arena, bytes.value) : "?";
}

static const char *
index_build_text(const Report *report, const Table *table, const Index *index)
{
    Quantity rows = design_rows(report->design, table);
    Quantity seconds;

    if (!quantity_known(rows))
        return "?";
    seconds = size_index_build_seconds(report->design->schema, report->design->stats, table, index,
                                       rows.value);
    return quantity_known(seconds) ? seconds_text(report->arena, seconds.value) : "?";
}

static bool
is_index_change(const Change *change)
{
    return change->kind == CHANGE_ADD_INDEX || change->kind == CHANGE_DROP_INDEX ||
           change->kind == CHANGE_REPLACE_INDEX;
}

static size_t
add_index_row(const Report *report, const Change *change, const char **cells)
{
    const Table *table =
        schema_find_table(report->design->schema, change->table_schema, change->table_name);
    const Index *index = change->index;
    const char *verb = change->kind == CHANGE_ADD_INDEX    ? "add"
                       : change->kind == CHANGE_DROP_INDEX ? "drop"
                                                           : "replace";

    if (index == NULL)
        index = schema_find_index(report->design->schema, change->table_schema, change->object);
    cells[0] = verb;
    cells[1] = index == NULL ? change->object : index->name;
    cells[2] = change->table_name;
    cells[3] = table == NULL || index == NULL ? "?" : index_size_text(report, table, index, 0);
    cells[4] =
        table == NULL || index == NULL ? "?" : index_size_text(report, table, index, HORIZON_NEAR);
    cells[5] =
        table == NULL || change->index == NULL ? "-" : index_build_text(report, table, index);
    return 6;
}

static void
write_indexes(Page *page, const Report *report)
{
    static const bool right[] = {false, false, false, true, true, true};
    static const char *const header[] = {"", "index", "table", "now", "in 12 mo", "build"};
    const char **cells =
        arena_new_array(report->arena, const char *, (report->changes->count + 1) * 6);
    size_t count = ARRAY_LENGTH(header);

    page_heading(page, "3  Indexes");
    memcpy(cells, header, sizeof(header));
    for (const Change *change = report->changes->first; change != NULL; change = change->next)
        if (is_index_change(change))
            count += add_index_row(report, change, cells + count);
    if (count == ARRAY_LENGTH(header))
        page_paragraph(page, 1, "No index is added or dropped.");
    else
    {
        page_table(page, ARRAY_LENGTH(header), right, cells, count);
        page_paragraph(
            page, 1,
            "Sizes and build times are assumed from PostgreSQL's page layout and the rows "
            "given; ? where no rows are known.");
    }
    page_blank(page);
}

static const char *
lock_text(Arena *arena, const Step *step)
{
    StrBuf text = strbuf_new(arena);

    strbuf_add(&text, lock_name(step->lock));
    if (step->table != NULL)
        strbuf_printf(&text, " on %s", step->table);
    if (step->other_locks != NULL)
        strbuf_printf(&text, ", %s", step->other_locks);
    strbuf_add(&text, step->blocks_reads    ? "; stops reads and writes"
                      : step->blocks_writes ? "; stops writes"
                                            : "; stops nobody");
    if (step->blocks_reads || step->blocks_writes)
        strbuf_add(&text, step->is_brief ? " for a moment" : " while it runs");
    if (quantity_known(step->seconds) && !step->is_brief)
        strbuf_printf(&text, ", %s (%s)", seconds_text(arena, step->seconds.value),
                      provenance_name(step->seconds.source));
    return text.text;
}

/* A note is written once; later steps with the same note point to it. */
static const Step *
first_with_note(const Plan *plan, const char *note)
{
    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
        if (str_equal(step->note, note))
            return step;
    return NULL;
}

/* The statements that do something: without the SETs that every step begins with. */
static const char *
without_settings(Arena *arena, const char *sql)
{
    StrBuf text = strbuf_new(arena);

    while (*sql != '\0')
    {
        size_t length = strcspn(sql, "\n");

        if (strncmp(sql, "SET ", 4) != 0 && length > 0)
        {
            strbuf_separate(&text, "\n");
            strbuf_add_bytes(&text, sql, length);
        }
        sql += length + (sql[length] == '\n');
    }
    return text.text;
}

static size_t
count_lines(const char *text)
{
    size_t lines = 1;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static void
write_note(Page *page, const Report *report, const Step *step)
{
    const Step *first = first_with_note(report->plan, step->note);

    if (step->note == NULL)
        return;
    page_under_point(page, first == step
                               ? step->note
                               : arena_printf(report->arena, "as for step %u", first->number));
}

static void
write_step(Page *page, const Report *report, const Step *step)
{
    const char *statements = without_settings(report->arena, step->sql);
    size_t lines = count_lines(statements);

    page_point(page, step->number, step->title, "");
    page_under_point(page, arena_printf(report->arena, "lock: %s", lock_text(report->arena, step)));
    if (step->needs_deploy)
        page_under_point(page, "the application changes before the next step");
    write_note(page, report, step);
    if (page->format == PAGE_MARKDOWN)
        page_code(page, step->sql);
    else if (lines <= SQL_LINES_SHOWN)
        page_code(page, statements);
    else
        page_under_point(page,
                         arena_printf(report->arena, "%zu lines of SQL: --migration FILE", lines));
}

static void
write_migration(Page *page, const Report *report)
{
    StepPhase phase = PHASE_EXPAND;
    bool is_first = true;

    page_heading(page, "4  Migration strategy");
    if (report->plan->steps.count == 0)
        page_paragraph(page, 1, "Nothing to migrate.");
    for (const Step *step = report->plan->steps.first; step != NULL; step = step->next)
    {
        if (is_first || step->phase != phase)
            page_subheading(page, phase_name(step->phase));
        phase = step->phase;
        is_first = false;
        write_step(page, report, step);
    }
    if (report->plan->steps.count > 0)
    {
        page_blank(page);
        page_paragraph(
            page, 1,
            "The steps as a commented psql script: --migration FILE. Locks are as measured "
            "on PostgreSQL 11 to 18.");
    }
    page_blank(page);
}

static const char *
bytes_cell(const Report *report, Quantity bytes)
{
    return quantity_known(bytes) ? quantity_bytes_text(report->arena, bytes.value) : "?";
}

static void
write_impact(Page *page, const Report *report)
{
    static const bool right[] = {false, true, true, true, true, true};
    static const char *const header[] = {"table",         "index writes", "after",
                                         "table+indexes", "after",        "work"};
    size_t columns = ARRAY_LENGTH(header);
    const char **cells =
        arena_new_array(report->arena, const char *, (report->impacts.count + 1) * columns);
    size_t count = columns;

    page_heading(page, "6  Expected impact");
    if (report->impacts.count == 0)
    {
        page_paragraph(page, 1, "Reads, writes and storage stay as they are.");
        return;
    }
    memcpy(cells, header, sizeof(header));
    for (const Impact *impact = report->impacts.first; impact != NULL; impact = impact->next)
    {
        cells[count++] = table_label(report->arena, impact->table);
        cells[count++] = arena_printf(report->arena, "%u", impact->indexes_before);
        cells[count++] = arena_printf(report->arena, "%u", impact->indexes_after);
        cells[count++] = bytes_cell(report, impact->bytes_before);
        cells[count++] = bytes_cell(report, impact->bytes_after);
        cells[count++] = quantity_known(impact->build_seconds)
                             ? seconds_text(report->arena, impact->build_seconds.value)
                             : "?";
    }
    page_table(page, columns, right, cells, count);
    page_blank(page);
    page_subheading(page, "What is gained");
    for (const Impact *impact = report->impacts.first; impact != NULL; impact = impact->next)
        if (impact->reads[0] != '\0')
            page_under_point(page, arena_printf(report->arena, "- %s: %s",
                                                table_label(report->arena, impact->table),
                                                impact->reads));
    page_blank(page);
    page_paragraph(
        page, 1,
        "Index writes: entries written per inserted row. Bytes and work are assumed from "
        "the page layout and today's rows; ? where no rows are known.");
}

static void
write_problems(Page *page, const Report *report)
{
    const ProblemList *problems = &report->design->schema->problems;
    const LoadFailureList *failures = report->run->failures;

    if (problems->count == 0 && (failures == NULL || failures->count == 0))
        return;
    page_blank(page);
    page_subheading(page, "What was not understood or not loaded");
    for (const Problem *problem = problems->first; problem != NULL; problem = problem->next)
        page_under_point(page, arena_printf(report->arena, "- %s%s%s%s", problem->message,
                                            location_text(report, &problem->location),
                                            problem->hint == NULL ? "" : ". ",
                                            problem->hint == NULL ? "" : problem->hint));
    for (const LoadFailure *failure = failures == NULL ? NULL : failures->first; failure != NULL;
         failure = failure->next)
        page_under_point(page,
                         arena_printf(report->arena, "- %s: %s%s", failure->object,
                                      failure->message, location_text(report, &failure->location)));
}

void
parts_write(Page *page, const Report *report, const ReportStyle *style)
{
    write_pain_points(page, report, style);
    write_recommended_schema(page, report);
    write_indexes(page, report);
    write_migration(page, report);
    trade_offs_write(page, report);
    write_impact(page, report);
    impact_queries_write(page, report);
    write_problems(page, report);
}
