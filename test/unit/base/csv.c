#include "base/csv.h"

#include "tap.h"

static Csv
start(Arena *arena, const char *text)
{
    FileText file = {.name = "x.csv", .text = arena_strdup(arena, text), .length = strlen(text)};
    Csv csv;

    tap_ok(csv_start(&csv, arena, &file), "there is a header");
    return csv;
}

static void
fields_are_found_by_name(Arena *arena)
{
    Csv csv = start(arena, "\xEF\xBB\xBFid,\"the name\",note\r\n1,\"a, \"\"b\"\"\nc\",\n2,,\"\"\n");

    tap_ok(csv.columns == 3 && csv_has(&csv, "ID") && !csv_has(&csv, "age"),
           "columns have names, in any case of letters, after a mark");
    tap_ok(csv_next(&csv), "a row");
    tap_equal(csv_value(&csv, "id"), "1", "a number");
    tap_equal(csv_value(&csv, "the name"), "a, \"b\"\nc", "commas, quotes and lines in quotes");
    tap_ok(csv_value(&csv, "note") == NULL, "nothing is null");
    tap_ok(csv_next(&csv) && csv_value(&csv, "the name") == NULL, "also in the middle");
    tap_equal(csv_value(&csv, "note"), "", "nothing in quotes is empty");
    tap_ok(!csv_next(&csv), "the end");
}

static void
rows_may_have_other_lengths(Arena *arena)
{
    Csv csv = start(arena, "a,b\n1\n1,2,3\n\n4,5");

    tap_ok(csv_next(&csv) && csv_value(&csv, "b") == NULL, "too few fields are null");
    tap_ok(csv_next(&csv) && str_equal(csv_value(&csv, "b"), "2"), "too many are passed over");
    tap_ok(csv_next(&csv) && str_equal(csv_value(&csv, "b"), "5"), "the last line needs no end");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    FileText empty = {.name = "x.csv", .text = arena_strdup(arena, ""), .length = 0};
    Csv csv;

    fields_are_found_by_name(arena);
    rows_may_have_other_lengths(arena);
    tap_ok(!csv_start(&csv, arena, &empty), "an empty file has no header");
    arena_free(arena);
    return tap_done();
}
