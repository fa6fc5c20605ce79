/*
 * The table of what takes the time: on the first screen the few rows that matter, with what is behind
 * each; in the whole report all of it, and the same by endpoint where comments of queries name one.
 */
#include "report/report_internal.h"

enum
{
    COLUMNS = 7,
    NAME_COLUMN = 1,
    NAME_NARROWEST = 12,
    ROWS_OF_PAIN = 2,
    ROWS_IN_SHORT = 2,
    ROWS_WITHOUT_PAIN = 2,
    FINDINGS_TOLD = 2,
    ROWS_ALL = 30, /* in the whole report */
    ENDPOINTS_ALL = 20
};

static const double SHARE_LISTED = 0.005;
static const double SHARE_WORTH_A_WORD = 0.005; /* of queries that a point has besides */

static const bool aligned_right[COLUMNS] = {true, false, true, true, true, true, true};

typedef struct CostTable
{
    const Report *report;
    const char **cells;
    const char **notes; /* of the row */
    size_t rows; /* the header is one */
} CostTable;

/* Cut between characters, not bytes. */
static const char *
shortened(Arena *arena, const char *text, unsigned width)
{
    size_t at = 0;
    unsigned shown = 0;

    for (size_t i = 0; text[i] != '\0'; i++)
    {
        if (((unsigned char) text[i] & 0xc0) == 0x80)
            continue;
        if (shown + 1 == width)
            at = i;
        shown++;
    }
    return shown <= width ? text : arena_printf(arena, "%.*s…", (int) at, text);
}

/* Calls a day; as counted where that was less than a day. */
static double
calls_shown(const Report *report, double calls_per_day)
{
    Quantity window = report->design->workload->window_days;

    return costs_has_day(report) || !quantity_known(window) ? calls_per_day
                                                            : calls_per_day * window.value;
}

static CostTable
table_new(const Report *report, size_t rows)
{
    const Design *design = report->design;
    CostTable table = {.report = report, .rows = 1};

    table.cells = arena_new_array(report->arena, const char *, (rows + 1) * COLUMNS);
    table.notes = arena_new_array(report->arena, const char *, rows + 1);
    table.cells[0] = table.cells[1] = "";
    table.cells[2] = costs_has_day(report) ? "calls/day" : "calls";
    table.cells[3] = "share";
    table.cells[4] = "now";
    table.cells[5] = day_month_text(report->arena, day_add_months(design->today, HORIZON_NEAR));
    table.cells[6] = "with fix";
    return table;
}

static const char *
share_text(Arena *arena, double share)
{
    return arena_printf(arena, share < 0.0095 ? "%.1f %%" : "%.0f %%", share * 100);
}

static void
add_row(CostTable *table, const char *mark, const WorkloadQuery *query, const Pain *pain)
{
    Arena *arena = table->report->arena;
    const char **cells = table->cells + table->rows++ * COLUMNS;

    cells[0] = mark;
    cells[1] = query->name;
    cells[2] =
        quantity_known(query->calls_per_day)
            ? quantity_count_text(arena, calls_shown(table->report, query->calls_per_day.value))
            : "?";
    cells[3] = query->is_nested ? arena_printf(arena, "(%s)", share_text(arena, query->share))
                                : share_text(arena, query->share);
    cells[4] = ms_text(arena, query->per_call[COUNTER_MS].value);
    cells[5] = query->ms_in_12_months.is_known ? span_text(arena, query->ms_in_12_months) : "?";
    cells[6] = query->ms_with_fix.is_known    ? span_text(arena, query->ms_with_fix)
               : costs_is_helped(query, pain) ? "?"
                                              : "";
}

/* Numbers stay whole, names take what is left of the line. */
static void
shorten_names(CostTable *table, unsigned width)
{
    size_t taken = 1 + 2 * (COLUMNS - 1);

    for (size_t c = 0; c < COLUMNS; c++)
    {
        size_t widest = 0;

        for (size_t row = 0; row < table->rows && c != NAME_COLUMN; row++)
            if (strlen(table->cells[row * COLUMNS + c]) > widest)
                widest = strlen(table->cells[row * COLUMNS + c]);
        taken += widest;
    }
    for (size_t row = 1; row < table->rows; row++)
    {
        const char **cell = &table->cells[row * COLUMNS + NAME_COLUMN];

        *cell =
            shortened(table->report->arena, *cell,
                      taken + NAME_NARROWEST < width ? width - (unsigned) taken : NAME_NARROWEST);
    }
}

/* Of a rule's advice the screen has room for one sentence, without its full stop. */
static size_t
first_sentence(const char *text)
{
    const char *end = strstr(text, ". ");

    return end == NULL ? strlen(text) : (size_t) (end - text);
}

/* Why the queries of a point are slow, those that are not in the table, and what ends it. */
static const char *
pain_note(const Report *report, const Pain *pain, size_t shown)
{
    StrBuf text = strbuf_new(report->arena);
    NameList told = {0};
    double share = 0;
    size_t skipped = 0;

    for (size_t i = 0; i < pain->finding_count && told.count < FINDINGS_TOLD; i++)
    {
        const Finding *finding = pain->findings[i];

        if (finding->object_id != NULL && name_list_contains(&told, finding->object_id))
            continue; /* another rule has said it of the same columns */
        strbuf_printf(&text, "%s%s", told.count == 0 ? "" : "\n", finding->message);
        name_list_add(report->arena, &told, finding->object_id == NULL ? "" : finding->object_id);
    }
    for (const QueryRef *at = pain->queries.first; at != NULL; at = at->next)
        if (skipped++ >= shown)
            share += at->query->share;
    if (skipped > shown && share >= SHARE_WORTH_A_WORD)
        strbuf_printf(&text, "\nsame cause: %zu more quer%s, %s of the time", skipped - shown,
                      skipped - shown == 1 ? "y" : "ies", share_text(report->arena, share));
    strbuf_add_char(&text, '\n');
    strbuf_add_bytes(&text, pain->way_out, first_sentence(pain->way_out));
    return text.text;
}

static void
add_pain(CostTable *table, const Pain *pain)
{
    size_t shown = 0;

    for (const CostRow *row = table->report->costs.first; row != NULL; row = row->next)
    {
        if (row->pain != pain || shown == ROWS_OF_PAIN)
            continue;
        add_row(table, shown == 0 ? arena_printf(table->report->arena, "%u", pain->number) : "+",
                row->query, pain);
        shown++;
    }
    if (shown > 0)
        table->notes[table->rows - 1] = pain_note(table->report, pain, shown);
}

/* The points after those that are told get a row, and what ends them. */
static void
add_in_short(CostTable *table, unsigned pains_told)
{
    const Report *report = table->report;
    Arena *arena = report->arena;
    unsigned pains = 0;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
    {
        if (pain->share <= 0 || pain->queries.first == NULL || ++pains <= pains_told ||
            pains > pains_told + ROWS_IN_SHORT)
            continue;
        add_row(table, arena_printf(arena, "%u", pain->number), pain->queries.first->query, pain);
        table->notes[table->rows - 1] =
            arena_strndup(arena, pain->way_out, first_sentence(pain->way_out));
    }
}

void
cost_table_write(Page *page, const Report *report, unsigned pains_told)
{
    CostTable table =
        table_new(report, pains_told * ROWS_OF_PAIN + ROWS_IN_SHORT + ROWS_WITHOUT_PAIN);
    size_t told = 0;

    for (const Pain *pain = report->pains.first; pain != NULL && told < pains_told;
         pain = pain->next)
        if (pain->share > 0)
        {
            add_pain(&table, pain);
            told++;
        }
    add_in_short(&table, pains_told);
    told = 0;
    for (const CostRow *row = report->costs.first; row != NULL && told < ROWS_WITHOUT_PAIN;
         row = row->next)
        if (row->pain == NULL)
        {
            add_row(&table, "", row->query, NULL);
            table.notes[table.rows - 1] = row->note;
            told++;
        }
    shorten_names(&table, page->width);
    page_table_noted(page, COLUMNS, aligned_right, table.cells, table.rows * COLUMNS, table.notes);
    page_blank(page);
}

/* --- the whole report ------------------------------------------------------------------------------ */

static const Pain *
pain_of(const Report *report, const WorkloadQuery *query)
{
    for (const CostRow *row = report->costs.first; row != NULL; row = row->next)
        if (row->query == query)
            return row->pain;
    return NULL;
}

static void
add_row_of_all(CostTable *table, const WorkloadQuery *query)
{
    const Pain *pain = pain_of(table->report, query);

    add_row(table, pain == NULL ? "" : arena_printf(table->report->arena, "%u", pain->number),
            query, pain);
}

static bool
has_nested(const Report *report)
{
    for (const WorkloadQuery *query = report->design->workload->queries.first; query != NULL;
         query = query->next)
        if (query->is_nested && query->share >= SHARE_LISTED)
            return true;
    return false;
}

static void
write_queries(Page *page, const Report *report)
{
    CostTable table = table_new(report, ROWS_ALL);

    page_subheading(page, "Where the time goes");
    for (const WorkloadQuery *query = report->design->workload->queries.first;
         query != NULL && table.rows <= ROWS_ALL; query = query->next)
        if (query->share >= SHARE_LISTED)
            add_row_of_all(&table, query);
    shorten_names(&table, page->width);
    page_table(page, COLUMNS, aligned_right, table.cells, table.rows * COLUMNS);
    if (has_nested(report))
        page_paragraph(page, 1,
                       "A share in brackets is part of that of the statement that fires it.");
    page_paragraph(page, 1,
                   report->run->planned_by != NULL
                       ? "The number is that of the point that explains it. In a year and with the "
                         "fix: today's time times the ratio of the planner's costs, as a span."
                       : "The number is that of the point that explains it. In a year and with the "
                         "fix: reckoned from the rows read and their growth, as a span.");
    page_blank(page);
}

static int
compare_endpoints(const void *left_at, const void *right_at)
{
    const Endpoint *left = *(Endpoint *const *) left_at;
    const Endpoint *right = *(Endpoint *const *) right_at;

    if (left->share != right->share)
        return left->share > right->share ? -1 : 1;
    return strcmp(left->name, right->name);
}

static Endpoint *
find_endpoint(Arena *arena, EndpointList *list, const char *name)
{
    Endpoint *endpoint;

    for (Endpoint *at = list->first; at != NULL; at = at->next)
        if (strcmp(at->name, name) == 0)
            return at;
    endpoint = arena_new_object(arena, Endpoint);
    endpoint->name = name;
    list_append(list, endpoint);
    return endpoint;
}

EndpointList
cost_table_endpoints(const Report *report)
{
    const Workload *workload = report->design->workload;
    EndpointList found = {0};
    EndpointList sorted = {0};
    Endpoint **items;
    size_t count = 0;

    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
    {
        const char *name = query->place;
        Endpoint *endpoint = name == NULL ? NULL : find_endpoint(report->arena, &found, name);

        if (endpoint == NULL)
            continue;
        endpoint->queries++;
        endpoint->calls_per_day += query->calls_per_day.value;
        endpoint->ms_per_day += workload_ms_per_day(query).value;
        endpoint->share += query->share;
    }
    items = arena_new_array(report->arena, Endpoint *, found.count + 1);
    for (Endpoint *at = found.first; at != NULL; at = at->next)
        items[count++] = at;
    qsort(items, count, sizeof(*items), compare_endpoints);
    for (size_t i = 0; i < count; i++)
    {
        items[i]->next = NULL;
        list_append(&sorted, items[i]);
    }
    return sorted;
}

static void
write_endpoints(Page *page, const Report *report)
{
    static const bool right_aligned[] = {false, true, true, true, true};
    EndpointList endpoints = cost_table_endpoints(report);
    Arena *arena = report->arena;
    const char **cells = arena_new_array(arena, const char *, (ENDPOINTS_ALL + 1) * 5);
    size_t count = 0;

    if (endpoints.count == 0)
        return;
    page_subheading(page, "By endpoint");
    cells[count++] = "endpoint";
    cells[count++] = "queries";
    cells[count++] = costs_has_day(report) ? "calls/day" : "calls";
    cells[count++] = "share";
    cells[count++] = costs_has_day(report) ? "time a day" : "time";
    for (const Endpoint *at = endpoints.first; at != NULL && count < (ENDPOINTS_ALL + 1) * 5;
         at = at->next)
    {
        cells[count++] = at->name;
        cells[count++] = arena_printf(arena, "%zu", at->queries);
        cells[count++] = quantity_count_text(arena, calls_shown(report, at->calls_per_day));
        cells[count++] = share_text(arena, at->share);
        cells[count++] = seconds_text(arena, calls_shown(report, at->ms_per_day) / 1000);
    }
    page_table(page, 5, right_aligned, cells, count);
    page_paragraph(page, 1,
                   "As the comments of queries say. pg_stat_statements keeps the comment of a "
                   "statement's first caller alone: what several endpoints ask counts for one.");
    page_blank(page);
}

void
cost_table_write_all(Page *page, const Report *report)
{
    if (!costs_lead(report))
        return;
    write_queries(page, report);
    write_endpoints(page, report);
}
