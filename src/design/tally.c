/*
 * A counter ends in the row that is counted most. Nobody knows its share, so the day is the earliest one:
 * that on which a row is full if every call is about it.
 */
#include "design/tally.h"

#include "design/numbers.h"
#include "schema/type.h"
#include "workload/window.h"

#include <ctype.h>
#include <math.h>

static const double DAYS_ENDLESS = 36525; /* a hundred years */

/* "n + 1", "t.n + $2", "coalesce(n, 0) + 1" from the reference on: what is added; 0 where nothing is. */
static double
added(const char *sql, size_t offset)
{
    const char *at = sql;
    double amount;
    char *end;

    if (offset >= strlen(sql))
        return 0;
    at += offset;
    while (isalnum((unsigned char) *at) || strchr("_.\"", *at) != NULL)
        if (*at++ == '\0')
            return 0;
    at += strspn(at, " \t\r\n,0)");
    if (*at != '+')
        return 0;
    at += 1 + strspn(at + 1, " \t\r\n");
    amount = strtod(at, &end);
    return end == at || amount < 1 ? 1 : amount;
}

static bool
is_written(const Query *meaning, const Table *table, const Column *column)
{
    for (const ColumnUse *use = meaning->uses.first; use != NULL; use = use->next)
        if (use->table == table && use->column == column && (use->roles & USE_UPDATED) != 0)
            return true;
    return false;
}

static double
added_by(const WorkloadQuery *query, const Table *table, const Column *column)
{
    double most = 0;

    if (query->meaning == NULL || !is_written(query->meaning, table, column))
        return 0;
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
        if (use->table == table && use->column == column && use->clause == CLAUSE_SET &&
            (use->roles & (USE_UPDATED | USE_INSERTED)) == 0)
            most = fmax(most, added(query->sql, use->offset));
    return most;
}

static void
take_most(Quantity *most, const char *text)
{
    char *end;
    double value = text == NULL ? 0 : strtod(text, &end);

    if (text == NULL || end == text || (quantity_known(*most) && most->value >= value))
        return;
    *most = (Quantity){value, PROVENANCE_MEASURED};
}

static Quantity
most_of(const Design *design, const Table *table, const Column *column)
{
    const ColumnStats *stats = stats_find_column(design_table_stats(design, table), column->name);
    Quantity most = QUANTITY_UNKNOWN;

    for (size_t i = 0; stats != NULL && i < stats->common_count; i++)
        take_most(&most, stats->common[i].text);
    if (stats != NULL && stats->bound_count > 0)
        take_most(&most, stats->bounds[stats->bound_count - 1]);
    return most;
}

bool
tally_find(const Design *design, const Table *table, const Column *column, Tally *out)
{
    TypeFacts facts = type_facts(design->schema, &column->type);
    Tally tally = {.last = (double) type_integer_maximum(facts.base_name),
                   .per_day = QUANTITY_UNKNOWN,
                   .most = QUANTITY_UNKNOWN};
    double days, largest = 0;

    if (design->workload == NULL || facts.category != CATEGORY_INTEGER || facts.length > 4 ||
        column->type.dimensions > 0 || numbers_are_generated(column))
        return false;
    for (const WorkloadQuery *query = design->workload->queries.first; query != NULL;
         query = query->next)
    {
        double each = added_by(query, table, column);

        if (each <= 0 || !quantity_known(query->calls_per_day) ||
            !window_makes_days(design->workload, query->calls_per_day.source))
            continue;
        tally.per_day.source =
            quantity_known(tally.per_day)
                ? provenance_weaker(tally.per_day.source, query->calls_per_day.source)
                : query->calls_per_day.source;
        tally.per_day.value += query->calls_per_day.value * each;
        if (query->calls_per_day.value * each > largest)
        {
            largest = query->calls_per_day.value * each;
            tally.query = query;
        }
    }
    if (tally.query == NULL)
        return false;
    tally.most = most_of(design, table, column);
    days = ceil(fmax(0, tally.last - tally.most.value) / tally.per_day.value);
    tally.earliest = days > DAYS_ENDLESS ? DAY_NEVER : design->today + (Day) days;
    *out = tally;
    return true;
}
