/* The scale law of expressions, of CREATE STATISTICS and of ranges. */
#include "scale/scale.h"

#include "ddl/ddl.h"
#include "tap.h"

#include <math.h>

static const char schema_text[] =
    "CREATE TABLE customers (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY);"
    "CREATE TABLE t (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
    "  customer_id bigint REFERENCES customers, country text, city text, \"At\" timestamp,"
    "  booked tsrange);";

static Arena *arena;
static Day today;

typedef struct World
{
    Schema *schema;
    Stats *stats;
    TableStats *t;
    Design *design;
} World;

static Quantity
measured(double value)
{
    return (Quantity){value, PROVENANCE_MEASURED};
}

static void
put_values(ColumnStats *values, double distinct, double correlation)
{
    values->distinct = measured(distinct);
    values->correlation = measured(correlation);
    values->null_fraction = measured(0);
    values->width_bytes = measured(8);
}

static ColumnStats *
put_column(World *world, const char *name, double distinct)
{
    ColumnStats *column = stats_column(world->stats, world->t, name);

    put_values(column, distinct, 0);
    return column;
}

static ExpressionStats *
put_expression(World *world, int number, const char *text, double distinct, double correlation)
{
    const ExpressionStats key = {.schema = "public", .name = "s", .number = number, .text = text};
    ExpressionStats *expression = stats_expression(world->stats, world->t, &key);

    put_values(&expression->values, distinct, correlation);
    return expression;
}

static void
set_bounds(ColumnStats *column, const char *low, const char *high)
{
    const char **bounds = arena_new_array(arena, const char *, 2);

    bounds[0] = low;
    bounds[1] = high;
    column->bounds = bounds;
    column->bound_count = 2;
}

static World
make_world(void)
{
    static const char *const booked[] = {"[\"2023-11-21 00:00:00\",\"2023-11-22 00:00:00\")",
                                         "[\"2026-11-20 00:00:00\",\"2026-12-20 00:00:00\")"};
    World world = {.schema = schema_new(arena), .stats = stats_new(arena)};
    FileText input = {.name = "s.sql",
                      .text = arena_strdup(arena, schema_text),
                      .length = sizeof(schema_text) - 1};
    Error error = {.arena = arena};
    ColumnStats *column;

    tap_ok(ddl_read(world.schema, &input, &error), "the schema is read");
    world.t = stats_table(world.stats, "public", "customers");
    world.t->rows = measured(10000);
    world.t->pages = measured(100);
    put_values(stats_column(world.stats, world.t, "id"), 10000, 1);
    world.t = stats_table(world.stats, "public", "t");
    world.t->rows = measured(1e6);
    world.t->rows_per_day = measured(1e6 / 1095);
    world.t->pages = measured(1e4);
    column = put_column(&world, "id", 1e6);
    column->correlation = measured(1);
    set_bounds(column, "1", "1000000");
    (void) put_column(&world, "customer_id", 10000);
    (void) put_column(&world, "country", 20);
    (void) put_column(&world, "city", 400);
    column = put_column(&world, "At", 1e6);
    column->correlation = measured(1);
    set_bounds(column, "2023-11-22 00:00:00", "2026-11-21 00:00:00");
    column = put_column(&world, "booked", 1e6);
    column->range_bounds = booked;
    column->range_bound_count = 2;
    return world;
}

static const TableStats *
scaled(World *world, const ScaleTarget *target)
{
    world->design = design_new(arena, world->schema, world->stats, today);
    return stats_find_table(scale_stats(arena, world->design, target), "public", "t");
}

static double
combinations_of(World *world, size_t first, size_t second, double now)
{
    static const char *const columns[] = {"customer_id", "country", "city"};
    const ScaleTarget tenfold = {.factor = 10, .day = today};
    MemberSet *set = arena_new_object(arena, MemberSet);
    ExtendedStats *extended = stats_extended(world->stats, world->t, "public", "s");

    extended->columns = columns;
    extended->column_count = ARRAY_LENGTH(columns);
    *set = (MemberSet){.at = {first, second}, .count = 2, .number = now};
    extended->distinct = set;
    extended->distinct_count = 1;
    return scaled(world, &tenfold)->extended.first->distinct[0].number;
}

static void
combinations_widen_with_their_members(void)
{
    World world = make_world();

    tap_ok(fabs(combinations_of(&world, 1, 2, 400) - 400) < 5, "cities stay in their countries");
    tap_ok(fabs(combinations_of(&world, 1, 2, 7900) - 8000) < 200,
           "what knows nothing of each other fills its product: %.0f",
           combinations_of(&world, 1, 2, 7900));
    tap_ok(fabs(combinations_of(&world, 0, 1, 10000) / 100000 - 1) < 0.1,
           "a customer has one country, and there are ten times the customers: %.0f",
           combinations_of(&world, 0, 1, 10000));
    tap_ok(combinations_of(&world, 1, 2, NAN) >= 0, "no number does no harm");
}

static void
common_combinations_keep_their_share(void)
{
    static const char *const texts[] = {"7", "A", "A1"};
    const ScaleTarget tenfold = {.factor = 10, .day = today};
    World world = make_world();
    const CommonCombination common = {.texts = texts, .fraction = 0.02, .base_fraction = 0.001};
    const CommonCombination *then;
    ExtendedStats *extended;

    (void) combinations_of(&world, 1, 2, 400);
    extended = stats_extended(world.stats, world.t, "public", "s");
    extended->member_count = 3;
    extended->common = &common;
    extended->common_count = 1;
    then = scaled(&world, &tenfold)->extended.first->common;
    tap_ok(then->fraction < 0.003 && then->fraction > 0.001,
           "a customer's share falls, with all that goes with it: %.4f", then->fraction);
    tap_equal(then->texts[1], "A", "its values stay");
}

static void
expressions_follow_their_column(void)
{
    const ScaleTarget tenfold = {.factor = 10, .day = today};
    World world = make_world();
    const TableStats *then;
    const ExpressionStats *at;

    (void) put_expression(&world, 1, "lower(city)", 400, 0);
    (void) put_expression(&world, 2, "(id % (10)::bigint)", 10, 0.1);
    (void) put_expression(&world, 3, "(id / 100)", 10000, 1);
    set_bounds(&put_expression(&world, 4, "(id)::text", 1e6, 0)->values, "1", "999999");
    then = scaled(&world, &tenfold);
    at = then->expressions.first;
    tap_ok(fabs(at->values.distinct.value - 400) < 5, "cities in small letters stay as many");
    at = at->next;
    tap_ok(fabs(at->values.distinct.value - 10) < 1, "the last figure has ten values");
    at = at->next;
    tap_ok(fabs(at->values.distinct.value / 1e5 - 1) < 0.1, "hundreds go on: %.0f",
           at->values.distinct.value);
    at = at->next;
    tap_ok(fabs(at->values.distinct.value / 1e7 - 1) < 0.1, "keys stay keys in other letters");
}

static void
times_go_with_the_clock(void)
{
    const ScaleTarget later = {.day = today + 365};
    World world = make_world();
    const ColumnStats *booked;
    const ExpressionStats *month;
    const TableStats *then;

    set_bounds(&put_expression(&world, 1, "date_trunc('day'::text, \"At\")", 1095, 1)->values,
               "2023-11-22 00:00:00", "2026-11-21 00:00:00");
    then = scaled(&world, &later);
    month = then->expressions.first;
    tap_ok(fabs(month->values.distinct.value - 1460) < 15, "a year has 365 days more: %.0f",
           month->values.distinct.value);
    tap_ok(strncmp(month->values.bounds[0], "2022-11-2", 9) == 0, "seen from today: %s",
           month->values.bounds[0]);
    booked = stats_find_column(then, "booked");
    tap_ok(booked->range_bound_count > 50 &&
               strncmp(booked->range_bounds[0], "[\"2022-11-2", 11) == 0,
           "bookings as well: %s", booked->range_bounds[0]);
    tap_ok(strstr(booked->range_bounds[booked->range_bound_count - 1], "2026-12-2") != NULL,
           "and end as far ahead as they do: %s",
           booked->range_bounds[booked->range_bound_count - 1]);
}

static void
odd_ranges_stay(void)
{
    static const char *const odd[] = {"empty", "[,2026-01-01)", "x", ",", "[\"", "(,)"};
    const ScaleTarget later = {.day = today + 365};
    World world = make_world();
    ColumnStats *column = stats_column(world.stats, world.t, "booked");

    column->range_bounds = odd;
    column->range_bound_count = ARRAY_LENGTH(odd);
    tap_equal(stats_find_column(scaled(&world, &later), "booked")->range_bounds[0], "empty",
              "ranges without ends stay as they are");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    (void) day_parse("2026-11-21", &today); /* a constant */
    combinations_widen_with_their_members();
    common_combinations_keep_their_share();
    expressions_follow_their_column();
    times_go_with_the_clock();
    odd_ranges_stay();
    arena_free(arena);
    return tap_done();
}
