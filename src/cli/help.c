#include "cli/help.h"

#include "base/file.h"
#include "base/nearest.h"
#include "cli/wrap.h"

/* Terminals may be wider; lines that are easy to read are not. */
enum
{
    HELP_WIDTH = 80,
    LABEL_INDENT = 2,
    LABEL_WIDTH_MOST = 34,
    LABEL_GAP = 2
};

const char help_purpose[] =
    "tenfold reads a PostgreSQL schema and how fast it grows, says what breaks, on which day, and "
    "what ends it, recommends a schema, and writes the migration.";

char *
help_usage(Arena *arena, const Command *command)
{
    return arena_printf(arena, "tenfold %s [OPTION…]%s%s", command->name,
                        command->arguments == NULL ? "" : " ",
                        command->arguments == NULL ? "" : command->arguments);
}

char *
help_option_text(Arena *arena, const OptionSpec *option)
{
    return option->kind == OPTION_FLAG
               ? arena_printf(arena, "--%s", option->name)
               : arena_printf(arena, "--%s %s", option->name, option->value_name);
}

/* One row of two columns; a label that is too long has a line of its own. */
static void
add_row(StrBuf *out, const char *label, const char *text, size_t column)
{
    strbuf_pad(out, ' ', LABEL_INDENT);
    strbuf_add(out, label);
    if (LABEL_INDENT + wrap_columns(label, strlen(label)) + LABEL_GAP > column)
        strbuf_add_char(out, '\n');
    wrap_text(out, text, column, HELP_WIDTH);
}

static char *
option_label(Arena *arena, const OptionSpec *option)
{
    char *text = help_option_text(arena, option);

    return option->letter == 0 ? arena_printf(arena, "    %s", text)
                               : arena_printf(arena, "-%c, %s", option->letter, text);
}

static size_t
wider(size_t column, const char *label)
{
    size_t columns = LABEL_INDENT + wrap_columns(label, strlen(label)) + LABEL_GAP;

    return columns > column && columns <= LABEL_WIDTH_MOST ? columns : column;
}

static void
add_options(StrBuf *out, const OptionSpec *own)
{
    const OptionSpec *both[] = {own, command_options};
    size_t column = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(both); i++)
        for (const OptionSpec *option = both[i]; option != NULL && option->name != NULL; option++)
            column = wider(column, option_label(out->arena, option));
    strbuf_add(out, "\nOptions:\n");
    for (size_t i = 0; i < ARRAY_LENGTH(both); i++)
        for (const OptionSpec *option = both[i]; option != NULL && option->name != NULL; option++)
            add_row(out, option_label(out->arena, option), option->help, column);
}

char *
help_of_command(Arena *arena, const Command *command)
{
    StrBuf out = strbuf_new(arena);

    strbuf_printf(&out, "Usage: %s\n\n", help_usage(arena, command));
    wrap_text(&out, command->description == NULL ? command->summary : command->description, 0,
              HELP_WIDTH);
    add_options(&out, command->options);
    if (command->examples != NULL)
    {
        strbuf_add(&out, "\nExamples:\n");
        for (const char *line = command->examples; *line != '\0'; line += *line == '\n')
        {
            size_t length = strcspn(line, "\n");

            strbuf_pad(&out, ' ', length == 0 ? 0 : LABEL_INDENT);
            strbuf_add_bytes(&out, line, length);
            strbuf_add_char(&out, '\n');
            line += length;
        }
    }
    return out.text;
}

char *
help_of_program(Arena *arena, const Command *const *table)
{
    StrBuf out = strbuf_new(arena);
    size_t column = 0;

    strbuf_add(&out, "Usage: tenfold COMMAND [OPTION…] [ARGUMENT…]\n\n");
    wrap_text(&out, help_purpose, 0, HELP_WIDTH);
    strbuf_add(&out, "\nCommands:\n");
    for (const Command *const *command = table; *command != NULL; command++)
        if (!(*command)->is_hidden)
            column = wider(column, (*command)->name);
    for (const Command *const *command = table; *command != NULL; command++)
        if (!(*command)->is_hidden)
            add_row(&out, (*command)->name, (*command)->summary, column);
    add_options(&out, (const OptionSpec[]){{.name = "version", .help = "print the version"}, {0}});
    strbuf_add(&out, "\n\"tenfold help COMMAND\" tells more about one command.\n");
    return out.text;
}

const Command *
help_find(const Command *const *table, const char *name)
{
    for (; *table != NULL; table++)
        if (str_equal((*table)->name, name))
            return *table;
    return NULL;
}

bool
help_fail_unknown(const Command *const *table, const char *name, Error *error)
{
    Nearest nearest = nearest_start(name);

    if (strstr(name, "://") != NULL) /* it may hold a password, so it is not repeated */
    {
        error_set(error, ERROR_USAGE, "a command is missing before the connection string");
        return error_hint(error, "To analyze the database, run \"tenfold analyze\" with it.");
    }
    for (; *table != NULL; table++)
        if (!(*table)->is_hidden)
            nearest_offer(&nearest, (*table)->name);
    error_set(error, ERROR_USAGE, "unrecognized command \"%s\"", name);
    if (nearest.best != NULL)
        return error_hint(error, "Did you mean \"tenfold %s\"?", nearest.best);
    if (file_exists(name))
        return error_hint(error, "To analyze it, run \"tenfold analyze %s\".", name);
    return error_hint(error, "\"tenfold --help\" lists the commands.");
}
