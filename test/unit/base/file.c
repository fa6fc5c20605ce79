/*
 * A file is written whole or not at all, links and devices stay what they are, and what the
 * operating system says reaches the user.
 */
#include "base/file.h"

#include "base/stop.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static Arena *arena;
static const char *folder;

static const char *
path_of(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static void
remove_folder(void)
{
    static const char *const names[] = {"a.sql",   "link", "empty", "dangling",
                                        "new.sql", "null", "full"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        (void) unlink(path_of(names[i])); /* some tests do not make it */
    tap_ok(rmdir(folder) == 0, "no temporary file is left behind");
}

static void
written_is_read(void)
{
    Error error = {.arena = arena};
    FileText file;
    struct stat status;

    tap_ok(file_write(path_of("a.sql"), "a\0b\n", 4, &error), "a file is written");
    tap_ok(file_read(arena, path_of("a.sql"), &file, &error), "and read");
    tap_ok(file.length == 4 && memcmp(file.text, "a\0b\n", 5) == 0, "with every byte and an end");
    tap_equal(file.name, path_of("a.sql"), "under its name");
    (void) chmod(path_of("a.sql"), 0640); /* what follows shows whether it worked */
    tap_ok(file_write(path_of("a.sql"), "b", 1, &error), "a file is replaced");
    tap_ok(stat(path_of("a.sql"), &status) == 0 && (status.st_mode & 0777) == 0640,
           "and keeps its mode");
    tap_ok(file_exists(path_of("a.sql")) && !file_is_folder(path_of("a.sql")), "it exists");
    tap_ok(file_is_folder(folder) && !file_exists(path_of("none")), "a folder is a folder");
    tap_ok(file_write(path_of("empty"), "", 0, &error) &&
               file_read(arena, path_of("empty"), &file, &error) && file.length == 0,
           "an empty file is a file");
}

static void
links_stay(void)
{
    Error error = {.arena = arena};
    FileText file;
    struct stat status;

    tap_ok(symlink("a.sql", path_of("link")) == 0 &&
               file_write(path_of("link"), "through", 7, &error),
           "a file is written through a link");
    tap_ok(lstat(path_of("link"), &status) == 0 && S_ISLNK(status.st_mode), "the link stays one");
    tap_ok(file_read(arena, path_of("a.sql"), &file, &error) && str_equal(file.text, "through"),
           "what it names has the text");
    tap_ok(symlink("new.sql", path_of("dangling")) == 0 &&
               file_write(path_of("dangling"), "new", 3, &error) &&
               file_read(arena, path_of("new.sql"), &file, &error) && str_equal(file.text, "new"),
           "a link to nothing yet makes what it names");
    tap_ok(lstat(path_of("dangling"), &status) == 0 && S_ISLNK(status.st_mode), "and stays one");
}

/* The numbers are those of /dev/null and /dev/full; never the real ones, a mistake would cost them. */
static void
devices_stay(void)
{
    Error error = {.arena = arena};
    struct stat status;
    const char *null = path_of("null"), *full = path_of("full");

    if (mknod(null, S_IFCHR | 0600, makedev(1, 3)) != 0 ||
        mknod(full, S_IFCHR | 0600, makedev(1, 7)) != 0)
    {
        tap_skip("no devices can be made");
        return;
    }
    tap_ok(file_write(null, "x", 1, &error), "a device takes what is written");
    tap_ok(stat(null, &status) == 0 && S_ISCHR(status.st_mode), "and stays one");
    tap_ok(!file_write(full, "x", 1, &error), "a full disk is an error");
    tap_equal(error.message,
              arena_printf(arena, "could not write file \"%s\": No space left on device", full),
              "that says why");
    tap_ok(stat(full, &status) == 0 && S_ISCHR(status.st_mode), "and the device stays one");
}

static void
failures_are_told(void)
{
    Error error = {.arena = arena};
    FileText file;

    tap_ok(!file_read(arena, "/nonexistent/a.sql", &file, &error), "a missing file is an error");
    tap_equal(error.message,
              "could not open file \"/nonexistent/a.sql\": No such file or directory",
              "that says why");
    tap_ok(error.code == ERROR_FILE, "and has a code");
    tap_ok(!file_read(arena, "/", &file, &error), "a folder is no file");
    tap_equal(error.message, "could not read file \"/\": Is a directory", "that says why too");
    tap_ok(!file_write("/nonexistent/a.sql", "x", 1, &error), "nothing is written nowhere");
    tap_equal(error.message,
              "could not create file \"/nonexistent/a.sql\": No such file or directory",
              "which is said of the name that was given");
    tap_ok(!file_write("/", "x", 1, &error), "a folder cannot be written");
    tap_equal(error.message, "could not open file \"/\": Is a directory", "and says so");
}

static void
standard_input_is_read(void)
{
    Error error = {.arena = arena};
    FileText file;
    int ends[2];

    tap_ok(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO &&
               write(ends[1], "select 1", 8) == 8 && close(ends[1]) == 0 && close(ends[0]) == 0,
           "a pipe is standard input");
    tap_ok(file_read(arena, "-", &file, &error) && str_equal(file.text, "select 1"),
           "\"-\" reads it");
}

/* Comes last: the flag stays set. */
static void
a_stop_ends_waiting(void)
{
    Error error = {.arena = arena};
    FileText file;
    int ends[2];

    tap_ok(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO,
           "standard input that stays silent");
    stop_install();
    tap_ok(!stop_requested() && stop_signal() == 0, "nobody asked to stop");
    (void) signal(SIGALRM, SIG_DFL); /* ends the test if waiting does not */
    (void) alarm(60);
    fflush(stdout);
    if (fork() == 0)
    {
        (void) kill(getppid(), SIGTERM); /* if it fails, so does the test */
        (void) !write(ends[1], "x", 1); /* wakes a reader that had not begun to wait */
        _exit(0);
    }
    tap_ok(!file_read(arena, "-", &file, &error), "a signal ends reading");
    tap_ok(error.code == ERROR_INTERRUPTED, "as an interruption");
    tap_ok(stop_requested() && stop_signal() == SIGTERM, "and is remembered");
}

int
main(void)
{
    char template[] = "/tmp/tenfold-test-XXXXXX";

    arena = arena_new(NULL, "test");
    folder = mkdtemp(template);
    written_is_read();
    links_stay();
    devices_stay();
    failures_are_told();
    remove_folder();
    standard_input_is_read();
    a_stop_ends_waiting();
    arena_free(arena);
    return tap_done();
}
