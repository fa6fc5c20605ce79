#include "grow/grow_internal.h"

static const double TWENTY_MILLION = 20e6;

/* In the order of days; what is further than a century is none. */
void
wall_add(Growth *growth, WallKind kind, Day day, const char *text)
{
    Wall *wall = arena_new_object(growth->arena, Wall);
    Wall *before = NULL;

    if (day == DAY_NEVER)
        return;
    *wall = (Wall){.kind = kind, .day = day, .text = text};
    for (Wall *at = growth->walls.first; at != NULL && at->day <= day; at = at->next)
        before = at;
    if (before == NULL)
    {
        wall->next = growth->walls.first;
        growth->walls.first = wall;
    }
    else
    {
        wall->next = before->next;
        before->next = wall;
    }
    growth->walls.count++;
}

static void
add_limit(Growth *growth, Quantity bytes, const char *name)
{
    Day day;

    if (!quantity_known(bytes))
        return;
    day = design_day_of_total_bytes(growth->design, bytes.value);
    wall_add(growth, WALL_SERVER, day,
             arena_printf(growth->arena, "tables and indexes outgrow %s (%s)", name,
                          quantity_bytes_text(growth->arena, bytes.value)));
}

/* What is beyond shared buffers comes from the system's cache; where most is already, that is no wall. */
static void
add_buffers(Growth *growth)
{
    const char *setting = stats_setting(growth->design->stats, "shared_buffers");
    double bytes;
    Day day;

    if (setting == NULL || !quantity_parse_bytes(setting, &bytes))
        return;
    day = design_day_of_total_bytes(growth->design, bytes);
    if (day > growth->design->today)
        wall_add(growth, WALL_SERVER, day,
                 arena_printf(growth->arena, "tables and indexes outgrow shared_buffers (%s)",
                              quantity_bytes_text(growth->arena, bytes)));
}

Day
wall_twenty_million(const Design *design, const Table *table)
{
    Provenance source;
    Day day;

    return design_day_of_rows(design, table, TWENTY_MILLION, &day, &source) ? day : DAY_NEVER;
}

static void
add_table(Growth *growth, const Table *table)
{
    Day day = wall_twenty_million(growth->design, table);

    if (day > growth->design->today)
        wall_add(
            growth, WALL_TABLE, day,
            arena_printf(growth->arena, "%s passes 20M rows", table_label(growth->arena, table)));
}

void
wall_build(Growth *growth)
{
    const Design *design = growth->design;

    if (!design_has_growth(design))
        return;
    add_buffers(growth);
    add_limit(growth, design_cache_bytes(design), "the cache");
    add_limit(growth, design->stats->ram_bytes, "memory");
    add_limit(growth, design->stats->disk_bytes, "the disk");
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (design_is_counted(design, table))
            add_table(growth, table);
}
