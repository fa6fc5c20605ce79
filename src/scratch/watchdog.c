/*
 * Who dies, and what follows:
 *   tenfold, in any way   the lifeline ends; the watchdog stops the server and removes the folder
 *   the watchdog          the server gets SIGQUIT by PR_SET_PDEATHSIG; tenfold removes the folder, or
 *                         the next run, which finds it unlocked
 *   the server            the watchdog reports it and waits for the lifeline
 * The watchdog has a session of its own, so that Ctrl-C in the terminal reaches neither of the two.
 * It only calls what is allowed after fork() and allocates nothing worth mentioning.
 */
#include "scratch/watchdog.h"

#include "base/file.h"
#include "scratch/process.h"
#include "scratch/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
    STOP_MS = 3000, /* that the server gets after SIGQUIT */
    PATIENCE_MS = 8000, /* that tenfold waits for its watchdog */
    STEP_MS = 1,
    STEPS_TO_REAPPEAR = 1000, /* a second */
    MEGABYTE = 1 << 20,
    FILE_SIZE_MAX_MB = 512, /* limits of the server's processes, should something run wild */
    DATA_SIZE_MAX_MB = 3072,
    FIRST_FREE_DESCRIPTOR = 3
};

/* What the watchdog knows from its birth. */
typedef struct Charge
{
    const Account *account;
    const Folder *folder;
    const char *bin_folder;
} Charge;

/* The first thing that the watchdog writes into the status pipe. */
typedef struct Made
{
    bool is_made;
    char text[1024]; /* the folder's path, or why there is none */
} Made;

/* What tenfold writes into the lifeline, once. A pipe takes this much in one piece (PIPE_BUF). */
typedef struct Order
{
    bool is_roomy;
    char template_folder[4000]; /* empty: none */
} Order;

/* What the watchdog writes into the status pipe later. */
typedef struct Report
{
    char what; /* 'c' copying failed, 'f' fork failed, 'x' the server has ended */
    int reason; /* errno */
} Report;

static void
limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit value = {.rlim_cur = most, .rlim_max = most};

    (void) setrlimit(resource, &value); /* a belt: the time limits are the braces */
}

/* The environment holds only what the loader may need: nothing of the user's steers the server. */
static void
run_server(const Charge *charge, bool is_roomy, pid_t watchdog)
{
    const char *loader_path = getenv("LD_LIBRARY_PATH");
    char program[4096], library[4096];
    char *const argv[] = {program,
                          "-D",
                          (char *) charge->folder->data,
                          "-k",
                          (char *) charge->folder->path,
                          is_roomy ? "--max_connections=100" : NULL, /* the arguments end here */
                          "--temp_file_limit=-1",
                          "--max_wal_size=1GB",
                          NULL};
    char *const environment[] = {"LC_ALL=C", "PATH=/usr/bin:/bin",
                                 loader_path != NULL ? library : NULL, NULL};
    int log = open(charge->folder->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (log < 0 || getppid() != watchdog || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(1);
    limit(RLIMIT_CORE, 0);
    if (!is_roomy)
        limit(RLIMIT_FSIZE, (rlim_t) FILE_SIZE_MAX_MB * MEGABYTE);
    limit(RLIMIT_DATA, (rlim_t) DATA_SIZE_MAX_MB * MEGABYTE);
    (void) snprintf(program, sizeof(program), "%s/postgres", charge->bin_folder);
    (void) snprintf(library, sizeof(library), "LD_LIBRARY_PATH=%s",
                    loader_path != NULL ? loader_path : "");
    execve(program, argv, environment);
    dprintf(STDERR_FILENO, "could not run \"%s\": %s\n", program, strerror(errno));
    _exit(1);
}

static void
report(int status, char what, int reason)
{
    Report text = {.what = what, .reason = reason};

    (void) !write(status, &text, sizeof(text)); /* nobody reads any more: then nobody minds */
}

/* Keeps two descriptors of its own, closes the rest: tenfold's terminal and other lifelines. */
static void
leave_tenfold(const int *lifeline, const int *status)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    int kept[] = {lifeline[0], status[1]};

    setsid();
    for (int i = 0; i < FIRST_FREE_DESCRIPTOR; i++)
        (void) dup2(nothing, i);
    (void) close(lifeline[1]);
    for (unsigned from = FIRST_FREE_DESCRIPTOR;;)
    {
        unsigned next = UINT32_MAX;

        for (size_t i = 0; i < ARRAY_LENGTH(kept); i++)
            if ((unsigned) kept[i] >= from && (unsigned) kept[i] < next)
                next = (unsigned) kept[i];
        if (next > from)
            (void) syscall(SYS_close_range, from, next - 1, 0);
        if (next == UINT32_MAX)
            break;
        from = next + 1;
    }
    (void) !chdir("/");
}

/* Waits until the child has ended, or `timeout_ms` are over. */
static bool
has_ended(pid_t child, int timeout_ms)
{
    for (int waited_ms = 0; waited_ms <= timeout_ms; waited_ms += STEP_MS)
    {
        pid_t ended = waitpid(child, NULL, WNOHANG);

        if (ended == child || (ended < 0 && errno == ECHILD))
            return true;
        (void) poll(NULL, 0, STEP_MS);
    }
    return false;
}

/* The server's own children became ours when it was killed (PR_SET_CHILD_SUBREAPER). */
static void
kill_orphans(void)
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
            (void) kill(process, SIGKILL);
        at += strspn(at, " ");
    }
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
}

static void
stop_server(pid_t server)
{
    (void) kill(server, SIGQUIT);
    if (!has_ended(server, STOP_MS))
    {
        (void) kill(server, SIGKILL);
        (void) has_ended(server, STOP_MS);
    }
    kill_orphans();
}

/* Fills the data folder and starts the server; its process, or -1 after saying why not. */
static pid_t
obey(const Charge *charge, const Order *order, int status)
{
    pid_t self = getpid();
    pid_t server;

    if (order->template_folder[0] != '\0' &&
        !tree_copy(order->template_folder, charge->folder->data))
    {
        report(status, 'c', errno);
        return -1;
    }
    server = fork();
    if (server < 0)
        report(status, 'f', errno);
    if (server == 0)
        run_server(charge, order->is_roomy, self);
    return server;
}

/* Sleeps until tenfold is gone, or the system wants us gone. Returns the server, if there is one. */
static pid_t
watch(const Charge *charge, int lifeline, int status, int signals)
{
    pid_t server = -1;
    bool has_ordered = false;

    for (;;)
    {
        struct pollfd entries[] = {{.fd = lifeline, .events = POLLIN},
                                   {.fd = signals, .events = POLLIN}};
        struct signalfd_siginfo signal;
        Order order;

        if (poll(entries, ARRAY_LENGTH(entries), -1) < 0 && errno != EINTR)
            return server;
        if (entries[0].revents != 0)
        {
            if (has_ordered || read(lifeline, &order, sizeof(order)) != (ssize_t) sizeof(order))
                return server;
            has_ordered = true;
            server = obey(charge, &order, status);
        }
        if (read(signals, &signal, sizeof(signal)) != (ssize_t) sizeof(signal))
            continue;
        if (signal.ssi_signo != SIGCHLD)
            return server;
        if (server > 0 && has_ended(server, 0))
        {
            server = -1;
            report(status, 'x', 0);
        }
    }
}

static int
catch_signals(void)
{
    sigset_t caught;

    sigemptyset(&caught);
    sigaddset(&caught, SIGCHLD);
    sigaddset(&caught, SIGTERM);
    sigaddset(&caught, SIGINT);
    sigaddset(&caught, SIGHUP);
    sigprocmask(SIG_BLOCK, &caught, NULL);
    return signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
}

/*
 * The folder is made here and not by tenfold: between making it and having a watchdog for it, tenfold
 * could be killed.
 */
static bool
make_folder(Charge *charge, Folder *folder, int status)
{
    Arena *arena = arena_new(NULL, "watchdog"); /* goes with the process */
    Error error = {.arena = arena};
    Made made = {.is_made = folder_make(arena, charge->account, folder, &error)};

    (void) snprintf(made.text, sizeof(made.text), "%s",
                    made.is_made ? folder->path : error.message);
    (void) !write(status, &made, sizeof(made)); /* without a reader the lifeline has ended, too */
    charge->folder = folder;
    return made.is_made;
}

/*
 * tenfold may have died with initdb just started: that makes its folder anew, with all parents, after
 * we removed them. Once a server ran this cannot happen, and nobody waits for us here.
 */
static void
remove_again(const char *path)
{
    for (int step = 0; step < STEPS_TO_REAPPEAR; step++)
    {
        (void) poll(NULL, 0, STEP_MS);
        if (access(path, F_OK) == 0)
            folder_remove(path);
    }
}

static void
be_watchdog(Charge *charge, const int *lifeline, const int *status)
{
    pid_t server = -1;
    Folder folder;
    int signals;

    leave_tenfold(lifeline, status);
    signals = catch_signals();
    prctl(PR_SET_NAME, "tenfold-server");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (!make_folder(charge, &folder, status[1]))
        _exit(0);
    if (account_become(charge->account))
        server = watch(charge, lifeline[0], status[1], signals);
    else
        report(status[1], 'u', errno);
    if (server > 0)
        stop_server(server);
    folder_remove(folder.path);
    if (server <= 0)
        remove_again(folder.path);
    _exit(0);
}

/* Waits for the watchdog's first word. */
static bool
take_folder(Arena *arena, Watchdog *watchdog, Folder *folder, Error *error)
{
    struct pollfd entry = {.fd = watchdog->status, .events = POLLIN};
    Made made = {.is_made = false, .text = "the watchdog of the private server is gone"};

    while (poll(&entry, 1, -1) < 0 && errno == EINTR)
        ;
    (void) !read(watchdog->status, &made, sizeof(made)); /* nothing: what stands there already */
    if (made.is_made)
    {
        *folder = (Folder){.path = arena_strdup(arena, made.text),
                           .data = arena_printf(arena, "%s/data", made.text),
                           .log = arena_printf(arena, "%s/log", made.text),
                           .lock = -1};
        return true;
    }
    watchdog_stop(watchdog);
    error_set(error, ERROR_FILE, "%s", made.text);
    return error_hint(error, "Set TMPDIR to a folder that you may write to, with 100 MB free and a "
                             "short name; or use --no-server.");
}

bool
watchdog_start(Arena *arena, const Account *account, const char *bin_folder, Watchdog *out,
               Folder *folder, Error *error)
{
    Charge charge = {.account = account, .bin_folder = bin_folder};
    int lifeline[2];
    int status[2];
    pid_t process;

    if (pipe2(lifeline, O_CLOEXEC) != 0 || pipe2(status, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(error, ERROR_FILE, "could not make a pipe: %s", strerror(errno));
    (void) fflush(NULL); /* so that nothing is written twice */
    process = fork();
    if (process < 0)
        return error_set(error, ERROR_FILE, "could not start a process: %s", strerror(errno));
    if (process == 0)
        be_watchdog(&charge, lifeline, status);
    (void) close(lifeline[0]);
    (void) close(status[1]);
    *out = (Watchdog){.process = process, .lifeline = lifeline[1], .status = status[0]};
    return take_folder(arena, out, folder, error);
}

bool
watchdog_run(const Watchdog *watchdog, const char *template_folder, bool is_roomy, Error *error)
{
    Order order = {.is_roomy = is_roomy};

    if (template_folder != NULL)
        (void) snprintf(order.template_folder, sizeof(order.template_folder), "%s",
                        template_folder); /* a name cut short is not found: copying fails */
    if (write(watchdog->lifeline, &order, sizeof(order)) == (ssize_t) sizeof(order))
        return true;
    return error_set(error, ERROR_NO_SERVER, "the watchdog of the private server is gone");
}

static bool
copying_failed(const Folder *folder, int reason, Error *error)
{
    error_set(error, ERROR_FILE, "could not fill the private server's folder \"%s\": %s",
              folder->path, strerror(reason));
    return error_hint(error, "Set TMPDIR to a folder with 100 MB free, or use --no-server.");
}

static bool
server_ended(const Folder *folder, Error *error)
{
    Error ignored = {.arena = error->arena}; /* without a log there is no detail */
    FileText log;

    error_set(error, ERROR_NO_SERVER, "the private PostgreSQL server did not start");
    if (file_read(error->arena, folder->log, &log, &ignored) && log.length > 0)
        error_detail(error, "%s", process_last_words(error->arena, log.text));
    return error_hint(error, "Use --no-server to go on without it.");
}

bool
watchdog_lives(const Watchdog *watchdog, const Folder *folder, Error *error)
{
    Report text;
    ssize_t got = read(watchdog->status, &text, sizeof(text));

    if (got < 0)
        return true;
    if (got == (ssize_t) sizeof(text) && text.what == 'c')
        return copying_failed(folder, text.reason, error);
    if (got == (ssize_t) sizeof(text) && text.what == 'x')
        return server_ended(folder, error);
    return error_set(error, ERROR_NO_SERVER, "could not start the private PostgreSQL server: %s",
                     got == (ssize_t) sizeof(text) ? strerror(text.reason)
                                                   : "its watchdog is gone");
}

void
watchdog_stop(Watchdog *watchdog)
{
    if (watchdog->process <= 0)
        return;
    (void) close(watchdog->lifeline);
    (void) close(watchdog->status);
    if (!has_ended(watchdog->process, PATIENCE_MS))
    {
        (void) kill(watchdog->process, SIGKILL); /* the server follows it, see above */
        (void) has_ended(watchdog->process, PATIENCE_MS);
    }
    watchdog->process = 0;
}
