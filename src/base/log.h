/*
 * log.h - what the program says while it works, on standard error.
 *
 * Library code logs at debug level only; commands report errors and warnings.
 */
#ifndef TENFOLD_BASE_LOG_H
#define TENFOLD_BASE_LOG_H

#include "base/base.h"

typedef enum LogLevel
{
    LOG_QUIET,
    LOG_WARNING,
    LOG_INFO,
    LOG_DEBUG
} LogLevel;

/* Sets what is said from now on; one of the two mutable globals of the program. */
void log_set_level(LogLevel level);

/* A line on standard error, if the level asks for it. */
void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
void log_info(const char *format, ...) PRINTF_LIKE(1, 2);
void log_debug(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
