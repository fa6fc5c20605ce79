/*
 * Texts that are not UTF-8 are known and converted; what is binary is not mistaken for text.
 */
#include "base/encoding.h"

#include "tap.h"

static void
wide_texts_are_known(void)
{
    static const char little[] = "c\0r\0e\0a\0t\0e\0 \0t\0";
    static const char big[] = "\0c\0r\0e\0a\0t\0e\0 \0t";
    static const char binary[] = "\0\0c\0r\0\0a\0t\0e\0 \0t";

    tap_equal(encoding_wide(little, sizeof(little) - 1), "UTF-16LE", "without a mark");
    tap_equal(encoding_wide(big, sizeof(big) - 1), "UTF-16BE", "the other way round");
    tap_equal(encoding_wide("\xff\xfe"
                            "a",
                            4),
              "UTF-16LE", "with a mark");
    tap_equal(encoding_wide("\xff\xfe\0\0"
                            "a\0\0",
                            8),
              "UTF-32LE", "of four bytes");
    tap_ok(encoding_wide(binary, sizeof(binary) - 1) == NULL, "binary is none");
    tap_ok(encoding_wide("create table", 12) == NULL, "nor is ASCII");
    tap_ok(encoding_wide("", 0) == NULL, "nor nothing");
}

static void
utf8_is_known(void)
{
    tap_ok(encoding_is_utf8("stra\xc3\x9f"
                            "e \xf0\x9f\x90\x98",
                            12),
           "UTF-8");
    tap_ok(!encoding_is_utf8("stra\xdf"
                             "e",
                             6),
           "Latin-1");
    tap_ok(!encoding_is_utf8("\xc3", 1), "a character cut off");
    tap_ok(!encoding_is_utf8("\xc0\x80", 2), "a zero written long");
    tap_ok(!encoding_is_utf8("\xed\xa0\x80", 3), "half a pair");
}

static void
texts_are_converted(Arena *arena)
{
    size_t length;

    tap_equal(encoding_to_utf8(arena, "UTF-16LE",
                               "\xff\xfe"
                               "a\0\xdf\0",
                               6, &length),
              "a\xc3\x9f", "UTF-16");
    tap_ok(length == 3, "without its mark");
    tap_equal(encoding_to_utf8(arena, "CP1252", "\x80", 1, &length), "\xe2\x82\xac", "Windows");
    tap_ok(encoding_to_utf8(arena, "UTF-16LE", "\0\xd8", 2, &length) == NULL,
           "half a pair is refused");
    tap_ok(encoding_to_utf8(arena, "no such", "a", 1, &length) == NULL,
           "and what iconv does not know");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    wide_texts_are_known();
    utf8_is_known();
    texts_are_converted(arena);
    arena_free(arena);
    return tap_done();
}
