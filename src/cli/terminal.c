#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum
{
    WIDTH_USUAL = 80,
    WIDTH_LEAST = 40,
    WIDTH_MOST = 10000
};

bool
terminal_is(int descriptor)
{
    return isatty(descriptor) == 1;
}

/* https://no-color.org: set and not empty, whatever the value. */
static bool
environment_allows_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return (no_colour == NULL || *no_colour == '\0') && term != NULL && !str_equal(term, "dumb");
}

bool
terminal_has_colour(int descriptor, const char *when)
{
    if (str_equal(when, "always"))
        return true;
    if (str_equal(when, "never"))
        return false;
    return terminal_is(descriptor) && environment_allows_colour();
}

unsigned
terminal_width(int descriptor)
{
    const char *columns = getenv("COLUMNS");
    unsigned long width = columns == NULL ? 0 : strtoul(columns, NULL, 10);
    struct winsize size;

    if ((width == 0 || width > WIDTH_MOST) && ioctl(descriptor, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width == 0 || width > WIDTH_MOST)
        return WIDTH_USUAL;
    return width < WIDTH_LEAST ? WIDTH_LEAST : (unsigned) width;
}

bool
terminal_is_foreground(int descriptor)
{
    return terminal_is(descriptor) && tcgetpgrp(descriptor) == getpgrp();
}

void
terminal_open_missing(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            (void) open("/dev/null", O_RDWR); /* takes the lowest free number: this one */
}
