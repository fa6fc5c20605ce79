/* Numbers of combinations as servers print them, and as files may have them. */
#include "live/combination_text.h"

#include "tap.h"

static const CombinationNumbers numbers = {.of = {2, 5, -1}, .count = 3};

static const MemberSet *
read_text(Arena *arena, const char *text, size_t *count)
{
    return combination_text_read(arena, text, &numbers, count);
}

static void
what_servers_print_is_read(Arena *arena)
{
    size_t count;
    const MemberSet *sets =
        read_text(arena, "{\"2, 5\": 11, \"2, -1\": 7, \"2, 5, -1\": 70}", &count);

    tap_ok(count == 3, "three sets: %zu", count);
    tap_ok(sets[0].count == 2 && sets[0].at[0] == 0 && sets[0].at[1] == 1 && sets[0].number == 11,
           "columns go by their place");
    tap_ok(sets[1].at[1] == 2 && sets[1].number == 7, "so do expressions");
    sets = read_text(arena, "{\"5 => 2\": 0.250000, \"2, -1 => 5\": 1.000000}", &count);
    tap_ok(count == 2 && sets[0].at[0] == 1 && sets[0].at[1] == 0 && sets[0].number == 0.25,
           "the last is the one that follows");
    tap_ok(sets[1].count == 3 && sets[1].at[2] == 1 && sets[1].number == 1, "from two as well");
}

/* A file is anybody's. */
static void
what_does_not_fit_is_left_out(Arena *arena)
{
    static const char *const texts[] = {
        NULL,
        "",
        "{}",
        "\"",
        "\"2, 5",
        "\"2, 5\"",
        "\"2, 5\":",
        "\"2, 5\": x",
        "\"2, 5\": -3",
        "\"2, 5\": inf",
        "\"2\": 3",
        "\"2, 2\": 3",
        "\"2, 9\": 3",
        "\"2, 99999999999999999999\": 3",
        "\"2,5,-1,2,5,-1,2,5,-1,2,5\": 3",
        "{\"2, x\": 3, \"\": 4, \" , \": 5}",
    };
    size_t count;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
    {
        (void) read_text(arena, texts[i], &count);
        tap_ok(count == 0, "nothing is read of %s", texts[i] == NULL ? "nothing" : texts[i]);
    }
    (void) read_text(arena, "{\"2, 9\": 3, \"2, 5\": 4", &count);
    tap_ok(count == 1, "what fits is read beside it");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    what_servers_print_is_read(arena);
    what_does_not_fit_is_left_out(arena);
    arena_free(arena);
    return tap_done();
}
