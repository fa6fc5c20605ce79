/*
 * diagram_sql.c - a diagram as SQL, each statement on the line of what it says.
 *
 * A relationship names no columns. Those of the child are found: by the label ("author_id", "author"),
 * by the parent's name and key (user_id, userId, users_id), by the name of the key itself, and at last
 * as the only attribute marked FK that no other relationship uses. Labels and names go first for all
 * relationships, so that the last resort takes nothing away from them.
 */
#include "mermaid/diagram.h"
#include "sql/quote.h"

#include <ctype.h>
#include <strings.h>

/* Ends lines until the script is where the diagram is. */
static void
go_to_line(StrBuf *out, uint32_t *at, uint32_t line)
{
    for (; *at < line; ++*at)
        strbuf_add_char(out, '\n');
}

static void
add_table_name(StrBuf *out, const Entity *entity)
{
    quote_add_qualified(out, entity->space, entity->name);
}

static void
add_column(StrBuf *out, const Diagram *diagram, const Attribute *attribute)
{
    const char *type = diagram_type(out->arena, attribute->type);

    if (type == NULL)
        diagram_problem(diagram, true, attribute->line,
                        "type \"%s\" of \"%s\" is not known; taken as text", attribute->type,
                        attribute->name);
    quote_add_ident(out, attribute->name);
    strbuf_printf(out, " %s", type == NULL ? "text" : type);
    if (attribute->is_not_null)
        strbuf_add(out, " NOT NULL");
    if (attribute->is_unique && !attribute->is_primary)
        strbuf_add(out, " UNIQUE");
}

static NameList
primary_key(Arena *arena, const Entity *entity)
{
    NameList columns = {0};

    for (const Attribute *at = entity->attributes.first; at != NULL; at = at->next)
        if (at->is_primary)
            name_list_add(arena, &columns, at->name);
    return columns;
}

static void
add_names(StrBuf *out, const NameList *names)
{
    for (const Name *name = names->first; name != NULL; name = name->next)
    {
        if (name != names->first)
            strbuf_add(out, ", ");
        quote_add_ident(out, name->text);
    }
}

static void
add_comments(StrBuf *out, const Entity *entity)
{
    for (const Attribute *at = entity->attributes.first; at != NULL; at = at->next)
    {
        if (at->comment == NULL || at->is_later)
            continue;
        strbuf_add(out, " COMMENT ON COLUMN ");
        add_table_name(out, entity);
        strbuf_add_char(out, '.');
        quote_add_ident(out, at->name);
        strbuf_add(out, " IS ");
        quote_add_literal(out, at->comment);
        strbuf_add_char(out, ';');
    }
}

static void
add_table(StrBuf *out, const Diagram *diagram, const Entity *entity, uint32_t *line)
{
    NameList key = primary_key(out->arena, entity);
    const char *separator = " ";

    go_to_line(out, line, entity->line);
    if (entity->space != NULL)
        strbuf_printf(out, "CREATE SCHEMA IF NOT EXISTS %s; ",
                      quote_ident(out->arena, entity->space));
    strbuf_add(out, "CREATE TABLE ");
    add_table_name(out, entity);
    strbuf_add(out, " (");
    for (const Attribute *at = entity->attributes.first; at != NULL; at = at->next)
    {
        if (at->is_later)
            continue;
        strbuf_add(out, separator);
        go_to_line(out, line, at->line);
        add_column(out, diagram, at);
        separator = ", ";
    }
    if (key.count > 0)
    {
        strbuf_add(out, ", PRIMARY KEY (");
        add_names(out, &key);
        strbuf_add_char(out, ')');
    }
    strbuf_add(out, ");");
    add_comments(out, entity);
}

void
diagram_add_tables(StrBuf *out, Diagram *diagram)
{
    uint32_t line = 1;

    for (Entity *entity = diagram->entities.first; entity != NULL; entity = entity->next)
    {
        if (entity->has_block)
            add_table(out, diagram, entity, &line);
        else
            diagram_problem(diagram, true, entity->line,
                            "entity \"%s\" has no attributes: no table is made of it", entity->id);
    }
}

void
diagram_add_columns(StrBuf *out, Diagram *diagram)
{
    uint32_t line = 1;

    for (Entity *entity = diagram->entities.first; entity != NULL; entity = entity->next)
        for (const Attribute *at = entity->attributes.first; at != NULL; at = at->next)
        {
            if (!at->is_later)
                continue;
            go_to_line(out, &line, at->line);
            strbuf_add(out, "ALTER TABLE ");
            add_table_name(out, entity);
            strbuf_add(out, " ADD COLUMN ");
            add_column(out, diagram, at);
            strbuf_add(out, "; ");
        }
}

/* ---- foreign keys ---- */

typedef struct Link
{
    const Relation *relation;
    Entity *parent;
    Entity *child;
    bool is_one; /* at most one row of the child */
    bool is_required; /* a child always has its parent */
    NameList columns;
    NameList ref_columns;
} Link;

/* Small letters and digits of two texts as one: "user_id", "userId" and "UserID" are the same. */
static char *
fold(Arena *arena, const char *first, size_t first_length, const char *second)
{
    StrBuf text = strbuf_new(arena);

    for (size_t i = 0; i < first_length; i++)
        if (isalnum((unsigned char) first[i]) || (first[i] & 0x80) != 0)
            strbuf_add_char(&text, (char) tolower((unsigned char) first[i]));
    for (; *second != '\0'; second++)
        if (isalnum((unsigned char) *second) || (*second & 0x80) != 0)
            strbuf_add_char(&text, (char) tolower((unsigned char) *second));
    return text.text;
}

static Attribute *
find_folded(Arena *arena, const Entity *entity, const char *folded)
{
    for (Attribute *at = entity->attributes.first; at != NULL; at = at->next)
        if (!at->is_used && str_equal(fold(arena, at->name, strlen(at->name), ""), folded))
            return at;
    return NULL;
}

/* users, user; categories, category; addresses, address */
static Attribute *
find_by_parent(Arena *arena, const Entity *child, const char *parent, const char *key)
{
    size_t length = strlen(parent);
    Attribute *found = find_folded(arena, child, fold(arena, parent, length, key));

    if (found == NULL && length > 3 && strcasecmp(parent + length - 3, "ies") == 0)
        found = find_folded(arena, child,
                            fold(arena, parent, length - 3, arena_printf(arena, "y%s", key)));
    if (found == NULL && length > 2 && strcasecmp(parent + length - 2, "es") == 0)
        found = find_folded(arena, child, fold(arena, parent, length - 2, key));
    if (found == NULL && length > 1 && strcasecmp(parent + length - 1, "s") == 0)
        found = find_folded(arena, child, fold(arena, parent, length - 1, key));
    return found;
}

/* "a, b": columns of an entity; an empty list when one of them is none. */
static NameList
named_columns(Arena *arena, const Entity *entity, const char *text, size_t length)
{
    char *copy = arena_strndup(arena, text, length);
    NameList names = {0};
    char *rest = NULL;

    for (char *part = strtok_r(copy, ",", &rest); part != NULL; part = strtok_r(NULL, ",", &rest))
    {
        Attribute *attribute;

        part += strspn(part, " ");
        for (size_t end = strlen(part); end > 0 && part[end - 1] == ' ';)
            part[--end] = '\0';
        attribute = diagram_find(entity, part);
        if (attribute == NULL)
            return (NameList){0};
        name_list_add(arena, &names, attribute->name);
    }
    return names;
}

/* The label as mermaid_write() has it: "a, b", or "a, b to x, y". */
static void
match_label(Arena *arena, Link *link)
{
    const char *label = link->relation->label;
    const char *to = strstr(label, " to ");
    size_t length = to == NULL ? strlen(label) : (size_t) (to - label);

    link->columns = named_columns(arena, link->child, label, length);
    if (to != NULL && link->columns.count > 0)
        link->ref_columns = named_columns(arena, link->parent, to + 4, strlen(to + 4));
    if (link->ref_columns.count == 0)
        link->ref_columns = primary_key(arena, link->parent);
    if (link->columns.count != link->ref_columns.count)
        link->columns = (NameList){0};
}

static void
match_single(Arena *arena, Link *link, const char *key)
{
    const char *label = link->relation->label;
    Attribute *found = *label == '\0' ? NULL : find_by_parent(arena, link->child, label, key);

    if (found == NULL)
        found = find_by_parent(arena, link->child, link->parent->name, key);
    if (found == NULL)
        found = find_by_parent(arena, link->child, link->parent->id, key);
    if (found == NULL && *label != '\0')
        found = find_folded(arena, link->child, fold(arena, label, strlen(label), ""));
    if (found == NULL && link->child != link->parent && strcasecmp(key, "id") != 0)
        found = find_folded(arena, link->child, fold(arena, key, strlen(key), ""));
    if (found == NULL)
        return;
    found->is_used = true;
    name_list_add(arena, &link->columns, found->name);
}

/* A key of several columns: the child has all of them. */
static void
match_same_names(Arena *arena, Link *link)
{
    for (const Name *name = link->ref_columns.first; name != NULL; name = name->next)
    {
        if (diagram_find(link->child, name->text) == NULL || link->child == link->parent)
        {
            link->columns = (NameList){0};
            return;
        }
        name_list_add(arena, &link->columns, name->text);
    }
}

static void
match_by_name(Arena *arena, Link *link)
{
    match_label(arena, link);
    if (link->columns.count > 0)
    {
        for (const Name *name = link->columns.first; name != NULL; name = name->next)
            diagram_find(link->child, name->text)->is_used = true;
        return;
    }
    if (link->ref_columns.count == 1)
        match_single(arena, link, link->ref_columns.first->text);
    else if (link->ref_columns.count > 1)
        match_same_names(arena, link);
}

/* The only attribute marked FK that is left. */
static void
match_last_resort(Arena *arena, Link *link)
{
    Attribute *found = NULL;

    if (link->columns.count > 0 || link->ref_columns.count != 1)
        return;
    for (Attribute *at = link->child->attributes.first; at != NULL; at = at->next)
    {
        if (!at->is_foreign || at->is_used)
            continue;
        if (found != NULL)
            return;
        found = at;
    }
    if (found == NULL)
        return;
    found->is_used = true;
    name_list_add(arena, &link->columns, found->name);
}

/* The side of many is the child; of two ones the optional one, or the right one. */
static bool
start_link(Diagram *diagram, const Relation *relation, Link *link)
{
    const End *left = &relation->left;
    const End *right = &relation->right;
    bool is_left_child =
        left->is_many || (!right->is_many && left->is_optional && !right->is_optional);
    const End *child = is_left_child ? left : right;
    const End *parent = is_left_child ? right : left;

    *link = (Link){
        .relation = relation,
        .parent = parent->entity,
        .child = child->entity,
        .is_one = !child->is_many,
        .is_required = !parent->is_optional,
    };
    if (!left->is_many || !right->is_many)
        return link->child->has_block && link->parent->has_block;
    diagram_problem(diagram, true, relation->line,
                    "\"%s\" and \"%s\" have many of each other: the table between them is missing",
                    left->entity->id, right->entity->id);
    return false;
}

/* True when a key of the child says already that there is one row at most. */
static bool
is_unique_alone(Arena *arena, const Link *link)
{
    NameList key = primary_key(arena, link->child);

    return name_list_equal(&key, &link->columns) ||
           (link->columns.count == 1 &&
            diagram_find(link->child, link->columns.first->text)->is_unique);
}

/* A foreign key points to what is unique, though the diagram has no word for several columns. */
static void
add_parent_key(StrBuf *out, const Link *links, const Link *link)
{
    NameList key = primary_key(out->arena, link->parent);

    if (name_list_equal(&key, &link->ref_columns) ||
        (link->ref_columns.count == 1 &&
         diagram_find(link->parent, link->ref_columns.first->text)->is_unique))
        return;
    for (const Link *before = links; before < link; before++)
        if (before->parent == link->parent &&
            name_list_equal(&before->ref_columns, &link->ref_columns))
            return;
    strbuf_add(out, "ALTER TABLE ");
    add_table_name(out, link->parent);
    strbuf_add(out, " ADD UNIQUE (");
    add_names(out, &link->ref_columns);
    strbuf_add(out, "); ");
}

static void
add_key(StrBuf *out, const Link *links, const Link *link)
{
    add_parent_key(out, links, link);
    strbuf_add(out, "ALTER TABLE ");
    add_table_name(out, link->child);
    strbuf_add(out, " ADD FOREIGN KEY (");
    add_names(out, &link->columns);
    strbuf_add(out, ") REFERENCES ");
    add_table_name(out, link->parent);
    strbuf_add(out, " (");
    add_names(out, &link->ref_columns);
    strbuf_add_char(out, ')');
    for (const Name *name = link->columns.first; link->is_required && name != NULL;
         name = name->next)
    {
        strbuf_add(out, ", ALTER COLUMN ");
        quote_add_ident(out, name->text);
        strbuf_add(out, " SET NOT NULL");
    }
    if (link->is_one && !is_unique_alone(out->arena, link))
    {
        strbuf_add(out, ", ADD UNIQUE (");
        add_names(out, &link->columns);
        strbuf_add_char(out, ')');
    }
    strbuf_add(out, "; ");
}

static void
report_missing(const Diagram *diagram, const Link *link)
{
    if (link->ref_columns.count == 0)
        diagram_problem(diagram, true, link->relation->line,
                        "\"%s\" has no primary key that \"%s\" could refer to", link->parent->id,
                        link->child->id);
    else
        diagram_problem(diagram, true, link->relation->line,
                        "\"%s\" has no column that refers to \"%s\": %s_%s is missing",
                        link->child->id, link->parent->id, link->parent->name,
                        link->ref_columns.first->text);
}

void
diagram_add_keys(StrBuf *out, Diagram *diagram)
{
    Link *links = arena_new_array(out->arena, Link, diagram->relations.count + 1);
    uint32_t line = 1;
    size_t count = 0;

    for (const Relation *at = diagram->relations.first; at != NULL; at = at->next)
        if (start_link(diagram, at, &links[count]))
            match_by_name(out->arena, &links[count++]);
    for (size_t i = 0; i < count; i++)
    {
        match_last_resort(out->arena, &links[i]);
        go_to_line(out, &line, links[i].relation->line);
        if (links[i].columns.count > 0)
            add_key(out, links, &links[i]);
        else
            report_missing(diagram, &links[i]);
    }
}
