/*
 * print_order.c - units, and the order in which they load.
 *
 * The order is a walk: units by phase and ordinal, each after what it needs. What needs itself over
 * others (a view's rule, mutual foreign keys are no case: those come last) is printed where the walk
 * first meets it. The walk keeps its own stack, since a chain of views may be as long as the input.
 *
 * Names without a schema are looked up along the search_path of the text they stand in, as
 * PostgreSQL does. A function's name stands for all functions of that name.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "sql/quote.h"

#include <stdarg.h>

typedef struct UnitLink UnitLink;
struct UnitLink
{
    UnitLink *next;
    Unit *unit;
};

Unit *
unit_new(Printer *printer, UnitPhase phase, uint32_t ordinal, const char *object, Location location)
{
    Unit *unit = arena_new_object(printer->arena, Unit);

    unit->phase = phase;
    unit->ordinal = ordinal;
    unit->object = object;
    unit->location = location;
    unit->serial = (uint32_t) printer->units.count;
    list_append(&printer->units, unit);
    return unit;
}

static const char *
key_of(Printer *printer, UnitName kind, const char *schema, const char *name)
{
    size_t schema_length = schema == NULL ? 0 : strlen(schema);
    size_t name_length = strlen(name);
    char *key = arena_alloc(printer->arena, schema_length + name_length + 3);

    key[0] = (char) kind;
    if (schema != NULL)
        memcpy(key + 1, schema, schema_length);
    key[schema_length + 1] = '\x01';
    memcpy(key + schema_length + 2, name, name_length);
    return key;
}

void
unit_provide(Printer *printer, Unit *unit, UnitName kind, const char *schema, const char *name)
{
    const char *key = key_of(printer, kind, schema, name);
    UnitLink *link = arena_new_object(printer->arena, UnitLink);

    link->unit = unit;
    link->next = map_get(printer->providers, key);
    map_put(printer->providers, key, link);
}

static void
add_need(Printer *printer, Unit *unit, const Need *from)
{
    Need *need = arena_new_object(printer->arena, Need);

    *need = *from;
    list_append(&unit->needs, need);
}

void
unit_need(Printer *printer, Unit *unit, UnitName kind, const char *schema, const char *name)
{
    if (name != NULL)
        add_need(printer, unit, &(Need){.kind = kind, .schema = schema, .name = name});
}

void
unit_need_type(Printer *printer, Unit *unit, const TypeName *type)
{
    if (type->schema != NULL)
        unit_need(printer, unit, NAME_TYPE, type->schema, type->name);
}

static UnitName
name_of_reference(ReferenceKind kind)
{
    switch (kind)
    {
    case REFERENCE_FUNCTION:
        return NAME_FUNCTION;
    case REFERENCE_TYPE:
        return NAME_TYPE;
    case REFERENCE_OPERATOR:
        return NAME_OPERATOR;
    case REFERENCE_RELATION:
    case REFERENCE_COLUMN:
        break;
    }
    return NAME_RELATION;
}

void
unit_need_references(Printer *printer, Unit *unit, const ReferenceList *references,
                     const char *search_path)
{
    for (const Reference *item = references->first; item != NULL; item = item->next)
    {
        if (item->kind != REFERENCE_COLUMN && item->name != NULL)
            add_need(printer, unit,
                     &(Need){.kind = name_of_reference(item->kind),
                             .schema = item->schema,
                             .name = item->name,
                             .search_path = search_path});
    }
}

void
unit_need_expr(Printer *printer, Unit *unit, const Expr *expr)
{
    if (expr == NULL)
        return;
    unit_need_references(printer, unit, &expr->references, expr->search_path);
    if (unit->search_path == NULL && expr->search_path != NULL && *expr->search_path != '\0')
        unit->search_path = expr->search_path;
}

void
unit_need_written(Printer *printer, Unit *unit, UnitName kind, const char *written)
{
    const char *dot = written == NULL ? NULL : strchr(written, '.');

    if (dot == NULL || strchr(written, '"') != NULL)
        return;
    unit_need(printer, unit, kind, arena_strndup(printer->arena, written, (size_t) (dot - written)),
              dot + 1);
}

void
unit_need_elements(Printer *printer, Unit *unit, const IndexElementList *elements)
{
    for (const IndexElement *item = elements->first; item != NULL; item = item->next)
    {
        unit_need_expr(printer, unit, item->expr);
        unit_need_written(printer, unit, NAME_COLLATION, item->collation);
        unit_need_written(printer, unit, NAME_OPERATOR, item->opclass);
    }
}

void
unit_add(Printer *printer, Unit *unit, const char *sql)
{
    PrintedStatement *statement = arena_new_object(printer->arena, PrintedStatement);

    statement->sql = sql;
    statement->object = unit->object;
    statement->location = unit->location;
    statement->is_extension = unit->phase == PHASE_EXTENSION;
    list_append(&unit->statements, statement);
}

void
unit_add_under(Printer *printer, Unit *unit, const char *sql, const char *search_path)
{
    unit_add(printer, unit, sql);
    unit->statements.last->search_path = text_search_path(printer->arena, search_path);
}

void
unit_printf(Printer *printer, Unit *unit, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    unit_add(printer, unit, arena_vprintf(printer->arena, format, arguments));
    va_end(arguments);
}

const char *
printer_label(Printer *printer, const char *kind, const char *schema, const char *name)
{
    if (schema == NULL)
        return arena_printf(printer->arena, "%s \"%s\"", kind, name);
    return arena_printf(printer->arena, "%s \"%s.%s\"", kind, schema, name);
}

void
printer_leave_out(Printer *printer, const char *object, Location location, const char *why)
{
    PrintedStatement *statement = arena_new_object(printer->arena, PrintedStatement);

    statement->sql = why;
    statement->search_path = "''";
    statement->object = object;
    statement->location = location;
    list_append(&printer->left_out, statement);
}

void
unit_comment(Printer *printer, Unit *unit, const char *kind, const char *name, const char *comment)
{
    if (comment == NULL || !printer->options->with_comments)
        return;
    unit_printf(printer, unit, "COMMENT ON %s %s IS %s", kind, name,
                quote_literal(printer->arena, comment));
}

void
unit_owner(Printer *printer, Unit *unit, const char *kind, const char *name, const char *owner)
{
    if (owner == NULL || !printer->options->with_owners)
        return;
    unit_printf(printer, unit, "ALTER %s %s OWNER TO %s", kind, name,
                quote_ident(printer->arena, owner));
}

/* The names of a search_path, cut once. */
static const NameList *
path_of(Printer *printer, const char *search_path)
{
    const char *key = search_path == NULL || *search_path == '\0' ? "public" : search_path;
    NameList *names = map_get(printer->paths, key);

    if (names != NULL)
        return names;
    names = arena_new_object(printer->arena, NameList);
    *names = text_split_path(printer->arena, key);
    map_put(printer->paths, key, names);
    return names;
}

static const UnitLink *
find_provider(Printer *printer, const Need *need)
{
    const NameList *path;

    if (need->schema != NULL)
        return map_get(printer->providers, key_of(printer, need->kind, need->schema, need->name));
    path = path_of(printer, need->search_path);
    for (const Name *name = path->first; name != NULL; name = name->next)
    {
        const UnitLink *found =
            map_get(printer->providers, key_of(printer, need->kind, name->text, need->name));

        if (found != NULL)
            return found;
    }
    return map_get(printer->providers, key_of(printer, need->kind, NULL, need->name));
}

static int
compare_units(const void *left_cell, const void *right_cell)
{
    const Unit *left = *(Unit *const *) left_cell;
    const Unit *right = *(Unit *const *) right_cell;

    if (left->phase != right->phase)
        return left->phase < right->phase ? -1 : 1;
    if (left->ordinal != right->ordinal)
        return left->ordinal < right->ordinal ? -1 : 1;
    if (left->part != right->part)
        return left->part < right->part ? -1 : 1;
    return left->serial < right->serial ? -1 : left->serial > right->serial;
}

/* Turns names into units, sorted, so that what is needed also comes in a natural order. */
static void
link_unit(Printer *printer, Unit *unit)
{
    size_t capacity = unit->needs.count * 2 + 4;

    unit->link_count = 0;
    unit->linked_needs = unit->needs.count;
    unit->links = arena_new_array(printer->arena, Unit *, capacity);
    for (const Need *need = unit->needs.first; need != NULL; need = need->next)
    {
        for (const UnitLink *at = find_provider(printer, need); at != NULL; at = at->next)
        {
            if (at->unit == unit)
                continue;
            if (unit->link_count == capacity)
            {
                unit->links = arena_grow(printer->arena, unit->links, capacity * sizeof(Unit *),
                                         2 * capacity * sizeof(Unit *));
                capacity *= 2;
            }
            unit->links[unit->link_count++] = at->unit;
        }
    }
    qsort(unit->links, unit->link_count, sizeof(Unit *), compare_units);
}

static void
make_stack(Printer *printer)
{
    if (printer->stack_size > printer->units.count)
        return;
    printer->stack_size = printer->units.count * 2 + 16;
    printer->stack = arena_new_array(printer->arena, Unit *, printer->stack_size);
}

/* Marks the unit and puts it on the stack, its needs found if that was not done before. */
static void
enter(Printer *printer, Unit *unit, Unit **place)
{
    if (unit->links == NULL || unit->linked_needs != unit->needs.count)
        link_unit(printer, unit);
    unit->mark = printer->walks;
    unit->next_link = 0;
    *place = unit;
}

/* Walks everything below `start`, children first, and hands each unit to `leave`. */
static bool
walk(Printer *printer, Unit *start, const Unit *wanted, PrintedStatementList *statements)
{
    Unit **stack = printer->stack;
    size_t depth = 0;

    if (start->mark == printer->walks)
        return false;
    enter(printer, start, &stack[depth++]);
    while (depth > 0)
    {
        Unit *unit = stack[depth - 1];

        if (unit == wanted)
            return true;
        if (unit->next_link < unit->link_count)
        {
            Unit *below = unit->links[unit->next_link++];

            if (below->mark != printer->walks)
                enter(printer, below, &stack[depth++]);
            continue;
        }
        depth--;
        if (statements == NULL)
            continue;
        for (PrintedStatement *next, *at = unit->statements.first; at != NULL; at = next)
        {
            next = at->next;
            if (at->search_path == NULL)
                at->search_path = text_search_path(printer->arena, unit->search_path);
            list_append(statements, at);
        }
    }
    return false;
}

bool
unit_waits_for(Printer *printer, const Expr *expr, const Unit *unit)
{
    Unit start = {.object = ""};

    make_stack(printer);
    unit_need_expr(printer, &start, expr);
    printer->walks++;
    return walk(printer, &start, unit, NULL);
}

PrintedStatementList
print_order(Printer *printer)
{
    PrintedStatementList statements = {0};
    Unit **units = arena_new_array(printer->arena, Unit *, printer->units.count + 1);
    size_t count = 0;

    make_stack(printer);
    for (Unit *unit = printer->units.first; unit != NULL; unit = unit->next)
        units[count++] = unit;
    qsort(units, count, sizeof(Unit *), compare_units);
    printer->walks++;
    for (size_t i = 0; i < count; i++)
        (void) walk(printer, units[i], NULL, &statements);
    return statements;
}
