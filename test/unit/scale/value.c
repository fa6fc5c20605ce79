/* Values are moved along a line: what is read is written again. */
#include "scale/value.h"

#include "tap.h"

static Arena *arena;

static void
expect_same(const char *type, const char *text, const char *expected)
{
    TypeName name = type_builtin(arena, type);
    TypeFacts facts = type_facts(NULL, &name);
    double value = 0;

    tap_ok(value_read(facts, text, &value), "%s %s is read", type, text);
    tap_equal(value_text(arena, facts, 2, value), expected, "and written");
}

static void
expect_none(const char *type, const char *text)
{
    TypeName name = type_builtin(arena, type);
    double value;

    tap_ok(!value_read(type_facts(NULL, &name), text, &value), "%s %s is on no line", type, text);
}

int
main(void)
{
    TypeName price;

    arena = arena_new(NULL, "test");
    expect_same("int8", "-12", "-12");
    expect_same("numeric", "12.50", "12.50");
    expect_same("float8", "0.25", "0.25");
    expect_same("date", "1969-12-31", "1969-12-31");
    expect_same("timestamp", "2026-11-21 10:31:02.5", "2026-11-21 10:31:02.500000");
    expect_same("timestamp", "2026-11-21", "2026-11-21 00:00:00.000000");
    expect_same("timestamptz", "2026-11-21 10:00:00-05:30", "2026-11-21 15:30:00.000000+00");
    expect_none("timestamp", "infinity");
    expect_none("date", "0044-03-15 BC");
    expect_none("date", "12026-11-21");
    expect_none("text", "12");
    expect_none("int4", "x");
    price = type_make(arena, NULL, "numeric", "15,2", 0);
    tap_ok(value_step(type_facts(NULL, &price), &price) == 0.01, "prices are a cent apart");
    arena_free(arena);
    return tap_done();
}
