/*
 * A signal may arrive between the question and poll(), so poll never sleeps longer than a slice: the
 * user waits at most that long.
 */
#include "db/wait.h"

#include "base/stop.h"

#include <errno.h>
#include <poll.h>

enum
{
    SLICE_MS = 100,
    OBEY_MS = 2000 /* that a cancelled server gets to answer */
};

int64_t
wait_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One look at the socket. False when it cannot be waited for any more. */
static bool
poll_socket(int socket, short events, int64_t deadline_ms)
{
    struct pollfd entry = {.fd = socket, .events = events};
    int64_t left_ms = deadline_ms == 0 ? SLICE_MS : deadline_ms - wait_now_ms();
    int timeout_ms = left_ms < 0 ? 0 : left_ms > SLICE_MS ? SLICE_MS : (int) left_ms;

    return socket >= 0 && (poll(&entry, 1, timeout_ms) >= 0 || errno == EINTR);
}

static bool
is_late(int64_t deadline_ms)
{
    return deadline_ms != 0 && wait_now_ms() >= deadline_ms;
}

bool
wait_connected(PGconn *connection, int64_t deadline_ms, Error *error)
{
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;

    while (PQstatus(connection) != CONNECTION_BAD)
    {
        short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        struct pollfd ready = {.fd = PQsocket(connection), .events = events};

        if (stop_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted while connecting");
        if (is_late(deadline_ms))
            return error_set(error, ERROR_TIMEOUT, "timeout expired");
        if (!poll_socket(ready.fd, events, deadline_ms))
            break;
        if (poll(&ready, 1, 0) <= 0)
            continue;
        status = PQconnectPoll(connection);
        if (status == PGRES_POLLING_OK)
            return true;
        if (status == PGRES_POLLING_FAILED)
            break;
    }
    return error_set(error, ERROR_CONNECTION, "%s", PQerrorMessage(connection));
}

static void
send_cancel(PGconn *connection)
{
    char reason[256];
    PGcancel *cancel = PQgetCancel(connection);

    if (cancel == NULL)
        return;
    (void) PQcancel(cancel, reason, (int) sizeof(reason)); /* the wait that follows is bounded */
    PQfreeCancel(cancel);
}

/* Why nobody should wait longer; ERROR_NONE when there is no reason. */
static ErrorCode
reason_to_stop(int64_t deadline_ms)
{
    if (stop_requested())
        return ERROR_INTERRUPTED;
    return is_late(deadline_ms) ? ERROR_TIMEOUT : ERROR_NONE;
}

bool
wait_result(PGconn *connection, int64_t deadline_ms, Error *error)
{
    ErrorCode stopped = ERROR_NONE;
    int64_t obey_deadline_ms = 0;

    for (;;)
    {
        int is_unsent = PQflush(connection);

        if (is_unsent < 0 || PQconsumeInput(connection) == 0)
            return error_set(error, ERROR_CONNECTION, "%s", PQerrorMessage(connection));
        if (PQisBusy(connection) == 0)
            return true;
        if (stopped == ERROR_NONE)
        {
            stopped = reason_to_stop(deadline_ms);
            if (stopped != ERROR_NONE)
            {
                send_cancel(connection);
                obey_deadline_ms = wait_now_ms() + OBEY_MS;
            }
        }
        else if (is_late(obey_deadline_ms))
            return error_set(error, stopped, "the server did not answer in time");
        if (!poll_socket(PQsocket(connection), (short) (is_unsent != 0 ? POLLIN | POLLOUT : POLLIN),
                         deadline_ms))
            return error_set(error, ERROR_CONNECTION, "could not wait for the server: %s",
                             strerror(errno));
    }
}
