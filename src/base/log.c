#include "base/log.h"

#include "base/visible.h"

#include <stdarg.h>

static LogLevel log_level = LOG_WARNING;

void
log_set_level(LogLevel level)
{
    log_level = level;
}

/* What is said may quote a stranger's file. */
static void
say(LogLevel level, const char *word, const char *format, va_list arguments)
{
    va_list again;
    int length;
    char *text;

    if (level > log_level)
        return;
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = malloc((size_t) (length < 0 ? 0 : length) + 1);
    if (text == NULL)
        return;
    *text = '\0';
    (void) vsnprintf(text, (size_t) (length < 0 ? 0 : length) + 1, format,
                     arguments); /* measured */
    fprintf(stderr, "tenfold: %s: ", word);
    visible_write(stderr, text, strlen(text));
    fputc('\n', stderr);
    free(text);
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
