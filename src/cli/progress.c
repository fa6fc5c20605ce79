/*
 * A thread paints, so that one long step shows too. It starts with the first text, only where
 * standard error is a terminal, and takes no signals: those belong to the thread that works.
 */
#include "cli/progress.h"

#include "cli/terminal.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

/*
 * The state is global because the line is: there is one terminal. `text` is the caller's, so it is
 * copied, cut to what a line holds.
 */
enum
{
    TEXT_SIZE = 512
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char text[TEXT_SIZE];
static bool has_thread;
static bool is_painted;

/* Called with the lock held. */
static void
erase(void)
{
    if (is_painted)
        (void) !write(STDERR_FILENO, "\r\033[K", 4); /* nothing to do where a terminal is gone */
    is_painted = false;
}

/* Called with the lock held. A line that wraps cannot be erased, so it is cut at the width. */
static void
paint(void)
{
    char line[TEXT_SIZE + 8];
    int width = (int) terminal_width(STDERR_FILENO) - 1;
    int length = snprintf(line, sizeof(line), "\r%.*s\033[K", width, text);

    if (length > 0 && (size_t) length < sizeof(line))
        (void) !write(STDERR_FILENO, line, (size_t) length); /* as in erase() */
    is_painted = true;
}

static void *
paint_each_second(void *unused)
{
    for (;;)
    {
        (void) sleep(1); /* no signal reaches this thread */
        pthread_mutex_lock(&lock);
        if (text[0] != '\0' && terminal_is_foreground(STDERR_FILENO))
            paint();
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

/* Called with the lock held. Without a thread there is no line, which harms nobody. */
static void
start_thread(void)
{
    sigset_t all, before;
    pthread_t thread;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    has_thread = pthread_create(&thread, NULL, paint_each_second, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (has_thread)
        pthread_detach(thread);
}

void
progress_set(const char *what)
{
    const char *term = getenv("TERM");

    if (!terminal_is(STDERR_FILENO) || str_equal(term, "dumb"))
        return;
    pthread_mutex_lock(&lock);
    if (what == NULL)
    {
        text[0] = '\0';
        erase();
    }
    else
    {
        (void) snprintf(text, sizeof(text), "%s", what); /* cut where it is too long */
        if (!has_thread)
            start_thread();
    }
    pthread_mutex_unlock(&lock);
}
