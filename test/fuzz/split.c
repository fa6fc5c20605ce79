/*
 * Any bytes as a script that is cut: the parts come in order, do not overlap, lie within the text, leave
 * nothing out but white space, comments and ends of statements, and know their lines.
 */
#include "sql/split.h"

#include "sql/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool is_true)
{
    if (!is_true)
        abort();
}

/* Between two parts there is no token but ';'. */
static void
check_gap(const char *text, size_t from, size_t to)
{
    for (size_t at = from; at < to;)
    {
        Token token = token_next(text, to, at, false);

        if (token.kind == TOKEN_END)
            return;
        check(token.kind == TOKEN_SEMICOLON);
        at = token.end;
    }
}

static void
check_place(const char *text, const SplitPart *part)
{
    uint32_t line = 1;
    size_t line_start = 0;

    for (size_t at = 0; at < part->offset; at++)
        if (text[at] == '\n')
        {
            line++;
            line_start = at + 1;
        }
    check(part->line == line && part->text == text + part->offset);
    check(part->column == part->offset - line_start + 1 || line == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    Error error = {.arena = arena};
    const char *text = arena_strndup(arena, (const char *) data, size);
    size_t done = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    bool was_copy = false;
    size_t count = 0;
    Splitter splitter;
    SplitPart part;

    if (split_start(&splitter, text, size, &error))
    {
        while (split_next(&splitter, &part))
        {
            check(part.offset >= done && part.offset + part.length <= size && count++ <= size);
            check(part.kind == SPLIT_COPY_DATA || part.length > 0);
            if (part.kind != SPLIT_COPY_DATA && !was_copy)
                check_gap(text, done, part.offset);
            check_place(text, &part);
            done = part.offset + part.length;
            was_copy = part.kind == SPLIT_COPY_DATA;
            check(split_find_next(&part) <= part.length);
        }
    }
    arena_free(arena);
    return 0;
}
