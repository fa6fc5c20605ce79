/*
 * The first sentences: what breaks on a day, which queries become too slow, what they cost, which walls of
 * the server are reached. Each says from whom its numbers are; that nothing has a day is said, too.
 */
#include "report/grow_parts.h"
#include "report/report_internal.h"

#include <math.h>

enum
{
    WALLS_TOLD = 2,
    KEYS_TOLD = 2,
    SLOW_TOLD = 2,
    YEARS_NEAR = 10
};

static const double NEARLY_USED = 0.8;
static const double WORTH_TELLING = 2; /* a query that costs less than twice as much is as before */
static const double VACUUM_PRESSING = 0.125; /* of a day between two runs */
static const double BYTES_PRESSING = 100e6;

typedef struct Counts
{
    size_t planned;
    size_t refused; /* not planned */
    size_t unrated; /* nobody knows how fast what they read grows */
    size_t dearer; /* twice as much at the end */
    size_t flips;
    size_t toss_ups;
    const QueryGrowth *worst;
    double worst_ratio;
    size_t doubted; /* may cost twice as much, beside those that do */
    double most; /* of them */
} Counts;

/* Milliseconds a day more at the end; without a measured time none: the order of costs decides. */
static double
more_time(const QueryGrowth *query)
{
    Quantity calls = query->query->calls_per_day;
    Span then = query->ms[GROW_MOMENTS - 1];

    if (!then.is_known || !quantity_known(calls))
        return 0;
    return calls.value * (sqrt(fmax(0, then.low) * fmax(0, then.high)) - query->ms[0].low);
}

static Counts
count_all(const Growth *growth)
{
    Counts counts = {0};

    for (size_t i = 0; i < growth->prices.query_count; i++)
    {
        const QueryGrowth *query = &growth->queries[growth->order[i]];
        double ratio =
            price_ratio(&price_of(&growth->prices, growth->order[i], 0)->typical,
                        &price_of(&growth->prices, growth->order[i], GROW_MOMENTS - 1)->typical);

        counts.refused += grow_is_refused(query);
        if (!query->is_sized || query->why_not != NULL)
            continue;
        if (!query->is_rated && ratio < WORTH_TELLING)
        {
            counts.unrated++;
            continue;
        }
        if (query->doubt != NULL && ratio < WORTH_TELLING)
        {
            counts.most = fmax(counts.most, query->most[GROW_MOMENTS - 1]);
            if (query->most[GROW_MOMENTS - 1] >= WORTH_TELLING)
            {
                counts.doubted++;
                continue;
            }
        }
        counts.planned++;
        counts.dearer += ratio >= WORTH_TELLING;
        if (ratio >= WORTH_TELLING &&
            (counts.worst == NULL || more_time(query) > more_time(counts.worst)))
        {
            counts.worst = query;
            counts.worst_ratio = ratio;
        }
    }
    for (const Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
    {
        counts.flips++;
        counts.toss_ups += flip->samples_same < flip->samples;
    }
    return counts;
}

/* "task_history (6.8x, planned)", "fetch_events (320 ms now, measured; 20-59 s then)" */
static const char *
worst_text(Arena *arena, const Counts *counts)
{
    Span now = counts->worst->ms[0];
    Span then = counts->worst->ms[GROW_MOMENTS - 1];

    if (!now.is_known || !then.is_known)
        return arena_printf(arena, "%s (%.1fx, planned)", counts->worst->query->name,
                            counts->worst_ratio);
    return arena_printf(arena, "%s (%s now, %s; about %s then, %s)", counts->worst->query->name,
                        span_text(arena, now), provenance_name(now.source),
                        quantity_ms_text(arena, counts->worst->ms_likely[GROW_MOMENTS - 1]),
                        span_text(arena, then));
}

static void
tell_costs(StrBuf *out, const Growth *growth, const Counts *counts)
{
    const char *last = growth->moments[GROW_MOMENTS - 1].label;
    const char *by = growth->is_by_day ? "by" : "at";

    if (counts->planned == 0)
        return;
    strbuf_separate(out, " ");
    if (counts->planned == 1 && counts->dearer == 0)
        strbuf_printf(out, "1 query costs less than twice as much %s %s.", by, last);
    else if (counts->dearer == 0)
        strbuf_printf(out, "None of %zu queries costs twice as much %s %s.", counts->planned, by,
                      last);
    else
        strbuf_printf(out, "%zu of %zu queries cost%s twice as much or more %s %s, most of all %s.",
                      counts->dearer, counts->planned + counts->doubted,
                      counts->dearer == 1 ? "s" : "", by, last, worst_text(out->arena, counts));
}

static void
tell_flips(StrBuf *out, const Counts *counts)
{
    strbuf_separate(out, " ");
    if (counts->flips == 0)
        strbuf_add(out, "No plan changes.");
    else if (counts->toss_ups == 0)
        strbuf_printf(out, "%zu change%s plan.", counts->flips, counts->flips == 1 ? "s" : "");
    else if (counts->toss_ups == counts->flips)
        strbuf_printf(out, "%zu change%s plan, by a toss-up.", counts->flips,
                      counts->flips == 1 ? "s" : "");
    else
        strbuf_printf(out, "%zu change plan, %zu of them by a toss-up.", counts->flips,
                      counts->toss_ups);
}

/* "likely in Mar 2028, between Nov 2027 and Sep 2028" */
static const char *
when_slow(Arena *arena, const Growth *growth, const QueryGrowth *query)
{
    const Crossing *at = &query->crosses_at;
    const char *earliest = grow_place(arena, growth, at->earliest, false);

    if (at->likely > GROW_MOMENTS - 1)
        return arena_printf(arena, "perhaps, from %s on", earliest);
    if (at->latest > GROW_MOMENTS - 1)
        return arena_printf(arena, "likely %s %s (%s at the earliest)",
                            growth->is_by_day ? "in" : "at",
                            grow_place(arena, growth, at->likely, false), earliest);
    return arena_printf(arena, "likely %s %s (%s to %s)", growth->is_by_day ? "in" : "at",
                        grow_place(arena, growth, at->likely, false), earliest,
                        grow_place(arena, growth, at->latest, false));
}

static int
compare_crossings(const void *left, const void *right)
{
    const QueryGrowth *a = *(const QueryGrowth *const *) left;
    const QueryGrowth *b = *(const QueryGrowth *const *) right;

    double left_day = a->crosses_at.latest, right_day = b->crosses_at.latest;

    if (left_day == right_day)
    {
        left_day = a->crosses_at.likely;
        right_day = b->crosses_at.likely;
    }
    return (left_day > right_day) - (left_day < right_day);
}

/* Those that must become too slow come before those that may. */
static void
tell_slow(StrBuf *out, const Growth *growth, const Counts *counts)
{
    const QueryGrowth **slow =
        arena_new_array(out->arena, const QueryGrowth *, growth->prices.query_count + 1);
    size_t count = 0, passed = 0;

    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (growth->queries[growth->order[i]].crosses)
            slow[count++] = &growth->queries[growth->order[i]];
    if (count == 0)
        return;
    qsort(slow, count, sizeof *slow, compare_crossings);
    strbuf_separate(out, " ");
    while (passed < count && slow[passed]->crosses_at.latest <= 0)
        passed++;
    strbuf_printf(out, "%zu of %zu queries pass%s %s", count, counts->planned + counts->doubted,
                  count == 1 ? "es" : "",
                  quantity_ms_text(out->arena, growth->options.objective_ms));
    if (passed > 0)
        strbuf_printf(out, ", %zu already", passed);
    for (size_t i = passed; i < count && i < passed + SLOW_TOLD; i++)
        strbuf_printf(out, "%s %s %s", i == passed ? ":" : ",", slow[i]->query->name,
                      when_slow(out->arena, growth, slow[i]));
    strbuf_add(out, count > passed + SLOW_TOLD ? " …" : ".");
}

static void
tell_queries(StrBuf *out, const Growth *growth, const Counts *counts)
{
    tell_slow(out, growth, counts);
    tell_costs(out, growth, counts);
    if (counts->unrated > 0)
    {
        strbuf_separate(out, " ");
        strbuf_printf(out, "%zu read%s tables of which nobody knows how fast they grow.",
                      counts->unrated, counts->unrated == 1 ? "s" : "");
    }
    if (counts->doubted > 0)
    {
        strbuf_separate(out, " ");
        strbuf_printf(out, "%zu may cost up to %.0fx: what %s is a guess.", counts->doubted,
                      counts->most, counts->doubted == 1 ? "it reads" : "they read");
    }
    if (counts->refused > 0)
    {
        strbuf_separate(out, " ");
        strbuf_printf(out, "%zu %s not be planned: the reason stands below.", counts->refused,
                      counts->refused == 1 ? "query could" : "queries could");
    }
    if (counts->planned + counts->doubted > 0)
        tell_flips(out, counts);
}

/* That nothing has a day is no good news. */
static void
tell_growth(StrBuf *out, const Growth *growth)
{
    if (growth->tables.count == 0)
        return;
    if (!growth->is_by_day && growth->options.factor <= 0)
        strbuf_printf(out,
                      "How fast tables grow is not known: no day can be told, and sizes are up to "
                      "%s today's.",
                      growth->moments[GROW_MOMENTS - 1].label);
    else if (growth->tables_unrated > 0)
        strbuf_printf(out, "How fast %zu of %zu tables grow%s is not known.",
                      growth->tables_unrated, growth->tables.count,
                      growth->tables_unrated == 1 ? "s" : "");
}

static bool
is_near(const Growth *growth, Day day)
{
    return day < day_add_months(growth->design->today, 12 * YEARS_NEAR);
}

/* "builds.id (integer) ends in Jan 2027: 94 % used, 2.5M numbers a day (declared)." */
static void
tell_end(StrBuf *out, const Growth *growth, const KeyGrowth *key)
{
    Arena *arena = out->arena;
    Day today = growth->design->today;

    strbuf_separate(out, " ");
    strbuf_printf(out, "%s.%s (%s) ", table_label(arena, key->table), key->column->name,
                  key->column->type.text);
    if (key->ends <= today)
        strbuf_add(out, key->parent == NULL ? "has no numbers left: inserts fail."
                                            : "cannot point to new rows any more.");
    else
        strbuf_printf(out, "%s %s %s: %.0f %% used, %s a day (%s).",
                      key->parent == NULL
                          ? "runs out of numbers"
                          : arena_printf(arena, "can no longer point to new rows of %s",
                                         table_label(arena, key->parent)),
                      day_is_near(today, key->ends) ? "on" : "in",
                      day_near_text(arena, today, key->ends), floor(100 * key->used),
                      quantity_count_text(arena, key->per_day.value), provenance_name(key->source));
}

/* Those that end, the first ones first; and one that is nearly used up, nobody knows how fast. */
static void
tell_keys(StrBuf *out, const Growth *growth)
{
    const KeyGrowth *worst = NULL;
    size_t ending = 0;

    for (const KeyGrowth *key = growth->keys.first; key != NULL; key = key->next)
    {
        if (key->ends != DAY_NEVER && !key->is_earliest && is_near(growth, key->ends) &&
            ++ending <= KEYS_TOLD)
            tell_end(out, growth, key);
        if (key->source == PROVENANCE_UNKNOWN && key->used >= NEARLY_USED &&
            (worst == NULL || key->used > worst->used))
            worst = key;
    }
    if (ending > KEYS_TOLD)
        strbuf_printf(out, " %zu more key%s within %d years.", ending - KEYS_TOLD,
                      ending - KEYS_TOLD == 1 ? " ends" : "s end", YEARS_NEAR);
    if (worst == NULL)
        return;
    strbuf_separate(out, " ");
    strbuf_printf(out, "%s.%s has used up %.0f %% of its numbers, nobody knows how fast.",
                  table_label(out->arena, worst->table), worst->column->name, 100 * worst->used);
}

static void
tell_vacuum(StrBuf *out, const Growth *growth)
{
    const TableGrowth *worst = NULL;

    for (const TableGrowth *at = growth->tables.first; at != NULL; at = at->next)
        if (at->vacuum_days[0] > 0 && at->vacuum_days[0] <= VACUUM_PRESSING &&
            at->bytes[0].value >= BYTES_PRESSING &&
            (worst == NULL || at->vacuum_days[0] < worst->vacuum_days[0]))
            worst = at;
    if (worst == NULL)
        return;
    strbuf_separate(out, " ");
    strbuf_printf(out, "So many rows of %s are updated or deleted that autovacuum comes every %s.",
                  table_label(out->arena, worst->table),
                  grow_days_text(out->arena, worst->vacuum_days[0]));
}

/* What is larger than memory is larger than the cache: the largest limit says it all. */
static void
tell_past(StrBuf *out, const Growth *growth)
{
    const Wall *last = NULL;

    for (const Wall *wall = growth->walls.first; wall != NULL; wall = wall->next)
        if (wall->kind == WALL_SERVER && wall->day <= growth->design->today)
            last = wall;
    if (last == NULL)
        return;
    strbuf_separate(out, " ");
    strbuf_printf(out, "Already %s.", last->text);
}

/* The server's come before those of tables: a number of rows alone breaks nothing. */
static void
tell_walls(StrBuf *out, const Growth *growth)
{
    size_t told = 0;

    tell_past(out, growth);
    for (WallKind kind = WALL_SERVER; kind <= WALL_TABLE; kind++)
        for (const Wall *wall = growth->walls.first; wall != NULL && told < WALLS_TOLD;
             wall = wall->next)
        {
            if (wall->kind != kind || wall->day <= growth->design->today ||
                !is_near(growth, wall->day))
                continue;
            told++;
            strbuf_separate(out, " ");
            strbuf_printf(out, "%s: %s.", day_month_text(out->arena, wall->day), wall->text);
        }
}

char *
grow_verdict(Arena *arena, const Growth *growth)
{
    StrBuf out = strbuf_new(arena);

    tell_growth(&out, growth);
    tell_keys(&out, growth);
    if (growth->not_planned != NULL && growth->design->workload->queries.count > 0)
    {
        strbuf_separate(&out, " ");
        strbuf_add(&out, "No query was planned: the reason stands at the end.");
    }
    if (growth->queries != NULL && growth->prices.query_count > 0)
    {
        Counts counts = count_all(growth);

        tell_queries(&out, growth, &counts);
    }
    tell_vacuum(&out, growth);
    tell_walls(&out, growth);
    if (out.length == 0 && growth->tables.count > 0)
        strbuf_printf(&out, "%s%s",
                      growth->is_by_day ? "No wall within ten years is known."
                                        : "Sizes are told by factors, so no day is.",
                      quantity_known(growth->design->stats->ram_bytes) || !growth->is_by_day
                          ? ""
                          : " --ram and --disk tell how large the server is.");
    else if (out.length == 0)
        strbuf_add(&out, "Nothing to plan: --table NAME=ROWS,+N/day declares rows and growth, "
                         "--queries names files of queries, a snapshot measures both.");
    return out.text;
}
