#include "grow/grow_internal.h"

#include "stats/size.h"

static bool
writes_indexed(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
            if (str_equal(at->column, column))
                return !str_equal(index->method, "brin");
        if (name_list_contains(&index->include, column))
            return true;
    }
    return false;
}

/* An update of a column that no index holds may stay on its page and leave the indexes alone. */
static const char *
hot_of(const Growth *growth, const Table *table)
{
    const Workload *workload = growth->design->workload;
    const char *found = NULL;

    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
        for (const ColumnUse *use = query->meaning == NULL ? NULL : query->meaning->uses.first;
             use != NULL; use = use->next)
        {
            if (use->table != table || use->column == NULL || (use->roles & USE_UPDATED) == 0)
                continue;
            if (writes_indexed(table, use->column->name))
                return arena_printf(growth->arena, "lost: %s", use->column->name);
            found = "kept";
        }
    return found;
}

double
table_growth_option(const Growth *growth, const Table *table, const char *name, double otherwise)
{
    const char *setting = stats_setting(growth->design->stats, name);

    return size_storage_option(&table->options, name,
                               setting == NULL ? otherwise : strtod(setting, NULL));
}

/* Autovacuum comes when a share of the rows is dead: the more rows, the less often. */
static double
vacuum_days(const Growth *growth, const Table *table, double rows)
{
    Quantity updates = design_updates_per_day(growth->design, table);
    Quantity deletes = design_deletes_per_day(growth->design, table);
    double dead = (quantity_known(updates) ? updates.value : 0) +
                  (quantity_known(deletes) ? deletes.value : 0);

    if (dead <= 0)
        return 0;
    return (table_growth_option(growth, table, "autovacuum_vacuum_threshold", 50) +
            table_growth_option(growth, table, "autovacuum_vacuum_scale_factor", 0.2) * rows) /
           dead;
}

/*
 * What is only appended to is vacuumed as well, from PostgreSQL 13 on: pages are marked as seen by all. From 18
 * on only rows that are not frozen count, which nobody knows.
 */
static double
insert_vacuum_days(const Growth *growth, const Table *table, double rows)
{
    Quantity inserts = design_inserts_per_day(growth->design, table);
    uint32_t version = growth->design->stats->server_version;
    double threshold =
        table_growth_option(growth, table, "autovacuum_vacuum_insert_threshold", 1000);

    if (!quantity_known(inserts) || inserts.value <= 0 || threshold < 0 ||
        (version != 0 && (version < 130000 || version >= 180000)))
        return 0;
    return (threshold +
            table_growth_option(growth, table, "autovacuum_vacuum_insert_scale_factor", 0.2) *
                rows) /
           inserts.value;
}

/* Statements without calls, and what retention takes, are changes as well. Of partitions each is vacuumed alone. */
static bool
is_appended(const Growth *growth, const Table *table, const TableGrowth *out)
{
    const TableStats *stats = design_table_stats(growth->design, table);

    return out->vacuum_days[0] <= 0 && out->hot == NULL && table->kind != TABLE_PARTITIONED &&
           (stats == NULL || !quantity_known(stats->retention_days));
}

static void
fill_moment(const Growth *growth, const Table *table, size_t at, TableGrowth *out)
{
    const Stats *stats = growth->moments[at].stats;
    const TableStats *then = stats_find_table(stats, table->schema, table->name);

    out->rows[at] = then == NULL || (at > 0 && !out->is_rated) ? QUANTITY_UNKNOWN : then->rows;
    if (!quantity_known(out->rows[at]))
    {
        out->bytes[at] = QUANTITY_UNKNOWN;
        return;
    }
    out->partitions[at] = then->partitions;
    out->partitions_planned[at] = then->partitions_planned;
    out->vacuum_days[at] = vacuum_days(growth, table, out->rows[at].value);
    if (is_appended(growth, table, out))
        out->insert_vacuum_days[at] = insert_vacuum_days(growth, table, out->rows[at].value);
    out->bytes[at] =
        size_total_bytes(growth->design->schema, growth->design->stats, table, out->rows[at].value);
}

/* The day on which what has `now` bytes with today's rows has so many. */
static Day
day_of_bytes(const Growth *growth, const Table *table, double now, double bytes)
{
    const Design *design = growth->design;
    double rows = design_rows(design, table).value;
    Provenance source;
    Day day;

    if (rows < 1 || now <= 0 ||
        !design_day_of_rows(design, table, rows * bytes / now, &day, &source))
        return DAY_NEVER;
    return day;
}

static void
add_index(const Growth *growth, const Table *table, const Index *index, TableGrowth *out)
{
    const Design *design = growth->design;
    IndexGrowth *added = arena_new_object(growth->arena, IndexGrowth);
    Quantity cache = design_cache_bytes(design);

    added->index = index;
    for (size_t at = 0; at < GROW_MOMENTS; at++)
        added->bytes[at] = !quantity_known(out->rows[at])
                               ? QUANTITY_UNKNOWN
                               : size_index_bytes(design->schema, design->stats, table, index,
                                                  out->rows[at].value);
    added->fills_cache = quantity_known(cache)
                             ? day_of_bytes(growth, table, added->bytes[0].value, cache.value)
                             : DAY_NEVER;
    list_append(&out->indexes, added);
}

static size_t
indexes_written(const Table *table)
{
    size_t count = 0;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        count += index->predicate == NULL;
    return count;
}

static TableGrowth *
build_table(const Growth *growth, const Table *table)
{
    const Design *design = growth->design;
    TableGrowth *out = arena_new_object(growth->arena, TableGrowth);
    Quantity cache = design_cache_bytes(design);

    out->table = table;
    out->is_rated = !unrated_is(growth, table);
    out->indexes_a_row = indexes_written(table);
    out->hot = hot_of(growth, table);
    out->twenty_million = wall_twenty_million(design, table);
    for (size_t at = 0; at < GROW_MOMENTS; at++)
        fill_moment(growth, table, at, out);
    out->toast = toast_growth_build(growth, table, out);
    out->fills_cache = quantity_known(cache)
                           ? day_of_bytes(growth, table, out->bytes[0].value, cache.value)
                           : DAY_NEVER;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        add_index(growth, table, index, out);
    return out;
}

static double
last_bytes(const TableGrowth *table)
{
    return table->bytes[table->is_rated ? GROW_MOMENTS - 1 : 0].value;
}

static int
compare_tables(const void *left, const void *right)
{
    double a = last_bytes(*(TableGrowth *const *) left);
    double b = last_bytes(*(TableGrowth *const *) right);

    return (b > a) - (b < a);
}

void
table_growth_build(Growth *growth)
{
    const Schema *schema = growth->design->schema;
    TableGrowth **sorted = arena_new_array(growth->arena, TableGrowth *, schema->tables.count + 1);
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        if (!design_is_counted(growth->design, table))
            continue;
        if (!quantity_known(design_rows(growth->design, table)))
        {
            growth->tables_unsized++;
            continue;
        }
        sorted[count] = build_table(growth, table);
        growth->tables_unrated += !sorted[count++]->is_rated;
    }
    qsort(sorted, count, sizeof *sorted, compare_tables);
    for (size_t i = 0; i < count; i++)
        list_append(&growth->tables, sorted[i]);
}
