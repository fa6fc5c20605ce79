/*
 * terminal.h - what the program knows about the terminal that it writes to.
 */
#ifndef TENFOLD_CLI_TERMINAL_H
#define TENFOLD_CLI_TERMINAL_H

#include "base/base.h"

/* True when the descriptor is a terminal. */
bool terminal_is(int descriptor);

/* True when colour is welcome there; `when` is the value of --color, NULL for "auto". */
bool terminal_has_colour(int descriptor, const char *when);

/* Columns: COLUMNS, else what the terminal says, else 80. Never below 40. */
unsigned terminal_width(int descriptor);

/* True when the process may paint there: a terminal, and nobody put us in the background. */
bool terminal_is_foreground(int descriptor);

/* Opens /dev/null where standard input, output or error is closed: no file may take their place. */
void terminal_open_missing(void);

#endif
