#include "rule/name.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <strings.h>

/*
 * A word begins after a separator and where a small letter meets a capital. Digits go with
 * letters.
 */
static bool
is_word_start(const char *name, size_t at)
{
    unsigned char here = (unsigned char) name[at];
    unsigned char before = at > 0 ? (unsigned char) name[at - 1] : '_';

    if (!isalnum(here) && here < 0x80)
        return false;
    if (!isalnum(before) && before < 0x80)
        return true;
    return isupper(here) && (!isupper(before) || islower((unsigned char) name[at + 1]));
}

static bool
is_word_end(const char *name, size_t at)
{
    unsigned char here = (unsigned char) name[at];

    return here == '\0' || (!isalnum(here) && here < 0x80) || is_word_start(name, at);
}

/* The length of the word that begins at `at`. */
static size_t
word_length(const char *name, size_t at)
{
    size_t end = at + 1;

    while (!is_word_end(name, end))
        end++;
    return end - at;
}

static bool
is_word(const char *name, size_t length, const char *word)
{
    return strncasecmp(name, word, length) == 0 && word[length] == '\0';
}

bool
name_has_any_word(const char *name, const char *const *words)
{
    for (size_t at = 0; name[at] != '\0'; at++)
    {
        size_t length;

        if (!is_word_start(name, at))
            continue;
        length = word_length(name, at);
        for (const char *const *word = words; *word != NULL; word++)
            if (tolower((unsigned char) name[at]) == (*word)[0] &&
                is_word(name + at, length, *word))
                return true;
        at += length - 1;
    }
    return false;
}

bool
name_has_word(const char *name, const char *word)
{
    return name_has_any_word(name, (const char *const[]){word, NULL});
}

static size_t
last_word_start(const char *name)
{
    size_t start = 0;

    for (size_t at = 0; name[at] != '\0'; at++)
        if (is_word_start(name, at))
            start = at;
    return start;
}

bool
name_ends_with_word(const char *name, const char *word)
{
    return strcasecmp(name + last_word_start(name), word) == 0;
}

bool
name_ends_run_together(const char *name, const char *word)
{
    enum
    {
        LETTERS_FEWEST = 4 /* shorter ones end too many other words */
    };
    size_t length = strlen(name);
    size_t word_length = strlen(word);

    return word_length >= LETTERS_FEWEST && length > word_length && strchr(name, '_') == NULL &&
           strcmp(name + length - word_length, word) == 0;
}

bool
name_is_any(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

static char *
plain_until(Arena *arena, const char *name, size_t end)
{
    StrBuf text = strbuf_new(arena);

    for (size_t at = 0; at < end; at++)
    {
        if (is_word_start(name, at) && text.length > 0)
            strbuf_add_char(&text, '_');
        if (isalnum((unsigned char) name[at]) || (unsigned char) name[at] >= 0x80)
            strbuf_add_char(&text, (char) tolower((unsigned char) name[at]));
    }
    return text.text;
}

char *
name_plain(Arena *arena, const char *name)
{
    return plain_until(arena, name, strlen(name));
}

char *
name_before_last_word(Arena *arena, const char *name)
{
    size_t end = last_word_start(name);

    return end == 0 ? NULL : plain_until(arena, name, end);
}

bool
name_is_plural_of(const char *plural, const char *singular)
{
    size_t length = strlen(singular);
    const char *rest;

    if (strncasecmp(plural, singular, length) == 0)
    {
        rest = plural + length;
        return *rest == '\0' || strcasecmp(rest, "s") == 0 || strcasecmp(rest, "es") == 0;
    }
    if (length > 1 && tolower((unsigned char) singular[length - 1]) == 'y' &&
        strncasecmp(plural, singular, length - 1) == 0)
        return strcasecmp(plural + length - 1, "ies") == 0;
    return false;
}
