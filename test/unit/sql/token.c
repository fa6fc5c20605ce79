#include "sql/token.h"

#include "tap.h"

static char *
slice(Arena *arena, const char *text, size_t first, size_t end)
{
    TokenList list = token_list(arena, text, strlen(text));

    return token_list_text(arena, &list, first, end < list.count ? end : list.count);
}

static void
slices_have_no_comments(Arena *arena)
{
    tap_equal(slice(arena, "a /* b */ + c", 0, 9), "a  + c", "a block comment");
    tap_equal(slice(arena, "a/* b */b", 0, 9), "a b", "words stay apart");
    tap_equal(slice(arena, "a -- b\n + c", 0, 9), "a \n + c", "a line comment ends with its line");
    tap_equal(slice(arena, "a /* /* b */ */ c", 0, 9), "a  c", "nested comments");
    tap_equal(slice(arena, "'-- a' || '/* b */'", 0, 9), "'-- a' || '/* b */'",
              "strings stay as they are");
    tap_equal(slice(arena, "a b c", 1, 2), "b", "one token");
    tap_equal(slice(arena, "a b c", 2, 1), "", "none");
}

static void
items_end_at_commas_and_parentheses(Arena *arena)
{
    const char *text = "f(a, (b, c), d[1, 2]) x";
    TokenList list = token_list(arena, text, strlen(text));

    tap_ok(token_list_item_end(&list, 2) == 3, "a comma ends an item");
    tap_equal(token_list_text(arena, &list, 4, token_list_item_end(&list, 4)), "(b, c)",
              "but not one within");
    tap_equal(token_list_text(arena, &list, 10, token_list_item_end(&list, 10)), "d[1, 2]",
              "the closing parenthesis ends the last");
    tap_ok(token_list_close(&list, 1) == 16, "the parenthesis that closes");
    tap_ok(token_list_is(&list, 17, "x") && !token_list_is(&list, 18, "x"), "the end is no word");
}

static void
tokens_are_postgresqls(Arena *arena)
{
    static const struct
    {
        const char *text;
        size_t count;
    } rows[] = {
        {"U&'a' u&\"b\" B'1' x'f' N'a'", 5},
        {"1.5e-3 .5 1e6", 3},
        {"$1 $$a$$ $t$b$t$", 3},
        {"a.b", 3},
        {"é ü", 2},
        {"a$1", 1},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        tap_ok(token_list(arena, rows[i].text, strlen(rows[i].text)).count == rows[i].count, "%s",
               rows[i].text);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    slices_have_no_comments(arena);
    items_end_at_commas_and_parentheses(arena);
    tokens_are_postgresqls(arena);
    arena_free(arena);
    return tap_done();
}
