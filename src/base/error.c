#include "base/error.h"

#include <stdarg.h>

static char *
format_text(Arena *arena, const char *format, va_list arguments)
{
    va_list again;
    int length;
    char *text;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    text = arena_alloc(arena, length < 0 ? 1 : (size_t) length + 1);
    if (length > 0)
        (void) vsnprintf(text, (size_t) length + 1, format, again); /* measured above */
    va_end(again);
    return text;
}

bool
error_set(Error *error, ErrorCode code, const char *format, ...)
{
    va_list arguments;

    error_clear(error);
    error->code = code;
    va_start(arguments, format);
    error->message = format_text(error->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool
error_detail(Error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error->detail = format_text(error->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool
error_hint(Error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error->hint = format_text(error->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool
error_wrap(Error *error, const char *format, ...)
{
    va_list arguments;
    char *context;

    va_start(arguments, format);
    context = format_text(error->arena, format, arguments);
    va_end(arguments);
    error->message = arena_printf(error->arena, "%s: %s", context, error->message);
    return false;
}

void
error_clear(Error *error)
{
    *error = (Error){.arena = error->arena};
}
