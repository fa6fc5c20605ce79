/*
 * Help comes from the records, whole: no option or command is left out, none stands too far right.
 */
#include "cli/help.h"

#include "tap.h"

static const OptionSpec options[] = {
    {"project", 'p', OPTION_VALUE, "FILE", "the project file"},
    {"an-option-with-a-long-name", 0, OPTION_VALUE, "VALUE", "which has a line of its own"},
    {0},
};
static const Command analyze = {
    .name = "analyze",
    .arguments = "SOURCE…",
    .summary = "say what breaks",
    .description = "Reads a schema.",
    .examples = "tenfold analyze a.sql\n\ntenfold analyze b.sql",
    .options = options,
};
static const Command secret = {.name = "secret", .summary = "not listed", .is_hidden = true};
static const Command *const table[] = {&analyze, &secret, NULL};

static void
unknown_commands_are_answered(Arena *arena)
{
    Error error = {.arena = arena};

    tap_ok(!help_fail_unknown(table, "anlyze", &error), "an unknown command fails");
    tap_equal(error.message, "unrecognized command \"anlyze\"", "and is named");
    tap_equal(error.hint, "Did you mean \"tenfold analyze\"?", "with the one that was meant");
    help_fail_unknown(table, "secrit", &error);
    tap_equal(error.hint, "\"tenfold --help\" lists the commands.", "hidden ones are not offered");
    help_fail_unknown(table, "/etc/passwd", &error);
    tap_equal(error.hint, "To analyze it, run \"tenfold analyze /etc/passwd\".",
              "a file is to be analyzed");
    help_fail_unknown(table, "postgresql://me:secret@host/db", &error);
    tap_ok(strstr(error.message, "secret") == NULL && strstr(error.hint, "secret") == NULL,
           "a password is not repeated");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    const char *page = help_of_command(arena, &analyze);
    const char *program = help_of_program(arena, table);

    tap_ok(strncmp(page, "Usage: tenfold analyze [OPTION…] SOURCE…\n\nReads a schema.\n", 60) == 0,
           "the usage and the description come first");
    tap_ok(strstr(page, "\n  -p, --project FILE             the project file\n") != NULL,
           "an option stands in two columns");
    tap_ok(strstr(page, "\n      --an-option-with-a-long-name VALUE\n        ") != NULL,
           "a long one has a line of its own");
    tap_ok(strstr(page, "\n  -h, --help ") != NULL, "the common options are there");
    tap_ok(strstr(page, "\nExamples:\n  tenfold analyze a.sql\n\n  tenfold analyze b.sql\n") !=
               NULL,
           "examples are indented");
    tap_ok(strstr(program, "\n  analyze  say what breaks\n") != NULL, "commands are listed");
    tap_ok(strstr(program, "secret") == NULL, "hidden ones are not");
    tap_ok(help_find(table, "secret") == &secret && help_find(table, "analyse") == NULL,
           "but they are found");
    tap_ok(strstr(help_of_command(arena, &secret), "\nnot listed\n") != NULL,
           "a summary stands in for a description");
    unknown_commands_are_answered(arena);
    arena_free(arena);
    return tap_done();
}
