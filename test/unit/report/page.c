/* Protects the look of reports: nothing passes the right edge, points hang, tables line up. */
#include "report/page.h"
#include "tap.h"

static size_t
longest_line(const char *text)
{
    size_t longest = 0;

    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");

        if (length > longest)
            longest = length;
        text += length + (text[length] == '\n');
    }
    return longest;
}

static const char long_text[] =
    "reads 6.0M comments to return 3 of them because no index begins with task_id and the planner "
    "has no other way than to look at each row of the table in turn";

static void
test_wrapping(Arena *arena)
{
    Page page = page_new(arena, PAGE_TEXT, 60, false);

    page_paragraph(&page, 3, long_text);
    page_point(&page, 12, long_text, "Mar 2028");
    page_under_point(&page, long_text);
    page_labelled(&page, 12, "Leave alone", long_text);
    tap_ok(longest_line(page.out.text) <= 60, "no line passes the width (%zu)",
           longest_line(page.out.text));
}

static void
test_point(Arena *arena)
{
    Page page = page_new(arena, PAGE_TEXT, 40, false);

    page_point(&page, 1, "a key runs out", "Mar 2028");
    page_under_point(&page, "inserts then fail");
    tap_equal(page.out.text,
              " 1. a key runs out              Mar 2028\n"
              "      inserts then fail\n",
              "the date of a point stands at the right edge, its lines hang below it");
}

static void
test_wide_table(Arena *arena)
{
    static const bool right[] = {false, true};
    static const char *const cells[] = {
        "table", "bytes", "history_operation_liquidity_pools_of_the_year_before", "2.1 GB"};
    Page page = page_new(arena, PAGE_TEXT, 40, false);

    page_table(&page, 2, right, cells, ARRAY_LENGTH(cells));
    tap_ok(longest_line(page.out.text) <= 40, "a wide table is narrowed (%zu)",
           longest_line(page.out.text));
    tap_ok(strstr(page.out.text, "2.1 GB\n") != NULL, "its numbers stay whole");
}

static void
test_long_word(Arena *arena)
{
    Page page = page_new(arena, PAGE_TEXT, 40, false);

    page_point(&page, 1, "a_name_of_many_many_many_many_many_many_bytes_in_one_word", "now");
    tap_ok(strstr(page.out.text, "now\n") != NULL, "a word wider than the page is not cut");
}

static void
test_table(Arena *arena)
{
    static const bool right[] = {false, true};
    static const char *const cells[] = {"table", "rows", "tasks", "2.0M", "c\xc3\xb4te", "61"};
    Page page = page_new(arena, PAGE_TEXT, 80, false);
    Page markdown = page_new(arena, PAGE_MARKDOWN, 80, false);

    page_table(&page, 2, right, cells, ARRAY_LENGTH(cells));
    tap_equal(page.out.text, " table  rows\n tasks  2.0M\n c\xc3\xb4te     61\n",
              "columns line up, by characters and not by bytes");
    page_table(&markdown, 2, right, cells, ARRAY_LENGTH(cells));
    tap_equal(markdown.out.text,
              "| table | rows |\n| --- | ---: |\n| tasks | 2.0M |\n| c\xc3\xb4te | 61 |\n\n",
              "Markdown gets its own table");
}

static void
test_colour(Arena *arena)
{
    Page page = page_new(arena, PAGE_TEXT, 80, false);
    Page coloured = page_new(arena, PAGE_TEXT, 80, true);

    page_heading(&page, "1  Pain points");
    page_heading(&coloured, "1  Pain points");
    tap_ok(strchr(page.out.text, '\033') == NULL, "no escape without a terminal");
    tap_ok(strchr(coloured.out.text, '\033') != NULL, "headings stand out on a terminal");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_wrapping(arena);
    test_point(arena);
    test_wide_table(arena);
    test_long_word(arena);
    test_table(arena);
    test_colour(arena);
    arena_free(arena);
    return tap_done();
}
