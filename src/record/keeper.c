/*
 * The command stays in tenfold's process group, so that it may ask on the terminal and Ctrl-C reaches
 * it. The keeper ignores what comes from the terminal; it ends when its lifeline does. As subreaper it
 * becomes the parent of every orphan of the command: killing children until there are none kills all.
 */
#include "record/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
    EXIT_NOT_FOUND = 127,
    EXIT_NOT_RUN = 126,
    GRACE_MS = 2000, /* between SIGTERM and SIGKILL */
    REMINDER_MS = 1000, /* orphans may have come meanwhile */
    PATIENCE_MS = 6000, /* that tenfold waits for the keeper */
    STEP_MS = 5
};

extern char **environ;

/* In the command's process: its first words on `told` are the errno of a failure. Never returns. */
static void
become_command(char *const *argv, int output, int told, pid_t parent)
{
    sigset_t none;
    int reason;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    (void) signal(SIGPIPE, SIG_DFL);
    (void) signal(SIGINT, SIG_DFL);
    (void) signal(SIGTERM, SIG_DFL);
    (void) signal(SIGHUP, SIG_DFL);
    (void) signal(SIGQUIT, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_NOT_RUN);
    if (output != STDOUT_FILENO && dup2(output, STDOUT_FILENO) < 0)
        _exit(EXIT_NOT_RUN);
    execvp(argv[0], argv);
    reason = errno;
    (void) !write(told, &reason, sizeof(reason)); /* the exit code says it as well */
    _exit(reason == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN);
}

/* The children of this thread, the only one of the keeper. */
static void
signal_children(int number)
{
    char list[4096];
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, list, sizeof(list) - 1);

    if (file >= 0)
        (void) close(file);
    list[length > 0 ? length : 0] = '\0';
    for (char *at = list; *at != '\0';)
    {
        pid_t process = (pid_t) strtol(at, &at, 10);

        if (process > 1)
            (void) kill(process, number);
        at += strspn(at, " ");
    }
}

/* What is killed leaves its own children to us: on it goes until there are none. */
static void
end_all(void)
{
    for (int waited_ms = 0; waitpid(-1, NULL, WNOHANG) >= 0; waited_ms += STEP_MS)
    {
        if (waited_ms >= GRACE_MS)
            signal_children(SIGKILL);
        else if (waited_ms % REMINDER_MS == 0)
            signal_children(SIGTERM);
        (void) poll(NULL, 0, STEP_MS);
    }
}

static Outcome
outcome_of(int status, int told)
{
    Outcome outcome = {.is_started = true};

    if (WIFSIGNALED(status))
        outcome.signal = WTERMSIG(status);
    else
        outcome.code = WEXITSTATUS(status);
    if (read(told, &outcome.reason, sizeof(outcome.reason)) == (ssize_t) sizeof(outcome.reason))
        outcome.is_started = false;
    return outcome;
}

/* Until the command ends: then its outcome is reported. Or until tenfold does: then that is all. */
static void
keep(pid_t command, int lifeline, int report, int told, int signals)
{
    for (;;)
    {
        struct pollfd entries[] = {{.fd = lifeline, .events = POLLIN},
                                   {.fd = signals, .events = POLLIN}};
        struct signalfd_siginfo signal;
        int status;

        if (poll(entries, ARRAY_LENGTH(entries), -1) < 0 && errno != EINTR)
            return;
        if (entries[0].revents != 0)
            return;
        (void) !read(signals, &signal, sizeof(signal)); /* SIGCHLD: what it says is asked below */
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
        {
            Outcome outcome;

            if (ended != command)
                continue;
            outcome = outcome_of(status, told);
            (void) !write(report, &outcome, sizeof(outcome)); /* nobody reads: tenfold is gone */
        }
    }
}

static int
catch_signals(void)
{
    sigset_t caught;

    sigemptyset(&caught);
    sigaddset(&caught, SIGCHLD);
    sigaddset(&caught, SIGINT);
    sigaddset(&caught, SIGTERM);
    sigaddset(&caught, SIGHUP);
    sigaddset(&caught, SIGQUIT);
    sigprocmask(SIG_BLOCK, &caught, NULL);
    sigemptyset(&caught);
    sigaddset(&caught, SIGCHLD);
    return signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
be_keeper(char *const *argv, int output, const int *lifeline, const int *status)
{
    int signals = catch_signals();
    pid_t self = getpid();
    pid_t command;
    int told[2];

    (void) close(lifeline[1]);
    (void) close(status[0]);
    prctl(PR_SET_NAME, "tenfold-keeper");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (pipe2(told, O_CLOEXEC | O_NONBLOCK) != 0 || (command = fork()) < 0)
        _exit(1);
    if (command == 0)
        become_command(argv, output, told[1], self);
    keep(command, lifeline[0], status[1], told[0], signals);
    end_all();
    _exit(0);
}

static void
stop(void *resource)
{
    keeper_stop(resource);
}

static bool
start(Keeper *keeper, char *const *argv, int output, Error *error)
{
    int lifeline[2];
    int status[2];

    if (pipe2(lifeline, O_CLOEXEC) != 0 || pipe2(status, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(error, ERROR_FILE, "could not make a pipe: %s", strerror(errno));
    (void) fflush(NULL); /* so that nothing is written twice */
    keeper->process = fork();
    if (keeper->process < 0)
        return error_set(error, ERROR_FILE, "could not start a process: %s", strerror(errno));
    if (keeper->process == 0)
        be_keeper(argv, output, lifeline, status);
    (void) close(lifeline[0]);
    (void) close(status[1]);
    keeper->lifeline = lifeline[1];
    keeper->status = status[0];
    return true;
}

bool
keeper_start(Arena *arena, char *const *argv, char *const *environment, int output, Keeper **out,
             Error *error)
{
    Keeper *keeper = arena_new_object(arena, Keeper);

    for (char *const *setting = environment; *setting != NULL; setting++)
        if (strchr(*setting, '=') == NULL || putenv(*setting) != 0)
            return error_set(error, ERROR_USAGE, "\"%s\" is no setting of the environment",
                             *setting);
    if (!start(keeper, argv, output, error))
        return false;
    arena_defer(arena, stop, keeper);
    *out = keeper;
    return true;
}

bool
keeper_ended(Keeper *keeper, Outcome *out)
{
    Outcome outcome;
    ssize_t got = read(keeper->status, &outcome, sizeof(outcome));

    if (got < 0)
        return false;
    if (got != (ssize_t) sizeof(outcome))
        outcome = (Outcome){.is_started = true, .signal = SIGKILL}; /* the keeper is gone */
    *out = outcome;
    return true;
}

void
keeper_stop(Keeper *keeper)
{
    if (keeper->process <= 0)
        return;
    (void) close(keeper->lifeline);
    for (int waited_ms = 0; waitpid(keeper->process, NULL, WNOHANG) == 0; waited_ms += STEP_MS)
    {
        if (waited_ms == PATIENCE_MS)
            (void) kill(keeper->process, SIGKILL);
        (void) poll(NULL, 0, STEP_MS);
    }
    (void) close(keeper->status);
    keeper->process = 0;
}
