#include "report/grow_parts.h"
#include "workload/window.h"

#include <math.h>

enum
{
    PROBLEMS_TOLD = 3,
    DAY_WIDTH = 14 /* with the space before it */
};

char *
grow_sparkline(Arena *arena, const double *values, size_t count)
{
    static const char *const steps[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    StrBuf out = strbuf_new(arena);
    double low = INFINITY, high = 0;

    for (size_t i = 0; i < count; i++)
    {
        low = values[i] > 0 ? fmin(low, values[i]) : low;
        high = fmax(high, values[i]);
    }
    for (size_t i = 0; i < count; i++)
    {
        /* What grows by less than a fifth is flat, not a ramp from nothing to all. */
        double range = fmax(high - low, 0.2 * high);
        double step = values[i] <= 0 ? -1 : (values[i] - low) / fmax(range, 1e-9) * 7;

        strbuf_add(&out, step < 0 ? " " : steps[(size_t) fmin(7, step)]);
    }
    return out.text;
}

char *
grow_short(Arena *arena, const char *text, unsigned width)
{
    size_t at = 0;
    unsigned shown = 0;

    for (size_t i = 0; text[i] != '\0'; i++)
        if (((unsigned char) text[i] & 0xc0) != 0x80)
        {
            if (shown + 1 == width)
                at = i;
            shown++;
        }
    return shown <= width ? arena_strdup(arena, text)
                          : arena_printf(arena, "%.*s…", (int) at, text);
}

char *
grow_squeezed(Arena *arena, const char *text, size_t width)
{
    size_t length = strlen(text);
    size_t head = (width - 1) / 2;

    if (length <= width)
        return arena_strdup(arena, text);
    while (head > 0 && ((unsigned char) text[head] & 0xc0) == 0x80)
        head--;
    length -= width - 1 - head;
    while (((unsigned char) text[length] & 0xc0) == 0x80)
        length++;
    return arena_printf(arena, "%.*s…%s", (int) head, text, text + length);
}

static const char *
label_of(const Growth *growth)
{
    const char *label = growth->design->source_label;

    return label == NULL || *label == '\0' ? "schema" : label;
}

/* Whose settings they are is left out where the line is too short; the day stands at its end. */
static const char *
title_of(Arena *arena, const Growth *growth, unsigned width)
{
    const Moment *last = &growth->moments[GROW_MOMENTS - 1];
    const char *settings =
        growth->design->stats->settings.count > 0 ? ", your settings" : ", default settings";
    const Workload *workload = growth->design->workload;
    const char *planner = workload == NULL || workload->queries.count == 0 ? "no queries"
                          : growth->server_version == NULL
                              ? "not planned"
                              : arena_printf(arena, "PostgreSQL %s", growth->server_version);
    const char *title = arena_printf(arena, "%s   %s %s, %s", label_of(growth),
                                     growth->is_by_day ? "until" : "to", last->label, planner);

    if (growth->server_version == NULL || strlen(title) + strlen(settings) + DAY_WIDTH > width)
        return title;
    return arena_printf(arena, "%s%s", title, settings);
}

/* "53M (2.9x) in Nov 2027", "180M at 10x" */
static const char *
rows_then(Arena *arena, const Growth *growth, const TableGrowth *table, size_t moment)
{
    const Moment *then = &growth->moments[moment];
    const char *rows = quantity_count_text(arena, table->rows[moment].value);

    if (then->target.factor > 0)
        return arena_printf(arena, "%s at %s", rows, then->label);
    return arena_printf(arena, "%s (%.1fx) in %s", rows,
                        table->rows[moment].value / fmax(1, table->rows[0].value), then->label);
}

/* Where the table grows that has most rows at the end. */
static const char *
growth_line(Arena *arena, const Growth *growth)
{
    const TableGrowth *most = NULL;
    size_t near = growth->shown[1], far = growth->shown[2];

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        if (table->rows[far].value > table->rows[0].value &&
            (most == NULL || table->rows[far].value > most->rows[far].value))
            most = table;
    if (most == NULL)
        return NULL;
    return arena_printf(arena, "%s %s: %s, %s", quantity_count_text(arena, most->rows[0].value),
                        table_label(arena, most->table), rows_then(arena, growth, most, near),
                        rows_then(arena, growth, most, far));
}

/* "Tables and indexes: 17 GB, 36 GB in Nov 2027, 79 GB in Nov 2029"; of those whose growth is known. */
static const char *
sizes_line(Arena *arena, const Growth *growth)
{
    const size_t at[] = {0, growth->shown[1], growth->shown[2]};
    double bytes[ARRAY_LENGTH(at)] = {0};

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        for (size_t i = 0; i < ARRAY_LENGTH(at); i++)
            bytes[i] += table->bytes[table->is_rated ? at[i] : 0].value;
    if (bytes[0] <= 0)
        return NULL;
    return arena_printf(arena, "Tables and indexes: %s, %s %s %s, %s %s %s",
                        quantity_bytes_text(arena, bytes[0]), quantity_bytes_text(arena, bytes[1]),
                        growth->is_by_day ? "in" : "at", growth->moments[at[1]].label,
                        quantity_bytes_text(arena, bytes[2]), growth->is_by_day ? "in" : "at",
                        growth->moments[at[2]].label);
}

/* Columns of tables with rows, and those of them that were measured. */
static void
count_columns(const Growth *growth, size_t *all, size_t *measured)
{
    *all = *measured = 0;
    for (const TableGrowth *at = growth->tables.first; at != NULL; at = at->next)
    {
        const TableStats *stats =
            stats_find_table(growth->moments[0].stats, at->table->schema, at->table->name);

        for (const ColumnStats *column = stats == NULL ? NULL : stats->columns.first;
             column != NULL; column = column->next)
        {
            *all += 1;
            *measured += column->distinct.source == PROVENANCE_MEASURED;
        }
    }
}

static void
write_columns(Page *page, const Growth *growth)
{
    size_t all, measured;

    count_columns(growth, &all, &measured);
    if (all > measured)
        page_labelled(
            page, 12, "columns",
            arena_printf(page->out.arena,
                         "%zu of %zu measured; how many values the others have and how far "
                         "they reach is assumed from keys, types and growth: "
                         "\"tenfold snapshot\" measures",
                         measured, all));
}

char *
grow_window_text(Arena *arena, const Growth *growth)
{
    Quantity days = growth->design->stats->rate_days;

    if (!quantity_known(days) || days.value <= 0)
        return arena_strdup(arena, "");
    if (days.value < 2)
        return arena_printf(arena, " over %.0f hours", 24 * days.value);
    return arena_printf(arena, " over %.0f days", days.value);
}

static size_t
count_measured_rates(const Growth *growth)
{
    size_t count = 0;

    for (const TableGrowth *at = growth->tables.first; at != NULL; at = at->next)
        count += design_rows_per_day(growth->design, at->table).source == PROVENANCE_MEASURED;
    return count;
}

static const char *
growth_text(Arena *arena, const Growth *growth)
{
    Quantity days = growth->design->stats->rate_days;
    size_t measured = count_measured_rates(growth);

    if (!growth->is_by_day && growth->options.factor > 0)
        return "by factors: closed lists stay, the history is as long as now and denser";
    if (!growth->is_by_day)
        return arena_printf(
            arena,
            "by factors, because no rate is %s%s: closed lists stay, the history is as long as now "
            "and denser. --table NAME=+N/day declares rates, a second snapshot measures them",
            measured > 0 ? "above zero, as counted" : "known",
            measured > 0 ? grow_window_text(arena, growth)
            : quantity_known(days) && days.value > 0 && days.value < 1
                ? " (the server has counted for less than a day)"
                : "");
    return arena_printf(
        arena,
        "each table at its own rate, in a straight line%s; seen from today, so now() "
        "and dates in queries mean what they mean now",
        measured == 0 ? ""
                      : arena_printf(arena, "; %zu of %zu rates are what was measured%s", measured,
                                     growth->tables.count, grow_window_text(arena, growth)));
}

static size_t
count_errors(const Growth *growth)
{
    size_t count = 0;

    for (const Problem *at = growth->design->schema->problems.first; at != NULL; at = at->next)
        count += at->is_error;
    return count;
}

/* What the report does not know of, for it could not be read; and what was found wanting when it was. */
static void
write_problems(Page *page, const Growth *growth, bool shows_all)
{
    const ProblemList *problems = &growth->design->schema->problems;
    Arena *arena = page->out.arena;
    size_t told = 0;

    for (const Problem *at = problems->first; at != NULL; at = at->next)
    {
        if (told == PROBLEMS_TOLD && !shows_all)
            break;
        page_labelled(page, 12, told++ == 0 ? "schema" : "",
                      at->location.line == 0 ? at->message
                                             : arena_printf(arena, "%s:%u: %s", at->location.file,
                                                            at->location.line, at->message));
    }
    if (problems->count > told)
        page_labelled(page, 12, "",
                      arena_printf(arena, "%zu more: --all lists them", problems->count - told));
}

/* Minutes stretched to a day miss what runs at night, and take a peak for the usual. */
static void
write_calls(Page *page, const Growth *growth)
{
    const Workload *workload = growth->design->workload;
    const WorkloadQuery *first = workload == NULL ? NULL : workload->queries.first;

    if (first == NULL || !quantity_known(first->calls_per_day) ||
        window_makes_days(workload, first->calls_per_day.source))
        return;
    page_labelled(
        page, 12, "calls",
        quantity_known(workload->window_days)
            ? arena_printf(page->out.arena,
                           "a day's are stretched from %s of counting: connections at "
                           "work, and what costs most more, are as in these",
                           quantity_days_text(page->out.arena, workload->window_days.value))
            : "nobody knows how long they were counted: a day's are assumed");
}

static void
write_sure(Page *page, const Growth *growth, bool shows_all)
{
    Arena *arena = page->out.arena;
    const Workload *workload = growth->design->workload;
    bool has_ms = growth->queries != NULL && growth->busy[0] > 0;

    page_blank(page);
    page_heading(page, "How sure");
    if (growth->not_planned != NULL)
        page_labelled(page, 12, "queries",
                      arena_printf(arena, "not planned: %s", growth->not_planned));
    else if (workload == NULL)
        page_labelled(page, 12, "queries", "none are known: --queries names files of them");
    else
        page_labelled(page, 12, "queries",
                      arena_printf(arena,
                                   "costs of PostgreSQL's planner, on statistics by the "
                                   "scale law%s",
                                   has_ms
                                       ? "; times are measured ones times what the plans do more, "
                                         "as ranges that hold nine of ten executions at ten times "
                                         "the size"
                                       : "; no time is measured, so none is told"));
    write_calls(page, growth);
    write_columns(page, growth);
    grow_write_beyond(page, growth);
    page_labelled(page, 12, "growth", growth_text(arena, growth));
    write_problems(page, growth, shows_all);
}

char *
grow_text(Arena *arena, const Growth *growth, const GrowStyle *style)
{
    Page page = page_new(arena, PAGE_TEXT, style->width, style->has_colour);
    const char *line = growth_line(arena, growth);
    const char *sizes = sizes_line(arena, growth);

    page_title(&page, title_of(arena, growth, style->width),
               day_text(arena, growth->design->today));
    if (line != NULL)
        page_paragraph(&page, 1, line);
    if (sizes != NULL)
        page_paragraph(&page, 1, sizes);
    if (count_errors(growth) > 0)
        page_paragraph(&page, 1,
                       arena_printf(arena,
                                    "%zu statement%s not understood, and what %s is missing here: "
                                    "see the end.",
                                    count_errors(growth),
                                    count_errors(growth) == 1 ? " was" : "s were",
                                    count_errors(growth) == 1 ? "it makes" : "they make"));
    page_blank(&page);
    page_paragraph(&page, 1, grow_verdict(arena, growth));
    if (growth->queries != NULL && growth->prices.query_count > 0)
    {
        grow_write_queries(&page, growth, style->shows_all);
        grow_write_flips(&page, growth, style->shows_all);
        if (style->shows_all)
            grow_write_plans(&page, growth);
    }
    grow_write_tables(&page, growth, style->shows_all);
    grow_write_keys(&page, growth, style->shows_all);
    grow_write_server(&page, growth, style->shows_all);
    write_sure(&page, growth, style->shows_all);
    return page.out.text;
}
