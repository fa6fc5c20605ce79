/*
 * tap.h - a test program says TAP: one line for each assertion, the plan at the end.
 *
 * A test file has one function for each thing it protects, and a main that ends with tap_done().
 */
#ifndef TENFOLD_TEST_TAP_H
#define TENFOLD_TEST_TAP_H

#include "base/base.h"

void tap_ok(bool is_ok, const char *format, ...) PRINTF_LIKE(2, 3);
void tap_equal(const char *got, const char *expected, const char *format, ...) PRINTF_LIKE(3, 4);
void tap_skip(const char *format, ...) PRINTF_LIKE(1, 2);

/* Prints the plan; the exit code for main. */
int tap_done(void);

#endif
