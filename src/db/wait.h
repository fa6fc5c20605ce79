/*
 * wait.h - waiting for a server without losing the user.
 *
 * libpq is driven without blocking: between two looks at the socket stop_requested() and the clock
 * are asked. Whoever is stopped or too late sends a cancel and gives the server a moment to obey.
 */
#ifndef TENFOLD_DB_WAIT_H
#define TENFOLD_DB_WAIT_H

#include "base/error.h"

#include <libpq-fe.h>

/* Milliseconds of a clock that never goes back. */
int64_t wait_now_ms(void);

/* Drives a connection made by PQconnectStartParams to its end, good or bad. */
bool wait_connected(PGconn *connection, int64_t deadline_ms, Error *error) MUST_CHECK;

/* Waits until PQgetResult would not block. A deadline of 0 means none. */
bool wait_result(PGconn *connection, int64_t deadline_ms, Error *error) MUST_CHECK;

#endif
