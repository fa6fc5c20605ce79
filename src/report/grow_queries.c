/*
 * The table of queries: milliseconds where some were measured, otherwise how many times today's cost. The
 * line below a query is the same with the worst values, where those make a difference.
 */
#include "report/grow_parts.h"
#include "report/report_internal.h"
#include "workload/window.h"

#include <math.h>

enum
{
    COLUMNS = 7,
    LISTED = 12,
    DOUBTS_TOLD = 5,
    REFUSED_TOLD = 4,
    UNSIZED_NAMED = 3
};

static const double WORST_DIFFERS = 2;
static const double FLAT = 1.05; /* less is not worth a line */
static const bool aligned_right[COLUMNS] = {false, true, true, true, true, false, false};

/* "2.9s": half of a range whose ends need units of their own. */
static char *
short_ms(Arena *arena, double ms)
{
    if (ms < 999.5)
        return arena_printf(arena, "%.0fms", ms);
    if (ms < 99500)
        return arena_printf(arena, ms < 9950 ? "%.1fs" : "%.0fs", ms / 1000);
    return arena_printf(arena, "%.0fmin", ms / 60000);
}

/* "221 ms", "0.4-0.7 s"; without a measured time "2.5x", or today "cost 120". */
static char *
cell_text(Arena *arena, const Growth *growth, size_t query, size_t moment, bool is_worst)
{
    const Price *now = price_of(&growth->prices, query, 0);
    const Price *then = price_of(&growth->prices, query, moment);
    const PlannedQuery *here = is_worst ? &now->worst : &now->typical;
    const PlannedQuery *there = is_worst ? &then->worst : &then->typical;
    Span ms = growth->queries[query].ms[moment];
    double ratio = price_ratio(here, there);

    if (ratio <= 0)
        return arena_strdup(arena, "-");
    if (!is_worst && ms.is_known)
        return ms.low > 0.5 && ms.high > 20 * ms.low
                   ? arena_printf(arena, "%s-%s", short_ms(arena, ms.low), short_ms(arena, ms.high))
                   : span_text(arena, ms);
    if (moment == 0)
        return arena_printf(arena, "cost %s", quantity_count_text(arena, ceil(here->total_cost)));
    if (!is_worst && growth->queries[query].most[moment] > FLAT * ratio)
        return arena_printf(arena, "%.1f-%.0fx", ratio, growth->queries[query].most[moment]);
    return arena_printf(arena, ratio < 99.5 ? "%.1fx" : "%.0fx", ratio);
}

static char *
spark_of(Arena *arena, const Growth *growth, size_t query, bool is_worst)
{
    double costs[GROW_MOMENTS];

    const QueryGrowth *of = &growth->queries[query];

    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        const Price *price = price_of(&growth->prices, query, i);

        costs[i] = is_worst ? price->worst.total_cost : price->typical.total_cost;
        if (!is_worst && of->doubt != NULL)
            costs[i] =
                fmax(price_ratio(&price_of(&growth->prices, query, 0)->typical, &price->typical),
                     of->most[i]);
    }
    return grow_sparkline(arena, costs, GROW_MOMENTS);
}

char *
grow_place(Arena *arena, const Growth *growth, double place, bool is_short)
{
    size_t before = place < GROW_MOMENTS - 1 ? (size_t) place : GROW_MOMENTS - 1;
    size_t after = before + 1 < GROW_MOMENTS ? before + 1 : before;
    const ScaleTarget *from = &growth->moments[before].target;
    const ScaleTarget *to = &growth->moments[after].target;
    double part = place - (double) before;
    char *month;

    if (place <= 0)
        return arena_strdup(arena, is_short ? "now" : "today");
    if (!growth->is_by_day)
        return arena_printf(arena, "%.2gx",
                            fmax(1, from->factor) * pow(to->factor / fmax(1, from->factor), part));
    month = day_month_text(arena, from->day + (Day) (part * (to->day - from->day)));
    return is_short ? arena_printf(arena, "%.3s '%s", month, month + strlen(month) - 2) : month;
}

/* The objective is passed between two days: "Nov '26-May '27"; "-?" where it may never be. */
static char *
crossing_text(Arena *arena, const Growth *growth, const QueryGrowth *query)
{
    const Crossing *at = &query->crosses_at;

    if (!query->crosses)
        return arena_strdup(arena, "");
    if (at->latest <= 0)
        return arena_strdup(arena, "passed");
    return arena_printf(
        arena, "%s-%s", grow_place(arena, growth, at->earliest, true),
        at->latest > GROW_MOMENTS - 1 ? "?" : grow_place(arena, growth, at->latest, true));
}

static bool
has_times(const Growth *growth)
{
    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (growth->queries[i].ms[0].is_known)
            return true;
    return false;
}

/* With an objective, the day on which it is passed is of more use than the number of calls. */
static void
add_row(Arena *arena, const Growth *growth, size_t query, bool is_worst, const char **cells)
{
    const QueryGrowth *at = &growth->queries[query];
    Quantity calls = at->query->calls_per_day;

    cells[0] = is_worst ? "  largest" : at->query->name;
    if (is_worst)
        cells[1] = "";
    else if (growth->options.objective_ms > 0 && has_times(growth))
        cells[1] = crossing_text(arena, growth, at);
    else
        cells[1] =
            quantity_known(calls)
                ? quantity_count_text(arena, window_quantity(growth->design->workload, calls).value)
                : "";
    for (size_t i = 0; i < 3; i++)
        cells[2 + i] = cell_text(arena, growth, query, growth->shown[i], is_worst);
    cells[5] = is_worst ? "" : grow_class_text(at->growth_class);
    cells[6] = spark_of(arena, growth, query, is_worst);
}

static bool
worst_differs(const Growth *growth, size_t query)
{
    const Price *now = price_of(&growth->prices, query, 0);
    const Price *last = price_of(&growth->prices, query, GROW_MOMENTS - 1);

    return now->worst.is_planned && last->worst.is_planned &&
           (now->worst.total_cost > WORST_DIFFERS * now->typical.total_cost ||
            last->worst.total_cost > WORST_DIFFERS * last->typical.total_cost);
}

static bool
is_flat(const Growth *growth, size_t query)
{
    const Price *now = price_of(&growth->prices, query, 0);
    const Price *last = price_of(&growth->prices, query, GROW_MOMENTS - 1);

    return growth->queries[query].doubt == NULL &&
           price_ratio(&now->typical, &last->typical) < FLAT &&
           price_ratio(&now->worst, &last->worst) < FLAT;
}

bool
grow_is_refused(const QueryGrowth *query)
{
    return query->why_not != NULL && strstr(query->why_not, "nothing to plan") == NULL;
}

static void
write_refused(Page *page, const Growth *growth, bool shows_all)
{
    Arena *arena = page->out.arena;
    size_t refused = 0;

    for (size_t i = 0; i < growth->prices.query_count; i++)
    {
        const QueryGrowth *query = &growth->queries[i];

        if (grow_is_refused(query) && (refused++ < REFUSED_TOLD || shows_all))
            page_paragraph(
                page, 1,
                arena_printf(arena, "%s is not planned: %s", query->query->name, query->why_not));
    }
    if (refused > REFUSED_TOLD && !shows_all)
        page_paragraph(page, 1,
                       arena_printf(arena, "%zu more %s not planned: --all says why.",
                                    refused - REFUSED_TOLD,
                                    refused - REFUSED_TOLD == 1 ? "is" : "are"));
}

static void
write_rest(Page *page, const Growth *growth, size_t flat, size_t unlisted, bool is_listed,
           bool shows_all)
{
    Arena *arena = page->out.arena;

    if (flat > 0)
        page_paragraph(page, 1,
                       arena_printf(arena, "%zu %s cost%s the same%s.", flat,
                                    is_listed   ? "more"
                                    : flat == 1 ? "query"
                                                : "queries",
                                    flat == 1 ? "s" : "",
                                    growth->tables_unrated > 0 ? ", as far as growth is known"
                                                               : " at every size"));
    if (unlisted > 0)
        page_paragraph(
            page, 1,
            arena_printf(arena, "%zu more %s.", unlisted,
                         unlisted == 1 ? "grows: --all lists it" : "grow: --all lists them"));
    write_refused(page, growth, shows_all);
}

static void
write_doubts(Page *page, const Growth *growth, bool shows_all)
{
    Arena *arena = page->out.arena;
    size_t told = 0;

    for (size_t i = 0; i < growth->prices.query_count; i++)
    {
        const QueryGrowth *query = &growth->queries[growth->order[i]];

        if (query->doubt != NULL && query->is_sized && (shows_all || told++ < DOUBTS_TOLD))
            page_paragraph(page, 1,
                           arena_printf(arena, "%s: %s.", query->query->name, query->doubt));
    }
    if (told > DOUBTS_TOLD)
        page_paragraph(page, 1,
                       arena_printf(arena, "%zu more %s in doubt: --all says why.",
                                    told - DOUBTS_TOLD, told - DOUBTS_TOLD == 1 ? "is" : "are"));
}

/* Of writes that grow with what they fire. */
static void
write_fired(Page *page, const Growth *growth, bool shows_all)
{
    size_t told = 0;

    for (size_t i = 0; i < growth->prices.query_count; i++)
    {
        const QueryGrowth *query = &growth->queries[growth->order[i]];

        if (query->fired != NULL && query->is_sized && !is_flat(growth, growth->order[i]) &&
            (shows_all || told++ < DOUBTS_TOLD))
            page_paragraph(
                page, 1,
                arena_printf(page->out.arena, "%s: %s.", query->query->name, query->fired));
    }
}

static void
write_unsized(Page *page, const Growth *growth, size_t unsized, bool shows_all)
{
    StrBuf names = strbuf_new(page->out.arena);
    size_t named = 0;

    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (growth->queries[i].why_not == NULL && !growth->queries[i].is_sized &&
            (shows_all || named < UNSIZED_NAMED))
        {
            named++;
            strbuf_separate(&names, ", ");
            strbuf_add(&names, growth->queries[i].query->name);
        }
    if (unsized > named)
        strbuf_printf(&names, " and %zu more", unsized - named);
    page_paragraph(page, 1,
                   arena_printf(page->out.arena,
                                "%zu read%s only tables whose rows nobody told: %s.", unsized,
                                unsized == 1 ? "s" : "", names.text));
}

/* Of queries whose calls were counted for less than a day nothing is stretched to one. */
static bool
has_days(const Growth *growth)
{
    const Workload *workload = growth->design->workload;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (quantity_known(query->calls_per_day) &&
            !window_makes_days(workload, query->calls_per_day.source))
            return false;
    return true;
}

static bool
crosses_any(const Growth *growth)
{
    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (growth->queries[i].crosses)
            return true;
    return false;
}

static const char *
calls_heading(const Growth *growth)
{
    if (growth->options.objective_ms > 0 && has_times(growth))
        return "too slow";
    return has_days(growth) ? "calls/day" : "calls";
}

static void
write_window(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;
    const Workload *workload = growth->design->workload;

    if (growth->options.objective_ms > 0 && !has_times(growth))
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Of no query a time is known, so none can be said to pass %s: "
                                    "a snapshot measures them, \"-- mean: 20 ms\" above a query "
                                    "declares one.",
                                    quantity_ms_text(arena, growth->options.objective_ms)));
    else if (growth->options.objective_ms > 0 && crosses_any(growth))
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Too slow: between these two %s a call begins to take more "
                                    "than %s; ?: perhaps never.",
                                    growth->is_by_day ? "days" : "sizes",
                                    quantity_ms_text(arena, growth->options.objective_ms)));
    if (!has_days(growth))
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Calls were counted %s: what is asked at other hours or on "
                                    "other days is not among them.",
                                    window_text(arena, workload, PROVENANCE_MEASURED)));
}

/* The column of calls or days goes where it is empty: names get its room. */
static void
write_table(Page *page, const char **cells, size_t rows)
{
    bool is_empty = true;
    bool right[COLUMNS - 1];

    for (size_t row = 1; row < rows; row++)
        is_empty = is_empty && *cells[row * COLUMNS + 1] == '\0';
    if (!is_empty)
    {
        page_table(page, COLUMNS, aligned_right, cells, rows * COLUMNS);
        return;
    }
    for (size_t row = 0; row < rows; row++)
    {
        cells[row * (COLUMNS - 1)] = cells[row * COLUMNS];
        memmove(&cells[row * (COLUMNS - 1) + 1], &cells[row * COLUMNS + 2],
                (COLUMNS - 2) * sizeof *cells);
    }
    right[0] = false;
    memcpy(right + 1, aligned_right + 2, (COLUMNS - 2) * sizeof *right);
    page_table(page, COLUMNS - 1, right, cells, rows * (COLUMNS - 1));
}

void
grow_write_queries(Page *page, const Growth *growth, bool shows_all)
{
    Arena *arena = page->out.arena;
    size_t count = growth->prices.query_count;
    const char **cells = arena_new_array(arena, const char *, (2 * count + 1) * COLUMNS);
    size_t rows = 1, listed = 0, flat = 0, unlisted = 0, unsized = 0;

    memcpy(cells,
           (const char *[]){"query", calls_heading(growth), growth->moments[0].label,
                            growth->moments[growth->shown[1]].label,
                            growth->moments[growth->shown[2]].label, "grows", ""},
           COLUMNS * sizeof *cells);
    for (size_t i = 0; i < count; i++)
    {
        size_t query = growth->order[i];

        if (growth->queries[query].why_not != NULL || !growth->queries[query].is_sized)
        {
            unsized += growth->queries[query].why_not == NULL;
            continue;
        }
        if (!shows_all && (is_flat(growth, query) || listed >= LISTED))
        {
            if (is_flat(growth, query))
                flat++;
            else
                unlisted++;
            continue;
        }
        listed++;
        add_row(arena, growth, query, false, &cells[rows++ * COLUMNS]);
        if (worst_differs(growth, query))
            add_row(arena, growth, query, true, &cells[rows++ * COLUMNS]);
    }
    page_blank(page);
    page_heading(page, "Queries, by what they cost more in the end");
    if (listed > 0)
        write_table(page, cells, rows);
    write_window(page, growth);
    write_fired(page, growth, shows_all);
    write_doubts(page, growth, shows_all);
    write_rest(page, growth, flat, unlisted, listed > 0, shows_all);
    if (unsized > 0)
        write_unsized(page, growth, unsized, shows_all);
}
