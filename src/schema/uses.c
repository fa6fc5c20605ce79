/*
 * uses.c - from a name to the objects that use it, kept while statements are read.
 *
 * An object is noted under all that it names: functions, types and relations of its expressions, types
 * of columns and arguments, what foreign keys point to, parents. Nothing is ever taken back. The trap:
 * a statement holds what it found and changes it after it has asked; therefore what this statement
 * touched is not noted before the next one, and belongs to every answer.
 */
#include "schema/uses.h"

#include <stdlib.h>

/* The objects of one kind that use a name; or those that are to be noted. */
typedef struct Noted
{
    void **items;
    size_t count;
    size_t capacity;
    size_t settled; /* the first that are in order and there once */
} Noted;

typedef struct NameUses
{
    Noted by_kind[USER_KINDS];
} NameUses;

struct Uses
{
    Arena *arena;
    Map *names; /* NameUses */
    Noted touched[USER_KINDS];
    uint32_t turn;
};

/* Whom the names at hand are noted for. */
typedef struct Noting
{
    Uses *uses;
    UserKind kind;
    void *object;
} Noting;

static uint32_t *
touched_of(UserKind kind, void *object)
{
    switch (kind)
    {
    case USER_TABLE:
        return &((Table *) object)->touched;
    case USER_VIEW:
        return &((View *) object)->touched;
    case USER_SEQUENCE:
        return &((Sequence *) object)->touched;
    case USER_TYPE:
        return &((Type *) object)->touched;
    default:
        return &((Routine *) object)->touched;
    }
}

static uint32_t
ordinal_of(UserKind kind, const void *object)
{
    switch (kind)
    {
    case USER_TABLE:
        return ((const Table *) object)->ordinal;
    case USER_VIEW:
        return ((const View *) object)->ordinal;
    case USER_SEQUENCE:
        return ((const Sequence *) object)->ordinal;
    case USER_TYPE:
        return ((const Type *) object)->ordinal;
    default:
        return ((const Routine *) object)->ordinal;
    }
}

/* In the order in which they were made. */
static int
compare(const void *left, const void *right, void *context)
{
    const void *a = *(void *const *) left;
    const void *b = *(void *const *) right;
    uint32_t first = ordinal_of(*(const UserKind *) context, a);
    uint32_t second = ordinal_of(*(const UserKind *) context, b);

    if (first != second)
        return first > second ? 1 : -1;
    return (a > b) - (a < b);
}

static void
make_unique(Noted *noted, UserKind kind)
{
    size_t kept = 0;

    if (noted->settled == noted->count)
        return;
    qsort_r(noted->items, noted->count, sizeof(*noted->items), compare, &kind);
    for (size_t i = 0; i < noted->count; i++)
    {
        if (kept == 0 || noted->items[kept - 1] != noted->items[i])
            noted->items[kept++] = noted->items[i];
    }
    noted->count = noted->settled = kept;
}

/* Grows when more than half is left without the repetitions. */
static void
make_room(Uses *uses, Noted *noted, UserKind kind)
{
    size_t capacity = noted->capacity == 0 ? 2 : 2 * noted->capacity;

    if (noted->count < noted->capacity)
        return;
    if (noted->capacity > 4)
        make_unique(noted, kind);
    if (noted->count <= noted->capacity / 2 && noted->capacity > 0)
        return;
    noted->items = arena_grow(uses->arena, noted->items, noted->count * sizeof(void *),
                              capacity * sizeof(void *));
    noted->capacity = capacity;
}

static void
note_name(const Noting *noting, const char *name)
{
    NameUses *uses;
    Noted *noted;

    if (name == NULL)
        return;
    uses = map_get(noting->uses->names, name);
    if (uses == NULL)
    {
        uses = arena_new_object(noting->uses->arena, NameUses);
        map_put(noting->uses->names, name, uses);
    }
    noted = &uses->by_kind[noting->kind];
    if (noted->count > 0 && noted->items[noted->count - 1] == noting->object)
        return;
    make_room(noting->uses, noted, noting->kind);
    noted->items[noted->count++] = noting->object;
}

static void
note_expr(const Noting *noting, const Expr *expr)
{
    if (expr == NULL)
        return;
    for (const Reference *at = expr->references.first; at != NULL; at = at->next)
    {
        if (at->kind != REFERENCE_COLUMN)
            note_name(noting, at->name);
    }
}

/* Types without a schema are PostgreSQL's own. */
static void
note_type(const Noting *noting, const TypeName *type)
{
    if (type->schema != NULL)
        note_name(noting, type->name);
}

static void
note_columns(const Noting *noting, const ColumnList *columns)
{
    for (const Column *at = columns->first; at != NULL; at = at->next)
    {
        note_type(noting, &at->type);
        note_expr(noting, at->default_expr);
        note_expr(noting, at->generated_expr);
    }
}

static void
note_elements(const Noting *noting, const IndexElementList *elements)
{
    for (const IndexElement *at = elements->first; at != NULL; at = at->next)
        note_expr(noting, at->expr);
}

static void
note_indexes(const Noting *noting, const IndexList *indexes)
{
    for (const Index *at = indexes->first; at != NULL; at = at->next)
    {
        note_elements(noting, &at->elements);
        note_expr(noting, at->predicate);
        note_name(noting, at->parent_name);
    }
}

static void
note_constraints(const Noting *noting, const ConstraintList *constraints)
{
    for (const Constraint *at = constraints->first; at != NULL; at = at->next)
    {
        note_expr(noting, at->check);
        note_name(noting, at->ref_table);
    }
}

static void
note_triggers(const Noting *noting, const TriggerList *triggers)
{
    for (const Trigger *at = triggers->first; at != NULL; at = at->next)
    {
        note_expr(noting, at->when);
        note_name(noting, at->function_name);
        note_name(noting, at->from_table);
    }
}

static void
note_table(const Noting *noting, const Table *table)
{
    note_columns(noting, &table->columns);
    note_constraints(noting, &table->constraints);
    note_indexes(noting, &table->indexes);
    note_triggers(noting, &table->triggers);
    for (const Policy *at = table->policies.first; at != NULL; at = at->next)
    {
        note_expr(noting, at->using_expr);
        note_expr(noting, at->check_expr);
    }
    for (const TableParent *at = table->inherits.first; at != NULL; at = at->next)
        note_name(noting, at->name);
    if (table->partition_of != NULL)
        note_name(noting, table->partition_of->name);
    if (table->partition_key != NULL)
        note_elements(noting, &table->partition_key->elements);
    note_name(noting, table->of_type_name);
}

static void
note_view(const Noting *noting, const View *view)
{
    note_expr(noting, view->query);
    note_columns(noting, &view->columns);
    note_indexes(noting, &view->indexes);
    note_triggers(noting, &view->triggers);
}

static void
note_of_type(const Noting *noting, const Type *type)
{
    note_type(noting, &type->base);
    note_expr(noting, type->default_expr);
    note_columns(noting, &type->columns);
    note_constraints(noting, &type->constraints);
}

static void
note_routine(const Noting *noting, const Routine *routine)
{
    note_type(noting, &routine->returns);
    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        note_type(noting, &at->type);
        note_expr(noting, at->default_expr);
    }
    note_expr(noting, routine->sql_body);
}

static void
note(Uses *uses, UserKind kind, void *object)
{
    Noting noting = {uses, kind, object};

    switch (kind)
    {
    case USER_TABLE:
        note_table(&noting, object);
        break;
    case USER_VIEW:
        note_view(&noting, object);
        break;
    case USER_SEQUENCE:
        note_name(&noting, ((const Sequence *) object)->owned_by_table);
        break;
    case USER_TYPE:
        note_of_type(&noting, object);
        break;
    default:
        note_routine(&noting, object);
        break;
    }
}

/* Notes what earlier statements touched; this one's stays. */
static void
settle(Uses *uses, UserKind kind)
{
    Noted *waiting = &uses->touched[kind];
    size_t kept = 0;

    for (size_t i = 0; i < waiting->count; i++)
    {
        void *object = waiting->items[i];
        uint32_t *touched = touched_of(kind, object);

        if (*touched == uses->turn)
            waiting->items[kept++] = object;
        else if (*touched != USES_GONE && *touched != 0)
        {
            note(uses, kind, object);
            *touched = 0;
        }
    }
    waiting->count = kept;
    waiting->settled = 0;
}

void
uses_touch(const Schema *schema, UserKind kind, void *object)
{
    Uses *uses = schema->uses;
    uint32_t *touched;
    Noted *waiting;
    bool is_waiting;

    if (uses == NULL || object == NULL)
        return;
    touched = touched_of(kind, object);
    is_waiting = *touched != 0 && *touched != USES_GONE;
    *touched = uses->turn;
    if (is_waiting)
        return;
    waiting = &uses->touched[kind];
    make_room(uses, waiting, kind);
    waiting->items[waiting->count++] = object;
}

void
uses_turn(Schema *schema)
{
    if (schema->uses != NULL)
        schema->uses->turn++;
}

#define TOUCH_ALL(list, kind)                                                         \
    do                                                                                \
    {                                                                                 \
        for (__typeof__(&*(list).first) at = (list).first; at != NULL; at = at->next) \
        {                                                                             \
            at->touched = 0;                                                          \
            uses_touch(schema, (kind), at);                                           \
        }                                                                             \
    } while (0)

void
uses_start(Schema *schema, Arena *arena)
{
    Uses *uses = arena_new_object(arena, Uses);

    *uses = (Uses){.arena = arena, .names = map_new(arena), .turn = 1};
    schema->uses = uses;
    TOUCH_ALL(schema->tables, USER_TABLE);
    TOUCH_ALL(schema->views, USER_VIEW);
    TOUCH_ALL(schema->sequences, USER_SEQUENCE);
    TOUCH_ALL(schema->types, USER_TYPE);
    TOUCH_ALL(schema->routines, USER_ROUTINE);
}

#define ALL_OF(list)                                                                  \
    do                                                                                \
    {                                                                                 \
        all.items = arena_alloc(arena, ((list).count + 1) * sizeof(void *));          \
        for (__typeof__(&*(list).first) at = (list).first; at != NULL; at = at->next) \
            all.items[all.count++] = at;                                              \
    } while (0)

Users
uses_all(const Schema *schema, Arena *arena, UserKind kind)
{
    Users all = {0};

    if (kind == USER_TABLE)
        ALL_OF(schema->tables);
    else if (kind == USER_VIEW)
        ALL_OF(schema->views);
    else if (kind == USER_SEQUENCE)
        ALL_OF(schema->sequences);
    else if (kind == USER_TYPE)
        ALL_OF(schema->types);
    else
        ALL_OF(schema->routines);
    return all;
}

Users
uses_of(const Schema *schema, Arena *arena, UserKind kind, const char *name)
{
    Uses *uses = schema->uses;
    const Noted *waiting;
    NameUses *found;
    Noted *noted;
    Users users = {0};

    if (uses == NULL)
        return uses_all(schema, arena, kind);
    settle(uses, kind);
    waiting = &uses->touched[kind];
    found = name == NULL ? NULL : map_get(uses->names, name);
    noted = found == NULL ? NULL : &found->by_kind[kind];
    if (noted != NULL)
        make_unique(noted, kind);
    users.items = arena_alloc(arena, (waiting->count + (noted == NULL ? 0 : noted->count) + 1) *
                                         sizeof(void *));
    for (size_t i = 0; i < waiting->count; i++)
        users.items[users.count++] = waiting->items[i];
    for (size_t i = 0; noted != NULL && i < noted->count; i++)
    {
        if (*touched_of(kind, noted->items[i]) != 0)
            continue;
        users.items[users.count++] = noted->items[i];
        uses_touch(schema, kind, noted->items[i]);
    }
    return users;
}
