#include "grow/grow_internal.h"

#include <math.h>

/* Parts of the way: the first year and the end are always among them, and 10x of 100x. */
static const int months_of[GROW_MOMENTS] = {0, 6, 12, 18, 24, 36};
static const double powers_of[GROW_MOMENTS] = {0, 0.15, 0.35, 0.5, 0.75, 1};

/* 1.4, 5, 30: one digit, or two below two. */
static double
rounded(double factor)
{
    double unit = pow(10, floor(log10(factor)));

    if (factor / unit < 2)
        return round(factor / unit * 10) * unit / 10;
    return round(factor / unit) * unit;
}

static void
set_day(Growth *growth, size_t at, int months)
{
    Moment *moment = &growth->moments[at];
    Day day = day_add_months(growth->design->today, months);

    moment->target = (ScaleTarget){.day = day};
    moment->label = at == 0 ? "today" : day_month_text(growth->arena, day);
}

/* Half of the way from the moment before to the end. */
static void
set_day_between(Growth *growth, size_t at)
{
    Day before = growth->moments[at - 1].target.day;
    Day day = before + (growth->moments[GROW_MOMENTS - 1].target.day - before) / 2;

    growth->moments[at].target.day = day;
    growth->moments[at].label = day_month_text(growth->arena, day);
}

static void
set_factor(Growth *growth, size_t at, double factor)
{
    Moment *moment = &growth->moments[at];

    moment->target = (ScaleTarget){.factor = factor, .day = growth->design->today};
    moment->label =
        at == 0 ? "today" : arena_printf(growth->arena, factor < 999.5 ? "%.3gx" : "%.0fx", factor);
}

/* The walls between the first year and the end take the places of days that are as good as others. */
static void
move_to_walls(Growth *growth)
{
    const Day apart = 30;
    size_t at = 3;

    for (const Wall *wall = growth->walls.first; wall != NULL && at + 1 < GROW_MOMENTS;
         wall = wall->next)
    {
        if (wall->day < growth->moments[at - 1].target.day + apart ||
            wall->day > growth->moments[GROW_MOMENTS - 1].target.day - apart)
            continue;
        growth->moments[at].target.day = wall->day;
        growth->moments[at].label = day_month_text(growth->arena, wall->day);
        growth->moments[at].wall = wall->text;
        if (at + 2 < GROW_MOMENTS && growth->moments[at + 1].target.day < wall->day + apart)
            set_day_between(growth, at + 1);
        at++;
    }
}

void
moment_choose(Growth *growth)
{
    const GrowOptions *options = &growth->options;
    double last = options->factor > 0 ? options->factor : 100;
    const ScaleTarget denser = {.factor = 10, .day = growth->design->today};
    bool is_by_day = options->factor <= 0 && unrated_is_other_rated(growth->design);

    growth->is_by_day = is_by_day;
    growth->denser = scale_stats(growth->arena, growth->design, &denser);
    growth->shown[1] = is_by_day ? 2 : 3;
    growth->shown[2] = GROW_MOMENTS - 1;
    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        int months = months_of[i] * options->months / 36;

        if (is_by_day)
            set_day(growth, i, i == 2 && options->months > 12 ? 12 : months);
        else
            set_factor(growth, i, i + 1 == GROW_MOMENTS ? last : rounded(pow(last, powers_of[i])));
        growth->moments[i].configuration = arena_printf(growth->arena, "grow %zu", i);
    }
    if (is_by_day)
        move_to_walls(growth);
    growth->larger = scale_with_partitions(growth->arena, growth->design,
                                           &growth->moments[GROW_MOMENTS - 1].target);
    if (growth->larger == NULL)
        growth->larger = growth->design;
    for (size_t i = 0; i < GROW_MOMENTS; i++)
        growth->moments[i].stats =
            scale_stats(growth->arena, growth->larger, &growth->moments[i].target);
}
