#include "report/grow_parts.h"

#include <math.h>

enum
{
    VACUUMS_TOLD = 3,
    TOASTS_TOLD = 2
};

static const double VACUUM_OFTEN = 0.25; /* of a day */
static const double VACUUM_RARE_DAYS = 14;
static const double VACUUM_RARER = 1.5;
static const double VACUUM_NEVER = 60; /* days: so little is dead that it does not matter */
static const double FREEZE_OFTEN = 60; /* days */
static const double FREEZE_LEAST = 1024.0 * 1024 * 1024; /* less is read in seconds */
static const double DAYS_OF_MONTH = 30.44;
static const double TOAST_MUCH = 1024.0 * 1024 * 1024; /* a month */
static const double TOAST_SHARE = 0.2; /* of the table */
static const double TOAST_LEAST = 64.0 * 1024 * 1024;

char *
grow_days_text(Arena *arena, double days)
{
    if (days < 2.0 / 24)
        return arena_printf(arena, "%.0f minutes", fmax(1, days * 1440));
    if (days < 2)
        return arena_printf(arena, "%.0f hours", days * 24);
    return arena_printf(arena, "%.0f days", days);
}

/* Each run reads all indexes of the table, and what waits for it grows meanwhile. */
static void
write_pressure(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;

    for (const TableGrowth *at = growth->tables.first; at != NULL; at = at->next)
    {
        double now = at->vacuum_days[0];
        double dead = design_updates_per_day(growth->design, at->table).value +
                      design_deletes_per_day(growth->design, at->table).value;

        if (now <= 0 || now > VACUUM_OFTEN)
            continue;
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Autovacuum comes to %s every %s: %s of its %s rows are "
                                    "updated or deleted a day%s.",
                                    table_label(arena, at->table), grow_days_text(arena, now),
                                    quantity_count_text(arena, dead),
                                    quantity_count_text(arena, at->rows[0].value),
                                    at->hot != NULL && strncmp(at->hot, "lost", 4) == 0
                                        ? ", and each update writes all indexes"
                                        : ""));
    }
}

/*
 * Whoever changes a byte of a value out there writes all of it anew. Told where it is much; tables of which
 * a fifth is some megabytes bother nobody.
 */
static void
write_toast(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;
    size_t told = 0;

    for (const TableGrowth *table = growth->tables.first; table != NULL && told < TOASTS_TOLD;
         table = table->next)
    {
        const ToastWrite *most = table->toast == NULL ? NULL : table->toast->columns.first;
        double month = most == NULL ? 0 : table->toast->dead_per_day.value * DAYS_OF_MONTH;

        if (month < TOAST_MUCH &&
            (month < TOAST_LEAST || month < TOAST_SHARE * table->bytes[0].value))
            continue;
        for (const ToastWrite *at = table->toast->columns.first; at != NULL; at = at->next)
            if (at->dead_per_day.value > most->dead_per_day.value)
                most = at;
        told++;
        page_paragraph(
            page, 1,
            arena_printf(arena,
                         "Updates of %s.%s write its TOAST values anew: %s a month dies there "
                         "(%s updates a day, %s; values of %s, %s).",
                         table_label(arena, table->table), most->column->name,
                         quantity_bytes_text(arena, month),
                         quantity_count_text(arena, most->updates_per_day.value),
                         provenance_name(most->updates_per_day.source),
                         quantity_bytes_text(arena, most->value_bytes.value),
                         provenance_name(most->value_bytes.source)));
    }
}

/*
 * Dead rows lie for as long as it takes until there are enough of them. Of what is only appended to the largest
 * table stands for all.
 */
void
grow_write_vacuum(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;
    size_t last = growth->shown[2];
    size_t told = 0;
    bool has_appended = false;

    write_pressure(page, growth);
    for (const TableGrowth *table = growth->tables.first; table != NULL && told < VACUUMS_TOLD;
         table = table->next)
    {
        bool is_appended = table->vacuum_days[0] <= 0;
        double now = is_appended ? table->insert_vacuum_days[0] : table->vacuum_days[0];
        double then = is_appended ? table->insert_vacuum_days[last] : table->vacuum_days[last];

        if (now > VACUUM_NEVER || then < VACUUM_RARE_DAYS || then < VACUUM_RARER * now ||
            (is_appended && has_appended))
            continue;
        has_appended |= is_appended;
        told++;
        page_paragraph(page, 1,
                       arena_printf(arena,
                                    "Autovacuum comes to %s every %s now, every %.0f %s %s "
                                    "(autovacuum_vacuum_%sscale_factor).",
                                    table_label(arena, table->table), grow_days_text(arena, now),
                                    then,
                                    growth->moments[last].target.factor > 0 ? "at" : "days in",
                                    growth->moments[last].label, is_appended ? "insert_" : ""));
    }
    write_toast(page, growth);
}

/* It comes also to tables that nobody writes, and does not give way to who waits for its lock. */
void
grow_write_freeze(Page *page, const Growth *growth)
{
    Arena *arena = page->out.arena;
    const FreezeGrowth *freeze = &growth->freeze;
    const Moment *last = &growth->moments[growth->shown[2]];
    Quantity bytes = freeze->bytes[growth->shown[2]];

    if (freeze->every_days <= 0 || freeze->every_days >= FREEZE_OFTEN || bytes.value < FREEZE_LEAST)
        return;
    page_paragraph(
        page, 1,
        arena_printf(arena,
                     "Every %s autovacuum freezes all tables, up to %s %s %s (%s): %s transactions "
                     "(autovacuum_freeze_max_age), if each of %s writing calls a day (%s) is one.",
                     grow_days_text(arena, freeze->every_days),
                     quantity_bytes_text(arena, bytes.value), growth->is_by_day ? "in" : "at",
                     last->label, provenance_name(bytes.source),
                     quantity_count_text(arena, freeze->age_most.value),
                     quantity_count_text(arena, freeze->transactions_per_day.value),
                     provenance_name(freeze->transactions_per_day.source)));
}
