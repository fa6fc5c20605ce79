#include "base/error.h"

#include <stdarg.h>

bool
error_set(Error *error, ErrorCode code, const char *format, ...)
{
    va_list arguments;

    error_clear(error);
    error->code = code;
    va_start(arguments, format);
    error->message = arena_vprintf(error->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool
error_detail(Error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error->detail = arena_vprintf(error->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool
error_hint(Error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error->hint = arena_vprintf(error->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool
error_wrap(Error *error, const char *format, ...)
{
    va_list arguments;
    char *context;

    va_start(arguments, format);
    context = arena_vprintf(error->arena, format, arguments);
    va_end(arguments);
    error->message = arena_printf(error->arena, "%s: %s", context, error->message);
    return false;
}

void
error_clear(Error *error)
{
    *error = (Error){.arena = error->arena};
}
