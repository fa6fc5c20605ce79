/*
 * The program as a user meets it: what is printed where, and the exit code.
 */
#include "cli/command.h"

#include "base/file.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static Arena *arena;
static char output_path[] = "/tmp/tenfold-test-out-XXXXXX";
static char error_path[] = "/tmp/tenfold-test-err-XXXXXX";

typedef struct Result
{
    int code;
    const char *output;
    const char *error;
} Result;

static const char *
text_of(const char *path)
{
    Error error = {.arena = arena};
    FileText file;

    return file_read(arena, path, &file, &error) ? file.text : error.message;
}

/* Runs code of a command in a child whose standard output is `output`. */
static Result
run(const char *output, ExitCode (*code)(void))
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0)
    {
        if (freopen(output, "w", stdout) == NULL || freopen(error_path, "w", stderr) == NULL)
            _exit(99);
        exit((int) code());
    }
    (void) waitpid(child, &status, 0); /* a status of 0 where another is expected fails the test */
    return (Result){.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                    .output = str_equal(output, output_path) ? text_of(output_path) : "",
                    .error = text_of(error_path)};
}

static ExitCode
run_show(const Invocation *invocation)
{
    Error error = {.arena = invocation->arena};

    printf("%s %zu %u %d%d\n", invocation_flag(invocation, "verbose") ? "loud" : "quiet",
           invocation->arguments.count, invocation->width, invocation->is_terminal,
           invocation->has_colour);
    if (invocation->arguments.count == 0)
        return EXIT_FINDINGS;
    error_set(&error, ERROR_STATEMENT, "relation \"%s\" does not exist", "evil\033[2J\a");
    error_detail(&error, "It was looked for.");
    error_hint(&error, "Make it.");
    error.sqlstate = arena_strdup(error.arena, "42P01");
    error.statement = arena_alloc(error.arena, 1000);
    memset(error.statement, 'x', 999);
    return command_fail(&error);
}

static const Command show = {.name = "show", .arguments = "[X…]", .summary = "s", .run = run_show};
static const Command *const table[] = {&show, NULL};

#define LINE(name, ...)                                                 \
    static ExitCode name(void)                                          \
    {                                                                   \
        char *argv[] = {"tenfold", __VA_ARGS__};                        \
        return command_main((int) ARRAY_LENGTH(argv) - 1, argv, table); \
    }

LINE(run_nothing, NULL)
LINE(run_version, "--version", NULL)
LINE(run_help, "-h", NULL)
LINE(run_show_help, "show", "--help", NULL)
LINE(run_unknown, "shwo", NULL)
LINE(run_bad_option, "--wrong", NULL)
LINE(run_bad_own_option, "show", "--wrong", NULL)
LINE(run_bad_count, "show", "--", NULL)
LINE(run_quiet, "show", NULL)
LINE(run_loud, "--verbose", "show", "--color=always", NULL)
LINE(run_failing, "show", "x", NULL)

static ExitCode
run_with_closed_streams(void)
{
    (void) close(STDIN_FILENO); /* command_main() opens it again, as /dev/null */
    (void) run_quiet(); /* its exit code is not the question */
    return open("/dev/null", O_RDONLY) > STDERR_FILENO ? EXIT_OK : EXIT_INTERNAL;
}

/* A reader that is gone already. */
static ExitCode
run_into_closed_pipe(void)
{
    int ends[2];

    (void) signal(SIGPIPE, SIG_IGN); /* as stop_install() does */
    if (pipe(ends) != 0 || dup2(ends[1], STDOUT_FILENO) < 0 || close(ends[0]) != 0)
        return EXIT_INTERNAL;
    return run_version();
}

static void
pages_are_printed(void)
{
    Result result = run(output_path, run_version);

    tap_ok(result.code == EXIT_OK && str_equal(result.error, ""), "--version is quiet");
    tap_equal(result.output, "tenfold " TENFOLD_VERSION "\n", "--version prints one line");
    result = run(output_path, run_help);
    tap_ok(result.code == EXIT_OK && strncmp(result.output, "Usage: tenfold", 14) == 0,
           "-h prints help to standard output");
    result = run(output_path, run_show_help);
    tap_ok(result.code == EXIT_OK && strncmp(result.output, "Usage: tenfold show", 19) == 0,
           "a command has its own");
    result = run(output_path, run_nothing);
    tap_ok(result.code == EXIT_USAGE && str_equal(result.output, "") &&
               strncmp(result.error, "Usage: tenfold", 14) == 0,
           "no command is a mistake, answered with help");
}

static void
commands_are_run(void)
{
    Result result = run(output_path, run_quiet);

    tap_ok(result.code == EXIT_FINDINGS, "the code of a command is that of the program");
    tap_equal(result.output, "quiet 0 80 00\n", "a file is 80 columns wide, without colour");
    result = run(output_path, run_loud);
    tap_equal(result.output, "loud 0 80 01\n", "options may stand before the command");
}

static void
mistakes_are_told(void)
{
    Result result = run(output_path, run_unknown);

    tap_ok(result.code == EXIT_USAGE, "an unknown command is a mistake of usage");
    tap_equal(
        result.error,
        "tenfold: error: unrecognized command \"shwo\"\nHINT: Did you mean \"tenfold show\"?\n",
        "that is told");
    tap_ok(run(output_path, run_bad_option).code == EXIT_USAGE, "so is an unknown option");
    tap_ok(run(output_path, run_bad_own_option).code == EXIT_USAGE, "of a command, too");
    tap_ok(run(output_path, run_bad_count).code == EXIT_FINDINGS, "an empty list of arguments");

    result = run(output_path, run_failing);
    tap_ok(result.code == EXIT_SERVER, "each kind of error has its exit code");
    tap_ok(strstr(result.error, "tenfold: error: relation \"evil\\x1B[2J\\x07\" does not exist\n"
                                "DETAIL: It was looked for.\nHINT: Make it.\nSQLSTATE: 42P01\n"
                                "STATEMENT: xxx") == result.error,
           "an error is told in full, and cannot steer the terminal");
    tap_ok(strlen(result.error) < 600, "a long statement is cut");
}

static void
output_is_watched(void)
{
    Result result = run("/dev/full", run_version);

    tap_ok(result.code == EXIT_INPUT, "a full disk is an error");
    tap_equal(result.error,
              "tenfold: error: could not write to standard output: No space left on device\n",
              "that says so");
    result = run("/dev/null", run_into_closed_pipe);
    tap_ok(result.code == EXIT_OK && str_equal(result.error, ""), "a reader that left is none");
    tap_ok(run(output_path, run_with_closed_streams).code == EXIT_OK,
           "a closed standard input is opened, so that no file takes its place");
}

static void
codes_are_fixed(void)
{
    static const struct
    {
        ErrorCode error;
        ExitCode exit;
    } cases[] = {{ERROR_USAGE, EXIT_USAGE},       {ERROR_INPUT, EXIT_INPUT},
                 {ERROR_FILE, EXIT_INPUT},        {ERROR_NO_SERVER, EXIT_SERVER},
                 {ERROR_CONNECTION, EXIT_SERVER}, {ERROR_STATEMENT, EXIT_SERVER},
                 {ERROR_TIMEOUT, EXIT_SERVER},    {ERROR_INTERRUPTED, EXIT_INTERRUPTED},
                 {ERROR_INTERNAL, EXIT_INTERNAL}};

    (void) !freopen("/dev/null", "w", stderr); /* what is printed was tested before */
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Error error = {.arena = arena};

        error_set(&error, cases[i].error, "x");
        tap_ok(command_fail(&error) == cases[i].exit, "error %d exits with %d",
               (int) cases[i].error, (int) cases[i].exit);
    }
}

int
main(void)
{
    int output = mkstemp(output_path);
    int error = mkstemp(error_path);

    arena = arena_new(NULL, "test");
    (void) unsetenv("COLUMNS"); /* the terminal of who runs the test must not matter */
    tap_ok(output >= 0 && error >= 0, "there is a place for output");
    pages_are_printed();
    commands_are_run();
    mistakes_are_told();
    output_is_watched();
    codes_are_fixed();
    (void) unlink(output_path); /* both were made above */
    (void) unlink(error_path);
    arena_free(arena);
    return tap_done();
}
