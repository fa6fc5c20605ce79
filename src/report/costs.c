/*
 * Which queries take the time, which point explains each, and what is left of it with the fixes.
 *
 * A point that time ranks has the queries that it slows down; a query that takes much and has no point is
 * told as well: silence about it would look like an oversight.
 */
#include "report/report_internal.h"

#include "stats/size.h"
#include "workload/window.h"

#include <math.h>

/* A query without a point is told of from this share on. */
static const double SHARE_TOLD = 0.05;
static const double SHARE_COUNTED = 0.01;

/* Rows from which on a read is large. */
static const double ROWS_WHOLE = 10000;

void
costs_add_query(Arena *arena, QueryRefList *list, const WorkloadQuery *query)
{
    QueryRef *ref = arena_new_object(arena, QueryRef);
    QueryRef **at = &list->first;

    for (const QueryRef *other = list->first; other != NULL; other = other->next)
        if (other->query == query)
            return;
    while (*at != NULL && (*at)->query->share >= query->share)
        at = &(*at)->next;
    ref->query = query;
    ref->next = *at;
    *at = ref;
    list->last = ref->next == NULL ? ref : list->last;
    list->count++;
}

bool
costs_is_helped(const WorkloadQuery *query, const Pain *pain)
{
    for (size_t i = 0; pain != NULL && i < pain->finding_count; i++)
    {
        const Finding *finding = pain->findings[i];

        for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
            if (at->query == query && finding->is_advised && finding->changes.count > 0)
                return true;
    }
    return false;
}

bool
costs_lead(const Report *report)
{
    return report->costs.count > 0;
}

static void
add_row(Report *report, const WorkloadQuery *query, const Pain *pain, const char *note)
{
    CostRow *row = arena_new_object(report->arena, CostRow);

    row->query = query;
    row->pain = pain;
    row->note = note;
    list_append(&report->costs, row);
}

static bool
has_query(const Report *report, const WorkloadQuery *query)
{
    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (const QueryRef *at = pain->queries.first; at != NULL; at = at->next)
            if (at->query == query)
                return true;
    return false;
}

static bool
has_row(const Report *report, const WorkloadQuery *query)
{
    for (const CostRow *row = report->costs.first; row != NULL; row = row->next)
        if (row->query == query)
            return true;
    return false;
}

static bool
touches(const WorkloadQuery *query, const Table *table)
{
    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
        if (at->table == table)
            return true;
    for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
        if (at->table == table)
            return true;
    return false;
}

/* The point whose fix makes it fast as well, though no rule has spoken of it: by the table. */
static Pain *
pain_that_helps(const Report *report, const WorkloadQuery *query)
{
    if (!query->ms_with_fix.is_known)
        return NULL;
    for (Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (size_t i = 0; pain->share > 0 && pain->is_fixed && i < pain->finding_count; i++)
            if (pain->findings[i]->table != NULL && touches(query, pain->findings[i]->table))
                return pain;
    return NULL;
}

/* What is helped by the way belongs to the point that helps it. */
static void
add_helped(Report *report)
{
    for (const WorkloadQuery *query = report->design->workload->queries.first; query != NULL;
         query = query->next)
    {
        Pain *pain = has_query(report, query) ? NULL : pain_that_helps(report, query);

        if (pain != NULL && query->share >= SHARE_COUNTED)
            costs_add_query(report->arena, &pain->queries, query);
    }
}

void
costs_build(Report *report)
{
    const Workload *workload = report->design->workload;
    double usual_ms;

    if (workload == NULL || !quantity_known(workload_total_ms(workload)))
        return;
    usual_ms = cost_note_usual_ms(report->arena, workload);
    add_helped(report);
    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (const QueryRef *at = pain->queries.first; at != NULL; at = at->next)
            if (quantity_known(workload_ms_per_day(at->query)) && !has_row(report, at->query))
                add_row(report, at->query, pain, NULL);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->share >= SHARE_TOLD && !query->is_nested && !has_row(report, query))
            add_row(report, query, NULL, cost_note(report->arena, query, usual_ms));
}

bool
costs_has_day(const Report *report)
{
    const Workload *workload = report->design->workload;
    const WorkloadQuery *first = report->costs.first == NULL ? NULL : report->costs.first->query;

    return first != NULL && window_makes_days(workload, first->calls_per_day.source);
}

bool
costs_load(const Report *report, double *ms_now, double *ms_fixed)
{
    const Workload *workload = report->design->workload;
    Quantity total = workload == NULL ? QUANTITY_UNKNOWN : workload_total_ms(workload);

    *ms_now = *ms_fixed = total.value;
    if (total.source != PROVENANCE_MEASURED || !costs_has_day(report))
        return false;
    for (const CostRow *row = report->costs.first; row != NULL; row = row->next)
        if (row->query->ms_with_fix.is_known && !row->query->is_nested)
            *ms_fixed -= row->query->calls_per_day.value *
                         (row->query->per_call[COUNTER_MS].value - row->query->ms_with_fix.high);
    if (*ms_fixed < 0)
        *ms_fixed = 0;
    return true;
}

/* "One", "Two", … "12". */
static const char *
number_word(Arena *arena, size_t number)
{
    static const char *const words[] = {"No",   "One", "Two",   "Three", "Four",
                                        "Five", "Six", "Seven", "Eight", "Nine"};

    return number < ARRAY_LENGTH(words) ? words[number] : arena_printf(arena, "%zu", number);
}

/* Queries of points, with their share and what of it ends; whether all of them read a whole table. */
typedef struct Explained
{
    size_t count;
    double share;
    double ended;
    bool reads_whole;
} Explained;

/* Of the query's share what the fix ends: by its forecast, or all of it where an index is made for it. */
static double
share_ended(const WorkloadQuery *query, const Pain *pain)
{
    double now = query->per_call[COUNTER_MS].value;

    if (query->ms_with_fix.is_known && now > 0)
        return query->share * fmax(0, 1 - query->ms_with_fix.high / now);
    return costs_is_helped(query, pain) ? query->share : 0;
}

static Explained
explained(const Report *report)
{
    Explained sum = {.reads_whole = true};

    for (const CostRow *row = report->costs.first; row != NULL; row = row->next)
    {
        bool is_counted_elsewhere = row->query->is_nested && row->query->fired_as != NULL;

        if (row->pain == NULL || row->query->share < SHARE_COUNTED || is_counted_elsewhere)
            continue;
        sum.count++;
        sum.share += row->query->share;
        sum.ended += share_ended(row->query, row->pain);
        sum.reads_whole = sum.reads_whole && row->query->rows_read.value >= ROWS_WHOLE;
    }
    sum.ended = fmin(sum.ended, sum.share > 1 ? 1 : sum.share);
    sum.share = sum.share > 1 ? 1 : sum.share;
    return sum;
}

/* "that"; "50 of these 99 %" where less than that ends. */
static const char *
ended_text(Arena *arena, const Explained *sum)
{
    static const double share_close = 0.03;

    if (sum->ended >= sum->share - share_close)
        return "that";
    return arena_printf(arena, "%.0f of these %.0f %%", floor(sum->ended * 100), sum->share * 100);
}

/* How large they are is not told where bytes are negative. */
static void
tell_indexes(StrBuf *text, size_t count, double bytes, double seconds, const char *ended)
{
    Arena *arena = text->arena;

    strbuf_printf(text, " %s index%s", number_word(arena, count), count == 1 ? "" : "es");
    if (bytes >= 0)
        strbuf_printf(text, " (%s)", quantity_bytes_text(arena, bytes));
    strbuf_printf(text, " end%s %s", count == 1 ? "s" : "", ended);
    if (bytes >= 0)
        strbuf_printf(text, "; %s in %s, and nobody waits.",
                      count == 1 ? "it builds" : "they build", seconds_text(arena, seconds));
    else
        strbuf_add(text, "; how large is not known, and nobody waits.");
}

/* The indexes among the recommended changes that points ranked by time ask for. */
static void
add_indexes(StrBuf *text, const Report *report, const Explained *sum)
{
    const Design *design = report->design;
    ChangeList seen = {0};
    double bytes = 0, seconds = 0;
    bool is_known = true;

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (size_t i = 0; pain->share > 0 && pain->is_fixed && i < pain->finding_count; i++)
            for (const Change *at = pain->findings[i]->changes.first; at != NULL; at = at->next)
            {
                const Table *table =
                    schema_find_table(design->schema, at->table_schema, at->table_name);
                Change *copy;

                if (at->kind != CHANGE_ADD_INDEX || table == NULL || change_list_has(&seen, at) ||
                    !change_list_has(report->changes, at))
                    continue;
                copy = arena_new_object(report->arena, Change);
                *copy = *at;
                list_append(&seen, copy);
                is_known = is_known && quantity_known(design_rows(design, table));
                bytes += size_index_bytes(report->target, design->stats, table, at->index,
                                          design_rows(design, table).value)
                             .value;
                seconds += size_index_build_seconds(design->schema, design->stats, table, at->index,
                                                    design_rows(design, table).value)
                               .value;
            }
    if (seen.count > 0)
        tell_indexes(text, seen.count, is_known ? bytes : -1, seconds,
                     ended_text(report->arena, sum));
}

/* "Number 2 needs a decision." */
static void
add_undecided(StrBuf *text, const Report *report)
{
    NameList numbers = {0};

    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        if (!pain->is_fixed && pain->share >= SHARE_COUNTED)
            name_list_add(report->arena, &numbers, arena_printf(report->arena, "%u", pain->number));
    if (numbers.count == 1)
        strbuf_printf(text, " Number %s needs a decision.", numbers.first->text);
    else if (numbers.count > 1)
        strbuf_printf(text, " Numbers %s need a decision.",
                      name_list_text(report->arena, &numbers));
}

char *
costs_text(const Report *report)
{
    Explained sum = explained(report);
    StrBuf text = strbuf_new(report->arena);
    double now, fixed;

    if (sum.count == 0)
        strbuf_add(&text, "Nothing in the schema was found to make the queries slow that take the "
                          "most time.");
    else
    {
        strbuf_printf(&text, "%s quer%s %.0f %% of the database time",
                      number_word(report->arena, sum.count),
                      sum.count == 1 ? "y takes" : "ies take", sum.share * 100);
        if (costs_load(report, &now, &fixed))
            strbuf_printf(&text, " (%s a day in all)", seconds_text(report->arena, now / 1000));
        if (sum.reads_whole)
            strbuf_add(&text,
                       sum.count == 1 ? "; it reads a whole table" : "; each reads a whole table");
        strbuf_add_char(&text, '.');
    }
    add_indexes(&text, report, &sum);
    add_undecided(&text, report);
    return text.text;
}
