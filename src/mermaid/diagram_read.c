/*
 * diagram_read.c - the text of an erDiagram as entities and relationships.
 *
 * A statement is a line: a relationship, or an entity with a block of attributes. Within a block line
 * ends do not matter: an attribute is a type, a name, keys and a comment, and the next word after them
 * begins the next one.
 */
#include "mermaid/diagram.h"

#include <ctype.h>
#include <strings.h>

typedef struct Cursor
{
    Diagram *diagram;
    const char *text;
    size_t at;
    size_t end;
    uint32_t line;
} Cursor;

static char
peek(const Cursor *cursor, size_t ahead)
{
    return cursor->at + ahead < cursor->end ? cursor->text[cursor->at + ahead] : '\0';
}

static void
skip(Cursor *cursor, size_t count)
{
    for (; count > 0 && cursor->at < cursor->end; count--)
        if (cursor->text[cursor->at++] == '\n')
            cursor->line++;
}

static void
skip_spaces(Cursor *cursor)
{
    while (peek(cursor, 0) == ' ' || peek(cursor, 0) == '\t' || peek(cursor, 0) == '\r')
        skip(cursor, 1);
}

static void
skip_line(Cursor *cursor)
{
    while (cursor->at < cursor->end && peek(cursor, 0) != '\n')
        skip(cursor, 1);
}

/* White space, line ends and %% comments. */
static void
skip_blank(Cursor *cursor)
{
    for (;;)
    {
        skip_spaces(cursor);
        if (peek(cursor, 0) == '%' && peek(cursor, 1) == '%')
            skip_line(cursor);
        else if (peek(cursor, 0) == '\n' || peek(cursor, 0) == ';')
            skip(cursor, 1);
        else
            return;
    }
}

static char *
take(Cursor *cursor, size_t length)
{
    char *text = arena_strndup(cursor->diagram->arena, cursor->text + cursor->at, length);

    skip(cursor, length);
    return text;
}

/* "…"; NULL when the quote does not end on its line. */
static char *
take_quoted(Cursor *cursor)
{
    size_t length = 1;
    char *text;

    while (peek(cursor, length) != '"' && peek(cursor, length) != '\n' &&
           cursor->at + length < cursor->end)
        length++;
    if (peek(cursor, length) != '"')
        return NULL;
    skip(cursor, 1);
    text = take(cursor, length - 1);
    skip(cursor, 1);
    return text;
}

static bool
is_word_char(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || (byte & 0x80) != 0;
}

/* A name: letters, digits, '_', and a single '-' or '.' between them. */
static size_t
name_length(const Cursor *cursor)
{
    size_t length = 0;

    for (;; length++)
    {
        char byte = peek(cursor, length);

        if (is_word_char(byte))
            continue;
        if ((byte != '-' && byte != '.') || length == 0 || !is_word_char(peek(cursor, length + 1)))
            return length;
    }
}

/* A quoted or plain name; NULL when there is none. */
static char *
take_name(Cursor *cursor, bool *is_quoted)
{
    size_t length;

    skip_spaces(cursor);
    *is_quoted = peek(cursor, 0) == '"';
    if (*is_quoted)
        return take_quoted(cursor);
    length = name_length(cursor);
    return length == 0 ? NULL : take(cursor, length);
}

/* A type or the name of an attribute: up to white space, a quote or a brace. */
static char *
take_word(Cursor *cursor)
{
    size_t length = 0;

    skip_blank(cursor);
    while (cursor->at + length < cursor->end && strchr(" \t\r\n\"{}", peek(cursor, length)) == NULL)
        length++;
    return length == 0 ? NULL : take(cursor, length);
}

static bool
take_text(Cursor *cursor, const char *text)
{
    size_t length = strlen(text);

    if (cursor->end - cursor->at < length ||
        strncasecmp(cursor->text + cursor->at, text, length) != 0)
        return false;
    skip(cursor, length);
    return true;
}

/* PK, FK, UK, with commas between them. */
static void
read_keys(Cursor *cursor, Attribute *attribute)
{
    for (;;)
    {
        char kind;

        skip_spaces(cursor);
        kind = (char) toupper((unsigned char) peek(cursor, 0));
        if ((peek(cursor, 1) | 0x20) != 'k' || is_word_char(peek(cursor, 2)) ||
            (kind != 'P' && kind != 'F' && kind != 'U'))
            return;
        attribute->is_primary |= kind == 'P';
        attribute->is_foreign |= kind == 'F';
        attribute->is_unique |= kind == 'U';
        skip(cursor, 2);
        skip_spaces(cursor);
        if (peek(cursor, 0) == ',')
            skip(cursor, 1);
    }
}

/* "NOT NULL; column a b; what people wrote" */
static void
read_comment(Cursor *cursor, Attribute *attribute)
{
    static const char not_null[] = "NOT NULL";
    static const char column[] = "column ";
    char *text;

    skip_spaces(cursor);
    text = peek(cursor, 0) == '"' ? take_quoted(cursor) : NULL;
    while (text != NULL)
    {
        size_t length = strcspn(text, ";");
        char *rest = text[length] == '\0' ? NULL : text + length + 1;

        if (length == strlen(not_null) && strncasecmp(text, not_null, length) == 0)
            attribute->is_not_null = true;
        else if (length > strlen(column) && strncmp(text, column, strlen(column)) == 0)
            attribute->name = arena_strndup(cursor->diagram->arena, text + strlen(column),
                                            length - strlen(column));
        else
            break;
        text = rest == NULL ? NULL : rest + strspn(rest, " ");
    }
    attribute->comment = text == NULL || *text == '\0' ? NULL : text;
}

enum
{
    COLUMNS_MAXIMUM = 1600 /* of a table in PostgreSQL */
};

static bool
read_attribute(Cursor *cursor, Entity *entity)
{
    Attribute *attribute = arena_new_object(cursor->diagram->arena, Attribute);

    attribute->type = take_word(cursor);
    attribute->line = cursor->line;
    attribute->name = attribute->type == NULL ? NULL : take_word(cursor);
    if (attribute->name == NULL)
        return false;
    if (*attribute->name == '*')
    {
        attribute->is_primary = true;
        attribute->name++;
    }
    read_keys(cursor, attribute);
    read_comment(cursor, attribute);
    attribute->is_later = entity->has_block;
    if (entity->attributes.count == COLUMNS_MAXIMUM)
    {
        if (!entity->is_full)
            diagram_problem(cursor->diagram, true, attribute->line,
                            "entity \"%s\" has more than %d attributes: the others are left out",
                            entity->id, COLUMNS_MAXIMUM);
        entity->is_full = true;
        return true;
    }
    if (*attribute->name == '\0' || diagram_find(entity, attribute->name) != NULL)
        diagram_problem(cursor->diagram, true, attribute->line,
                        "attribute \"%s\" of entity \"%s\" is there twice", attribute->name,
                        entity->id);
    else
        list_append(&entity->attributes, attribute);
    return true;
}

static void
read_block(Cursor *cursor, Entity *entity)
{
    uint32_t line = cursor->line;
    size_t count = entity->attributes.count;

    skip(cursor, 1);
    for (;;)
    {
        skip_blank(cursor);
        if (peek(cursor, 0) == '}')
            break;
        if (cursor->at >= cursor->end)
        {
            diagram_problem(cursor->diagram, true, line, "the block of entity \"%s\" has no end",
                            entity->id);
            break;
        }
        if (!read_attribute(cursor, entity))
        {
            diagram_problem(cursor->diagram, true, cursor->line, "an attribute has no name");
            skip(cursor, peek(cursor, 0) == '}' ? 0 : 1);
        }
    }
    skip(cursor, 1);
    entity->line = entity->has_block ? entity->line : line;
    entity->has_block |= entity->attributes.count > count;
}

static const struct
{
    const char *text;
    bool is_many;
    bool is_optional;
} cardinalities[] = {
    {"||", false, false},         {"|o", false, true},          {"o|", false, true},
    {"}o", true, true},           {"o{", true, true},           {"}|", true, false},
    {"|{", true, false},          {"one or zero", false, true}, {"zero or one", false, true},
    {"one or more", true, false}, {"one or many", true, false}, {"many(1)", true, false},
    {"1+", true, false},          {"zero or more", true, true}, {"zero or many", true, true},
    {"many(0)", true, true},      {"0+", true, true},           {"many", true, true},
    {"only one", false, false},   {"one", false, false},        {"1", false, false},
};

static bool
take_cardinality(Cursor *cursor, End *end)
{
    skip_spaces(cursor);
    for (size_t i = 0; i < ARRAY_LENGTH(cardinalities); i++)
        if (take_text(cursor, cardinalities[i].text))
        {
            end->is_many = cardinalities[i].is_many;
            end->is_optional = cardinalities[i].is_optional;
            return true;
        }
    return false;
}

static bool
take_line(Cursor *cursor)
{
    static const char *const lines[] = {"--", "..", ".-", "-.", "optionally to", "to"};

    skip_spaces(cursor);
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        if (take_text(cursor, lines[i]))
            return true;
    return false;
}

/* p[Person], p["Person"] or p["**Person**"]: the table is called so. */
static void
read_alias(Cursor *cursor, Entity *entity)
{
    bool is_quoted;
    size_t length;
    char *name;

    if (peek(cursor, 0) != '[')
        return;
    skip(cursor, 1);
    name = take_name(cursor, &is_quoted);
    if (name != NULL)
        name += strspn(name, "*`_");
    length = name == NULL ? 0 : strlen(name);
    while (length > 0 && strchr("*`_", name[length - 1]) != NULL)
        name[--length] = '\0';
    if (length > 0)
        diagram_rename(cursor->diagram, entity, name, is_quoted);
    while (peek(cursor, 0) != ']' && peek(cursor, 0) != '\n' && cursor->at < cursor->end)
        skip(cursor, 1);
    skip(cursor, peek(cursor, 0) == ']' ? 1 : 0);
}

/* :::style */
static void
skip_style(Cursor *cursor)
{
    skip_spaces(cursor);
    if (peek(cursor, 0) != ':' || peek(cursor, 1) != ':' || peek(cursor, 2) != ':')
        return;
    skip(cursor, 3);
    while (is_word_char(peek(cursor, 0)) || peek(cursor, 0) == ',' || peek(cursor, 0) == '-')
        skip(cursor, 1);
    skip_spaces(cursor);
}

static Entity *
read_entity(Cursor *cursor)
{
    uint32_t line = cursor->line;
    bool is_quoted;
    char *id = take_name(cursor, &is_quoted);
    Entity *entity;

    if (id == NULL || *id == '\0')
        return NULL;
    entity = diagram_entity(cursor->diagram, id, is_quoted, line);
    read_alias(cursor, entity);
    skip_style(cursor);
    return entity;
}

static char *
read_label(Cursor *cursor)
{
    size_t length = 0;

    skip_spaces(cursor);
    if (peek(cursor, 0) != ':')
        return arena_strdup(cursor->diagram->arena, "");
    skip(cursor, 1);
    skip_spaces(cursor);
    if (peek(cursor, 0) == '"')
    {
        char *label = take_quoted(cursor);

        return label == NULL ? arena_strdup(cursor->diagram->arena, "") : label;
    }
    while (peek(cursor, length) != '\n' && cursor->at + length < cursor->end)
        length++;
    while (length > 0 && strchr(" \t\r", peek(cursor, length - 1)) != NULL)
        length--;
    return take(cursor, length);
}

/* The rest of a relationship, after the entity on its left. */
static bool
read_relation(Cursor *cursor, Entity *left)
{
    Relation *relation = arena_new_object(cursor->diagram->arena, Relation);

    relation->line = cursor->line;
    relation->left.entity = left;
    if (!take_cardinality(cursor, &relation->left) || !take_line(cursor) ||
        !take_cardinality(cursor, &relation->right))
        return false;
    relation->right.entity = read_entity(cursor);
    if (relation->right.entity == NULL)
        return false;
    relation->label = read_label(cursor);
    list_append(&cursor->diagram->relations, relation);
    return true;
}

/* accDescr { … } may span lines. */
static void
skip_description(Cursor *cursor)
{
    skip_spaces(cursor);
    if (peek(cursor, 0) != '{')
    {
        skip_line(cursor);
        return;
    }
    while (cursor->at < cursor->end && peek(cursor, 0) != '}')
        skip(cursor, 1);
    skip(cursor, 1);
}

/* Statements about how the diagram looks. */
static bool
skip_decoration(Cursor *cursor)
{
    static const char *const words[] = {"title",    "acctitle", "direction",
                                        "classdef", "class",    "style"};
    size_t length = name_length(cursor);
    const char *start = cursor->text + cursor->at;

    if (length == 8 && strncasecmp(start, "accdescr", length) == 0)
    {
        skip(cursor, length);
        skip_description(cursor);
        return true;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
    {
        char after = peek(cursor, length + strspn(start + length, " \t"));

        if (strlen(words[i]) != length || strncasecmp(start, words[i], length) != 0 ||
            strchr("{[|}", after) != NULL)
            continue;
        skip_line(cursor);
        return true;
    }
    return false;
}

static void
read_statement(Cursor *cursor)
{
    uint32_t line = cursor->line;
    size_t start = cursor->at;
    Entity *entity;

    if (skip_decoration(cursor))
        return;
    entity = read_entity(cursor);
    if (entity != NULL && peek(cursor, 0) == '{')
    {
        read_block(cursor, entity);
        return;
    }
    skip_spaces(cursor);
    if (entity != NULL && (peek(cursor, 0) == '\n' || cursor->at >= cursor->end))
        return;
    if (entity == NULL || !read_relation(cursor, entity))
        diagram_problem(cursor->diagram, true, line, "no entity or relationship: \"%.*s\"",
                        (int) strcspn(cursor->text + start, "\r\n"), cursor->text + start);
    skip_line(cursor);
}

static bool
is_marked(const Entity *entity)
{
    for (const Attribute *at = entity->attributes.first; at != NULL; at = at->next)
        if (at->is_primary || at->is_foreign || at->is_unique || at->is_not_null)
            return true;
    return false;
}

void
diagram_infer_keys(Diagram *diagram)
{
    for (const Entity *at = diagram->entities.first; at != NULL; at = at->next)
        if (is_marked(at))
            return;
    for (const Entity *at = diagram->entities.first; at != NULL; at = at->next)
    {
        Attribute *id = diagram_find(at, "id");

        if (id == NULL || id->is_later)
            continue;
        id->is_primary = true;
        diagram_problem(diagram, false, id->line,
                        "\"id\" of \"%s\" is taken as its primary key, though it is not marked PK",
                        at->id);
    }
}

void
diagram_read(Diagram *diagram, const char *text, size_t start, size_t end, uint32_t line)
{
    Cursor cursor = {.diagram = diagram, .text = text, .at = start, .end = end, .line = line};

    for (;;)
    {
        skip_blank(&cursor);
        if (cursor.at >= cursor.end)
            return;
        read_statement(&cursor);
    }
}
