#include "base/stop.h"

#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t signal_received = 0;

static void
on_signal(int number)
{
    if (signal_received != 0)
        _exit(128 + number);
    signal_received = number;
}

void
stop_install(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

bool
stop_requested(void)
{
    return signal_received != 0;
}

int
stop_signal(void)
{
    return signal_received;
}
