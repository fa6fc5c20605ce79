/*
 * What strangers write cannot steer the terminal.
 */
#include "base/visible.h"

#include "tap.h"

int
main(void)
{
    static const char *const cases[][2] = {
        {"plain text, \xc3\xa4 \xe2\x80\x94 \xf0\x9f\x90\x98\n\tas it is", NULL},
        {"\x1b[31mred", "\\x1B[31mred"},
        {"a\rb\x7f\b", "a\\x0Db\\x7F\\x08"},
        {"\xc2\x9b"
         "31m",
         "\\x9B31m"},
        {"\xe2\x80\xae"
         "abc\xe2\x81\xa6",
         "\\u202Eabc\\u2066"},
        {"stra\xdf"
         "e",
         "stra\\xDFe"},
        {"\xe2\x80", "\\xE2\\x80"},
    };
    Arena *arena = arena_new(NULL, "test");

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        FILE *stream = tmpfile();
        char written[100] = "";

        tap_equal(visible_text(arena, cases[i][0]), cases[i][1] == NULL ? cases[i][0] : cases[i][1],
                  "case %zu", i);
        if (stream == NULL)
            continue;
        visible_write(stream, cases[i][0], strlen(cases[i][0]));
        rewind(stream);
        tap_ok(fread(written, 1, sizeof(written) - 1, stream) > 0, "is written");
        tap_equal(written, cases[i][1] == NULL ? cases[i][0] : cases[i][1], "alike");
        (void) fclose(stream); /* a file without a name */
    }
    arena_free(arena);
    return tap_done();
}
