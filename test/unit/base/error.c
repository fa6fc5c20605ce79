/*
 * An error says the last thing that went wrong, and nothing of what went wrong before.
 */
#include "base/error.h"

#include "tap.h"

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};

    tap_ok(!error_set(&error, ERROR_INPUT, "could not read \"%s\"", "a.sql"), "setting is false");
    tap_ok(error.code == ERROR_INPUT, "the code is kept");
    tap_equal(error.message, "could not read \"a.sql\"", "the message is formatted");
    tap_ok(!error_detail(&error, "It has %d bytes.", 3), "a detail is false");
    tap_ok(!error_hint(&error, "Run \"%s\".", "tenfold help"), "a hint is false");
    tap_equal(error.detail, "It has 3 bytes.", "the detail is formatted");
    tap_equal(error.hint, "Run \"tenfold help\".", "the hint is formatted");
    tap_ok(!error_wrap(&error, "line %d", 7), "wrapping is false");
    tap_equal(error.message, "line 7: could not read \"a.sql\"", "the context stands before it");

    error_set(&error, ERROR_FILE, "again: %s", error.message);
    tap_equal(error.message, "again: line 7: could not read \"a.sql\"",
              "a new message may quote the old one");
    tap_ok(error.detail == NULL && error.hint == NULL, "the old detail and hint are gone");

    error_clear(&error);
    tap_ok(error.code == ERROR_NONE && error.message == NULL, "a cleared error says nothing");
    tap_ok(error.arena == arena, "and can be set again");
    arena_free(arena);
    return tap_done();
}
