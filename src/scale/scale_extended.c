/*
 * scale_extended.c - what CREATE STATISTICS counts, then.
 *
 * Combinations are drawn from a domain, as values are (scale_column.c). How the domain widens follows from
 * its members: of those that know nothing of each other it widens by each of them, and where the first
 * determines the others by the first alone. Which of both, and all between, is told by how many combinations
 * there are now, between the most values of one member and the product of all. The same holds for the share of
 * a common combination, between that of its rarest member and the product of all.
 *
 * How far columns determine each other is a law of the data, and stays.
 */
#include "scale/scale_internal.h"

#include "scale/sample.h"

#include <math.h>

typedef struct Member
{
    Column like; /* its name, for an expression the text */
    ColumnRole role;
    const ColumnStats *now; /* NULL: nothing is known of it */
    const ColumnStats *then;
    double distinct_now;
    double distinct_then;
    double widening;
} Member;

typedef struct Grouping
{
    const Scaling *scaling;
    const TableScale *table;
    const TableStats *then;
    const ExtendedStats *extended;
    Member members[STATS_MEMBERS_MOST];
    size_t count;
} Grouping;

static void
finish_member(const Grouping *grouping, Member *member)
{
    const TableScale *table = grouping->table;

    member->widening = 1;
    if (member->now == NULL || member->then == NULL)
        return;
    member->distinct_now = scale_distinct_now(member->now, table->rows_now);
    member->distinct_then = scale_distinct_now(member->then, table->rows_then);
    member->widening = scale_widening(grouping->scaling, table, &member->role, member->now);
}

static Member
member_of_column(const Grouping *grouping, const char *name)
{
    const Column *column = table_find_column(grouping->table->table, name);
    Member member = {.like = {.name = name, .statistics_target = -1}};

    if (column != NULL)
    {
        member.like = *column;
        member.role = scale_role(grouping->scaling, grouping->table->table, column);
        member.now = stats_find_column(grouping->table->now, name);
        member.then = stats_find_column(grouping->then, name);
    }
    finish_member(grouping, &member);
    return member;
}

static Member
member_of_expression(const Grouping *grouping, int number)
{
    const ExpressionStats key = {
        .schema = grouping->extended->schema, .name = grouping->extended->name, .number = number};
    const ExpressionStats *now = stats_find_expression(grouping->table->now, &key);
    const ExpressionStats *then = stats_find_expression(grouping->then, &key);
    Member member = {.like = {.name = "", .statistics_target = -1}};

    if (now != NULL && then != NULL &&
        scale_expression_role(grouping->scaling, grouping->table, now, &member.role))
    {
        member.now = &now->values;
        member.then = &then->values;
    }
    finish_member(grouping, &member);
    return member;
}

static void
take_members(Grouping *grouping)
{
    for (size_t i = 0; i < grouping->extended->column_count; i++)
        grouping->members[grouping->count++] =
            member_of_column(grouping, grouping->extended->columns[i]);
    for (int number = 1; grouping->count < STATS_MEMBERS_MOST; number++)
        grouping->members[grouping->count++] = member_of_expression(grouping, number);
}

/* Where a number lies between two, by its logarithm: 0 at `from`, 1 at `to`. */
static double
place_between(double number, double from, double to)
{
    if (!(number > 0 && from > 0 && to > 0) || fabs(log(to / from)) < 1e-9)
        return 0;
    return fmin(1, fmax(0, log(number / from) / log(to / from)));
}

static const Member *
leader_of(const Grouping *grouping, const MemberSet *set)
{
    const Member *leader = &grouping->members[set->at[0]];

    for (size_t i = 1; i < set->count; i++)
        if (grouping->members[set->at[i]].distinct_now > leader->distinct_now)
            leader = &grouping->members[set->at[i]];
    return leader;
}

static Sample
sample_at(const Grouping *grouping, const Member *leader, double rows)
{
    const TableScale *table = grouping->table;
    Quantity pages = table->now->pages;
    double a_row = quantity_known(pages) ? pages.value / fmax(1, table->rows_now) : 0.02;
    double correlation = leader->now != NULL && quantity_known(leader->now->correlation)
                             ? leader->now->correlation.value
                             : 0;

    return sample_of(rows, leader->like.statistics_target, a_row * rows, correlation);
}

/* How much wider the domain of combinations is, and between which numbers they are then. */
static double
widening_of(const Grouping *grouping, const MemberSet *set, const Member *leader, double *least,
            double *most)
{
    double product = 1, others = 1;

    *least = *most = 1;
    for (size_t i = 0; i < set->count; i++)
    {
        const Member *member = &grouping->members[set->at[i]];

        product *= fmax(1, member->distinct_now);
        *least = fmax(*least, member->distinct_then);
        *most *= member->distinct_then >= 1 ? member->distinct_then : INFINITY;
        others *= member == leader ? 1 : member->widening;
    }
    return leader->widening *
           pow(others, place_between(set->number, fmax(1, leader->distinct_now), product));
}

static double
combinations_then(const Grouping *grouping, const MemberSet *set)
{
    const Member *leader = leader_of(grouping, set);
    double least, most;
    double widening = widening_of(grouping, set, leader, &least, &most);
    Sample before = sample_at(grouping, leader, grouping->table->rows_now);
    Sample after = sample_at(grouping, leader, grouping->table->rows_then);
    double domain;

    if (set->number < 1 || before.rows < 1 || after.rows < 1)
        return set->number;
    domain = sample_domain(&before, fmin(set->number, before.rows));
    return round(fmin(fmin(most, after.rows),
                      fmax(fmin(least, after.rows), sample_estimate(&after, domain * widening))));
}

static const MemberSet *
sets_then(const Grouping *grouping)
{
    const ExtendedStats *now = grouping->extended;
    MemberSet *sets = arena_new_array(grouping->scaling->arena, MemberSet, now->distinct_count + 1);

    for (size_t i = 0; i < now->distinct_count; i++)
    {
        sets[i] = now->distinct[i];
        sets[i].number = combinations_then(grouping, &now->distinct[i]);
    }
    return sets;
}

static double
share_of(const ColumnStats *column, const char *text)
{
    if (text == NULL)
        return column->null_fraction.value;
    for (size_t i = 0; i < column->common_count; i++)
        if (str_equal(column->common[i].text, text))
            return column->common[i].fraction;
    return 0;
}

/* By how much the share of one member's value changes; its share now, 0 when nobody knows. */
static double
change_of(const Grouping *grouping, const Member *member, const char *text, const char **moved,
          double *share)
{
    double then;

    *moved = text;
    *share = 0;
    if (member->now == NULL || member->then == NULL)
        return 1;
    *moved = text == NULL ? NULL
                          : scale_moved_text(grouping->scaling, &member->like, &member->role, text);
    *share = share_of(member->now, text);
    then = share_of(member->then, *moved);
    return *share > 0 && then > 0 ? then / *share : 1 / fmax(1, member->widening);
}

static CommonCombination
combination_then(const Grouping *grouping, const CommonCombination *now)
{
    size_t count = grouping->extended->member_count;
    const char **texts = arena_new_array(grouping->scaling->arena, const char *, count + 1);
    double least = 1, all = 1, rarest = 1;

    for (size_t i = 0; i < count; i++)
    {
        double share;
        double change =
            change_of(grouping, &grouping->members[i], now->texts[i], &texts[i], &share);

        all *= change;
        least = fmin(least, change);
        rarest = share > 0 ? fmin(rarest, share) : rarest;
    }
    return (CommonCombination){
        .texts = texts,
        .fraction =
            fmin(1, now->fraction * least *
                        pow(all / least, place_between(now->fraction, rarest, now->base_fraction))),
        .base_fraction = fmin(1, now->base_fraction * all),
    };
}

static const CommonCombination *
common_then(const Grouping *grouping)
{
    const ExtendedStats *now = grouping->extended;
    CommonCombination *common =
        arena_new_array(grouping->scaling->arena, CommonCombination, now->common_count + 1);

    for (size_t i = 0; i < now->common_count; i++)
        common[i] = combination_then(grouping, &now->common[i]);
    return common;
}

void
scale_extended(const Scaling *scaling, const TableScale *table, TableStats *then)
{
    then->extended = (ExtendedStatsList){0};
    for (const ExtendedStats *now = table->now->extended.first; now != NULL; now = now->next)
    {
        Grouping grouping = {.scaling = scaling, .table = table, .then = then, .extended = now};
        ExtendedStats *out = arena_new_object(scaling->arena, ExtendedStats);

        *out = *now;
        out->next = NULL;
        take_members(&grouping);
        out->distinct = sets_then(&grouping);
        if (now->common_count > 0 && now->common[0].texts != NULL)
            out->common = common_then(&grouping);
        list_append(&then->extended, out);
    }
}
