/*
 * The first screen: what is looked at, what hurts, which wall comes next and when, what to leave alone
 * and the number that says so, and how sure all of this is. Without growth no word of urgency is used.
 */
#include "report/report_internal.h"

#include "stats/size.h"

enum
{
    TABLES_NAMED = 2 /* growth lines */
};

size_t
verdict_counted_tables(const Design *design)
{
    size_t count = 0;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        count += design_is_counted(design, table);
    return count;
}

size_t
verdict_tables_with_rows(const Design *design)
{
    size_t count = 0;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        count += design_is_counted(design, table) && quantity_known(design_rows(design, table));
    return count;
}

static char *
title_text(const Report *report)
{
    const Design *design = report->design;
    StrBuf text = strbuf_new(report->arena);
    size_t tables = verdict_counted_tables(design);
    size_t known = 0;
    Quantity bytes = design_total_bytes_on(design, design->today, &known);

    strbuf_printf(&text, "%s   ", design->source_label);
    if (design->is_live && design->stats->server_version > 0)
        strbuf_printf(&text, "PostgreSQL %u.%u, ", design->stats->server_version / 10000,
                      design->stats->server_version % 10000);
    strbuf_printf(&text, "%zu table%s", tables, tables == 1 ? "" : "s");
    if (known > 0 && quantity_known(bytes))
        strbuf_printf(&text, ", %s", quantity_bytes_text(report->arena, bytes.value));
    if (known > 0 && known * 10 < tables * 9) /* "How sure" says it in any case */
        strbuf_printf(&text, " in %zu of them", known);
    if (quantity_known(design->stats->ram_bytes))
        strbuf_printf(&text, ", RAM %s",
                      quantity_bytes_text(report->arena, design->stats->ram_bytes.value));
    return text.text;
}

/* Tables by rows in the near horizon, largest first; those that do not grow are left out. */
static const Table *
next_growing(const Design *design, const Table *after, double after_rows, double *rows_found)
{
    const Table *best = NULL;
    Day near = day_add_months(design->today, HORIZON_NEAR);

    *rows_found = -1;
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        Quantity per_day = design_rows_per_day(design, table);
        Quantity rows = design_rows_on(design, table, near);

        if (!design_is_counted(design, table) || table == after || !quantity_known(per_day) ||
            !quantity_known(rows) || per_day.value <= 0)
            continue;
        if (after != NULL && rows.value >= after_rows)
            continue;
        if (rows.value > *rows_found)
        {
            best = table;
            *rows_found = rows.value;
        }
    }
    return best;
}

static void
add_multiple(StrBuf *text, const Report *report, const Table *table, double now, double factor)
{
    Day day;
    Provenance source;

    if (!design_day_of_rows(report->design, table, now * factor, &day, &source) || day == DAY_NEVER)
        return;
    strbuf_printf(text, ", %s (%.0fx) in %s", quantity_count_text(report->arena, now * factor),
                  factor, day_month_text(report->arena, day));
}

static void
add_growth_line(Report *report, const Table *table)
{
    Arena *arena = report->arena;
    const Design *design = report->design;
    Quantity now = design_rows(design, table);
    Quantity per_day = design_rows_per_day(design, table);
    Day near = day_add_months(design->today, HORIZON_NEAR);
    Day far = day_add_months(design->today, HORIZON_FAR);
    Quantity then = design_rows_on(design, table, near);
    StrBuf text = strbuf_new(arena);

    strbuf_printf(&text, "%s %s, +%s a day", quantity_count_text(arena, now.value),
                  table_label(arena, table), quantity_count_text(arena, per_day.value));
    if (now.value > 0)
        strbuf_printf(&text, ": %s (%.1fx) in %s", quantity_count_text(arena, then.value),
                      then.value / now.value, day_month_text(arena, near));
    else
        strbuf_printf(&text, ": %s in %s", quantity_count_text(arena, then.value),
                      day_month_text(arena, near));
    if (report->run->wants_multiples && now.value > 0)
    {
        add_multiple(&text, report, table, now.value, 10);
        add_multiple(&text, report, table, now.value, 100);
    }
    else
        strbuf_printf(&text, ", %s in %s",
                      quantity_count_text(arena, design_rows_on(design, table, far).value),
                      day_month_text(arena, far));
    line_add(report, &report->header, "", "%s", text.text);
}

static void
add_header(Report *report)
{
    const Table *table = NULL;
    double rows = 0;

    for (int named = 0; named < TABLES_NAMED; named++)
    {
        table = next_growing(report->design, table, rows, &rows);
        if (table == NULL)
            break;
        add_growth_line(report, table);
    }
    if (report->header.count > 0)
        return;
    if (verdict_tables_with_rows(report->design) == 0)
        line_add(report, &report->header, "",
                 "No sizes or growth are known: this is what the schema alone shows. "
                 "Add them with --table NAME=ROWS,+N/day or a tenfold.yaml.");
    else
        line_add(report, &report->header, "",
                 "Sizes are known, growth is not: add it with --table NAME=+N/day.");
}

static bool
is_dated_near(const Pain *pain)
{
    return pain->worst->urgency == URGENCY_NOW || pain->worst->urgency == URGENCY_12_MONTHS;
}

bool
verdict_is_outage(const Pain *pain)
{
    return !pain->is_remark && pain->worst->severity == SEVERITY_ERROR &&
           (is_dated_near(pain) || pain->worst->is_at_end);
}

bool
verdict_is_felt(const Report *report, const Pain *pain)
{
    return !costs_lead(report) || pain->share > 0 || !pain->worst->rule->explains_time ||
           pain->worst->queries.count == 0;
}

static bool
is_nearly_used_up(const Pain *pain)
{
    return verdict_is_outage(pain) && !is_dated_near(pain);
}

/* Beside a table of costs only what is neither in it nor said before it. */
static bool
is_told_elsewhere(const Report *report, const Pain *pain)
{
    return costs_lead(report) && (pain->share > 0 || verdict_is_outage(pain));
}

static size_t
count_urgent(const Report *report, Urgency urgency)
{
    size_t count = 0;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        Urgency due = verdict_is_felt(report, pain) ? pain->worst->urgency : URGENCY_UNKNOWN;

        count += !pain->is_remark && due == urgency && !is_told_elsewhere(report, pain) &&
                 !is_nearly_used_up(pain);
    }
    return count;
}

/* What breaks on a day that nobody knows, but soon. */
static void
add_used_up(StrBuf *text, const Report *report)
{
    size_t count = 0;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (size_t i = 0; is_nearly_used_up(pain) && i < pain->finding_count; i++)
            count += pain->findings[i]->is_at_end;
    if (count > 0)
        strbuf_printf(text, "First: %zu key%s nearly used up, and inserts then fail. ", count,
                      count == 1 ? " is" : "s are");
}

/* Its day rests on a short count, or on what nobody said. */
static bool
is_day_assumed(const Finding *finding)
{
    for (const Evidence *at = finding->evidence.first; at != NULL; at = at->next)
        if (str_equal(at->unit, "date"))
            return at->quantity.source == PROVENANCE_ASSUMED;
    return false;
}

/* What breaks, then what takes the time. */
static void
add_costs(StrBuf *text, const Report *report)
{
    size_t outages = 0, assumed = 0;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        bool is_outage = verdict_is_outage(pain) && is_dated_near(pain);

        outages += is_outage;
        assumed += is_outage && is_day_assumed(pain->worst);
    }
    if (outages > 0 && assumed == outages)
        strbuf_printf(text, "First: %zu thing%s within 12 months, if what is assumed goes on. ",
                      outages, outages == 1 ? " may break" : "s may break");
    else if (outages > 0)
        strbuf_printf(text, "First: %zu thing%s within 12 months%s. ", outages,
                      outages == 1 ? " breaks" : "s break",
                      assumed == 0   ? ""
                      : assumed == 1 ? ", one of them on an assumed day"
                                     : ", some of them on assumed days");
    strbuf_add(text, costs_text(report));
}

static bool
plan_blocks(const Plan *plan)
{
    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
        if ((step->blocks_reads || step->blocks_writes) && !step->is_brief)
            return true;
    return false;
}

/* Bytes of the indexes that are added, at today's rows; unknown when those of one table are. */
static Quantity
added_index_bytes(const Report *report)
{
    const Design *design = report->design;
    Quantity total = {.value = 0, .source = PROVENANCE_MEASURED};

    for (const Change *change = report->changes->first; change != NULL; change = change->next)
    {
        const Table *table =
            schema_find_table(design->schema, change->table_schema, change->table_name);
        Quantity rows;

        if (change->kind != CHANGE_ADD_INDEX || table == NULL)
            continue;
        rows = design_rows(design, table);
        if (!quantity_known(rows))
            return QUANTITY_UNKNOWN;
        total.value +=
            size_index_bytes(report->target, design->stats, table, change->index, rows.value).value;
    }
    return total;
}

/* ". 39 steps in 2 deploys" */
static void
add_steps(StrBuf *text, const Plan *plan)
{
    size_t deploys = plan_deploys(plan);

    if (plan->steps.count == 1)
        strbuf_add(text, ". One step");
    else
        strbuf_printf(text, ". %zu steps", plan->steps.count);
    if (deploys > 0)
        strbuf_printf(text, " in %zu deploy%s", deploys, deploys == 1 ? "" : "s");
}

/* "Recommended: 5 indexes added (231 MB), 2 columns change their type. 14 steps, none of which …" */
static void
add_way_out(StrBuf *text, const Report *report)
{
    const char *changes = impact_changes_text(report->arena, report->changes);
    Quantity bytes = added_index_bytes(report);

    if (changes == NULL)
        return;
    strbuf_printf(text, costs_lead(report) ? " In all: %s" : " Recommended: %s", changes);
    if (quantity_known(bytes) && bytes.value > 0 && !costs_lead(report))
        strbuf_printf(text, "; the new indexes take %s",
                      quantity_bytes_text(report->arena, bytes.value));
    add_steps(text, report->plan);
    if (plan_blocks(report->plan))
        strbuf_add(text, "; part four says what is blocked, and for how long.");
    else
        strbuf_printf(text, ", %s reads or writes for longer than a moment.",
                      report->plan->steps.count == 1 ? "which does not block"
                                                     : "none of which blocks");
    if (costs_lead(report))
        return; /* part four has the rest */
    for (const Step *step = report->plan->steps.first; step != NULL; step = step->next)
        if (step->finish_before > 0)
        {
            strbuf_printf(text,
                          " Partitioning, once begun, must end before %s: the old table refuses "
                          "rows from then on.",
                          day_text(report->arena, step->finish_before));
            break;
        }
}

/* Pains without a day: sizes, growth or deletes of their tables are not known. */
static void
add_unknown(StrBuf *text, size_t count, bool is_first)
{
    if (is_first && count == 0)
        strbuf_add(text, "Some of this is worth ending whenever it comes");
    else if (is_first)
        strbuf_printf(text,
                      "%zu thing%s no day: sizes, growth or deletes of %s tables are not known",
                      count, count == 1 ? " has" : "s have", count == 1 ? "its" : "their");
    else if (count > 0)
        strbuf_printf(text, "; %zu more ha%s no day to name", count, count == 1 ? "s" : "ve");
}

static void
add_what_hurts(StrBuf *text, const Report *report)
{
    static const struct
    {
        Urgency urgency;
        const char *when;
    } waves[] = {{URGENCY_NOW, "now"},
                 {URGENCY_12_MONTHS, "within 12 months"},
                 {URGENCY_36_MONTHS, "within 36 months"}};
    bool is_first = true;

    for (size_t i = 0; i < ARRAY_LENGTH(waves); i++)
    {
        size_t count = count_urgent(report, waves[i].urgency);

        if (count == 0)
            continue;
        if (is_first)
            strbuf_printf(text, "%s%zu thing%s %s", costs_lead(report) ? " Besides, " : "", count,
                          count == 1 ? " hurts" : "s hurt", waves[i].when);
        else
            strbuf_printf(text, ", %zu more %s", count, waves[i].when);
        is_first = false;
    }
    if (is_first && costs_lead(report))
        return;
    add_unknown(text, count_urgent(report, URGENCY_UNKNOWN), is_first);
    strbuf_add(text, ".");
}

const Problem *
verdict_first_error(const Report *report, size_t *count)
{
    const Problem *first = NULL;

    *count = 0;
    for (const Problem *problem = report->design->schema->problems.first; problem != NULL;
         problem = problem->next)
    {
        if (!problem->is_error)
            continue;
        ++*count;
        first = first == NULL ? problem : first;
    }
    return first;
}

/* A dump ends with keys and indexes: when it is cut off or broken, silence below means nothing. */
static void
add_broken_input(StrBuf *text, const Report *report)
{
    size_t count;
    const Problem *first = verdict_first_error(report, &count);

    if (first == NULL || first->location.file == NULL)
        return;
    strbuf_printf(text,
                  "Not all of the input was understood (%s:%u: %s%s): what follows may miss "
                  "tables, keys and indexes. ",
                  first->location.file, first->location.line, first->message,
                  count > 1 ? arena_printf(report->arena, ", and %zu more", count - 1) : "");
}

static char *
verdict_text(const Report *report)
{
    StrBuf text = strbuf_new(report->arena);
    size_t hurting = report->pains.count - report->remark_count;
    const Line *wall = report->walls.first;

    add_broken_input(&text, report);
    add_used_up(&text, report);
    if (costs_lead(report))
    {
        add_costs(&text, report);
        add_what_hurts(&text, report);
        add_way_out(&text, report);
        return text.text;
    }
    if (hurting == 0 && report->changes->count == 0)
    {
        bool is_passed = wall != NULL && str_equal(wall->label, "Already");

        if (text.length > 0)
            strbuf_add(&text, "In the rest nothing has to change yet.");
        else
            strbuf_add(&text, is_passed ? "Nothing in the schema itself has to change."
                                        : "Nothing has to change yet.");
        if (wall != NULL)
            strbuf_printf(&text, is_passed ? " But %s." : " The next wall: %s.", wall->text);
        return text.text;
    }
    if (!design_has_growth(report->design))
        strbuf_printf(
            &text,
            "%zu thing%s in this schema begin%s to matter as it grows; from when on, only "
            "sizes can tell.",
            hurting, hurting == 1 ? "" : "s", hurting == 1 ? "s" : "");
    else if (hurting == 0)
        strbuf_add(&text, "Nothing hurts within 36 months; some of it is cheap to end today.");
    else
        add_what_hurts(&text, report);
    add_way_out(&text, report);
    return text.text;
}

/* What does not hold is said before anything that rests on it. */
static void
add_unproved(Report *report)
{
    const NameList *faults = report->run->is_closure_checked ? report->run->closure_faults : NULL;

    if (faults == NULL || faults->count == 0)
        return;
    line_add(report, &report->unproved, "",
             "The recommended schema does not hold: %s%s. Do not run the migration as it is.",
             faults->first->text,
             faults->count == 1 ? ""
                                : arena_printf(report->arena, ", and %zu more", faults->count - 1));
}

void
verdict_build(Report *report)
{
    report->title = title_text(report);
    add_unproved(report);
    add_header(report);
    walls_build(report);
    leave_alone_build(report);
    how_sure_build(report);
    report->verdict = verdict_text(report);
}
