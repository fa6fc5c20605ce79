#include "cli/manual.h"

#include "base/strbuf.h"
#include "cli/help.h"

static void
add_page_options(StrBuf *out, const OptionSpec *option)
{
    for (; option != NULL && option->name != NULL; option++)
    {
        strbuf_printf(out, "- `%s`", help_option_text(out->arena, option));
        if (option->letter != 0)
            strbuf_printf(out, ", `-%c`", option->letter);
        strbuf_printf(out, ": %s\n", option->help);
    }
}

/* Lines that stand as they are (they begin with a space) become a block of code. */
static void
add_page_text(StrBuf *out, const char *text)
{
    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");

        strbuf_add(out, *text == ' ' ? "    " : "");
        strbuf_add_bytes(out, text, length);
        strbuf_add_char(out, '\n');
        text += length;
        text += *text == '\n';
    }
}

char *
manual_page(Arena *arena, const Command *command)
{
    StrBuf out = strbuf_new(arena);

    strbuf_printf(&out, "# tenfold %s\n\n%s\n\n```\n%s\n```\n", command->name, command->summary,
                  help_usage(arena, command));
    if (command->description != NULL)
    {
        strbuf_add_char(&out, '\n');
        add_page_text(&out, command->description);
    }
    strbuf_add(&out, "\n## Options\n\n");
    add_page_options(&out, command->options);
    add_page_options(&out, command_options);
    if (command->examples != NULL)
        strbuf_printf(&out, "\n## Examples\n\n```\n%s%s```\n", command->examples,
                      command->examples[strlen(command->examples) - 1] == '\n' ? "" : "\n");
    strbuf_add(&out, "\nMade by `./run manual` from the record of the command.\n");
    return out.text;
}

/* A hyphen that is typed, a backslash, and a line that roff would take for a request. */
static void
add_roff_text(StrBuf *out, const char *text)
{
    bool is_line_start = out->length == 0 || out->text[out->length - 1] == '\n';

    for (; *text != '\0'; text++)
    {
        if (is_line_start && (*text == '.' || *text == '\''))
            strbuf_add(out, "\\&");
        is_line_start = *text == '\n';
        if (*text == '-' || *text == '\\')
            strbuf_add(out, *text == '-' ? "\\-" : "\\e");
        else
            strbuf_add_char(out, *text);
    }
}

/* Paragraphs flow; lines that begin with a space stand as they are. */
static void
add_roff_paragraphs(StrBuf *out, const char *text)
{
    bool is_verbatim = false;

    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");

        if ((*text == ' ') != is_verbatim)
            strbuf_add(out, is_verbatim ? ".fi\n" : ".nf\n");
        is_verbatim = *text == ' ';
        if (length == 0)
            strbuf_add(out, ".PP");
        else
            add_roff_text(out, arena_strndup(out->arena, text, length));
        strbuf_add_char(out, '\n');
        text += length + (text[length] == '\n');
    }
    if (is_verbatim)
        strbuf_add(out, ".fi\n");
}

static void
add_roff_options(StrBuf *out, const OptionSpec *option)
{
    for (; option != NULL && option->name != NULL; option++)
    {
        strbuf_add(out, ".TP\n.B ");
        if (option->letter != 0)
            strbuf_printf(out, "\\-%c, ", option->letter);
        add_roff_text(out, help_option_text(out->arena, option));
        strbuf_add_char(out, '\n');
        add_roff_text(out, option->help);
        strbuf_add_char(out, '\n');
    }
}

static void
add_roff_command(StrBuf *out, const Command *command)
{
    strbuf_add(out, ".SS ");
    add_roff_text(out, help_usage(out->arena, command));
    strbuf_add_char(out, '\n');
    add_roff_paragraphs(out,
                        command->description == NULL ? command->summary : command->description);
    add_roff_options(out, command->options);
    if (command->examples == NULL)
        return;
    strbuf_add(out, ".PP\nExamples:\n.nf\n");
    add_roff_text(out, command->examples);
    strbuf_separate(out, out->text[out->length - 1] == '\n' ? "" : "\n");
    strbuf_add(out, ".fi\n");
}

static const char roff_end[] =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nSuccess.\n"
    ".TP\n.B 1\nSomething of the severity that \\-\\-fail\\-on names was found.\n"
    ".TP\n.B 2\nThe command line or the project file is wrong.\n"
    ".TP\n.B 3\nA file cannot be read or written, or a statement in it was refused: what is "
    "printed "
    "is about the rest.\n"
    ".TP\n.B 4\nNo PostgreSQL, no connection, or a statement was refused.\n"
    ".TP\n.B 5\nAn error of tenfold itself.\n"
    ".TP\n.B 130\nInterrupted.\n";

char *
manual_roff(Arena *arena, const Command *const *table)
{
    StrBuf out = strbuf_new(arena);

    strbuf_printf(&out, ".TH TENFOLD 1 \"\" \"%s\" \"User Commands\"\n", command_version);
    strbuf_add(&out, ".SH NAME\ntenfold \\- what breaks in a PostgreSQL schema as it grows\n"
                     ".SH SYNOPSIS\n.B tenfold\n.I COMMAND\n[OPTION…] [ARGUMENT…]\n"
                     ".SH DESCRIPTION\n");
    add_roff_paragraphs(&out, help_purpose);
    strbuf_add(&out, ".SH OPTIONS\n");
    add_roff_options(&out, command_options);
    strbuf_add(&out, ".SH COMMANDS\n");
    for (; *table != NULL; table++)
        if (!(*table)->is_hidden)
            add_roff_command(&out, *table);
    strbuf_add(&out, roff_end);
    return out.text;
}
