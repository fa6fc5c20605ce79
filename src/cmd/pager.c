#include "cmd/pager.h"

#include <sys/ioctl.h>
#include <unistd.h>

static size_t
count_lines(const char *text)
{
    size_t lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static bool
fits_terminal(const char *text)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && count_lines(text) < size.ws_row;
}

/* A terminal that moves no cursor, and programs that run one for us, have nobody who turns pages. */
static bool
is_wanted(const Invocation *invocation)
{
    const char *terminal = getenv("TERM");

    return invocation->is_terminal && !invocation_flag(invocation, "no-pager") &&
           terminal != NULL && *terminal != '\0' && strcmp(terminal, "dumb") != 0;
}

void
pager_print(const Invocation *invocation, const char *text)
{
    const char *pager = getenv("TENFOLD_PAGER");
    FILE *pipe = NULL;

    if (pager == NULL)
        pager = getenv("PAGER");
    if (pager == NULL)
        pager = "less";
    if (is_wanted(invocation) && pager[0] != '\0' && strcmp(pager, "cat") != 0 &&
        !fits_terminal(text))
    {
        /* -F quits on one screen, -R keeps colours, -X leaves the text on the terminal. */
        (void) setenv("LESS", "FRX", 0); /* without it less still shows the text */
        pipe = popen(pager, "w");
    }
    fputs(text, pipe == NULL ? stdout : pipe);
    if (pipe != NULL)
        (void) pclose(pipe); /* the reader may leave early */
}
