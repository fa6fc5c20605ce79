/*
 * freeze_growth.c - how often autovacuum reads every table only to freeze its rows.
 *
 * A call that writes takes one number of a transaction, a call that reads takes none. Calls that share a
 * transaction share its number, and nobody counts those: so it is the most that there can be. What a
 * statement fires is part of its transaction.
 */
#include "grow/grow_internal.h"
#include "stats/size.h"
#include "workload/window.h"

static const double FREEZE_AGE = 200e6; /* autovacuum_freeze_max_age */

static bool
takes_number(const Query *meaning)
{
    if (meaning->command != QUERY_SELECT)
        return true;
    for (const QuerySelect *at = meaning->selects.first; at != NULL; at = at->next)
        if (at->command != QUERY_SELECT || at->is_locking)
            return true;
    return false;
}

/* Statements without calls add what nobody knows; what they take comes on top. */
static Quantity
transactions_of(const Workload *workload)
{
    Quantity sum = QUANTITY_UNKNOWN;

    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
    {
        Quantity calls = query->calls_per_day;

        if (query->meaning == NULL || query->is_nested || !takes_number(query->meaning) ||
            !quantity_known(calls) || !window_makes_days(workload, calls.source))
            continue;
        sum.source =
            quantity_known(sum) ? provenance_weaker(sum.source, calls.source) : calls.source;
        sum.value += calls.value;
    }
    return sum;
}

/* Tables that have no later size count as they are. */
static Quantity
bytes_of(const Growth *growth, size_t moment)
{
    const Design *design = growth->design;
    Quantity sum = QUANTITY_UNKNOWN;

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
    {
        Quantity rows = quantity_known(table->rows[moment]) ? table->rows[moment] : table->rows[0];
        Quantity bytes;

        if (!quantity_known(rows))
            continue;
        bytes = size_table_bytes(design->schema, design->stats, table->table, rows.value);
        bytes.source = provenance_weaker(bytes.source, rows.source);
        sum.source =
            quantity_known(sum) ? provenance_weaker(sum.source, bytes.source) : bytes.source;
        sum.value += bytes.value;
    }
    return sum;
}

static Quantity
age_most(const Stats *stats)
{
    for (const Setting *at = stats->settings.first; at != NULL; at = at->next)
        if (str_equal(at->name, "autovacuum_freeze_max_age"))
            return (Quantity){strtod(at->value, NULL), at->source};
    return (Quantity){FREEZE_AGE, PROVENANCE_ASSUMED};
}

void
freeze_growth_build(Growth *growth)
{
    FreezeGrowth *out = &growth->freeze;

    out->age_most = age_most(growth->design->stats);
    out->transactions_per_day = transactions_of(growth->design->workload);
    if (out->transactions_per_day.value > 0 && out->age_most.value > 0)
        out->every_days = out->age_most.value / out->transactions_per_day.value;
    for (size_t at = 0; at < GROW_MOMENTS; at++)
        out->bytes[at] = bytes_of(growth, at);
}
