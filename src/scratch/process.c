#include "scratch/process.h"

#include "base/stop.h"
#include "base/strbuf.h"
#include "db/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
    EXIT_NOT_RUN = 127,
    SLICE_MS = 50,
    LAST_WORDS_LENGTH = 400
};

/* A file in memory takes the input: no pipe to keep filled while reading the output. */
static int
open_input(const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);
    int file = memfd_create("input", MFD_CLOEXEC);

    if (file >= 0 && length > 0 &&
        (write(file, text, length) != (ssize_t) length || lseek(file, 0, SEEK_SET) != 0))
    {
        (void) close(file);
        return -1;
    }
    return file;
}

/* In the child: never returns. PR_SET_PDEATHSIG is lost by a change of user, so it comes after. */
static void
become_program(const Process *process, pid_t parent, int input, int output)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    (void) setpgid(0, 0); /* Ctrl-C is for tenfold, which ends its children itself */
    if (process->account != NULL && !account_become(process->account))
        _exit(EXIT_NOT_RUN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(output, STDERR_FILENO) < 0 || chdir("/") != 0)
        _exit(EXIT_NOT_RUN);
    setenv("LC_ALL", "C", 1);
    execvp(process->argv[0], (char *const *) process->argv);
    dprintf(STDERR_FILENO, "could not run: %s\n", strerror(errno));
    _exit(EXIT_NOT_RUN);
}

/* Reads until the last writer is gone. False when it is time to stop. */
static bool
read_output(int from, int timeout_ms, StrBuf *text)
{
    int64_t deadline_ms = wait_now_ms() + timeout_ms;
    char bytes[4096];

    while (!stop_requested() && wait_now_ms() < deadline_ms)
    {
        struct pollfd entry = {.fd = from, .events = POLLIN};
        ssize_t got;

        if (poll(&entry, 1, SLICE_MS) <= 0)
            continue;
        got = read(from, bytes, sizeof(bytes));
        if (got == 0)
            return true;
        if (got > 0)
            strbuf_add_bytes(text, bytes, (size_t) got);
    }
    return false;
}

char *
process_last_words(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    const char *from = length > LAST_WORDS_LENGTH ? text + length - LAST_WORDS_LENGTH : text;
    StrBuf words = strbuf_new(arena);

    if (from > text && strchr(from, '\n') != NULL)
        from = strchr(from, '\n') + 1;
    for (; *from != '\0'; from++)
        if (*from != '\n')
            strbuf_add_char(&words, *from);
        else if (from[1] != '\0' && from[1] != '\n')
            strbuf_add(&words, "; ");
    return words.text;
}

static bool
judge(const Process *process, int status, const char *output, Error *error)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    error_set(error, ERROR_NO_SERVER, "program \"%s\" failed", process->argv[0]);
    return error_detail(error, "%s", process_last_words(error->arena, output));
}

static bool
cut_short(const Process *process, Error *error)
{
    if (stop_requested())
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    return error_set(error, ERROR_TIMEOUT, "program \"%s\" did not end within %d s",
                     process->argv[0], process->timeout_ms / 1000);
}

static bool
run(const Process *process, int input, const int *ends, StrBuf *text, Error *error)
{
    pid_t parent = getpid();
    pid_t child = fork();
    int status = 0;
    bool is_read;

    if (child < 0)
        return error_set(error, ERROR_FILE, "could not start a process: %s", strerror(errno));
    if (child == 0)
        become_program(process, parent, input, ends[1]);
    (void) setpgid(child, child); /* also done by the child: whoever is first */
    (void) close(ends[1]); /* so that the end of the child is the end of the output */
    is_read = read_output(ends[0], process->timeout_ms, text);
    if (!is_read)
        (void) kill(-child, SIGKILL); /* its group: initdb has children of its own */
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return is_read ? judge(process, status, text->text, error) : cut_short(process, error);
}

bool
process_run(const Process *process, Arena *arena, char **output, Error *error)
{
    StrBuf text = strbuf_new(arena);
    int input = open_input(process->input);
    int ends[2];
    bool is_done;

    if (input < 0 || pipe2(ends, O_CLOEXEC) != 0)
    {
        error_set(error, ERROR_FILE, "could not start \"%s\": %s", process->argv[0],
                  strerror(errno));
        if (input >= 0)
            (void) close(input);
        return false;
    }
    is_done = run(process, input, ends, &text, error);
    (void) close(input);
    (void) close(ends[0]);
    *output = text.text;
    return is_done;
}
