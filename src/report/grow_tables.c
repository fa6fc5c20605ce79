#include "report/grow_parts.h"

#include <math.h>

enum
{
    TABLE_COLUMNS = 8,
    KEY_COLUMNS = 5,
    NAME_WIDTH = 20,
    LISTED = 10,
    UNRATED_NAMED = 6,
    KEYS_LISTED = 5,
    YEARS_NEAR = 10,
    READERS_NAMED = 4
};

static const double HALF_USED = 0.5;

static char *
rows_text(Arena *arena, Quantity rows)
{
    return quantity_known(rows) ? quantity_count_text(arena, rows.value) : arena_strdup(arena, "?");
}

static char *
bytes_text(Arena *arena, Quantity bytes)
{
    return quantity_known(bytes) ? quantity_bytes_text(arena, bytes.value)
                                 : arena_strdup(arena, "?");
}

static void
add_table(Arena *arena, const TableGrowth *table, size_t last, const char **cells)
{
    double bytes[GROW_MOMENTS];

    for (size_t i = 0; i < GROW_MOMENTS; i++)
        bytes[i] = table->is_rated ? table->bytes[i].value : 0;
    cells[0] = grow_short(arena, table_label(arena, table->table), NAME_WIDTH);
    cells[1] = rows_text(arena, table->rows[0]);
    cells[2] = rows_text(arena, table->rows[last]);
    cells[3] = bytes_text(arena, table->bytes[0]);
    cells[4] = bytes_text(arena, table->bytes[last]);
    cells[5] = arena_printf(arena, "%zu", table->indexes_a_row);
    cells[6] = table->hot == NULL ? "" : arena_strndup(arena, table->hot, 4);
    cells[7] = grow_sparkline(arena, bytes, GROW_MOMENTS);
}

/* Indexes below their table, where all is listed. */
static size_t
add_indexes(Arena *arena, const TableGrowth *table, size_t last, const char **cells)
{
    size_t rows = 0;

    for (const IndexGrowth *index = table->indexes.first; index != NULL; index = index->next)
    {
        const char **row = &cells[rows++ * TABLE_COLUMNS];
        double bytes[GROW_MOMENTS];

        for (size_t i = 0; i < GROW_MOMENTS; i++)
            bytes[i] = index->bytes[i].value;
        for (size_t i = 0; i < TABLE_COLUMNS; i++)
            row[i] = "";
        row[0] =
            arena_printf(arena, " %s", grow_squeezed(arena, index->index->name, NAME_WIDTH - 2));
        row[3] = bytes_text(arena, index->bytes[0]);
        row[4] = bytes_text(arena, index->bytes[last]);
        row[7] = grow_sparkline(arena, bytes, GROW_MOMENTS);
    }
    return rows;
}

static size_t
count_indexes(const Growth *growth)
{
    size_t count = 0;

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        count += table->indexes.count;
    return count;
}

/* A row that changes what an index holds is written to all of them again. */
static void
write_hot(Page *page, const Growth *growth)
{
    StrBuf lost = strbuf_new(page->out.arena);

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        if (table->hot != NULL && strncmp(table->hot, "lost: ", 6) == 0)
        {
            strbuf_separate(&lost, ", ");
            strbuf_printf(&lost, "%s.%s", table_label(page->out.arena, table->table),
                          table->hot + 6);
        }
    if (lost.length > 0)
        page_paragraph(page, 1,
                       arena_printf(page->out.arena,
                                    "Updates write all indexes (no HOT), because one holds %s.",
                                    lost.text));
}

/* Queries without a condition on the key: each call plans all partitions and looks into each. */
static void
write_unpruned(Page *page, const Growth *growth, const TableGrowth *table)
{
    StrBuf names = strbuf_new(page->out.arena);
    size_t readers = 0;
    double most = 0;

    for (size_t i = 0; growth->queries != NULL && i < growth->prices.query_count; i++)
    {
        const QueryGrowth *query = &growth->queries[growth->order[i]];

        if (query->unpruned != table->table)
            continue;
        if (readers++ < READERS_NAMED)
        {
            strbuf_separate(&names, ", ");
            strbuf_add(&names, query->query->name);
        }
        most = fmax(
            most,
            price_ratio(&price_of(&growth->prices, growth->order[i], 0)->typical,
                        &price_of(&growth->prices, growth->order[i], growth->shown[2])->typical));
    }
    if (readers == 0)
        return;
    if (readers > READERS_NAMED)
        strbuf_printf(&names, " and %zu more", readers - READERS_NAMED);
    page_paragraph(page, 1,
                   arena_printf(page->out.arena,
                                "Without a condition on %s every call plans and reads all of them, "
                                "at up to %.1fx the cost: %s.",
                                table->table->partition_key->elements.first->column == NULL
                                    ? "their key"
                                    : table->table->partition_key->elements.first->column,
                                most, names.text));
}

/* Time passes, and there are more of them. */
static void
write_partitions(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;
    size_t last = growth->shown[2];

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
    {
        size_t then = table->partitions[last];
        const char *planned = "";

        if (then <= table->partitions[0])
            continue;
        if (table->partitions_planned[last] < then)
            planned = arena_printf(arena, " (planned with %zu: the rest is in the furthest)",
                                   table->partitions_planned[last]);
        page_paragraph(page, 1,
                       arena_printf(arena, "%s has %zu partitions now, %zu in %s%s.",
                                    table_label(arena, table->table), table->partitions[0], then,
                                    growth->moments[last].label, planned));
        write_unpruned(page, growth, table);
    }
}

static void
write_unrated(Page *page, const Growth *growth, bool shows_all)
{
    StrBuf names = strbuf_new(page->out.arena);
    size_t named = 0;

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        if (!table->is_rated && (shows_all || named < UNRATED_NAMED))
        {
            named++;
            strbuf_separate(&names, ", ");
            strbuf_add(&names, table_label(page->out.arena, table->table));
        }
    if (named == 0)
        return;
    if (growth->tables_unrated > named)
        strbuf_printf(&names, " and %zu more", growth->tables_unrated - named);
    page_paragraph(page, 1,
                   arena_printf(page->out.arena,
                                "How fast these grow is not known, and queries are planned as if "
                                "they did not: %s. --table NAME=+N/day declares it, --to 100x "
                                "plans without.",
                                names.text));
}

static void
write_limits(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;

    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        if (table->fills_cache != DAY_NEVER &&
            table->fills_cache < day_add_months(growth->design->today, 12 * YEARS_NEAR))
            page_paragraph(page, 1,
                           arena_printf(arena, "%s alone outgrows the cache %s%s.",
                                        table_label(arena, table->table),
                                        table->fills_cache <= growth->design->today ? "" : "in ",
                                        table->fills_cache <= growth->design->today
                                            ? "already"
                                            : day_month_text(arena, table->fills_cache)));
}

void
grow_write_tables(Page *page, const Growth *growth, bool shows_all)
{
    static const bool right[TABLE_COLUMNS] = {false, true, true, true, true, true, false, false};
    Arena *arena = page->out.arena;
    const char **cells = arena_new_array(
        arena, const char *, (growth->tables.count + count_indexes(growth) + 1) * TABLE_COLUMNS);
    const char *last = growth->moments[growth->shown[2]].label;
    size_t rows = 1, listed = 0;

    if (growth->tables.count == 0)
        return;
    page_blank(page);
    page_heading(page, "Tables, with their indexes");
    memcpy(cells, (const char *[]){"table", "rows", last, "size", last, "indexes", "HOT", ""},
           TABLE_COLUMNS * sizeof *cells);
    for (const TableGrowth *table = growth->tables.first; table != NULL; table = table->next)
        if (shows_all || listed < LISTED)
        {
            listed++;
            add_table(arena, table, growth->shown[2], &cells[rows++ * TABLE_COLUMNS]);
            if (shows_all)
                rows += add_indexes(arena, table, growth->shown[2], &cells[rows * TABLE_COLUMNS]);
        }
    page_table(page, TABLE_COLUMNS, right, cells, rows * TABLE_COLUMNS);
    if (growth->tables.count > listed)
        page_paragraph(page, 1,
                       arena_printf(arena, "%zu smaller ones: --all lists them.",
                                    growth->tables.count - listed));
    write_partitions(page, growth);
    write_unrated(page, growth, shows_all);
    write_hot(page, growth);
    grow_write_vacuum(page, growth);
    grow_write_freeze(page, growth);
    write_limits(page, growth);
}

static const char *
ends_text(Arena *arena, const KeyGrowth *key)
{
    if (key->ends != DAY_NEVER)
        return arena_printf(arena, "%s%s", key->is_earliest ? "not before " : "",
                            day_month_text(arena, key->ends));
    return key->source == PROVENANCE_UNKNOWN ? "?" : "not in 100 years";
}

static const char *
pace_text(Arena *arena, const KeyGrowth *key)
{
    if (!quantity_known(key->per_day))
        return "not known";
    return arena_printf(arena, "%s %s", quantity_count_text(arena, key->per_day.value),
                        provenance_name(key->per_day.source));
}

/* Those with a day, and those that are half gone. */
void
grow_write_keys(Page *page, const Growth *growth, bool shows_all)
{
    static const bool right[KEY_COLUMNS] = {false, false, true, true, false};
    Arena *arena = page->out.arena;
    const char **cells =
        arena_new_array(arena, const char *, (growth->keys.count + 1) * KEY_COLUMNS);
    size_t rows = 1;
    bool has_measured = false;

    memcpy(cells, (const char *[]){"key", "type", "used up", "ends", "numbers a day"},
           KEY_COLUMNS * sizeof *cells);
    for (const KeyGrowth *key = growth->keys.first; key != NULL; key = key->next)
        if (shows_all ||
            (rows <= KEYS_LISTED && (key->ends != DAY_NEVER || key->used >= HALF_USED)))
        {
            cells[rows * KEY_COLUMNS] =
                arena_printf(arena, "%s.%s", table_label(arena, key->table), key->column->name);
            cells[rows * KEY_COLUMNS + 1] = key->column->type.text;
            cells[rows * KEY_COLUMNS + 2] =
                key->is_used_known ? arena_printf(arena, "%.1f %%", 100 * key->used) : "?";
            cells[rows * KEY_COLUMNS + 3] = ends_text(arena, key);
            cells[rows * KEY_COLUMNS + 4] = pace_text(arena, key);
            has_measured |= key->source == PROVENANCE_MEASURED && key->ends != DAY_NEVER;
            rows++;
        }
    if (rows == 1)
        return;
    page_blank(page);
    page_heading(page, "Keys of less than eight bytes");
    page_table(page, KEY_COLUMNS, right, cells, rows * KEY_COLUMNS);
    if (has_measured)
        page_paragraph(page, 1,
                       arena_printf(arena, "Assumed: inserts go on as measured%s.",
                                    grow_window_text(arena, growth)));
}

/* What the query costs then that costs most more in the end. */
static const char *
wall_text(Arena *arena, const Growth *growth, const Wall *wall)
{
    for (size_t i = 1; i < GROW_MOMENTS; i++)
    {
        const Price *now, *then;

        if (growth->moments[i].wall != wall->text || growth->queries == NULL ||
            growth->prices.query_count == 0)
            continue;
        now = price_of(&growth->prices, growth->order[0], 0);
        then = price_of(&growth->prices, growth->order[0], i);
        return arena_printf(arena, "%s; %s costs %.1fx then", wall->text,
                            growth->queries[growth->order[0]].query->name,
                            price_ratio(&now->typical, &then->typical));
    }
    return wall->text;
}

static void
write_walls(Page *page, const Growth *growth, bool shows_all)
{
    Day horizon = day_add_months(growth->design->today, 12 * YEARS_NEAR);
    bool is_first = true;

    for (const Wall *wall = growth->walls.first; wall != NULL; wall = wall->next)
    {
        if (wall->day > horizon && !shows_all)
            continue;
        if (is_first)
        {
            page_blank(page);
            page_heading(page, "Walls");
        }
        is_first = false;
        page_labelled(page, 10,
                      wall->day <= growth->design->today
                          ? "already"
                          : day_month_text(page->out.arena, wall->day),
                      wall_text(page->out.arena, growth, wall));
    }
}

/* More connections than the server has hands only wait for each other. */
void
grow_write_server(Page *page, const Growth *growth, bool shows_all)
{
    Arena *arena = page->out.arena;
    double now = growth->busy[0];
    double last = growth->busy[GROW_MOMENTS - 1];
    const char *label = growth->moments[GROW_MOMENTS - 1].label;

    write_walls(page, growth, shows_all);
    if (growth->pool <= 0 && now <= 0)
        return;
    page_blank(page);
    page_heading(page, "Server");
    if (now > 0)
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Connections at work on average (calls × time): %.2g now, %.2g "
                                    "%s %s at as many calls.",
                                    now, last, growth->is_by_day ? "in" : "at", label));
    if (growth->pool > 0)
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Pool: %.0f connections (2 × cores + disks); more only wait "
                                    "for each other.%s",
                                    growth->pool,
                                    last > growth->pool ? " They do not suffice in the end." : ""));
}
