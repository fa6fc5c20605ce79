/*
 * toast_growth.c - what lies outside of the rows, and what updates leave dead there.
 *
 * An update that does not write the column keeps the pointer, and TOAST is left alone. One that does
 * writes all chunks anew, however little of the value changes.
 */
#include "grow/grow_internal.h"

#include "stats/size.h"
#include "stats/size_toast.h"
#include "workload/traffic.h"
#include "workload/window.h"

static const double CHUNK_BYTES = 2084; /* with its entry in the index of TOAST */

static bool
writes(const WorkloadQuery *query, const Table *table, const Column *column)
{
    if (query->meaning == NULL)
        return false;
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
        if (use->table == table && (use->roles & USE_UPDATED) != 0 && use->column != NULL &&
            (column == NULL || use->column == column))
            return true;
    return false;
}

static void
add_product(Quantity *sum, Quantity left, Quantity right)
{
    Provenance source = provenance_weaker(left.source, right.source);

    sum->source = quantity_known(*sum) ? provenance_weaker(sum->source, source) : source;
    sum->value += left.value * right.value;
}

/*
 * By the calls of the statements that write it. Where nobody counted them, the updates of the table, if
 * all of its statements write the column.
 */
static Quantity
updates_of(const Growth *growth, const Table *table, const Column *column)
{
    const Workload *workload = growth->design->workload;
    Quantity all = design_updates_per_day(growth->design, table);
    Quantity sum = QUANTITY_UNKNOWN;
    size_t others = 0, open = 0;

    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
    {
        Quantity rows;

        if (!writes(query, table, column))
        {
            others += writes(query, table, NULL);
            continue;
        }
        rows = traffic_rows_updated(query, table);
        if (quantity_known(rows) && quantity_known(query->calls_per_day) &&
            window_makes_days(workload, query->calls_per_day.source))
            add_product(&sum, query->calls_per_day, rows);
        else
            open++;
    }
    if (open == 0)
        return sum;
    return others == 0 && quantity_known(all) ? (Quantity){all.value, PROVENANCE_ASSUMED}
                                              : QUANTITY_UNKNOWN;
}

static void
add_column(const Growth *growth, const Table *table, const ToastColumn *column, ToastGrowth *out)
{
    ToastWrite *added = arena_new_object(growth->arena, ToastWrite);
    Quantity updates = updates_of(growth, table, column->column);

    added->column = column->column;
    added->value_bytes = (Quantity){column->value_bytes, column->source};
    added->updates_per_day = updates;
    added->dead_per_day = QUANTITY_UNKNOWN;
    if (quantity_known(updates))
    {
        added->dead_per_day = (Quantity){updates.value * column->row_bytes,
                                         provenance_weaker(updates.source, column->source)};
        add_product(&out->dead_per_day, (Quantity){1, PROVENANCE_MEASURED}, added->dead_per_day);
    }
    list_append(&out->columns, added);
}

/* TOAST is vacuumed on its own, when so many of its chunks are dead. */
static double
vacuum_days(const Growth *growth, const Table *table, const ToastGrowth *toast, double bytes)
{
    double dead = toast->dead_per_day.value / CHUNK_BYTES;
    double threshold = table_growth_option(growth, table, "autovacuum_vacuum_threshold", 50);
    double share = table_growth_option(growth, table, "autovacuum_vacuum_scale_factor", 0.2);

    threshold =
        size_storage_option(&table->options, "toast.autovacuum_vacuum_threshold", threshold);
    share = size_storage_option(&table->options, "toast.autovacuum_vacuum_scale_factor", share);
    return dead > 0 ? (threshold + share * bytes / CHUNK_BYTES) / dead : 0;
}

const ToastGrowth *
toast_growth_build(const Growth *growth, const Table *table, const TableGrowth *sizes)
{
    const Design *design = growth->design;
    ToastSize size = size_toast(growth->arena, design->schema, design->stats, table);
    ToastGrowth *out;

    if (size.columns.count == 0)
        return NULL;
    out = arena_new_object(growth->arena, ToastGrowth);
    out->dead_per_day = QUANTITY_UNKNOWN;
    for (const ToastColumn *column = size.columns.first; column != NULL; column = column->next)
        add_column(growth, table, column, out);
    for (size_t at = 0; at < GROW_MOMENTS; at++)
    {
        Quantity rows = sizes->rows[at];

        out->bytes[at] = QUANTITY_UNKNOWN;
        if (!quantity_known(rows))
            continue;
        out->bytes[at] = (Quantity){rows.value * size.row_bytes.value,
                                    provenance_weaker(rows.source, size.row_bytes.source)};
        out->vacuum_days[at] = vacuum_days(growth, table, out, out->bytes[at].value);
    }
    return out;
}
