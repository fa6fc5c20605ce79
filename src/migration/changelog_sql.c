/*
 * changelog_sql.c - formatted SQL: each "--changeset author:id name:value …" begins a changeset.
 *
 * "--rollback" and "--precondition" lines are comments of SQL and need nothing.
 */
#include "migration/changelog.h"

#include <ctype.h>
#include <strings.h>

/* After "--" and the word, if the line begins so; NULL otherwise. */
static const char *
after_word(const char *line, const char *end, const char *word)
{
    size_t length = strlen(word);

    while (line < end && isspace((unsigned char) *line))
        line++;
    if (end - line < 2 || line[0] != '-' || line[1] != '-')
        return NULL;
    for (line += 2; line < end && isspace((unsigned char) *line);)
        line++;
    if ((size_t) (end - line) < length || strncasecmp(line, word, length) != 0)
        return NULL;
    return line + length;
}

/* The same where a space ends the word. */
static const char *
after_header(const char *line, const char *end, const char *word)
{
    const char *rest = after_word(line, end, word);

    return rest != NULL && rest < end && isspace((unsigned char) *rest) ? rest : NULL;
}

/* Up to a space or the character, or to the quote that ends what a quote begins. */
static const char *
read_value(Arena *arena, const char **at, const char *end, char stop)
{
    const char *from = *at;
    const char *to;

    if (from < end && (*from == '"' || *from == '\''))
    {
        to = memchr(from + 1, *from, (size_t) (end - from - 1));
        to = to == NULL ? end : to;
        *at = to < end ? to + 1 : end;
        return arena_strndup(arena, from + 1, (size_t) (to - from - 1));
    }
    for (to = from; to < end && !isspace((unsigned char) *to) && *to != stop;)
        to++;
    *at = to;
    return arena_strndup(arena, from, (size_t) (to - from));
}

static void
take_attribute(LogItem *item, const char *name, const char *value)
{
    if (strcasecmp(name, "dbms") == 0)
        item->change.dbms = value;
    else if (strcasecmp(name, "runInTransaction") == 0)
        item->change.has_no_transaction = strcasecmp(value, "false") == 0;
    else if (strcasecmp(name, "ignore") == 0)
        item->change.is_ignored = strcasecmp(value, "true") == 0;
    else if (strcasecmp(name, "endDelimiter") == 0)
        item->delimiter = value;
}

/* " author:id name:value …" */
static LogItem *
read_header(Arena *arena, const char *at, const char *end)
{
    LogItem *item = arena_new_object(arena, LogItem);

    item->kind = LOG_SQL;
    while (at < end && isspace((unsigned char) *at))
        at++;
    item->change.author = read_value(arena, &at, end, ':');
    at += at < end && *at == ':';
    item->change.id = read_value(arena, &at, end, ' ');
    while (at < end)
    {
        const char *name;

        while (at < end && isspace((unsigned char) *at))
            at++;
        name = read_value(arena, &at, end, ':');
        if (at >= end || *at != ':')
            continue;
        at++;
        take_attribute(item, name, read_value(arena, &at, end, ' '));
    }
    return item;
}

/* From the line after its header up to the next header. */
static void
finish(Arena *arena, LogItem *item, const FileText *text, size_t from, size_t to)
{
    if (item == NULL)
        return;
    item->text = changelog_cut(arena, text, from, to);
    if (item->delimiter != NULL)
        changelog_delimit(&item->text, item->delimiter);
}

/* "--property name:x value:y" */
static void
take_property(Arena *arena, LogItemList *items, const char *at, const char *end)
{
    LogItem *item = arena_new_object(arena, LogItem);
    const char *name = NULL;
    const char *value = NULL;

    while (at < end)
    {
        const char *key;

        while (at < end && isspace((unsigned char) *at))
            at++;
        key = read_value(arena, &at, end, ':');
        if (at >= end || *at != ':')
            continue;
        at++;
        if (strcasecmp(key, "name") == 0)
            name = read_value(arena, &at, end, ' ');
        else if (strcasecmp(key, "value") == 0)
            value = read_value(arena, &at, end, ' ');
        else
            take_attribute(item, key, read_value(arena, &at, end, ' '));
    }
    item->kind = LOG_PROPERTY;
    item->path = arena_printf(arena, "%s=%s", name == NULL ? "" : name, value == NULL ? "" : value);
    if (name != NULL && value != NULL)
        list_append(items, item);
}

/* Lines that Liquibase is told to pass over: "--ignoreLines:start" … "end", or a number of them. */
static void
ignore_lines(FileText *text)
{
    size_t left = 0;
    bool is_on = false;

    for (size_t at = 0; at < text->length;)
    {
        char *newline = memchr(text->text + at, '\n', text->length - at);
        size_t end = newline == NULL ? text->length : (size_t) (newline - text->text);
        const char *rest = after_word(text->text + at, text->text + end, "ignoreLines:");

        if (rest != NULL)
        {
            is_on = strncasecmp(rest, "start", 5) == 0;
            left = strtoul(rest, NULL, 10);
        }
        else if (is_on || left > 0)
        {
            memset(text->text + at, ' ', end - at);
            left -= left > 0;
        }
        at = end + 1;
    }
}

/* A copy whose passed-over lines are blank, where there are any. */
static const FileText *
without_ignored(Arena *arena, const FileText *text)
{
    FileText *copy;

    if (strcasestr(text->text, "ignoreLines:") == NULL)
        return text;
    copy = arena_new_object(arena, FileText);
    *copy = *text;
    copy->text = arena_strndup(arena, text->text, text->length);
    ignore_lines(copy);
    return copy;
}

LogItemList
changelog_sql(Arena *arena, const FileText *file)
{
    const FileText *text = without_ignored(arena, file);
    LogItemList items = {0};
    LogItem *item = NULL;
    size_t from = 0;
    uint32_t line = 1;

    for (size_t at = 0; at < text->length; line++)
    {
        const char *newline = memchr(text->text + at, '\n', text->length - at);
        size_t end = newline == NULL ? text->length : (size_t) (newline - text->text);
        const char *rest = after_header(text->text + at, text->text + end, "changeset");
        const char *property = after_header(text->text + at, text->text + end, "property");

        if (rest != NULL)
        {
            finish(arena, item, text, from, at);
            item = read_header(arena, rest, text->text + end);
            item->change.location = (Location){.file = text->name, .line = line, .column = 1};
            list_append(&items, item);
            from = end < text->length ? end + 1 : end;
        }
        else if (property != NULL && item == NULL)
            take_property(arena, &items, property, text->text + end);
        at = end + 1;
    }
    finish(arena, item, text, from, text->length);
    return items;
}
