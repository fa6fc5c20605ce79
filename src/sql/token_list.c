#include "sql/token.h"

#include "base/strbuf.h"

enum
{
    TOKENS_FIRST = 64
};

TokenList
token_list(Arena *arena, const char *text, size_t length)
{
    TokenList list = {.text = text, .items = arena_new_array(arena, Token, TOKENS_FIRST)};
    size_t capacity = TOKENS_FIRST;
    uint32_t depth = 0;

    for (size_t at = 0;; list.count++)
    {
        Token token = token_next(text, length, at, false);

        if (list.count == capacity)
        {
            list.items = arena_grow(arena, list.items, capacity * sizeof(Token),
                                    2 * capacity * sizeof(Token));
            capacity *= 2;
        }
        if (token.kind == TOKEN_CLOSE && depth > 0)
            depth--;
        token.depth = depth;
        if (token.kind == TOKEN_OPEN)
            depth++;
        list.items[list.count] = token;
        if (token.kind == TOKEN_END)
            return list;
        at = token.end;
    }
}

size_t
token_list_at(const TokenList *list, size_t offset)
{
    size_t low = 0;
    size_t high = list->count;

    while (low < high)
    {
        size_t middle = low + (high - low) / 2;

        if (list->items[middle].start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool
token_list_is(const TokenList *list, size_t index, const char *word)
{
    return index < list->count && token_is_word(list->text, list->items[index], word);
}

bool
token_list_is_char(const TokenList *list, size_t index, char character)
{
    return index < list->count && list->items[index].end == list->items[index].start + 1 &&
           list->text[list->items[index].start] == character;
}

size_t
token_list_find(const TokenList *list, size_t from, uint32_t depth, const char *word)
{
    while (from < list->count && !(list->items[from].depth == depth &&
                                   token_is_word(list->text, list->items[from], word)))
        from++;
    return from;
}

size_t
token_list_find_open(const TokenList *list, size_t from, uint32_t depth)
{
    while (from < list->count &&
           !(list->items[from].depth == depth && token_list_is_char(list, from, '(')))
        from++;
    return from;
}

size_t
token_list_close(const TokenList *list, size_t open)
{
    uint32_t depth = list->items[open].depth;

    do
        open++;
    while (open < list->count &&
           !(list->items[open].kind == TOKEN_CLOSE && list->items[open].depth == depth));
    return open < list->count ? open : list->count;
}

size_t
token_list_item_end(const TokenList *list, size_t from)
{
    uint32_t depth = from < list->count ? list->items[from].depth : 0;

    for (; from < list->count; from++)
    {
        const Token *token = &list->items[from];

        if (token->depth < depth || (token->depth == depth && token->kind == TOKEN_COMMA))
            break;
    }
    return from;
}

/* What stands between two tokens, without comments, but never nothing where something stood. */
static void
add_gap(StrBuf *out, const TokenList *list, size_t from, size_t to)
{
    size_t before = out->length;

    for (size_t at = from; at < to; at++)
    {
        const char *text = list->text + at;

        if (*text == '-' && text[1] == '-')
        {
            const char *end = memchr(text, '\n', to - at);

            at = end == NULL ? to : (size_t) (end - list->text);
            strbuf_add_char(out, '\n');
        }
        else if (*text == '/' && text[1] == '*')
        {
            size_t depth = 1;

            for (at += 2; at + 1 < to && depth > 0; at++)
            {
                if (list->text[at] == '/' && list->text[at + 1] == '*')
                    depth++, at++;
                else if (list->text[at] == '*' && list->text[at + 1] == '/')
                    depth--, at++;
            }
            at--;
        }
        else
        {
            strbuf_add_char(out, *text);
        }
    }
    if (out->length == before && to > from)
        strbuf_add_char(out, ' ');
}

char *
token_list_text(Arena *arena, const TokenList *list, size_t first, size_t end)
{
    StrBuf out = {.arena = arena};

    if (first >= end || first >= list->count)
        return arena_strdup(arena, "");
    out.capacity = list->items[end - 1].end - list->items[first].start + 1;
    out.text = arena_alloc(arena, out.capacity);
    for (size_t at = first; at < end; at++)
    {
        const Token *token = &list->items[at];

        if (at > first)
            add_gap(&out, list, list->items[at - 1].end, token->start);
        strbuf_add_bytes(&out, list->text + token->start, token->end - token->start);
    }
    return out.text;
}
