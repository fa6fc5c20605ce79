/*
 * Rules guess from names; these are the readings that they count on.
 */
#include "rule/name.h"
#include "tap.h"

static void
test_words(void)
{
    tap_ok(name_has_word("created_at", "at"), "words are split at _");
    tap_ok(name_has_word("createdAt", "created"), "words are split where a capital begins");
    tap_ok(name_has_word("HTTPServer", "server"), "an acronym ends before the next word");
    tap_ok(!name_has_word("status", "stat"), "a part of a word is no word");
    tap_ok(!name_has_word("paid", "id"), "nor is its end");
    tap_ok(name_ends_with_word("user_id", "id"), "the last word is found");
    tap_ok(!name_ends_with_word("id_card", "id"), "the first is not the last");
    tap_ok(name_ends_run_together("addresstype", "type"), "a long word ends one without marks");
    tap_ok(!name_ends_run_together("address_retype", "type"), "not one with marks");
    tap_ok(!name_ends_run_together("grid", "id"), "a short word ends too many");
}

static void
test_stems(void)
{
    Arena *arena = arena_new(NULL, "name");

    tap_equal(name_before_last_word(arena, "ownerUserId"), "owner_user", "the stem is plain");
    tap_equal(name_before_last_word(arena, "id"), NULL, "one word has no stem");
    tap_equal(name_plain(arena, "Some Table-Name"), "some_table_name", "any separator will do");
    arena_free(arena);
}

static void
test_plurals(void)
{
    tap_ok(name_is_plural_of("users", "user"), "users are users");
    tap_ok(name_is_plural_of("categories", "category"), "y becomes ies");
    tap_ok(name_is_plural_of("boxes", "box"), "x takes es");
    tap_ok(name_is_plural_of("user", "user"), "a table may have a singular name");
    tap_ok(!name_is_plural_of("userspace", "user"), "a longer word is another word");
}

int
main(void)
{
    test_words();
    test_stems();
    test_plurals();
    return tap_done();
}
