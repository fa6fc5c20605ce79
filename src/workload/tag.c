/*
 * tag.c - SQLCommenter's and marginalia's comments.
 *
 *     SELECT … /-*route='%2Ftasks%2F%3Aid',controller='tasks'*-/
 *     SELECT … /-*application:acme,controller:tasks,action:show*-/
 *
 * (without the hyphens). A comment counts only when all of it has one of the two forms: prose does not.
 */
#include "workload/tag.h"

#include "base/strbuf.h"

#include <ctype.h>

static int
hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit = (char) tolower((unsigned char) digit);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* "%2Ftasks" is "/tasks". */
static char *
url_decode(Arena *arena, const char *text, size_t length)
{
    StrBuf out = strbuf_new(arena);

    for (size_t i = 0; i < length; i++)
    {
        bool is_code = text[i] == '%' && i + 2 < length && hex_digit(text[i + 1]) >= 0 &&
                       hex_digit(text[i + 2]) >= 0;

        if (!is_code)
        {
            strbuf_add_char(&out, text[i]);
            continue;
        }
        strbuf_add_char(&out, (char) (hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
        i += 2;
    }
    return out.text;
}

static bool
is_key_byte(char byte)
{
    return isalnum((unsigned char) byte) || byte == '_' || byte == '-' || byte == '.' ||
           byte == '%';
}

/* One pair at `at`; where it ends, or NULL when there is none. */
static const char *
read_pair(Arena *arena, const char *at, const char *end, QueryTagList *out)
{
    const char *key = at;
    const char *value;
    size_t key_length;
    QueryTag *tag;
    bool is_quoted;

    while (at < end && is_key_byte(*at))
        at++;
    key_length = (size_t) (at - key);
    if (key_length == 0 || end - at < 2 || (*at != '=' && *at != ':'))
        return NULL;
    is_quoted = at[1] == '\'';
    if (*at == '=' && !is_quoted)
        return NULL;
    at += is_quoted ? 2 : 1;
    value = at;
    while (at < end && (is_quoted ? *at != '\'' : *at != ','))
        at++;
    if (is_quoted && at == end)
        return NULL;
    tag = arena_new_object(arena, QueryTag);
    tag->key = url_decode(arena, key, key_length);
    tag->value = url_decode(arena, value, (size_t) (at - value));
    list_append(out, tag);
    return at + is_quoted;
}

static void
read_comment(Arena *arena, const char *at, const char *end, QueryTagList *out)
{
    QueryTagList found = {0};

    while (at < end && isspace((unsigned char) *at))
        at++;
    while (end > at && isspace((unsigned char) end[-1]))
        end--;
    while (at < end)
    {
        at = read_pair(arena, at, end, &found);
        if (at == NULL || (at < end && *at != ','))
            return;
        at += at < end;
        while (at < end && isspace((unsigned char) *at))
            at++;
    }
    for (QueryTag *tag = found.first, *next; tag != NULL; tag = next)
    {
        next = tag->next;
        list_append(out, tag);
    }
}

void
tag_read(Arena *arena, const char *sql, QueryTagList *out)
{
    for (const char *at = strstr(sql, "/*"); at != NULL; at = strstr(at, "/*"))
    {
        const char *end = strstr(at + 2, "*/");

        if (end == NULL)
            return;
        read_comment(arena, at + 2, end, out);
        at = end + 2;
    }
}

const char *
tag_find(const QueryTagList *tags, const char *key)
{
    for (const QueryTag *tag = tags->first; tag != NULL; tag = tag->next)
        if (str_equal(tag->key, key))
            return tag->value;
    return NULL;
}

char *
tag_place(Arena *arena, const QueryTagList *tags)
{
    const char *route = tag_find(tags, "route");
    const char *controller = tag_find(tags, "controller");
    const char *action = tag_find(tags, "action");

    if (route != NULL)
        return arena_strdup(arena, route);
    if (controller != NULL && action != NULL)
        return arena_printf(arena, "%s#%s", controller, action);
    if (controller != NULL)
        return arena_strdup(arena, controller);
    return arena_strdup(arena, tag_find(tags, "job"));
}
