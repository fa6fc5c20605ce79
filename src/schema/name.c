/*
 * name.c - lists of names, and the names that PostgreSQL chooses.
 *
 * The trap is the length: PostgreSQL cuts at 63 bytes but never inside a character, and takes the
 * bytes away from the longer of the two parts first (makeObjectName in its sources).
 */
#include "base/strbuf.h"
#include "schema/schema.h"

enum
{
    NAME_BYTES_MAXIMUM = 63
};

void
name_list_add(Arena *arena, NameList *list, const char *text)
{
    Name *name = arena_new_object(arena, Name);

    name->text = text;
    list_append(list, name);
}

bool
name_list_contains(const NameList *list, const char *text)
{
    for (const Name *name = list->first; name != NULL; name = name->next)
    {
        if (str_equal(name->text, text))
            return true;
    }
    return false;
}

bool
name_list_equal(const NameList *left, const NameList *right)
{
    const Name *other = right->first;

    if (left->count != right->count)
        return false;
    for (const Name *name = left->first; name != NULL; name = name->next, other = other->next)
    {
        if (!str_equal(name->text, other->text))
            return false;
    }
    return true;
}

char *
name_list_text(Arena *arena, const NameList *list)
{
    StrBuf text = strbuf_new(arena);

    for (const Name *name = list->first; name != NULL; name = name->next)
    {
        strbuf_separate(&text, ", ");
        strbuf_add(&text, name->text);
    }
    return text.text;
}

/* The most bytes, up to `limit`, that do not end inside a UTF-8 character. */
static size_t
clip(const char *text, size_t length, size_t limit)
{
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char) text[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

char *
name_make(Arena *arena, const char *name1, const char *name2, const char *label)
{
    size_t length1 = strlen(name1);
    size_t length2 = name2 == NULL ? 0 : strlen(name2);
    size_t overhead = (name2 == NULL ? 0 : 1) + (label == NULL ? 0 : strlen(label) + 1);
    size_t available = overhead < NAME_BYTES_MAXIMUM ? NAME_BYTES_MAXIMUM - overhead : 0;

    while (length1 + length2 > available)
    {
        if (length1 > length2)
            length1--;
        else
            length2--;
    }
    length1 = clip(name1, strlen(name1), length1);
    length2 = name2 == NULL ? 0 : clip(name2, strlen(name2), length2);
    return arena_printf(arena, "%.*s%s%.*s%s%s", (int) length1, name1, name2 == NULL ? "" : "_",
                        (int) length2, name2 == NULL ? "" : name2, label == NULL ? "" : "_",
                        label == NULL ? "" : label);
}

char *
name_choose_relation(Arena *arena, const Schema *schema, const char *namespace_name,
                     const char *name1, const char *name2, const char *label)
{
    char *name = name_make(arena, name1, name2, label);

    for (unsigned pass = 1; schema_has_relation(schema, namespace_name, name); pass++)
        name = name_make(arena, name1, name2, arena_printf(arena, "%s%u", label, pass));
    return name;
}

char *
name_join_columns(Arena *arena, const NameList *columns)
{
    StrBuf text = strbuf_new(arena);

    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        strbuf_separate(&text, "_");
        strbuf_add(&text, name->text);
        if (text.length > NAME_BYTES_MAXIMUM)
            break;
    }
    return text.text;
}
