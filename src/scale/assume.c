/*
 * assume.c - statistics of columns of which nothing is measured.
 *
 * Keys, types, defaults and the growth of the table say how many values there are and how far they
 * reach; nothing says which are common, so none are. Everything here is assumed, and findings that rest
 * on it alone rank last.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"
#include "stats/width.h"

#include <math.h>

enum
{
    BOUNDS = 101
};

static const double DAY_SECONDS = 86400;
static const double HISTORY_DAYS = 3 * 365.25; /* of a table whose growth nobody knows */
static const double HISTORY_LONGEST = 20 * 365.25;
static const double SHARE_GROWS = 0.1;

static Quantity
assumed(double value)
{
    return (Quantity){value, PROVENANCE_ASSUMED};
}

/* Days that today's rows took to come in, at today's rate; no longer than they are kept. */
static double
history_days(const Scaling *scaling, const Table *table, const TableStats *stats)
{
    Quantity inserts = design_inserts_per_day(scaling->design, table);
    double days = HISTORY_DAYS;

    if (quantity_known(inserts) && inserts.value > 0)
        days = fmax(1, stats->rows.value / inserts.value);
    if (quantity_known(stats->retention_days))
        days = fmin(days, stats->retention_days.value);
    return fmin(days, HISTORY_LONGEST);
}

/* As many as ANALYZE makes: the planner tells nothing smaller than a hundredth of a piece apart. */
static void
assume_bounds(const Scaling *scaling, const Column *column, TypeFacts facts, double low,
              double high, ColumnStats *out)
{
    const char **bounds = arena_new_array(scaling->arena, const char *, BOUNDS);
    int decimals = value_decimals(&column->type);
    size_t count = 0;

    if (high <= low)
        return;
    for (size_t i = 0; i < BOUNDS; i++)
    {
        double value = low + (high - low) * (double) i / (BOUNDS - 1);
        const char *text = value_text(scaling->arena, facts, decimals, value);

        if (count == 0 || !str_equal(bounds[count - 1], text))
            bounds[count++] = text;
    }
    out->bounds = bounds;
    out->bound_count = count < 2 ? 0 : count;
}

static double
rows_of_target(const Scaling *scaling, const ColumnRole *role)
{
    Quantity rows = design_rows(scaling->design, role->to);

    return quantity_known(rows) ? rows.value : 0;
}

/* Labels of an enum, or true and false: as if all were as frequent. */
static void
assume_common(const Scaling *scaling, const Column *column, TypeFacts facts, ColumnStats *out)
{
    const Type *type =
        schema_find_type(scaling->design->schema, column->type.schema, column->type.name);
    size_t count = facts.category == CATEGORY_BOOLEAN                ? 2
                   : facts.category == CATEGORY_ENUM && type != NULL ? type->labels.count
                                                                     : 0;
    CommonValue *common = arena_new_array(scaling->arena, CommonValue, count + 1);
    const Name *label =
        count == 0 || facts.category == CATEGORY_BOOLEAN ? NULL : type->labels.first;

    for (size_t i = 0; i < count; i++)
    {
        common[i].text = label == NULL ? (i == 0 ? "f" : "t") : label->text;
        common[i].fraction = (1 - out->null_fraction.value) / (double) count;
        label = label == NULL ? NULL : label->next;
    }
    out->common = common;
    out->common_count = count;
}

/* The row that is written last has the highest number and the latest time. */
static void
assume_values(const Scaling *scaling, const Table *table, const Column *column,
              const ColumnRole *role, const TableStats *stats, ColumnStats *out)
{
    double now = DAY_SECONDS * (scaling->design->today + 1);

    switch (role->kind)
    {
    case KIND_NUMBERED:
        assume_bounds(scaling, column, role->facts, 1, stats->rows.value, out);
        out->correlation = assumed(1);
        break;
    case KIND_REFERENCE:
        if (scale_role(scaling, role->to, role->to_column).kind == KIND_NUMBERED)
            assume_bounds(scaling, column, role->facts, 1, rows_of_target(scaling, role), out);
        break;
    case KIND_TIME:
        assume_bounds(scaling, column, role->facts,
                      now - DAY_SECONDS * history_days(scaling, table, stats), now, out);
        out->correlation = assumed(column->default_expr == NULL ? 0 : 1);
        break;
    default:
        assume_common(scaling, column, role->facts, out);
        break;
    }
}

static void
assume_column(const Scaling *scaling, const Table *table, const Column *column,
              const TableStats *stats, ColumnStats *out)
{
    ColumnRole role = scale_role(scaling, table, column);
    Width width = width_of(scaling->design->schema, stats, column);
    double rows = stats->rows.value;
    double distinct = width_distinct(scaling->design->schema, scaling->now, table, column, rows);

    out->width_bytes = (Quantity){width.bytes, width.source};
    out->null_fraction = assumed(width.null_fraction);
    if (role.is_unique || role.kind == KIND_NUMBERED)
        distinct = rows;
    distinct = fmin(distinct, fmax(1, rows * (1 - width.null_fraction)));
    out->distinct = assumed(distinct);
    if (distinct > SHARE_GROWS * rows)
        out->distinct_share = assumed(distinct / fmax(1, rows));
    out->correlation = assumed(0);
    assume_values(scaling, table, column, &role, stats, out);
}

/* The lists of a column are shared with the original: nobody changes them. */
static void
copy_column(Stats *out, TableStats *table, const ColumnStats *from)
{
    ColumnStats *to = stats_column(out, table, from->name);
    ColumnStats *next = to->next;

    *to = *from;
    to->next = next;
}

static TableStats *
copy_table(Stats *out, const TableStats *from)
{
    TableStats *to = stats_table(out, from->schema, from->name);
    TableStats kept = *to;

    *to = *from;
    to->next = kept.next;
    to->same_name = kept.same_name;
    to->columns = (ColumnStatsList){0};
    for (const ColumnStats *column = from->columns.first; column != NULL; column = column->next)
        copy_column(out, to, column);
    return to;
}

static Stats *
copy_stats(const Scaling *scaling)
{
    const Stats *from = scaling->design->stats;
    Stats *out = stats_new(scaling->arena);
    Map *by_name = out->by_name;
    Map *uses = out->index_use_by_name;

    *out = *from;
    out->arena = scaling->arena;
    out->by_name = by_name;
    out->index_use_by_name = uses;
    out->tables = (TableStatsList){0};
    out->index_uses = (IndexUseList){0};
    for (const TableStats *table = from->tables.first; table != NULL; table = table->next)
        copy_table(out, table);
    return out;
}

/* The key of a partition, evenly from its beginning to its end, or to now. */
static void
assume_key(const Scaling *scaling, const Series *series, const SeriesPart *part, Stats *out,
           TableStats *stats)
{
    const IndexElement *key = series->parent->partition_key->elements.first;
    const Column *column =
        key == NULL || key->column == NULL ? NULL : table_find_column(part->table, key->column);
    double reached =
        series->is_time ? DAY_SECONDS * (scaling->design->today + 1) : series->reached_now;
    double high = fmin(part->range.to.place, reached);
    ColumnStats *assuming;
    TypeFacts facts;
    double step;

    if (column == NULL || part->rows < 1 || !isfinite(part->range.from.place))
        return;
    facts = type_facts(scaling->design->schema, &column->type);
    step = value_step(facts, &column->type);
    assuming = stats_column(out, stats, column->name);
    assuming->null_fraction = assumed(0);
    assuming->correlation = assumed(1);
    assuming->width_bytes = assumed(width_of(scaling->design->schema, NULL, column).bytes);
    assuming->distinct =
        assumed(step > 0 ? fmin(part->rows, (high - part->range.from.place) / step) : part->rows);
    if (assuming->distinct.value > SHARE_GROWS * part->rows)
        assuming->distinct_share = assumed(assuming->distinct.value / part->rows);
    assume_bounds(scaling, column, facts, part->range.from.place, high, assuming);
}

/* Partitions that nobody measured: how many rows; of other columns all is known that is of the parent's. */
static void
assume_parts(const Scaling *scaling, const Table *parent, Stats *out)
{
    const Series *series = parent->partition_key == NULL ? NULL : scale_series(scaling, parent);

    for (size_t i = 0; series != NULL && i < series->count; i++)
    {
        const SeriesPart *part = &series->parts[i];
        TableStats *stats;

        if (!part->is_assumed)
            continue;
        stats = stats_table(out, part->table->schema, part->table->name);
        stats->rows = assumed(round(part->rows));
        assume_key(scaling, series, part, out, stats);
    }
    if (series != NULL && series->rest != NULL && series->parts[0].is_assumed)
        stats_table(out, series->rest->schema, series->rest->name)->rows = assumed(0);
}

Stats *
assume_stats(const Scaling *scaling)
{
    Stats *out = copy_stats(scaling);
    Scaling on_copy = *scaling;

    on_copy.now = out;
    on_copy.roles =
        map_new(scaling->arena); /* what is assumed now tells more about columns later */
    on_copy.series = arena_new_object(scaling->arena, SeriesList);
    for (const Table *table = scaling->design->schema->tables.first; table != NULL;
         table = table->next)
    {
        Quantity rows = design_rows(scaling->design, table);
        TableStats *stats;

        if (!quantity_known(rows))
            continue;
        stats = stats_table(out, table->schema, table->name);
        stats->rows = rows;
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
        {
            const ColumnStats *known = stats_find_column(stats, column->name);

            if (known == NULL || !quantity_known(known->distinct))
                assume_column(&on_copy, table, column, stats,
                              stats_column(out, stats, column->name));
        }
    }
    for (const Table *table = scaling->design->schema->tables.first; table != NULL;
         table = table->next)
        assume_parts(&on_copy, table, out);
    return out;
}
