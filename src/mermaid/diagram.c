#include "mermaid/diagram.h"

#include <stdarg.h>

void
diagram_problem(const Diagram *diagram, bool is_error, uint32_t line, const char *format, ...)
{
    Location location = {.file = diagram->file, .line = line, .column = 1};
    va_list arguments;

    va_start(arguments, format);
    schema_problem(diagram->schema, is_error, location,
                   arena_vprintf(diagram->arena, format, arguments), NULL);
    va_end(arguments);
}

static bool
is_all_capitals(const char *name)
{
    for (; *name != '\0'; name++)
        if (*name >= 'a' && *name <= 'z')
            return false;
    return true;
}

/* LINE-ITEM is line_item; what is quoted is taken as it stands. */
static char *
table_name(Arena *arena, const char *name, bool is_quoted)
{
    char *copy = arena_strdup(arena, name);
    bool is_shouted = is_all_capitals(name);

    for (char *at = copy; !is_quoted && *at != '\0'; at++)
    {
        if (*at == '-' || *at == ' ')
            *at = '_';
        else if (is_shouted && *at >= 'A' && *at <= 'Z')
            *at = (char) (*at | 0x20);
    }
    return copy;
}

void
diagram_rename(Diagram *diagram, Entity *entity, const char *name, bool is_quoted)
{
    char *copy = table_name(diagram->arena, name, is_quoted);
    char *dot = strchr(copy, '.');

    entity->space = NULL;
    entity->name = copy;
    if (dot == NULL || dot == copy || dot[1] == '\0')
        return;
    *dot = '\0';
    entity->space = copy;
    entity->name = dot + 1;
}

Entity *
diagram_entity(Diagram *diagram, const char *id, bool is_quoted, uint32_t line)
{
    Entity *entity = map_get(diagram->by_id, id);

    if (entity != NULL)
        return entity;
    entity = arena_new_object(diagram->arena, Entity);
    entity->id = id;
    entity->line = line;
    diagram_rename(diagram, entity, id, is_quoted);
    map_put(diagram->by_id, id, entity);
    list_append(&diagram->entities, entity);
    return entity;
}

Attribute *
diagram_find(const Entity *entity, const char *name)
{
    for (Attribute *at = entity->attributes.first; at != NULL; at = at->next)
        if (str_equal(at->name, name))
            return at;
    return NULL;
}
