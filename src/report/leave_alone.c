/*
 * What not to do, and the number or reason that says so: half of the worth of a verdict. Partitions are
 * always spoken of when growth is known, because the guides ask for them so early.
 */
#include "report/report_internal.h"

enum
{
    TABLES_NAMED = 2,
    LINES_MOST = 2
};

/* Half a core, all day. */
static const double MS_BUSY = 12 * 3600e3;

/* The guides' line for partitions; docs/design/where_the_guides_disagree.md, point 13. */
static const double partition_rows = 20e6;

static bool
has_partition_finding(const Report *report, const Table *table)
{
    const Rule *rule = rule_find("table-needs-partitions");

    for (const Finding *finding = report->findings->list.first; finding != NULL;
         finding = finding->next)
        if (finding->rule == rule && finding->table == table)
            return true;
    return false;
}

/* The largest table above the line of which no rule has spoken: it is named all the same. */
static void
add_largest_unspoken(Report *report)
{
    const Table *largest = NULL;
    double rows_largest = partition_rows;

    for (const Table *table = report->design->schema->tables.first; table != NULL;
         table = table->next)
    {
        double rows = design_rows(report->design, table).value;

        if (!design_is_counted(report->design, table) || table->partition_key != NULL ||
            rows < rows_largest || has_partition_finding(report, table))
            continue;
        largest = table;
        rows_largest = rows;
    }
    if (largest != NULL)
        line_add(report, &report->leave_alone, "Leave alone",
                 "%s (%s rows) as one table: no column says by which time to part it, and lookups "
                 "do not slow down with rows",
                 table_label(report->arena, largest),
                 quantity_count_text(report->arena, rows_largest));
}

static bool
any_growth(const Design *design)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (quantity_known(design_rows_per_day(design, table)))
            return true;
    return false;
}

/* The first table to reach the line from which partitions pay, when that is beyond the horizon. */
static void
add_partitions_to_leave(Report *report)
{
    const Design *design = report->design;
    const Table *first = NULL;
    Day first_day = DAY_NEVER;
    Provenance source = PROVENANCE_UNKNOWN;

    if (!design_has_growth(design))
        return;
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        Day day;

        if (!design_is_counted(design, table) ||
            !design_day_of_rows(design, table, partition_rows, &day, &source) || day >= first_day)
            continue;
        first = table;
        first_day = day;
    }
    if (first == NULL && any_growth(design))
        line_add(report, &report->leave_alone, "Leave alone",
                 "partitions: no table whose growth is known reaches 20M rows");
    else if (first != NULL && first_day > day_add_months(design->today, HORIZON_FAR))
        line_add(report, &report->leave_alone, "Leave alone",
                 "partitions: the first table to pass 20M rows is %s, in %s",
                 table_label(report->arena, first), day_month_text(report->arena, first_day));
}

/* Up to two tables by name: the headline of a group names none. */
static char *
tables_text(Arena *arena, const Pain *pain)
{
    StrBuf text = strbuf_new(arena);

    for (size_t i = 0; i < pain->finding_count && i < TABLES_NAMED; i++)
    {
        strbuf_separate(&text, ", ");
        strbuf_add(&text, table_label(arena, pain->findings[i]->table));
    }
    if (pain->finding_count > TABLES_NAMED)
        strbuf_add(&text, ", …");
    return text.text;
}

static bool
is_about_partitions(const Pain *pain)
{
    return pain->worst->rule == rule_find("table-needs-partitions");
}

static char *
kept_back_text(Arena *arena, const Pain *pain)
{
    if (is_about_partitions(pain))
        return arena_printf(arena, "%s as %s: %s", tables_text(arena, pain),
                            pain->finding_count == 1 ? "one table" : "tables without partitions",
                            pain->worst->kept_back);
    if (pain->finding_count == 1 || pain->worst->table == NULL)
        return arena_printf(arena, "%s: %s", pain->headline, pain->worst->kept_back);
    return arena_printf(arena, "%s (%s): %s", pain->headline, tables_text(arena, pain),
                        pain->worst->kept_back);
}

/* Large tables that stay whole: the guides would partition them, so the reason is said. */
static bool
is_left_alone(const Pain *pain)
{
    return pain->worst->kept_back != NULL && (pain->worst->urgency == URGENCY_NEVER ||
                                              (pain->is_remark && is_about_partitions(pain)));
}

/* Servers beside this one pay when this one is busy all day, and not before. */
static void
add_servers_to_leave(Report *report)
{
    Arena *arena = report->arena;
    const Stats *stats = report->design->stats;
    const char *replica =
        stats->replicas.value > 0 || stats->nodes_read > 1 ? "more replicas" : "replica";
    double now, fixed;

    if (!costs_load(report, &now, &fixed) || fixed > MS_BUSY)
        return;
    if (fixed < now / 2)
        line_add(report, &report->leave_alone, "Leave alone",
                 "%s, cache, shards: what is numbered takes the load from %s to %s a day", replica,
                 seconds_text(arena, now / 1000), seconds_text(arena, fixed / 1000));
    else
        line_add(report, &report->leave_alone, "Leave alone",
                 "%s, cache, shards: all statements take %s of a core's 24 h", replica,
                 seconds_text(arena, now / 1000));
}

void
leave_alone_build(Report *report)
{
    add_servers_to_leave(report);
    add_partitions_to_leave(report);
    add_largest_unspoken(report);
    for (const Pain *pain = report->pains.first;
         pain != NULL && report->leave_alone.count < LINES_MOST; pain = pain->next)
    {
        if (is_left_alone(pain))
            line_add(report, &report->leave_alone, "Leave alone", "%s",
                     kept_back_text(report->arena, pain));
    }
}
