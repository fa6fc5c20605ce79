/*
 * page.h - a report as headings, paragraphs, items and tables, in plain text or Markdown.
 *
 * The parts of the report are written once, on a Page; what a heading or table looks like is decided
 * here. Text is wrapped to the page's width; a column of a table never is.
 */
#ifndef TENFOLD_REPORT_PAGE_H
#define TENFOLD_REPORT_PAGE_H

#include "base/strbuf.h"

typedef enum PageFormat
{
    PAGE_TEXT,
    PAGE_MARKDOWN
} PageFormat;

typedef struct Page
{
    StrBuf out;
    PageFormat format;
    unsigned width;
    bool has_colour;
} Page;

Page page_new(Arena *arena, PageFormat format, unsigned width, bool has_colour);

/* The first line: what is looked at, and the day at the right edge. */
void page_title(Page *page, const char *left, const char *right);

/* A part of the report. */
void page_heading(Page *page, const char *text);

/* A heading within a part. */
void page_subheading(Page *page, const char *text);

/* Wrapped text at `indent` columns; Markdown ignores the indent. */
void page_paragraph(Page *page, unsigned indent, const char *text);

/* "label   text" with the text hanging in its own column of `label_width`. */
void page_labelled(Page *page, unsigned label_width, const char *label, const char *text);

/* A numbered point: bold headline, an optional word at the right edge, then lines below it. */
void page_point(Page *page, unsigned number, const char *headline, const char *right);

/* A line below a point, hanging under its headline; one that begins with "- " is an item. */
void page_under_point(Page *page, const char *text);

/* SQL or DDL. */
void page_code(Page *page, const char *text);

void page_blank(Page *page);

/* A table: cells in row order, the first row is the header; right[i] aligns column i right. */
void page_table(Page *page, size_t columns, const bool *right, const char *const *cells,
                size_t cell_count);

/* The same with lines below each row, by its number (0 is the header); NULL: none. */
void page_table_noted(Page *page, size_t columns, const bool *right, const char *const *cells,
                      size_t cell_count, const char *const *notes);

#endif
