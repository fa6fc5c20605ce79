/*
 * docs/manual is what the records of the commands say; and every page fits a terminal.
 */
#include "cli/manual.h"

#include "base/file.h"
#include "cli/help.h"
#include "cli/wrap.h"
#include "cmd/table.h"
#include "tap.h"

static void
check_committed(Arena *arena, const char *name, const char *text)
{
    Error error = {.arena = arena};
    const char *source = getenv("TENFOLD_SOURCE");
    FileText file;

    if (!file_read(arena, arena_printf(arena, "%s/docs/manual/%s", source, name), &file, &error))
        tap_ok(false, "%s; write it with ./run manual", error.message);
    else
        tap_ok(str_equal(file.text, text), "docs/manual/%s is up to date; ./run manual writes it",
               name);
}

static void
check_width(const char *name, const char *page)
{
    size_t widest = 0;

    for (const char *line = page; *line != '\0'; line += *line == '\n')
    {
        size_t length = strcspn(line, "\n");
        size_t columns = wrap_columns(line, length);

        widest = columns > widest ? columns : widest;
        line += length;
    }
    tap_ok(widest <= 80, "help of %s fits 80 columns (%zu)", name, widest);
}

static void
check_record(const Command *command, const Command *before)
{
    tap_ok(before == NULL || strcmp(before->name, command->name) < 0, "%s is in its place",
           command->name);
    tap_ok(command->summary != NULL && command->run != NULL, "%s has a summary", command->name);
    for (const OptionSpec *option = command->options; option != NULL && option->name != NULL;
         option++)
        tap_ok(option->help != NULL &&
                   (option->kind == OPTION_FLAG) == (option->value_name == NULL),
               "--%s of %s is complete", option->name, command->name);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    const Command *before = NULL;

    for (const Command *const *at = command_table; *at != NULL; at++)
    {
        check_record(*at, before);
        check_width((*at)->name, help_of_command(arena, *at));
        if (!(*at)->is_hidden)
            check_committed(arena, arena_printf(arena, "%s.md", (*at)->name),
                            manual_page(arena, *at));
        before = *at;
    }
    check_width("tenfold", help_of_program(arena, command_table));
    check_committed(arena, "tenfold.1", manual_roff(arena, command_table));
    arena_free(arena);
    return tap_done();
}
