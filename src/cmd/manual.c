/*
 * Hidden: it serves who builds tenfold. docs/manual holds what it writes, and a test compares.
 */
#include "cli/manual.h"

#include "base/file.h"
#include "cli/help.h"
#include "cmd/table.h"
#include "rule/rule.h"

static bool
write_text(const char *folder, const char *name, const char *suffix, const char *text, Error *error)
{
    char *path = arena_printf(error->arena, "%s/%s%s", folder, name, suffix);

    return file_write(path, text, strlen(text), error);
}

static bool
write_all(Arena *arena, const char *folder, Error *error)
{
    for (const Command *const *command = command_table; *command != NULL; command++)
        if (!(*command)->is_hidden &&
            !write_text(folder, (*command)->name, ".md", manual_page(arena, *command), error))
            return false;
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        if (!write_text(arena_printf(arena, "%s/rules", folder), (*rule)->id, ".md",
                        rule_manual(arena, *rule), error))
            return false;
    return write_text(folder, "tenfold", ".1", manual_roff(arena, command_table), error);
}

static bool
write_one(Arena *arena, const char *name, const char *folder, Error *error)
{
    const Command *command = help_find(command_table, name);

    if (command == NULL)
        return help_fail_unknown(command_table, name, error);
    return write_text(folder, name, ".md", manual_page(arena, command), error);
}

static ExitCode
run(const Invocation *invocation)
{
    Error error = {.arena = invocation->arena};
    const char *folder = invocation->arguments.last->text;
    bool is_all = invocation_flag(invocation, "all");
    bool is_written;

    if (is_all == (invocation->arguments.count == 2))
    {
        error_set(&error, ERROR_USAGE, "\"tenfold manual\" needs a COMMAND or --all, and a FOLDER");
        return command_fail(&error);
    }
    is_written =
        is_all ? write_all(invocation->arena, folder, &error)
               : write_one(invocation->arena, invocation->arguments.first->text, folder, &error);
    return is_written ? EXIT_OK : command_fail(&error);
}

static const OptionSpec options[] = {
    {"all", 0, OPTION_FLAG, NULL, "the pages of all commands and rules, and tenfold.1"},
    {0},
};

const Command cmd_manual = {
    .name = "manual",
    .arguments = "[COMMAND] FOLDER",
    .summary = "write manual pages",
    .description = "Writes the manual page of a command into a folder, as Markdown, or with --all "
                   "those of all commands and the man page.",
    .options = options,
    .is_hidden = true,
    .run = run,
};
