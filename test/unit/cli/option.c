/*
 * A command line means what users expect of any program, and what is wrong is named.
 */
#include "cli/option.h"

#include "tap.h"

static const OptionSpec options[] = {
    {"all", 'a', OPTION_FLAG, NULL, "everything"},
    {"project", 'p', OPTION_VALUE, "FILE", "the project"},
    {"rule", 0, OPTION_LIST, "ID", "a rule"},
    {"format", 0, OPTION_VALUE, "text|json", "the form"},
    {0},
};
static const Command command = {.name = "analyze", .arguments = "SOURCE…", .options = options};

static Arena *arena;

/* Parses words that are separated by spaces. */
static bool
parse(const char *line, OptionReach reach, Invocation *invocation, char ***rest, Error *error)
{
    char **argv = arena_new_array(arena, char *, strlen(line) + 2);
    size_t count = 0;

    while (*line != '\0')
    {
        size_t length = strcspn(line, " ");

        argv[count++] = arena_strndup(arena, line, length);
        line += length + (line[length] == ' ');
    }
    *error = (Error){.arena = arena};
    *invocation = (Invocation){.arena = arena, .command = &command, .values = map_new(arena)};
    return option_parse(invocation, argv, reach, rest, error);
}

static void
check_values(const char *line, const char *project, bool is_all, const char *first,
             size_t arguments)
{
    Invocation invocation;
    Error error;

    tap_ok(parse(line, OPTIONS_ALL, &invocation, NULL, &error), "\"%s\" is understood", line);
    tap_equal(invocation_value(&invocation, "project"), project, "the project of \"%s\"", line);
    tap_ok(invocation_flag(&invocation, "all") == is_all, "the flag of \"%s\"", line);
    tap_ok(invocation.arguments.count == arguments, "the arguments of \"%s\"", line);
    if (arguments > 0)
        tap_equal(invocation.arguments.first->text, first, "the first argument of \"%s\"", line);
}

static void
values_are_read(void)
{
    check_values("", NULL, false, NULL, 0);
    check_values("--project a.yaml x.sql", "a.yaml", false, "x.sql", 1);
    check_values("--project=a.yaml x.sql", "a.yaml", false, "x.sql", 1);
    check_values("--project= x.sql", "", false, "x.sql", 1);
    check_values("-p a.yaml -a -", "a.yaml", true, "-", 1);
    check_values("-pa.yaml x.sql --all", "a.yaml", true, "x.sql", 1);
    check_values("-apb x", "b", true, "x", 1);
    check_values("-av x", NULL, true, "x", 1);
    check_values("x -p a -p b y", "b", false, "x", 2);
    check_values("-a -- --all -p", NULL, true, "--all", 2);
    check_values("-p -- x", "--", false, "x", 1);
}

static void
lists_keep_their_order(void)
{
    Invocation invocation;
    Error error;
    const NameList *rules;

    tap_ok(parse("--rule a --rule=b x", OPTIONS_ALL, &invocation, NULL, &error), "a list is read");
    rules = invocation_list(&invocation, "rule");
    tap_ok(rules->count == 2 && str_equal(rules->first->text, "a") &&
               str_equal(rules->last->text, "b"),
           "in the order that was given");
    tap_ok(invocation_list(&invocation, "format")->count == 0, "what was not given is empty");
}

static void
reach_ends_at_the_command(void)
{
    Invocation invocation;
    Error error;
    char **rest = NULL;

    tap_ok(parse("--verbose analyze --wrong", OPTIONS_BEFORE_ARGUMENT, &invocation, &rest, &error),
           "options before the command are read");
    tap_equal(rest[0], "analyze", "and no further");
    tap_ok(invocation_flag(&invocation, "verbose"), "common options are everywhere");
}

static void
check_fails(const char *line, const char *message, const char *hint)
{
    Invocation invocation;
    Error error;

    tap_ok(!parse(line, OPTIONS_ALL, &invocation, NULL, &error), "\"%s\" is refused", line);
    tap_ok(error.code == ERROR_USAGE, "as a mistake of usage");
    tap_equal(error.message, message, "message of \"%s\"", line);
    tap_equal(error.hint, hint, "hint of \"%s\"", line);
}

static void
mistakes_are_named(void)
{
    check_fails("--projct=a", "unrecognized option \"--projct\"", "Did you mean \"--project\"?");
    check_fails("--colour", "unrecognized option \"--colour\"", "Did you mean \"--color\"?");
    check_fails("--zebra", "unrecognized option \"--zebra\"", "See \"tenfold analyze --help\".");
    check_fails("-x", "unrecognized option \"-x\"", "See \"tenfold analyze --help\".");
    check_fails("-ax", "unrecognized option \"-x\" in \"-ax\"", NULL);
    check_fails("x --project", "option \"--project\" needs a value", "Write --project FILE.");
    check_fails("--all=yes", "option \"--all\" takes no value", NULL);
    check_fails("--format=xml", "invalid value \"xml\" for option \"--format\"",
                "It is one of text|json.");
    check_fails("--format=tex", "invalid value \"tex\" for option \"--format\"",
                "It is one of text|json.");
}

static void
check_count(const char *pattern, const char *line, const char *message)
{
    Command other = {.name = "other", .arguments = pattern};
    Invocation invocation;
    Error error;
    bool is_right;

    tap_ok(parse(line, OPTIONS_ALL, &invocation, NULL, &error), "\"%s\" is understood", line);
    invocation.command = &other;
    is_right = option_check_arguments(&invocation, &error);
    tap_ok(is_right == (message == NULL), "\"%s\" for %s", line,
           pattern == NULL ? "none" : pattern);
    tap_equal(error.message, message, "what is said of it");
}

static void
arguments_are_counted(void)
{
    check_count(NULL, "", NULL);
    check_count(NULL, "x", "unexpected argument \"x\"");
    check_count("SOURCE…", "", "\"tenfold other\" needs SOURCE…");
    check_count("SOURCE…", "a b c", NULL);
    check_count("[COMMAND]", "", NULL);
    check_count("[COMMAND]", "a b", "unexpected argument \"b\"");
    check_count("FROM TO", "a", "\"tenfold other\" needs FROM TO");
    check_count("FROM TO", "a b", NULL);
    check_count("[FILE…]", "", NULL);
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    values_are_read();
    lists_keep_their_order();
    reach_ends_at_the_command();
    mistakes_are_named();
    arguments_are_counted();
    arena_free(arena);
    return tap_done();
}
