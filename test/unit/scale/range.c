/* Bounds of partitions: what is read, how far a step goes, how it is written again. */
#include "scale/range.h"

#include "tap.h"

#include <math.h>

static Arena *arena;

/* The bounds of the partition so many steps on. */
static const char *
moved(const char *text, double steps)
{
    RangeStep step;
    Range range;

    if (!range_read(text, &range))
        return NULL;
    step = range_step(&range);
    return range_text(arena, &range, range_move(range.from.place, &step, steps),
                      range_move(range.to.place, &step, steps));
}

static void
test_moved(const char *text, double steps, const char *expected)
{
    const char *found = moved(text, steps);

    tap_ok(found != NULL && strcmp(found, expected) == 0, "%.0f steps from %s: %s", steps, text,
           found == NULL ? "not read" : found);
}

static void
test_steps(void)
{
    test_moved("FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')", -1,
               "FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')");
    test_moved("FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')", -15,
               "FOR VALUES FROM ('2024-12-01') TO ('2025-01-01')");
    test_moved("FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", -2,
               "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    test_moved("FOR VALUES FROM ('2026-03-02') TO ('2026-03-09')", -1,
               "FOR VALUES FROM ('2026-02-23') TO ('2026-03-02')");
    test_moved("FOR VALUES FROM ('2026-03-01 23:00:00') TO ('2026-03-02 00:00:00')", 2,
               "FOR VALUES FROM ('2026-03-02 01:00:00') TO ('2026-03-02 02:00:00')");
    test_moved("FOR VALUES FROM ('2026-03-01 00:00:00+01') TO ('2026-04-01 00:00:00+02')", -1,
               "FOR VALUES FROM ('2026-02-01 00:00:00+01') TO ('2026-03-01 00:00:00+01')");
    test_moved("FOR VALUES FROM (1000) TO (2000)", 3, "FOR VALUES FROM (4000) TO (5000)");
    test_moved("FOR VALUES FROM ('0') TO ('10000000')", 1,
               "FOR VALUES FROM ('10000000') TO ('20000000')");
    test_moved("FOR VALUES FROM ('2026-03-01', MINVALUE) TO ('2026-04-01', MINVALUE)", 1,
               "FOR VALUES FROM ('2026-04-01', MINVALUE) TO ('2026-05-01', MINVALUE)");
    test_moved("FOR VALUES FROM ('2026-03-01'::date) TO ('2026-04-01'::date)", 1,
               "FOR VALUES FROM ('2026-04-01'::date) TO ('2026-05-01'::date)");
}

static void
test_others(void)
{
    static const char *const texts[] = {"DEFAULT",
                                        "",
                                        "FOR VALUES IN ('a')",
                                        "FOR VALUES WITH (modulus 4, remainder 0)",
                                        "FOR VALUES FROM ('a') TO ('b')",
                                        "FOR VALUES FROM (1, 2) TO (1, 3)",
                                        "FOR VALUES FROM ('2026-03-01') TO (",
                                        "FOR VALUES FROM ('2026-03-01",
                                        "FOR VALUES FROM (now()) TO (now())",
                                        "FOR VALUES FROM (2) TO (1)",
                                        "FOR VALUES FROM ('nan') TO ('nan')"};
    Range range;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        tap_ok(!range_read(texts[i], &range), "no range of ours: %s", texts[i]);
    tap_ok(!range_read(NULL, &range), "nor is none");
    tap_ok(range_read("FOR VALUES FROM (MINVALUE) TO ('2026-04-01')", &range) && range.is_time &&
               isinf(range.from.place) && range_step(&range).length == 0,
           "one without a beginning has no step");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    test_steps();
    test_others();
    arena_free(arena);
    return tap_done();
}
