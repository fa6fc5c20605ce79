#include "planner/timer.h"

#include <miscadmin.h>
#include <utils/timeout.h>

static TimeoutId timer;
static volatile sig_atomic_t is_over;

static void
cancel(void)
{
    is_over = true;
    InterruptPending = true;
    QueryCancelPending = true;
}

void
timer_start(int milliseconds)
{
    static bool is_registered;

    if (!is_registered)
        timer = RegisterTimeout(USER_TIMEOUT, cancel);
    is_registered = true;
    is_over = false;
    if (milliseconds > 0)
        enable_timeout_after(timer, milliseconds);
}

void
timer_stop(void)
{
    disable_timeout(timer, false);
    if (is_over)
        QueryCancelPending = false;
}

bool
timer_ran_out(void)
{
    return is_over;
}
