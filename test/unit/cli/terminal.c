/*
 * Colour and width follow what the user and the terminal say; the progress line comes and goes.
 */
#include "cli/terminal.h"

#include "cli/progress.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void
set(const char *name, const char *value)
{
    if (value == NULL)
        (void) unsetenv(name); /* the names are ours and valid */
    else
        (void) setenv(name, value, true);
}

static void
check_colour(int terminal, const char *when, const char *term, const char *no_colour, bool expected)
{
    set("TERM", term);
    set("NO_COLOR", no_colour);
    tap_ok(terminal_has_colour(terminal, when) == expected, "--color=%s TERM=%s NO_COLOR=%s: %s",
           when == NULL ? "(none)" : when, term == NULL ? "(none)" : term,
           no_colour == NULL ? "(none)" : no_colour, expected ? "colour" : "plain");
}

static void
colour_is_decided(int terminal, int file)
{
    check_colour(terminal, NULL, "xterm", NULL, true);
    check_colour(terminal, "auto", "xterm", "", true);
    check_colour(terminal, "auto", "xterm", "1", false);
    check_colour(terminal, "auto", "dumb", NULL, false);
    check_colour(terminal, "auto", NULL, NULL, false);
    check_colour(terminal, "never", "xterm", NULL, false);
    check_colour(terminal, "always", "dumb", "1", true);
    check_colour(file, "auto", "xterm", NULL, false);
    check_colour(file, "always", "xterm", NULL, true);
}

static void
width_is_found(int terminal, int file)
{
    struct winsize size = {.ws_col = 132, .ws_row = 24};

    set("COLUMNS", NULL);
    tap_ok(ioctl(terminal, TIOCSWINSZ, &size) == 0 && terminal_width(terminal) == 132,
           "a terminal knows its width");
    tap_ok(terminal_width(file) == 80, "a file has 80 columns");
    set("COLUMNS", "100");
    tap_ok(terminal_width(terminal) == 100 && terminal_width(file) == 100, "COLUMNS is heeded");
    set("COLUMNS", "3");
    tap_ok(terminal_width(file) == 40, "nothing is narrower than 40");
    set("COLUMNS", "wide");
    tap_ok(terminal_width(file) == 80, "nonsense is not heeded");
    set("COLUMNS", "99999999999999999999");
    tap_ok(terminal_width(file) == 80, "nor what is too wide");
    set("COLUMNS", NULL);
    size.ws_col = 0;
    tap_ok(ioctl(terminal, TIOCSWINSZ, &size) == 0 && terminal_width(terminal) == 80,
           "a terminal that does not know has 80");
}

/* Reads what the terminal was sent until `wanted` has come; the alarm ends a test that waits in vain. */
static bool
terminal_shows(int controller, const char *wanted)
{
    char seen[4096];
    size_t length = 0;

    while (length < sizeof(seen) - 1)
    {
        ssize_t got = read(controller, seen + length, sizeof(seen) - 1 - length);

        if (got <= 0)
            return false;
        length += (size_t) got;
        seen[length] = '\0';
        if (strstr(seen, wanted) != NULL)
            return true;
    }
    return false;
}

/* A child of its own session, whose terminal this is, sets the line and waits until it is told. */
static void
paint_until_told(const char *path, int told)
{
    char byte;
    int terminal;

    (void) setsid(); /* a failure shows: nothing is painted */
    terminal = open(path, O_RDWR);
    if (terminal < 0 || dup2(terminal, STDERR_FILENO) < 0)
        _exit(1);
    progress_set("loading 600 tables");
    (void) !read(told, &byte, 1); /* any answer ends the wait */
    progress_set(NULL);
    progress_set(NULL);
    _exit(0);
}

static void
progress_is_painted_and_erased(int controller, const char *path)
{
    int ends[2];

    set("TERM", "xterm");
    fflush(stdout);
    if (pipe(ends) != 0)
        return;
    if (fork() == 0)
        paint_until_told(path, ends[0]);
    (void) alarm(60);
    tap_ok(terminal_shows(controller, "\rloading 600 tables\033[K"), "a long step says what it is");
    (void) !write(ends[1], "x", 1); /* if it fails, so does the next line */
    tap_ok(terminal_shows(controller, "\r\033[K"), "and leaves no line behind");
    (void) alarm(0);
}

int
main(void)
{
    int controller = posix_openpt(O_RDWR | O_NOCTTY);
    int terminal, file = open("/dev/null", O_RDWR);

    if (controller < 0 || grantpt(controller) != 0 || unlockpt(controller) != 0)
    {
        tap_skip("no pseudo terminals here");
        return tap_done();
    }
    terminal = open(ptsname(controller), O_RDWR | O_NOCTTY);
    tap_ok(terminal_is(terminal) && !terminal_is(file), "a terminal is one");
    tap_ok(!terminal_is_foreground(terminal) && !terminal_is_foreground(file),
           "a terminal that is not ours is not painted on");
    colour_is_decided(terminal, file);
    width_is_found(terminal, file);
    progress_set("nothing is painted on what is no terminal");
    progress_set(NULL);
    progress_is_painted_and_erased(controller, ptsname(controller));
    return tap_done();
}
