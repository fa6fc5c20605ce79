/*
 * One column of this type is hardly ever the problem; the mix is. A schema that keeps all its times
 * without zone has a convention (UTC in the application) and is told once. Where both kinds stand
 * side by side, comparing them goes through the session's time zone, and the tables are named.
 */
#include "rule/list.h"
#include "schema/type.h"

/* From this share on, times without zone are the schema's convention. */
static const double SHARE_OF_CONVENTION = 0.8;

typedef struct Count
{
    size_t without;
    size_t with;
    size_t tables; /* that have a column without */
    const Column *first; /* without */
} Count;

static void
count_table(const Schema *schema, const Table *table, Count *count)
{
    size_t before = count->without;

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        TypeCategory category = type_facts(schema, &column->type).category;

        if (column->type.dimensions > 0)
            continue;
        count->with += category == CATEGORY_TIMESTAMPTZ;
        if (category != CATEGORY_TIMESTAMP)
            continue;
        if (count->first == NULL)
            count->first = column;
        count->without++;
    }
    count->tables += count->without > before;
}

static void
report_convention(Findings *findings, const Count *count)
{
    Finding *finding = finding_add(
        findings, &rule_timestamp_without_time_zone, NULL, NULL, count->first->location,
        "%zu time columns in %zu table%s are timestamp without time zone: right only while every "
        "writer uses UTC",
        count->without, count->tables, count->tables == 1 ? "" : "s");

    finding->object_id = "timestamp without time zone";
    finding->kept_back =
        "it is the convention of this schema: change it for all columns or for none";
}

static void
report_table(Findings *findings, const Table *table, const Count *count)
{
    Arena *arena = findings->arena;
    const char *more =
        count->without == 1 ? "" : arena_printf(arena, " and %zu more", count->without - 1);
    Finding *finding = finding_add(
        findings, &rule_timestamp_without_time_zone, table, count->first->name,
        count->first->location,
        count->with > 0 ? "%s.%s%s %s no time zone while other times of the table have one: "
                          "comparing them depends on the session's setting"
                        : "%s.%s%s %s no time zone while most times of this schema have one",
        table_label(arena, table), count->first->name, more, count->without == 1 ? "has" : "have");

    finding->kept_back = "in which zone the old values were meant, only the application knows";
}

static void
check(const Design *design, Findings *findings)
{
    Count all = {0};

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (design_is_counted(design, table))
            count_table(design->schema, table, &all);
    if (all.without == 0)
        return;
    if ((double) all.without >= SHARE_OF_CONVENTION * (double) (all.without + all.with))
    {
        report_convention(findings, &all);
        return;
    }
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        Count count = {0};

        if (!design_is_counted(design, table))
            continue;
        count_table(design->schema, table, &count);
        if (count.without > 0)
            report_table(findings, table, &count);
    }
}

const Rule rule_timestamp_without_time_zone = {
    .id = "timestamp-without-time-zone",
    .catalogue = "TYP04",
    .severity = SEVERITY_REMARK,
    .title = "time without time zone",
    .why =
        "timestamp without time zone is a wall clock without a place: two servers, a laptop and a "
        "job in another zone write different values for the same moment, an hour repeats "
        "every autumn, and now() compared with it is first shifted by the TimeZone of the "
        "session. timestamptz takes the same 8 bytes and stores the moment.",
    .fix = "Use timestamptz. With SET TimeZone = 'UTC' the change keeps the table from "
           "PostgreSQL 12 on when the values were UTC, and rebuilds the indexes on the "
           "column.",
    .trade_off =
        "Drivers return another type (a moment instead of a local time): the application must "
        "be ready for it. Indexes with date_trunc or ::date on the column must be remade.",
    .not_when = "Arrays. Where four of five time columns have no zone it is said once, as the "
                "convention that it is.",
    .source = "PostgreSQL manual, 8.5.1 Date/Time Input; measured in "
              "docs/design/where_the_guides_disagree.md, point 16",
    .group = "%zu tables with times without zone",
    .check_design = check,
};
