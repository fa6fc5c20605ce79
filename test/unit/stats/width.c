/* Assumed widths: found by the end of a name, and bounded by a length limit. */
#include "stats/width.h"
#include "schema/type.h"
#include "stats/width_hint.h"
#include "tap.h"

#include <strings.h>

static Arena *arena;

static double
width(const char *name, const char *type, const char *modifiers)
{
    Column column = {.name = name, .type = type_builtin(arena, type), .is_not_null = true};

    column.type.modifiers = modifiers;
    return width_of(schema_new(arena), NULL, &column).bytes;
}

static void
test_order(void)
{
    for (size_t i = 1; i < ARRAY_LENGTH(width_hints); i++)
        if (strcasecmp(width_hints[i - 1].word, width_hints[i].word) >= 0)
            tap_ok(false, "%s stands before %s", width_hints[i - 1].word, width_hints[i].word);
    tap_ok(true, "hints are sorted");
}

static void
test_names(void)
{
    tap_ok(width("email", "text", NULL) == 25, "a name, and one byte of header");
    tap_ok(width("author_EMAIL", "text", NULL) == 25, "its end, whatever the case");
    tap_ok(width("female", "text", NULL) == 33, "not a part of a word");
    tap_ok(width("content_type", "text", NULL) == 17, "the longest end: no content");
    tap_ok(width("body", "text", NULL) == 404, "a long value has a header of four bytes");
    tap_ok(width("_", "text", NULL) == 33 && width("", "text", NULL) == 33, "a name of no words");
}

static void
test_limits(void)
{
    tap_ok(width("body", "varchar", "100") == 51, "a limit below the hint");
    tap_ok(width("name", "varchar", "255") == 17, "a limit far above it says nothing");
    tap_ok(width("state", "varchar", "2") == 3, "a code");
    tap_ok(width("currency", "bpchar", "3") == 4, "padded");
    tap_ok(width("amount", "numeric", "12,2") == 9,
           "two bytes for each four digits, two more, one of header");
    tap_ok(width("embedding", "int8", NULL) == 8, "what is fixed is not guessed");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    test_order();
    test_names();
    test_limits();
    arena_free(arena);
    return tap_done();
}
