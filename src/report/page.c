#include "report/page.h"

#include "base/visible.h"

#include <ctype.h>

/*
 * Text is indented by one column, as in the first screen of the design. Widths count UTF-8
 * characters; wide East Asian characters count as one, so a table with them may be ragged.
 */
enum
{
    POINT_INDENT = 5,
    NOTE_INDENT = 5, /* below a row of a table */
    WIDTH_MINIMUM = 40,
    WIDTH_READING = 100 /* tables may be wider, sentences are not read there */
};

static const char bold[] = "\033[1m";
static const char faint[] = "\033[2m";
static const char plain[] = "\033[0m";

Page
page_new(Arena *arena, PageFormat format, unsigned width, bool has_colour)
{
    return (Page){
        .out = strbuf_new(arena),
        .format = format,
        .width = width < WIDTH_MINIMUM ? WIDTH_MINIMUM : width,
        .has_colour = has_colour && format == PAGE_TEXT,
    };
}

/* Names and comments of a stranger's schema are in it. */
static const char *
shown(const Page *page, const char *text)
{
    return visible_text(page->out.arena, text);
}

static size_t
text_width(const char *text, size_t length)
{
    size_t width = 0;

    for (size_t i = 0; i < length; i++)
        width += ((unsigned char) text[i] & 0xc0) != 0x80;
    return width;
}

static unsigned
reading_width(const Page *page)
{
    return page->width > WIDTH_READING ? WIDTH_READING : page->width;
}

static void
add_styled(Page *page, const char *style, const char *text)
{
    if (page->has_colour)
        strbuf_add(&page->out, style);
    strbuf_add(&page->out, text);
    if (page->has_colour)
        strbuf_add(&page->out, plain);
}

/*
 * Adds words from `column` on and starts a new line at `hang` before `limit` is passed. Returns the
 * column after the last word. A line break in the text is kept.
 */
static size_t
add_wrapped(Page *page, const char *text, size_t column, size_t hang, size_t limit)
{
    bool is_line_start = true;

    while (*text != '\0')
    {
        size_t length = strcspn(text, " \n");
        size_t width = text_width(text, length);

        if (!is_line_start && column + 1 + width > limit)
        {
            strbuf_add_char(&page->out, '\n');
            strbuf_pad(&page->out, ' ', hang);
            column = hang;
        }
        else if (!is_line_start)
        {
            strbuf_add_char(&page->out, ' ');
            column++;
        }
        strbuf_add_bytes(&page->out, text, length);
        column += width;
        is_line_start = false;
        text += length;
        if (*text == '\n')
        {
            strbuf_add_char(&page->out, '\n');
            strbuf_pad(&page->out, ' ', hang);
            column = hang;
            is_line_start = true;
        }
        if (*text != '\0')
            text++;
    }
    return column;
}

void
page_title(Page *page, const char *left, const char *right)
{
    size_t used;

    left = shown(page, left);
    used = 1 + text_width(left, strlen(left)) + text_width(right, strlen(right));
    if (page->format == PAGE_MARKDOWN)
    {
        const char *blanks = strstr(left, "   ");

        strbuf_printf(&page->out, "# %.*s%s%s\n\n%s\n\n",
                      (int) (blanks == NULL ? strlen(left) : (size_t) (blanks - left)), left,
                      blanks == NULL ? "" : ": ", blanks == NULL ? "" : blanks + 3, right);
        return;
    }
    strbuf_add_char(&page->out, ' ');
    add_styled(page, bold, left);
    if (used + 2 > page->width)
    {
        strbuf_add_char(&page->out, '\n');
        used = text_width(right, strlen(right));
    }
    strbuf_pad(&page->out, ' ', used < page->width ? page->width - used : 0);
    strbuf_printf(&page->out, "%s\n", right);
}

void
page_heading(Page *page, const char *text)
{
    text = shown(page, text);
    if (page->format == PAGE_MARKDOWN)
    {
        strbuf_printf(&page->out, "## %s\n\n", text);
        return;
    }
    strbuf_add_char(&page->out, ' ');
    add_styled(page, bold, text);
    strbuf_add(&page->out, "\n ");
    strbuf_pad(&page->out, '-', text_width(text, strlen(text)));
    strbuf_add_char(&page->out, '\n');
}

void
page_subheading(Page *page, const char *text)
{
    text = shown(page, text);
    if (page->format == PAGE_MARKDOWN)
    {
        strbuf_printf(&page->out, "### %s\n\n", text);
        return;
    }
    strbuf_add_char(&page->out, ' ');
    add_styled(page, bold, text);
    strbuf_add_char(&page->out, '\n');
}

void
page_paragraph(Page *page, unsigned indent, const char *text)
{
    text = shown(page, text);
    if (page->format == PAGE_MARKDOWN)
    {
        strbuf_printf(&page->out, "%s\n\n", text);
        return;
    }
    strbuf_pad(&page->out, ' ', indent);
    (void) add_wrapped(page, text, indent, indent, reading_width(page)); /* the line ends here */
    strbuf_add_char(&page->out, '\n');
}

void
page_labelled(Page *page, unsigned label_width, const char *label, const char *text)
{
    size_t column = 1 + text_width(label, strlen(label));
    size_t hang = label_width + 2;

    text = shown(page, text);
    if (page->format == PAGE_MARKDOWN)
    {
        if (label[0] != '\0')
            strbuf_printf(&page->out, "- **%s**: %s\n", label, text);
        else
            strbuf_printf(&page->out, "- %s\n", text);
        return;
    }
    strbuf_add_char(&page->out, ' ');
    add_styled(page, bold, label);
    strbuf_pad(&page->out, ' ', column < hang ? hang - column : 1);
    (void) add_wrapped(page, text, hang, hang, reading_width(page)); /* the line ends here */
    strbuf_add_char(&page->out, '\n');
}

/* Splits off the first line of a headline so that `right` can stand at its end. */
void
page_point(Page *page, unsigned number, const char *headline, const char *right)
{
    size_t right_width = text_width(right, strlen(right));
    size_t limit = right_width == 0 ? page->width : page->width - right_width - 2;
    size_t column;

    headline = shown(page, headline);
    if (page->format == PAGE_MARKDOWN)
    {
        strbuf_printf(&page->out, "%u. **%s**%s%s\n", number, headline,
                      right[0] == '\0' ? "" : " — ", right);
        return;
    }
    strbuf_printf(&page->out, "%2u. ", number);
    if (page->has_colour)
        strbuf_add(&page->out, bold);
    column = add_wrapped(page, headline, 4, 4, limit);
    if (page->has_colour)
        strbuf_add(&page->out, plain);
    if (right_width > 0)
    {
        strbuf_pad(&page->out, ' ',
                   column + right_width + 2 <= page->width ? page->width - right_width - column
                                                           : 2);
        strbuf_add(&page->out, right);
    }
    strbuf_add_char(&page->out, '\n');
}

void
page_under_point(Page *page, const char *text)
{
    bool is_item = strncmp(text, "- ", 2) == 0;

    text = shown(page, text);
    if (page->format == PAGE_MARKDOWN)
    {
        strbuf_printf(&page->out, "%s- %s\n", is_item ? "      " : "   ", text + (is_item ? 2 : 0));
        return;
    }
    strbuf_pad(&page->out, ' ', POINT_INDENT + 1);
    (void) add_wrapped(page, text, POINT_INDENT + 1, POINT_INDENT + 1,
                       reading_width(page)); /* as above */
    strbuf_add_char(&page->out, '\n');
}

void
page_code(Page *page, const char *text)
{
    text = shown(page, text);
    if (page->format == PAGE_MARKDOWN)
    {
        strbuf_printf(&page->out, "```sql\n%s\n```\n\n", text);
        return;
    }
    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");

        strbuf_pad(&page->out, ' ', POINT_INDENT + 1);
        if (page->has_colour)
            strbuf_add(&page->out, faint);
        strbuf_add_bytes(&page->out, text, length);
        if (page->has_colour)
            strbuf_add(&page->out, plain);
        strbuf_add_char(&page->out, '\n');
        text += length + (text[length] == '\n');
    }
}

void
page_blank(Page *page)
{
    size_t length = page->out.length;

    if (length >= 2 && page->out.text[length - 1] == '\n' && page->out.text[length - 2] == '\n')
        return;
    strbuf_add_char(&page->out, '\n');
}

static void
markdown_table(Page *page, size_t columns, const bool *right, const char *const *cells,
               size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        strbuf_printf(&page->out, "| %s %s", cells[i], (i + 1) % columns == 0 ? "|\n" : "");
        if (i + 1 != columns)
            continue;
        for (size_t c = 0; c < columns; c++)
            strbuf_add(&page->out, right[c] ? "| ---: " : "| --- ");
        strbuf_add(&page->out, "|\n");
    }
    strbuf_add_char(&page->out, '\n');
}

/* The widest cell of a column. */
static size_t
column_width(size_t column, size_t columns, const char *const *cells, size_t count)
{
    size_t widest = 0;

    for (size_t i = column; i < count; i += columns)
    {
        size_t width = text_width(cells[i], strlen(cells[i]));

        if (width > widest)
            widest = width;
    }
    return widest;
}

/* A cell is one line. */
static const char *const *
shown_cells(const Page *page, const char *const *cells, size_t count)
{
    const char **copies = arena_new_array(page->out.arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
    {
        copies[i] = shown(page, cells[i]);
        if (strpbrk(copies[i], "\n\t") == NULL)
            continue;
        copies[i] = arena_strdup(page->out.arena, copies[i]);
        for (char *at = (char *) (uintptr_t) copies[i]; *at != '\0'; at++)
            if (*at == '\n' || *at == '\t')
                *at = ' ';
    }
    return copies;
}

/*
 * Narrows the widest of the columns that hold names until the table fits; numbers stay whole. What
 * is too long for its column goes on in the next line of the row.
 */
static size_t *
fit_widths(const Page *page, size_t columns, const bool *right, const char *const *cells,
           size_t count)
{
    enum
    {
        NARROWEST = 12
    };
    size_t *widths = arena_new_array(page->out.arena, size_t, columns + 1);
    size_t total = 0;

    for (size_t c = 0; c < columns; c++)
    {
        widths[c] = column_width(c, columns, cells, count);
        total += widths[c] + (c == 0 ? 1 : 2);
    }
    while (total > page->width)
    {
        size_t widest = columns;

        for (size_t c = 0; c < columns; c++)
            if (!right[c] && widths[c] > NARROWEST &&
                (widest == columns || widths[c] > widths[widest]))
                widest = c;
        if (widest == columns)
            break;
        widths[widest]--;
        total--;
    }
    return widths;
}

/* Where a name may go on in the next line, if that leaves no less than a third of this one. */
static const char *
break_before(const char *start, const char *end)
{
    for (const char *at = end; at > start + (end - start) / 3; at--)
        if (strchr(" _.,(-", at[-1]) != NULL ||
            (isupper((unsigned char) *at) && islower((unsigned char) at[-1])))
            return at;
    return end;
}

/* Cuts off the next `width` columns of a cell; never inside a character. */
static const char *
next_part(Page *page, const char **cell, size_t width)
{
    const char *start = *cell;
    const char *at = start;
    size_t taken = 0;

    while (*at != '\0' && (taken < width || ((unsigned char) *at & 0xc0) == 0x80))
    {
        taken += ((unsigned char) *at & 0xc0) != 0x80;
        at++;
    }
    if (*at != '\0')
        at = break_before(start, at);
    *cell = at;
    return arena_strndup(page->out.arena, start, (size_t) (at - start));
}

/* True when something of the row is left for another line. */
static bool
add_row_line(Page *page, size_t columns, const bool *right, const size_t *widths,
             const char **cells, const char *style)
{
    bool is_more = false;

    for (size_t c = 0; c < columns; c++)
    {
        const char *part = next_part(page, &cells[c], widths[c]);
        size_t pad = widths[c] - text_width(part, strlen(part));

        strbuf_add(&page->out, c == 0 ? " " : "  ");
        if (right[c])
            strbuf_pad(&page->out, ' ', pad);
        add_styled(page, style, part);
        if (!right[c] && c + 1 < columns)
            strbuf_pad(&page->out, ' ', pad);
        is_more = is_more || *cells[c] != '\0';
    }
    while (page->out.text[page->out.length - 1] == ' ') /* the last cells may be empty */
        page->out.text[--page->out.length] = '\0';
    strbuf_add_char(&page->out, '\n');
    return is_more;
}

void
page_table(Page *page, size_t columns, const bool *right, const char *const *cells,
           size_t cell_count)
{
    page_table_noted(page, columns, right, cells, cell_count, NULL);
}

/* A row's notes are lines below it; in Markdown they follow the table, with the row's number. */
static void
markdown_notes(Page *page, const char *const *notes, const char *const *cells, size_t columns,
               size_t rows)
{
    const char *number = "";

    for (size_t i = 1; i < rows; i++)
    {
        if (isdigit((unsigned char) *cells[i * columns]))
            number = arena_printf(page->out.arena, "%s: ", cells[i * columns]);
        else if (*cells[i * columns] == '\0')
            number = "";
        for (const char *at = notes[i]; at != NULL && *at != '\0';)
        {
            size_t length = strcspn(at, "\n");

            strbuf_printf(&page->out, "- %s%s\n", number,
                          shown(page, arena_strndup(page->out.arena, at, length)));
            at += length + (at[length] == '\n');
        }
    }
    strbuf_add_char(&page->out, '\n');
}

static void
add_notes(Page *page, const char *notes)
{
    if (notes == NULL || *notes == '\0')
        return;
    strbuf_pad(&page->out, ' ', NOTE_INDENT);
    (void) add_wrapped(page, shown(page, notes), NOTE_INDENT, NOTE_INDENT, page->width);
    strbuf_add_char(&page->out, '\n');
}

void
page_table_noted(Page *page, size_t columns, const bool *right, const char *const *cells,
                 size_t cell_count, const char *const *notes)
{
    const size_t *widths;
    const char **row;

    cells = shown_cells(page, cells, cell_count);
    if (page->format == PAGE_MARKDOWN)
    {
        markdown_table(page, columns, right, cells, cell_count);
        if (notes != NULL)
            markdown_notes(page, notes, cells, columns, cell_count / columns);
        return;
    }
    widths = fit_widths(page, columns, right, cells, cell_count);
    row = arena_new_array(page->out.arena, const char *, columns + 1);
    for (size_t i = 0; i + columns <= cell_count; i += columns)
    {
        memcpy(row, cells + i, columns * sizeof(*row));
        while (add_row_line(page, columns, right, widths, row, i < columns ? faint : ""))
            continue;
        if (notes != NULL)
            add_notes(page, notes[i / columns]);
    }
}
