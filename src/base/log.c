#include "base/log.h"

#include <stdarg.h>

static LogLevel log_level = LOG_WARNING;

void
log_set_level(LogLevel level)
{
    log_level = level;
}

static void
say(LogLevel level, const char *word, const char *format, va_list arguments)
{
    if (level > log_level)
        return;
    fprintf(stderr, "tenfold: %s: ", word);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void
log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(LOG_WARNING, "warning", format, arguments);
    va_end(arguments);
}

void
log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(LOG_INFO, "info", format, arguments);
    va_end(arguments);
}

void
log_debug(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(LOG_DEBUG, "debug", format, arguments);
    va_end(arguments);
}
