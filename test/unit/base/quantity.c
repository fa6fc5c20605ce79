/*
 * Numbers are read as people write them, and written as people read them.
 */
#include "base/quantity.h"

#include "tap.h"

static void
counts_are_read(void)
{
    static const struct
    {
        const char *text;
        double value; /* -1: no number */
    } cases[] = {
        {"0", 0},       {"1500", 1500},    {"1_500", 1500},  {"1,500,000", 1.5e6},
        {"2M", 2e6},    {"8k", 8000},      {"3.5e6", 3.5e6}, {"2.1 bn", 2.1e9},
        {"  7", 7},     {"4 G", 4e9},      {"1b", 1e9},      {"2T", 2e12},
        {".5", 0.5},    {"", -1},          {"many", -1},     {"-3", -1},
        {"1,", -1},     {",1", -1},        {"1.2.3", -1},    {"1e999", -1},
        {"8k/day", -1}, {"5 minutes", -1}, {"e5", -1},       {"1__0", -1},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        double value = -1;
        bool is_read = quantity_parse_count(cases[i].text, &value, NULL);

        tap_ok(is_read == (cases[i].value >= 0) && value == cases[i].value, "count \"%s\"",
               cases[i].text);
    }
}

static void
units_are_left(void)
{
    double value = 0;
    const char *unit = NULL;

    tap_ok(quantity_parse_count("8k/day", &value, &unit) && value == 8000, "a rate is read");
    tap_equal(unit, "/day", "and its unit is left");
    tap_ok(quantity_parse_count("5 minutes", &value, &unit) && value == 5, "m is not always M");
    tap_equal(unit, "minutes", "a word is left whole");
    tap_ok(!quantity_parse_count("1e300", &value, &unit) &&
               !quantity_parse_count("99999999999999999999", &value, &unit) &&
               !quantity_parse_bytes("9999999999TB", &value),
           "a number beyond all counts is none");
    tap_ok(!quantity_parse_count("\"", &value, &unit), "no number, no value");
}

static void
bytes_are_read(void)
{
    static const struct
    {
        const char *text;
        double value; /* -1: no number */
    } cases[] = {
        {"8GB", 8589934592.0},
        {"512 MiB", 536870912},
        {"64MB", 67108864},
        {"8kB", 8192},
        {"100", 100},
        {"100B", 100},
        {"1tb", 1099511627776.0},
        {"7 bytes", 7},
        {" 1 kB", 1024},
        {"GB", -1},
        {"8 XB", -1},
        {"8GBx", -1},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        double value = -1;
        bool is_read = quantity_parse_bytes(cases[i].text, &value);

        tap_ok(is_read == (cases[i].value >= 0) && value == cases[i].value, "bytes \"%s\"",
               cases[i].text);
    }
}

static void
numbers_are_written(Arena *arena)
{
    tap_equal(quantity_count_text(arena, 61), "61", "a small count is exact");
    tap_equal(quantity_count_text(arena, 8020), "8,020", "thousands have a comma");
    tap_equal(quantity_count_text(arena, 9999.4), "9,999", "up to ten thousand");
    tap_equal(quantity_count_text(arena, 9999.6), "10k", "then thousands");
    tap_equal(quantity_count_text(arena, 999499), "999k", "up to a million");
    tap_equal(quantity_count_text(arena, 999500), "1.0M", "then millions");
    tap_equal(quantity_count_text(arena, 2.04e6), "2.0M", "with two digits");
    tap_equal(quantity_count_text(arena, 9.96e6), "10M", "never 10.0M");
    tap_equal(quantity_count_text(arena, 2.1e9), "2.1bn", "billions");
    tap_equal(quantity_count_text(arena, 3e12), "3.0T", "and more");
    tap_equal(quantity_count_text(arena, -123456), "-123,456", "a difference may be negative");
    tap_equal(quantity_bytes_text(arena, 0), "0 bytes", "no bytes");
    tap_equal(quantity_bytes_text(arena, 1023), "1023 bytes", "bytes");
    tap_equal(quantity_bytes_text(arena, 1024), "1.0 kB", "a kilobyte");
    tap_equal(quantity_bytes_text(arena, 306.0 * 1024 * 1024), "306 MB", "megabytes");
    tap_equal(quantity_bytes_text(arena, 2.1 * 1024 * 1024 * 1024), "2.1 GB", "gigabytes");
    tap_equal(quantity_bytes_text(arena, 1e24), "867362 EB", "there is nothing above EB");
}

static void
sources_have_an_order(void)
{
    tap_equal(provenance_name(PROVENANCE_MEASURED), "measured", "measured has its name");
    tap_equal(provenance_name(PROVENANCE_UNKNOWN), "unknown", "unknown has its name");
    tap_ok(provenance_weaker(PROVENANCE_PLANNED, PROVENANCE_ASSUMED) == PROVENANCE_ASSUMED &&
               provenance_weaker(PROVENANCE_ASSUMED, PROVENANCE_PLANNED) == PROVENANCE_ASSUMED,
           "assumed is weaker than planned");
    tap_ok(!quantity_known(QUANTITY_UNKNOWN), "unknown is not known");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    counts_are_read();
    units_are_left();
    bytes_are_read();
    numbers_are_written(arena);
    sources_have_an_order();
    arena_free(arena);
    return tap_done();
}
