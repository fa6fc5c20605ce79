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
    return tap_done();
}
