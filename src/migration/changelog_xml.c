/*
 * changelog_xml.c - a changelog in XML.
 *
 * Enough of XML for changelogs: elements, attributes, entities, CDATA, comments. What stands within a
 * change, but for its SQL, is skipped.
 */
#include "migration/changelog.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <strings.h>

typedef struct Attribute Attribute;
struct Attribute
{
    Attribute *next;
    const char *name;
    const char *value;
};
LIST_OF(Attribute);

typedef struct Tag
{
    const char *name; /* without its namespace */
    AttributeList attributes;
    bool is_end;
    bool is_empty; /* <x/> */
    size_t start; /* of '<' */
    size_t end; /* behind '>' */
} Tag;

typedef struct Xml
{
    Arena *arena;
    const FileText *text;
    size_t at;
    ChangeSet change;
    bool is_in_change;
    LogItemList items;
} Xml;

static const char *const entities[][2] = {
    {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&apos;", "'"},
};

/* The entity's character goes to its place, spaces fill the rest: what follows does not move. */
static void
decode(char *text, size_t length)
{
    for (char *at = text; (at = memchr(at, '&', length - (size_t) (at - text))) != NULL; at++)
        for (size_t i = 0; i < ARRAY_LENGTH(entities); i++)
        {
            size_t width = strlen(entities[i][0]);

            if (length - (size_t) (at - text) < width || strncmp(at, entities[i][0], width) != 0)
                continue;
            memset(at, ' ', width);
            *at = *entities[i][1];
            break;
        }
}

/* The same for an attribute, where nothing else needs its place. */
static const char *
decode_value(Arena *arena, const char *value, size_t length)
{
    StrBuf text = strbuf_new(arena);

    for (size_t at = 0; at < length;)
    {
        size_t width = 1;
        char byte = value[at];

        for (size_t i = 0; i < ARRAY_LENGTH(entities); i++)
            if (strncmp(value + at, entities[i][0], strlen(entities[i][0])) == 0)
            {
                width = strlen(entities[i][0]);
                byte = *entities[i][1];
            }
        strbuf_add_char(&text, byte);
        at += width;
    }
    return text.text;
}

static void
skip_to(Xml *xml, const char *mark)
{
    const char *found =
        memmem(xml->text->text + xml->at, xml->text->length - xml->at, mark, strlen(mark));

    xml->at = found == NULL ? xml->text->length : (size_t) (found - xml->text->text) + strlen(mark);
}

static bool
begins(const Xml *xml, const char *mark)
{
    return strncmp(xml->text->text + xml->at, mark, strlen(mark)) == 0;
}

static void
read_attributes(Xml *xml, Tag *tag)
{
    const char *text = xml->text->text;

    for (;;)
    {
        Attribute *attribute;
        size_t length;

        xml->at += strspn(text + xml->at, " \t\r\n");
        length = strcspn(text + xml->at, "=/> \t\r\n");
        if (length == 0 || text[xml->at + length] != '=')
            return;
        attribute = arena_new_object(xml->arena, Attribute);
        attribute->name = arena_strndup(xml->arena, text + xml->at, length);
        xml->at += length + 1;
        if (text[xml->at] != '"' && text[xml->at] != '\'')
            return;
        length = strcspn(text + xml->at + 1, text[xml->at] == '"' ? "\"" : "'");
        attribute->value = decode_value(xml->arena, text + xml->at + 1, length);
        list_append(&tag->attributes, attribute);
        xml->at += length + 1;
        xml->at += text[xml->at] != '\0';
    }
}

/* The next element's beginning or end. */
static bool
next_tag(Xml *xml, Tag *tag)
{
    const char *text = xml->text->text;
    size_t length;
    const char *colon;

    for (;;)
    {
        const char *open = memchr(text + xml->at, '<', xml->text->length - xml->at);

        if (open == NULL)
            return false;
        xml->at = (size_t) (open - text);
        if (begins(xml, "<!--"))
            skip_to(xml, "-->");
        else if (begins(xml, "<![CDATA["))
            skip_to(xml, "]]>");
        else if (begins(xml, "<!") || begins(xml, "<?"))
            skip_to(xml, ">");
        else
            break;
    }
    *tag = (Tag){.start = xml->at};
    xml->at++;
    tag->is_end = text[xml->at] == '/';
    xml->at += tag->is_end;
    length = strcspn(text + xml->at, "/> \t\r\n");
    tag->name = arena_strndup(xml->arena, text + xml->at, length);
    colon = strchr(tag->name, ':');
    tag->name = colon == NULL ? tag->name : colon + 1;
    xml->at += length;
    read_attributes(xml, tag);
    xml->at += strcspn(text + xml->at, ">");
    tag->is_empty = xml->at > 0 && text[xml->at - 1] == '/';
    xml->at += text[xml->at] == '>';
    tag->end = xml->at;
    return true;
}

static const char *
attribute_of(const Tag *tag, const char *name)
{
    for (const Attribute *at = tag->attributes.first; at != NULL; at = at->next)
        if (strcasecmp(at->name, name) == 0)
            return at->value;
    return NULL;
}

static bool
is_set(const Tag *tag, const char *name, const char *value)
{
    const char *given = attribute_of(tag, name);

    return given != NULL && strcasecmp(given, value) == 0;
}

static Location
location_of(const Xml *xml, size_t offset)
{
    Location location = {.file = xml->text->name, .line = 1, .column = 1};

    for (size_t at = 0; at < offset; at++)
    {
        location.column = xml->text->text[at] == '\n' ? 1 : location.column + 1;
        location.line += xml->text->text[at] == '\n';
    }
    return location;
}

/* The end of an element, whatever stands in it; where its content ends. */
static size_t
skip_element(Xml *xml, const Tag *element)
{
    Tag tag;
    size_t depth = 1;

    if (element->is_empty)
        return element->end;
    while (depth > 0)
    {
        if (!next_tag(xml, &tag))
            return xml->text->length;
        if (strcmp(tag.name, element->name) == 0 && !tag.is_empty)
            depth += tag.is_end ? (size_t) -1 : 1;
    }
    return tag.start;
}

static LogItem *
add_item(Xml *xml, LogKind kind, const Tag *tag)
{
    LogItem *item = arena_new_object(xml->arena, LogItem);

    item->kind = kind;
    item->change = xml->change;
    item->delimiter = attribute_of(tag, "endDelimiter");
    item->is_relative = is_set(tag, "relativeToChangelogFile", "true");
    if (attribute_of(tag, "dbms") != NULL)
        item->change.dbms = attribute_of(tag, "dbms");
    list_append(&xml->items, item);
    return item;
}

/* <sql>…</sql>, perhaps as CDATA. */
static void
take_sql(Xml *xml, const Tag *tag)
{
    static const char open[] = "<![CDATA[";
    static const char close[] = "]]>";
    LogItem *item = add_item(xml, LOG_SQL, tag);
    size_t end = skip_element(xml, tag);
    char *at;

    item->text = changelog_cut(xml->arena, xml->text, tag->end, end);
    if (memmem(item->text.text, item->text.length, open, sizeof(open) - 1) == NULL)
        decode(item->text.text, item->text.length);
    while ((at = memmem(item->text.text, item->text.length, open, sizeof(open) - 1)) != NULL)
        memset(at, ' ', sizeof(open) - 1);
    while ((at = memmem(item->text.text, item->text.length, close, sizeof(close) - 1)) != NULL)
        memset(at, ' ', sizeof(close) - 1);
    if (item->delimiter != NULL)
        changelog_delimit(&item->text, item->delimiter);
}

/* A child of <changeSet>. */
static void
take_change(Xml *xml, const Tag *tag)
{
    static const char *const silent[] = {"comment",   "rollback",    "preConditions",
                                         "modifySql", "tagDatabase", "validCheckSum",
                                         "empty",     "output"};

    if (strcmp(tag->name, "sql") == 0)
    {
        take_sql(xml, tag);
        return;
    }
    if (strcmp(tag->name, "sqlFile") == 0)
        add_item(xml, LOG_SQL_FILE, tag)->path = attribute_of(tag, "path");
    else
    {
        bool is_silent = false;

        for (size_t i = 0; i < ARRAY_LENGTH(silent); i++)
            is_silent |= strcmp(tag->name, silent[i]) == 0;
        if (!is_silent)
            add_item(xml, LOG_WORDS, tag)->path = tag->name;
    }
    (void) skip_element(xml, tag); /* nothing in it is needed */
}

static void
begin_change(Xml *xml, const Tag *tag)
{
    xml->is_in_change = !tag->is_empty;
    xml->change = (ChangeSet){
        .id = attribute_of(tag, "id"),
        .author = attribute_of(tag, "author"),
        .dbms = attribute_of(tag, "dbms"),
        .has_no_transaction = is_set(tag, "runInTransaction", "false"),
        .is_ignored = is_set(tag, "ignore", "true"),
        .location = location_of(xml, tag->start),
    };
}

static void
take_property(Xml *xml, const Tag *tag)
{
    const char *name = attribute_of(tag, "name");
    const char *value = attribute_of(tag, "value");

    xml->change = (ChangeSet){0};
    if (name != NULL && value != NULL)
        add_item(xml, LOG_PROPERTY, tag)->path = arena_printf(xml->arena, "%s=%s", name, value);
}

bool
changelog_xml(Arena *arena, const FileText *text, LogItemList *out, Error *error)
{
    Xml xml = {.arena = arena, .text = text};
    Tag tag;
    bool is_log = false;

    while (next_tag(&xml, &tag))
    {
        is_log |= strcmp(tag.name, "databaseChangeLog") == 0;
        if (strcmp(tag.name, "changeSet") == 0)
        {
            if (tag.is_end)
                xml.is_in_change = false;
            else
                begin_change(&xml, &tag);
        }
        else if (tag.is_end)
            continue;
        else if (xml.is_in_change)
            take_change(&xml, &tag);
        else if (strcmp(tag.name, "include") == 0)
            add_item(&xml, LOG_INCLUDE, &tag)->path = attribute_of(&tag, "file");
        else if (strcmp(tag.name, "includeAll") == 0)
            add_item(&xml, LOG_INCLUDE_ALL, &tag)->path = attribute_of(&tag, "path");
        else if (strcmp(tag.name, "property") == 0)
            take_property(&xml, &tag);
    }
    if (!is_log)
        return error_set(error, ERROR_INPUT, "\"%s\" is no changelog of Liquibase", text->name);
    *out = xml.items;
    return true;
}
