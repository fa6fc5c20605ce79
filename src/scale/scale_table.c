/*
 * scale_table.c - how many rows a table has then.
 *
 * To a day, a table grows by its own rate, and one without a rate does not. By a factor, everything
 * grows but what is closed: the list of countries does not get longer because more is sold. Whether a
 * table is closed is told by its growth where that is known, otherwise by its looks.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"

#include <math.h>

static const double ROWS_OF_LIST = 1000;

/* Lists carry names, signs and order; what has amounts, moments or generated keys is entered by use. */
static bool
is_of_list(const Scaling *scaling, const Table *table, const Column *column)
{
    TypeFacts facts = type_facts(scaling->design->schema, &column->type);

    if (column->sequence != NULL || column->identity != IDENTITY_NONE)
        return false;
    switch (facts.category)
    {
    case CATEGORY_TEXT:
    case CATEGORY_BOOLEAN:
    case CATEGORY_ENUM:
    case CATEGORY_INTEGER:
        return column->default_expr == NULL || strstr(column->default_expr->sql, "nextval") == NULL;
    case CATEGORY_JSON:
    case CATEGORY_JSONB:
    case CATEGORY_ARRAY:
        return table_primary_key(table) != NULL;
    default:
        return false;
    }
}

/* Nothing that grows is pointed to. */
static bool
is_list(const Scaling *scaling, const Table *table, unsigned depth)
{
    const TableStats *stats = stats_find_table(scaling->now, table->schema, table->name);

    if (stats == NULL || !quantity_known(stats->rows) || stats->rows.value >= ROWS_OF_LIST ||
        !scale_is_pointed_to(scaling, table))
        return false;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        ColumnRole role = scale_role(scaling, table, column);

        if (!is_of_list(scaling, table, column))
            return false;
        if (role.kind == KIND_REFERENCE && role.to != table &&
            (depth == 0 || !is_list(scaling, role.to, depth - 1)))
            return false;
    }
    return true;
}

static bool
is_closed(const Scaling *scaling, const Table *table)
{
    enum
    {
        LISTS_OF_LISTS = 4
    };
    Quantity growth = design_rows_per_day(scaling->design, table);
    Quantity rows = design_rows(scaling->design, table);

    if (quantity_known(growth) && growth.source != PROVENANCE_ASSUMED)
        return growth.value <= 0 && design_stays_small(scaling->design, table);
    if (quantity_known(rows) && rows.source == PROVENANCE_DECLARED && rows.value < ROWS_OF_LIST &&
        design_has_growth(scaling->design))
        return true;
    return is_list(scaling, table, LISTS_OF_LISTS);
}

const Table *
scale_parent(const Scaling *scaling, const Table *table)
{
    return table->partition_of == NULL
               ? NULL
               : schema_find_table(scaling->design->schema, table->partition_of->schema,
                                   table->partition_of->name);
}

/* Partitions take their part of what their parent grows. */
static const Table *
grows_as(const Scaling *scaling, const Table *table)
{
    const Table *parent = scale_parent(scaling, table);

    return parent == NULL ? table : grows_as(scaling, parent);
}

static double
rows_of(const Scaling *scaling, const Table *table, Provenance *source)
{
    Quantity rows = design_rows(scaling->design, table);

    if (!quantity_known(rows)) /* of a partition: its share of what the parent has, assume.c */
    {
        const TableStats *assumed = stats_find_table(scaling->now, table->schema, table->name);

        rows = assumed == NULL ? QUANTITY_UNKNOWN : assumed->rows;
    }
    *source = rows.source;
    return rows.value;
}

/* Rows then over rows now, by the table's own growth. */
static double
growth_of(const Scaling *scaling, const Table *table, Provenance *source)
{
    Quantity now = design_rows(scaling->design, table);
    Quantity then = design_rows_on(scaling->design, table, scaling->target.day);

    if (scaling->target.factor > 0)
    {
        *source = PROVENANCE_ASSUMED;
        return is_closed(scaling, table) ? 1 : scaling->target.factor;
    }
    if (!quantity_known(then) || !quantity_known(now) || now.value < 1)
        return 1;
    *source = provenance_weaker(*source, then.source);
    return then.value / now.value;
}

static double
inserted_until(const Scaling *scaling, const Table *table, double added)
{
    Quantity inserts = design_inserts_per_day(scaling->design, table);

    if (scaling->target.factor > 0 || !quantity_known(inserts))
        return fmax(0, added);
    return fmax(fmax(0, added), inserts.value * scaling->days);
}

/* The partition of now, the one before it, and those made ahead. */
static bool
is_recent(const Scaling *scaling, const Table *table)
{
    Range range;

    return range_read(table->partition_bound, &range) && range.is_time &&
           range.to.place > 86400.0 * scaling->design->today - (range.to.place - range.from.place);
}

/*
 * By how much a partition grows when its parent grows by `factor`, where there are no more of them
 * (scale_place.c). By time, the recent ones stay as they are, seen from today; the longer history lies in
 * the older ones.
 */
static double
growth_of_partition(const Scaling *scaling, const Table *table, double factor)
{
    const Table *parent = scale_parent(scaling, table);
    double recent = 0, all = 0;

    if (parent == NULL || scaling->target.factor > 0 || parent->partition_key == NULL ||
        parent->partition_key->strategy != PARTITION_RANGE)
        return factor;
    if (is_recent(scaling, table))
        return 1;
    for (const PartitionRef *at = design_partitions(scaling->design, parent)->first; at != NULL;
         at = at->next)
    {
        double rows = design_rows(scaling->design, at->table).value;

        all += rows;
        recent += is_recent(scaling, at->table) ? rows : 0;
    }
    return all > recent ? fmax(0, (all * factor - recent) / (all - recent)) : factor;
}

bool
scale_table(const Scaling *scaling, const Table *table, TableScale *out)
{
    const Table *like = grows_as(scaling, table);
    const TableStats *now = stats_find_table(scaling->now, table->schema, table->name);
    Provenance source;
    double rows = rows_of(scaling, table, &source);
    double factor;

    if (scale_place(scaling, table, out))
        return true;
    if (source == PROVENANCE_UNKNOWN || now == NULL)
        return false;
    factor = growth_of_partition(scaling, table, growth_of(scaling, like, &source));
    *out = (TableScale){
        .table = table,
        .now = now,
        .rows_now = rows,
        .rows_then = ceil(rows * factor),
        .inserted = like == table ? inserted_until(scaling, like, rows * (factor - 1))
                                  : fmax(0, rows * (factor - 1)),
        .drops_oldest = quantity_known(now->retention_days),
        .source = source,
    };
    return true;
}
