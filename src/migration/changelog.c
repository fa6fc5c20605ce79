#include "migration/changelog.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <strings.h>

enum
{
    LOOKED_AT_MOST = 1 << 14
};

/* "--liquibase formatted sql", also with a space, after empty lines. */
bool
changelog_is_sql(const FileText *text)
{
    const char *at = text->text;

    if (text->length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    at += strspn(at, " \t\r\n");
    if (strncmp(at, "--", 2) != 0)
        return false;
    at += 2;
    at += strspn(at, " \t");
    return strncasecmp(at, "liquibase formatted", 19) == 0;
}

bool
changelog_is_document(const FileText *text)
{
    static const char mark[] = "databaseChangeLog";
    size_t length = text->length < LOOKED_AT_MOST ? text->length : LOOKED_AT_MOST;

    return !changelog_is_sql(text) && memmem(text->text, length, mark, sizeof(mark) - 1) != NULL;
}

bool
changelog_read(Arena *arena, const FileText *text, LogItemList *out, Error *error)
{
    const char *at = text->text;

    if (changelog_is_sql(text))
    {
        *out = changelog_sql(arena, text);
        return true;
    }
    if (text->length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    at += strspn(at, " \t\r\n");
    return *at == '<' ? changelog_xml(arena, text, out, error)
                      : changelog_yaml(arena, text, out, error);
}

static bool
is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

bool
changelog_is_ours(const ChangeSet *change)
{
    const char *at = change->dbms == NULL ? "" : change->dbms;
    bool is_any = true;

    for (size_t length; *(at += strspn(at, " ,\t")) != '\0'; at += length)
    {
        length = strcspn(at, " ,\t");
        if (is_word(at, length, "postgresql") || is_word(at, length, "all"))
            return true;
        if (is_word(at, length, "!postgresql"))
            return false;
        is_any = *at == '!';
    }
    return is_any;
}

FileText
changelog_cut(Arena *arena, const FileText *text, size_t from, size_t to)
{
    StrBuf cut = strbuf_new(arena);

    for (size_t at = 0; at < from; at++)
        if (text->text[at] == '\n')
            strbuf_add_char(&cut, '\n');
    if (from > 0 && text->text[from - 1] != '\n')
    {
        const char *line = memrchr(text->text, '\n', from);

        strbuf_pad(&cut, ' ', from - (line == NULL ? 0 : (size_t) (line + 1 - text->text)));
    }
    strbuf_add_bytes(&cut, text->text + from, to - from);
    return (FileText){.name = text->name, .text = cut.text, .length = cut.length};
}

/* What is left of "\n\s*GO\s*\n" is "GO". */
static size_t
plain_delimiter(const char *delimiter, char *out, size_t size)
{
    size_t length = 0;

    for (const char *at = delimiter; *at != '\0' && *at != '|' && length + 1 < size; at++)
    {
        if (*at == '\\' && at[1] != '\0' && strchr("nrst", at[1]) != NULL)
            at++;
        else if (strchr("\\*+^?", *at) == NULL && !isspace((unsigned char) *at))
            out[length++] = *at;
    }
    while (length > 1 && out[length - 1] == '$' && out[length - 2] != '$')
        length--;
    out[length] = '\0';
    return length;
}

/* A line that ends with it; a word must be all of the line. */
void
changelog_delimit(FileText *text, const char *delimiter)
{
    char plain[16];
    size_t length = plain_delimiter(delimiter, plain, sizeof(plain));
    size_t end;

    if (length == 0 || strcmp(plain, ";") == 0)
        return;
    for (size_t at = 0; at < text->length; at = end + 1)
    {
        const char *newline = memchr(text->text + at, '\n', text->length - at);
        size_t last;
        size_t first = at;

        end = newline == NULL ? text->length : (size_t) (newline - text->text);
        for (last = end; last > at && isspace((unsigned char) text->text[last - 1]);)
            last--;
        while (first < last && isspace((unsigned char) text->text[first]))
            first++;
        if (last - first < length || strncasecmp(text->text + last - length, plain, length) != 0 ||
            (last - first > length &&
             (isalnum((unsigned char) *plain) || *plain == '/' || *plain == '$')))
            continue;
        memset(text->text + last - length, ' ', length);
        text->text[last - length] = ';';
    }
}
