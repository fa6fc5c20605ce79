/*
 * Text flows into columns; what begins with a space stands as it is.
 */
#include "cli/wrap.h"

#include "tap.h"

static Arena *arena;

static const char *
wrapped(const char *before, const char *text, size_t indent, size_t width)
{
    StrBuf out = strbuf_new(arena);

    strbuf_add(&out, before);
    wrap_text(&out, text, indent, width);
    return out.text;
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    tap_equal(wrapped("", "", 2, 20), "", "nothing stays nothing");
    tap_equal(wrapped("", "one two three", 0, 9), "one two\nthree\n", "lines break at the width");
    tap_equal(wrapped("", "one two three", 2, 9), "  one two\n  three\n", "and are indented");
    tap_equal(wrapped("-x", "one two", 4, 8), "-x  one\n    two\n", "a label stands before them");
    tap_equal(wrapped("--long", "one", 4, 9), "--longone\n", "the label is left alone");
    tap_equal(wrapped("", "a\nb  c\n", 0, 20), "a b c\n", "line feeds and spaces flow");
    tap_equal(wrapped("", "a\n\nb", 0, 20), "a\n\nb\n", "a blank line parts paragraphs");
    tap_equal(wrapped("", "a:\n  x  y\nb", 0, 20), "a:\n  x  y\nb\n", "verbatim lines stand");
    tap_equal(wrapped("", "unbreakable word", 0, 5), "unbreakable\nword\n", "a long word is whole");
    tap_equal(wrapped("", "été été", 0, 7), "été été\n", "characters count, not bytes");
    tap_ok(wrap_columns("SOURCE…", strlen("SOURCE…")) == 7, "so do columns");
    arena_free(arena);
    return tap_done();
}
