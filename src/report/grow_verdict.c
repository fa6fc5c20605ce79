#include "report/grow_parts.h"

#include <math.h>

enum
{
    WALLS_TOLD = 2,
    YEARS_NEAR = 10
};

static const double NEARLY_USED = 0.8;
static const double WORTH_TELLING = 2; /* a query that costs less than twice as much is as before */

typedef struct Counts
{
    size_t planned;
    size_t unrated; /* nobody knows how fast what they read grows */
    size_t dearer; /* twice as much at the end */
    size_t flips;
    size_t toss_ups;
    const QueryGrowth *worst;
    double worst_ratio;
    size_t crossing;
    size_t doubted; /* may cost twice as much, beside those that do */
    double most; /* of them */
} Counts;

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

        if (!query->is_sized || query->why_not != NULL)
            continue;
        if (!query->is_rated && ratio < WORTH_TELLING)
        {
            counts.unrated++;
            continue;
        }
        counts.crossing += query->crosses;
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
        if (counts.worst == NULL && ratio >= WORTH_TELLING)
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

static void
tell_costs(StrBuf *out, const Growth *growth, const Counts *counts)
{
    const char *last = growth->moments[GROW_MOMENTS - 1].label;
    const char *by = growth->is_by_day ? "by" : "at";

    if (counts->planned == 1 && counts->dearer == 0)
        strbuf_printf(out, "1 query costs less than twice as much %s %s.", by, last);
    else if (counts->planned > 0 && counts->dearer == 0)
        strbuf_printf(out, "None of %zu queries costs twice as much %s %s.", counts->planned, by,
                      last);
    else if (counts->planned > 0)
        strbuf_printf(out,
                      "%zu of %zu queries cost%s twice as much or more %s %s, most of all %s "
                      "(%.1fx).",
                      counts->dearer, counts->planned, counts->dearer == 1 ? "s" : "", by, last,
                      counts->worst->query->name, counts->worst_ratio);
}

static void
tell_queries(StrBuf *out, const Growth *growth, const Counts *counts)
{
    tell_costs(out, growth, counts);
    if (counts->unrated > 0)
        strbuf_printf(out, "%s%zu read%s tables of which nobody knows how fast they grow.",
                      counts->planned > 0 ? " " : "", counts->unrated,
                      counts->unrated == 1 ? "s" : "");
    if (counts->doubted > 0)
        strbuf_printf(out, "%s%zu may cost up to %.0fx: what %s is a guess.",
                      counts->planned + counts->unrated > 0 ? " " : "", counts->doubted,
                      counts->most, counts->doubted == 1 ? "it reads" : "they read");
    if (counts->crossing > 0)
        strbuf_printf(out, " %zu may pass %.0f ms.", counts->crossing,
                      growth->options.objective_ms);
    if (counts->flips == 0)
        strbuf_add(out, " No plan changes.");
    else if (counts->toss_ups == 0)
        strbuf_printf(out, " %zu change%s plan.", counts->flips, counts->flips == 1 ? "s" : "");
    else
        strbuf_printf(out, " %zu change%s plan, %zu of them by a toss-up.", counts->flips,
                      counts->flips == 1 ? "s" : "", counts->toss_ups);
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

/* A key that is nearly used up, nobody knows how fast. */
static void
tell_key(StrBuf *out, const Growth *growth)
{
    const KeyGrowth *worst = NULL;

    for (const KeyGrowth *key = growth->keys.first; key != NULL; key = key->next)
        if (key->source == PROVENANCE_UNKNOWN && key->used >= NEARLY_USED &&
            (worst == NULL || key->used > worst->used))
            worst = key;
    if (worst == NULL)
        return;
    strbuf_separate(out, " ");
    strbuf_printf(out, "%s.%s has used up %.0f %% of its numbers, nobody knows how fast.",
                  table_label(out->arena, worst->table), worst->column->name, 100 * worst->used);
}

char *
grow_verdict(Arena *arena, const Growth *growth)
{
    StrBuf out = strbuf_new(arena);
    size_t told = 0;

    tell_growth(&out, growth);
    if (growth->queries != NULL && growth->prices.query_count > 0)
    {
        Counts counts = count_all(growth);

        strbuf_separate(&out, " ");
        tell_queries(&out, growth, &counts);
    }
    tell_key(&out, growth);
    for (const Wall *wall = growth->walls.first;
         wall != NULL && told < WALLS_TOLD &&
         wall->day < day_add_months(growth->design->today, 12 * YEARS_NEAR);
         wall = wall->next, told++)
    {
        if (out.length > 0)
            strbuf_add_char(&out, ' ');
        if (wall->day <= growth->design->today)
            strbuf_printf(&out, "Already: %s.", wall->text);
        else
            strbuf_printf(&out, "%s: %s.", day_month_text(arena, wall->day), wall->text);
    }
    if (out.length == 0 && growth->tables.count > 0)
        strbuf_add(&out, "No wall within ten years is known.");
    else if (out.length == 0)
        strbuf_add(&out, "Nothing to plan: --table NAME=ROWS,+N/day declares rows and growth, "
                         "--queries names files of queries, a snapshot measures both.");
    return out.text;
}
