#include "design/design.h"

#include <math.h>

/*
 * Growth is linear: it is what a user can declare and what two readings of a counter show. Retention
 * bounds it: a table that keeps its rows for 90 days holds 90 days of inserts, however long it lives.
 * A table that holds more than that today is not assumed to shrink.
 */

static const double DAYS_ENDLESS = 36525; /* a hundred years */
static const double ROWS_SMALL = 10000;

typedef Quantity (*TableQuantity)(const Design *design, const Table *table);

/* The sum over the partitions that know; unknown when none does. */
static Quantity
sum_partitions(const Design *design, const Table *table, TableQuantity ask)
{
    Quantity sum = QUANTITY_UNKNOWN;

    if (table->kind != TABLE_PARTITIONED)
        return sum;
    for (const PartitionRef *at = design_partitions(design, table)->first; at != NULL;
         at = at->next)
    {
        Quantity part = ask(design, at->table);

        if (!quantity_known(part))
            continue;
        sum.source = quantity_known(sum) ? provenance_weaker(sum.source, part.source) : part.source;
        sum.value += part.value;
    }
    return sum;
}

/* What is declared about the parent wins over its partitions; what is measured is measured there. */
static Quantity
own_or_partitions(const Design *design, const Table *table, Quantity own, TableQuantity ask)
{
    Quantity sum;

    if (own.source == PROVENANCE_DECLARED)
        return own;
    sum = sum_partitions(design, table, ask);
    return quantity_known(sum) ? sum : own;
}

Quantity
design_rows(const Design *design, const Table *table)
{
    const TableStats *stats = design_table_stats(design, table);

    return own_or_partitions(design, table, stats == NULL ? QUANTITY_UNKNOWN : stats->rows,
                             design_rows);
}

Quantity
design_updates_per_day(const Design *design, const Table *table)
{
    const TableStats *stats = design_table_stats(design, table);

    return own_or_partitions(design, table,
                             stats == NULL ? QUANTITY_UNKNOWN : stats->updates_per_day,
                             design_updates_per_day);
}

Quantity
design_deletes_per_day(const Design *design, const Table *table)
{
    const TableStats *stats = design_table_stats(design, table);

    return own_or_partitions(design, table,
                             stats == NULL ? QUANTITY_UNKNOWN : stats->deletes_per_day,
                             design_deletes_per_day);
}

/* Known, or what DELETEs with a LIMIT can take away of what comes. */
static Quantity
own_deletes(const TableStats *stats)
{
    Quantity most = stats->deletes_most_per_day;

    if (quantity_known(stats->deletes_per_day) || !quantity_known(most))
        return stats->deletes_per_day;
    most.value = fmin(most.value, stats->inserts_per_day.value);
    return most;
}

/* Inserts alone say how fast a table grows only if nothing is deleted, which is then assumed. */
static Quantity
own_growth(const TableStats *stats)
{
    Quantity growth, deletes;

    if (stats == NULL)
        return QUANTITY_UNKNOWN;
    if (quantity_known(stats->rows_per_day) || !quantity_known(stats->inserts_per_day))
        return stats->rows_per_day;
    growth = stats->inserts_per_day;
    deletes = own_deletes(stats);
    if (quantity_known(deletes))
    {
        growth.value -= deletes.value;
        growth.source = provenance_weaker(growth.source, deletes.source);
    }
    else if (!quantity_known(stats->retention_days))
        growth.source = provenance_weaker(growth.source, PROVENANCE_ASSUMED);
    return growth;
}

Quantity
design_rows_per_day(const Design *design, const Table *table)
{
    return own_or_partitions(design, table, own_growth(design_table_stats(design, table)),
                             design_rows_per_day);
}

/* Every row that is there more at the end of the day was inserted, and every deleted one once. */
static Quantity
own_inserts(const TableStats *stats)
{
    Quantity inserts;

    if (stats == NULL)
        return QUANTITY_UNKNOWN;
    if (quantity_known(stats->inserts_per_day))
    {
        inserts = stats->inserts_per_day;
        if (quantity_known(stats->rows_per_day) && stats->rows_per_day.value > inserts.value)
            inserts = stats->rows_per_day;
        return inserts;
    }
    inserts = stats->rows_per_day;
    if (quantity_known(inserts) && quantity_known(stats->deletes_per_day))
    {
        inserts.value += stats->deletes_per_day.value;
        inserts.source = provenance_weaker(inserts.source, stats->deletes_per_day.source);
    }
    return inserts;
}

Quantity
design_inserts_per_day(const Design *design, const Table *table)
{
    return own_or_partitions(design, table, own_inserts(design_table_stats(design, table)),
                             design_inserts_per_day);
}

/* A straight line with a ceiling; none that goes down to nothing. */
typedef struct Growth
{
    double rows;
    double per_day;
    double most; /* INFINITY without retention */
    Provenance source;
} Growth;

/* What is to go stays, for the DELETEs do not come after what is inserted. */
static bool
falls_behind(const TableStats *stats, Quantity inserts)
{
    return quantity_known(stats->deletes_most_per_day) && quantity_known(inserts) &&
           stats->deletes_most_per_day.value < inserts.value;
}

static bool
find_growth(const Design *design, const Table *table, Growth *growth)
{
    const TableStats *stats = design_table_stats(design, table);
    Quantity rows = design_rows(design, table);
    Quantity per_day = design_rows_per_day(design, table);
    Quantity inserts = design_inserts_per_day(design, table);

    if (!quantity_known(per_day))
        return false;
    *growth =
        (Growth){.rows = quantity_known(rows) ? rows.value : 0,
                 .per_day = fmax(0, per_day.value), /* more went than came: it was cleared, once */
                 .most = INFINITY,
                 .source = provenance_weaker(
                     per_day.source, quantity_known(rows) ? rows.source : PROVENANCE_ASSUMED)};
    if (stats == NULL || !quantity_known(stats->retention_days))
        return true;
    if (falls_behind(stats, inserts))
    {
        growth->per_day = inserts.value - stats->deletes_most_per_day.value;
        return true;
    }
    growth->most = fmax(growth->rows, inserts.value * stats->retention_days.value);
    growth->source = provenance_weaker(growth->source, stats->retention_days.source);
    return true;
}

Quantity
design_rows_on(const Design *design, const Table *table, Day day)
{
    Growth growth;
    double rows;

    if (day <= design->today && quantity_known(design_rows(design, table)))
        return design_rows(design, table);
    if (!find_growth(design, table, &growth))
        return QUANTITY_UNKNOWN;
    rows = growth.rows + growth.per_day * (day - design->today);
    return (Quantity){.value = fmax(0, fmin(rows, growth.most)), .source = growth.source};
}

Quantity
design_growth_factor(const Design *design, const Table *table, Day day)
{
    Quantity now = design_rows(design, table);
    Quantity then = design_rows_on(design, table, day);

    if (!quantity_known(now) || !quantity_known(then) || now.value < 1)
        return QUANTITY_UNKNOWN;
    return (Quantity){.value = then.value / now.value,
                      .source = provenance_weaker(now.source, then.source)};
}

static Day
day_after(const Design *design, double days)
{
    return days > DAYS_ENDLESS ? DAY_NEVER : design->today + (Day) ceil(days);
}

bool
design_day_of_rows(const Design *design, const Table *table, double rows, Day *day,
                   Provenance *source)
{
    Quantity now = design_rows(design, table);
    Growth growth;

    if (quantity_known(now) && now.value >= rows)
    {
        *day = design->today;
        *source = now.source;
        return true;
    }
    if (!find_growth(design, table, &growth))
        return false;
    *source = growth.source;
    *day = growth.per_day <= 0 || growth.most < rows
               ? DAY_NEVER
               : day_after(design, (rows - growth.rows) / growth.per_day);
    return true;
}

bool
design_day_of_inserts(const Design *design, const Table *table, double values, Day *day,
                      Provenance *source)
{
    Quantity inserts = design_inserts_per_day(design, table);

    if (!quantity_known(inserts))
        return false;
    *source = inserts.source;
    if (values <= 0)
        *day = design->today;
    else
        *day = inserts.value <= 0 ? DAY_NEVER : day_after(design, values / inserts.value);
    return true;
}

bool
design_stays_small(const Design *design, const Table *table)
{
    Quantity now = design_rows(design, table);
    Quantity then = design_rows_on(design, table, day_add_months(design->today, 36));

    if (!quantity_known(now) || now.value >= ROWS_SMALL)
        return false;
    if (!quantity_known(then))
        return now.source == PROVENANCE_DECLARED;
    return then.value < ROWS_SMALL;
}
