#include "report/grow_parts.h"

enum
{
    WALLS_TOLD = 2,
    YEARS_NEAR = 10
};

static const double WORTH_TELLING = 2; /* a query that costs less than twice as much is as before */

typedef struct Counts
{
    size_t planned;
    size_t dearer; /* twice as much at the end */
    size_t flips;
    size_t toss_ups;
    const QueryGrowth *worst;
    double worst_ratio;
    size_t crossing;
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

        if (!query->is_sized)
            continue;
        counts.planned += query->why_not == NULL;
        counts.crossing += query->crosses;
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
tell_queries(StrBuf *out, const Growth *growth, const Counts *counts)
{
    const char *last = growth->moments[GROW_MOMENTS - 1].label;

    if (counts->dearer == 0)
        strbuf_printf(out, "None of %zu queries costs twice as much by %s.", counts->planned, last);
    else
        strbuf_printf(out,
                      "%zu of %zu queries cost%s twice as much or more by %s, most of all %s "
                      "(%.1fx).",
                      counts->dearer, counts->planned, counts->dearer == 1 ? "s" : "", last,
                      counts->worst->query->name, counts->worst_ratio);
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

char *
grow_verdict(Arena *arena, const Growth *growth)
{
    StrBuf out = strbuf_new(arena);
    size_t told = 0;

    if (growth->queries != NULL && growth->prices.query_count > 0)
    {
        Counts counts = count_all(growth);

        tell_queries(&out, growth, &counts);
    }
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
