#include "tap.h"

#include <stdarg.h>

static unsigned count;
static unsigned failed;

static void
line(bool is_ok, const char *directive, const char *format, va_list arguments)
{
    count++;
    failed += !is_ok;
    printf("%sok %u - ", is_ok ? "" : "not ", count);
    vprintf(format, arguments);
    printf("%s\n", directive);
}

void
tap_ok(bool is_ok, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    line(is_ok, "", format, arguments);
    va_end(arguments);
}

void
tap_equal(const char *got, const char *expected, const char *format, ...)
{
    bool is_ok = str_equal(got, expected);
    va_list arguments;

    va_start(arguments, format);
    line(is_ok, "", format, arguments);
    va_end(arguments);
    if (!is_ok)
        printf("#      got: %s\n# expected: %s\n", got == NULL ? "(null)" : got,
               expected == NULL ? "(null)" : expected);
}

void
tap_skip(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    line(true, " # SKIP", format, arguments);
    va_end(arguments);
}

int
tap_done(void)
{
    printf("1..%u\n", count);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
