/*
 * blank.c - what a runner does not send becomes spaces.
 *
 * Newlines stay, so that every line and column is the file's. A mark within a quoted string is a mark
 * all the same: runners read lines, not SQL.
 */
#include "migration/layout.h"

#include <ctype.h>
#include <strings.h>

enum
{
    LOOKED_AT_MOST = 1 << 16
};

void
blank_range(FileText *text, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++)
        if (text->text[at] != '\n' && text->text[at] != '\r')
            text->text[at] = ' ';
}

static const char *
skip_space(const char *at, const char *end)
{
    while (at < end && isspace((unsigned char) *at))
        at++;
    return at;
}

bool
blank_says(const char *line, size_t length, const char *dashes, const char *words)
{
    const char *end = line + length;
    const char *at = skip_space(line, end);
    size_t dashes_length = strlen(dashes);

    if ((size_t) (end - at) < dashes_length || strncmp(at, dashes, dashes_length) != 0)
        return false;
    at = skip_space(at + dashes_length, end);
    for (; *words != '\0'; words++)
    {
        const char *next = *words == ' ' ? skip_space(at, end) : at + 1;

        if (at == end || (*words == ' ' && next == at) ||
            (*words != ' ' && tolower((unsigned char) *at) != tolower((unsigned char) *words)))
            return false;
        at = next;
    }
    return at == end || (!isalnum((unsigned char) *at) && *at != '_');
}

static size_t
line_end(const FileText *text, size_t at)
{
    const char *end = memchr(text->text + at, '\n', text->length - at);

    return end == NULL ? text->length : (size_t) (end - text->text);
}

/* The first byte that is no space. */
static bool
may_be_mark(const FileText *text, size_t at, size_t end)
{
    while (at < end && isspace((unsigned char) text->text[at]))
        at++;
    return at < end && (text->text[at] == '-' || text->text[at] == '/' || text->text[at] == '#');
}

static void
say_transaction(Marked *marked, Mark mark, const FileText *text, uint32_t line)
{
    marked->transaction = mark;
    marked->location = (Location){.file = text->name, .line = line, .column = 1};
}

/* Whether the lines after the mark go up; true for a mark that does not divide. */
static bool
take_mark(Marked *marked, Mark mark, bool goes_up, const FileText *text, uint32_t line)
{
    switch (mark)
    {
    case MARK_UP_NO_TRANSACTION:
        say_transaction(marked, MARK_NO_TRANSACTION, text, line);
        marked->ups++;
        return true;
    case MARK_UP:
        marked->ups++;
        return true;
    case MARK_DOWN:
        marked->has_down = true;
        return false;
    case MARK_TRANSACTION:
    case MARK_NO_TRANSACTION:
        say_transaction(marked, mark, text, line);
        return goes_up;
    case MARK_CHECKPOINT:
        marked->is_checkpoint = true;
        return goes_up;
    case MARK_NONE:
        break;
    }
    return goes_up;
}

Marked
blank_marked(const Layout *layout, FileText *text)
{
    Marked marked = {0};
    bool goes_up = !layout->needs_mark || layout->takes_unmarked;
    uint32_t line = 1;

    if (layout->read_mark == NULL)
        return marked;
    for (size_t at = 0; at < text->length; at = line_end(text, at) + 1, line++)
    {
        size_t end = line_end(text, at);
        Mark mark =
            may_be_mark(text, at, end) ? layout->read_mark(text->text + at, end - at) : MARK_NONE;

        if ((mark == MARK_UP || mark == MARK_UP_NO_TRANSACTION) && marked.ups == 0)
            blank_range(text, 0, at);
        goes_up = take_mark(&marked, mark, goes_up, text, line);
        if (!goes_up)
            blank_range(text, at, end);
    }
    return marked;
}

bool
blank_has_mark(const Layout *layout, const FileText *text)
{
    size_t length = text->length < LOOKED_AT_MOST ? text->length : LOOKED_AT_MOST;

    for (size_t at = 0; at < length; at = line_end(text, at) + 1)
    {
        size_t end = line_end(text, at);
        Mark mark;

        if (!may_be_mark(text, at, end))
            continue;
        mark = layout->read_mark(text->text + at, end - at);
        if (mark == MARK_UP || mark == MARK_UP_NO_TRANSACTION || mark == MARK_DOWN ||
            (!layout->needs_mark && mark != MARK_NONE))
            return true;
    }
    return false;
}
