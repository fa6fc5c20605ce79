/* Dates are what a report stands on: growth, retention and the calendar. */
#include "design/design.h"
#include "tap.h"

static Arena *arena;
static Schema *schema;
static Stats *stats;
static Design *design;
static Day today;

static Quantity
declared(double value)
{
    return (Quantity){.value = value, .source = PROVENANCE_DECLARED};
}

static Table *
make_table(const char *name)
{
    Table *table = arena_new_object(arena, Table);

    table->schema = "public";
    table->name = name;
    schema_add_table(schema, table);
    return table;
}

static TableStats *
declare(const Table *table, double rows, double grows)
{
    TableStats *entry = stats_table(stats, table->schema, table->name);

    if (rows >= 0)
        entry->rows = declared(rows);
    if (grows != 0)
        entry->rows_per_day = declared(grows);
    return entry;
}

static void
expect_day(bool is_known, const Day *day, const char *expected, const char *what)
{
    tap_equal(is_known ? day_iso_text(arena, *day) : "unknown", expected, "%s", what);
}

static void
test_calendar(void)
{
    Day day = 0;

    tap_ok(day_parse("1970-01-01", &day) && day == 0, "the first day");
    tap_ok(day_parse("2026-11-21", &day) && day == 20778, "a day: %d", day);
    tap_equal(day_text(arena, day), "21 Nov 2026", "for people");
    tap_equal(day_month_text(arena, day), "Nov 2026", "a month");
    tap_equal(day_iso_text(arena, day_add_months(day, 14)), "2028-01-21", "months later");
    tap_equal(day_iso_text(arena, day_add_months(day, -11)), "2025-12-21", "months before");
    tap_ok(day_parse("2028-01-31", &day), "the end of a month");
    tap_equal(day_iso_text(arena, day_add_months(day, 1)), "2028-02-29", "a leap year");
    tap_ok(!day_parse("2027-02-29", &day) && !day_parse("2026-13-01", &day) &&
               !day_parse("2026-1-1x", &day) && !day_parse("soon", &day),
           "refuses what is no day");
    tap_equal(day_iso_text(arena, DAY_NEVER), "never", "never");
}

static void
test_growth(void)
{
    Table *tasks = make_table("tasks");
    Table *silent = make_table("silent");
    Provenance source;
    Day day = 0;

    declare(tasks, 2e6, 8000);
    tap_ok(design_rows_on(design, tasks, today + 100).value == 2.8e6, "a straight line");
    tap_ok(!quantity_known(design_rows_on(design, silent, today)), "nobody invents rows");
    expect_day(design_day_of_rows(design, tasks, 20e6, &day, &source), &day, "2033-01-18", "10x");
    tap_ok(source == PROVENANCE_DECLARED, "who says so");
    expect_day(design_day_of_rows(design, tasks, 1e6, &day, &source), &day, "2026-11-21", "passed");
    expect_day(design_day_of_rows(design, tasks, 1e9, &day, &source), &day, "never",
               "in 341 years");
    expect_day(design_day_of_rows(design, silent, 1, &day, &source), &day, "unknown", "unknown");
    tap_ok(design_has_growth(design), "something is known");
}

static void
test_retention(void)
{
    Table *log = make_table("log");
    TableStats *entry = declare(log, 1e6, 100000);
    Provenance source;
    Day day = 0;

    entry->retention_days = declared(90);
    tap_ok(design_rows_on(design, log, today + 10).value == 2e6, "grows until then");
    tap_ok(design_rows_on(design, log, today + 1000).value == 9e6, "and no further");
    expect_day(design_day_of_rows(design, log, 20e6, &day, &source), &day, "never",
               "never reached");
    expect_day(design_day_of_inserts(design, log, 2147483647, &day, &source), &day, "2085-09-07",
               "keys are used up all the same");
    entry->rows = declared(30e6);
    tap_ok(design_rows_on(design, log, today + 1000).value == 30e6, "nor is it made smaller");
}

static void
test_churn(void)
{
    Table *queue = make_table("queue");
    TableStats *entry = declare(queue, 1000, 0);
    Provenance source;
    Day day = 0;

    entry->inserts_per_day = declared(5e6);
    entry->deletes_per_day = declared(5e6);
    tap_ok(design_rows_on(design, queue, today + 365).value == 1000, "inserts less deletes");
    expect_day(design_day_of_inserts(design, queue, 2147483647, &day, &source), &day, "2028-01-25",
               "a small table uses up its keys");
    tap_ok(design_stays_small(design, queue), "and stays small");
    entry->inserts_per_day = QUANTITY_UNKNOWN;
    entry->rows_per_day = declared(10);
    tap_ok(design_inserts_per_day(design, queue).value == 5e6 + 10, "deleted rows were inserted");
}

static void
test_growth_alone(void)
{
    Table *table = make_table("fresh");
    Quantity rows;

    declare(table, -1, 500);
    rows = design_rows_on(design, table, today + 10);
    tap_ok(rows.value == 5000 && rows.source == PROVENANCE_ASSUMED, "assumed to begin empty");
    tap_ok(!quantity_known(design_rows(design, table)), "but today's rows stay unknown");
}

/* Counted while it was cleared: that it goes on until nothing is left is no forecast. */
static void
test_shrinking(void)
{
    const Table *cleared = make_table("cleared");
    Quantity rows;

    (void) declare(cleared, 1e6, -1000);
    rows = design_rows_on(design, cleared, today + 5000);
    tap_ok(rows.value > 999999, "a table that shrank stays as it is: %.0f", rows.value);
}

static void
test_small(void)
{
    Table *countries = make_table("countries");
    Table *measured = make_table("measured");

    declare(countries, 250, 0);
    stats_table(stats, "public", "measured")->rows = (Quantity){250, PROVENANCE_MEASURED};
    tap_ok(design_stays_small(design, countries), "declared without growth: it does not grow");
    tap_ok(!design_stays_small(design, measured), "measured without growth: it may");
    declare(countries, 250, 100);
    tap_ok(!design_stays_small(design, countries), "100 a day for three years is not small");
}

/* Partitions and foreign keys are gathered when a design is made. */
static void
test_relations(void)
{
    Schema *parts = schema_new(arena);
    Stats *sizes = stats_new(arena);
    Table *parent = arena_new_object(arena, Table);
    const Design *made;

    *parent = (Table){.schema = "public", .name = "log", .kind = TABLE_PARTITIONED};
    schema_add_table(parts, parent);
    for (int i = 1; i <= 2; i++)
    {
        Table *part = arena_new_object(arena, Table);
        Constraint *key = arena_new_object(arena, Constraint);

        part->schema = "public";
        part->name = arena_printf(arena, "log_%d", i);
        part->partition_of = arena_new_object(arena, TableParent);
        *part->partition_of = (TableParent){.schema = "public", .name = "log"};
        *key = (Constraint){.kind = CONSTRAINT_FOREIGN_KEY,
                            .table = part,
                            .ref_schema = "public",
                            .ref_table = "log",
                            .is_inherited = i == 2};
        list_append(&part->constraints, key);
        schema_add_table(parts, part);
        stats_table(sizes, "public", part->name)->rows = declared(1000 * i);
    }
    made = design_new(arena, parts, sizes, today);
    tap_ok(design_rows(made, parent).value == 3000, "a parent has the rows of its partitions");
    tap_ok(design_partitions(made, parent)->count == 2, "its partitions");
    tap_ok(design_referencing(made, parent)->count == 1, "inherited foreign keys are the parent's");
    tap_ok(design_is_counted(made, parent) &&
               !design_is_counted(made, design_partitions(made, parent)->first->table),
           "partitions do not count beside their parent");
    stats_table(sizes, "public", "log")->rows = declared(7);
    tap_ok(design_rows(made, parent).value == 7, "what is declared of the parent wins");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    schema = schema_new(arena);
    stats = stats_new(arena);
    (void) day_parse("2026-11-21", &today); /* a constant */
    design = design_new(arena, schema, stats, today);
    test_calendar();
    test_growth();
    test_retention();
    test_churn();
    test_growth_alone();
    test_shrinking();
    test_small();
    test_relations();
    arena_free(arena);
    return tap_done();
}
