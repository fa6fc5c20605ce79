/*
 * The text of a buffer is always whole and ended, whatever was added.
 */
#include "base/strbuf.h"

#include "tap.h"

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    StrBuf buffer = strbuf_new(arena);

    tap_equal(buffer.text, "", "a new buffer is empty");
    strbuf_separate(&buffer, ", ");
    strbuf_add(&buffer, "a");
    strbuf_separate(&buffer, ", ");
    strbuf_add_char(&buffer, 'b');
    strbuf_add_bytes(&buffer, "cdef", 2);
    strbuf_pad(&buffer, '.', 3);
    strbuf_printf(&buffer, "%d", 10);
    strbuf_printf(&buffer, "%s", "");
    tap_equal(buffer.text, "a, bcd...10", "what was added stands in order");
    tap_ok(buffer.length == strlen(buffer.text), "the length is that of the text");

    strbuf_clear(&buffer);
    tap_equal(buffer.text, "", "a cleared buffer is empty");
    for (int i = 0; i < 1000; i++)
        strbuf_printf(&buffer, "%d,", i);
    tap_ok(buffer.length == 3890 && strcmp(buffer.text + 3880, "8,998,999,") != 0 &&
               strcmp(buffer.text + 3881, ",998,999,") == 0,
           "a buffer grows");
    strbuf_clear(&buffer);
    strbuf_pad(&buffer, 'x', 100000);
    tap_ok(strlen(buffer.text) == 100000, "padding grows it too");
    strbuf_clear(&buffer);
    strbuf_printf(&buffer, "%070d", 1);
    tap_ok(strlen(buffer.text) == 70, "formatted text is never cut");
    arena_free(arena);
    return tap_done();
}
