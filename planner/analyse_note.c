/* Notes are made here and nowhere else, so that numbers are places in their lists. */
#include "planner/analyse.h"

#include <access/sysattr.h>
#include <catalog/namespace.h>
#include <catalog/pg_class.h>
#include <utils/lsyscache.h>

SelectNote *
analyse_note_select(Analysis *analysis, const Level *parent, const char *kind, const char *name)
{
    SelectNote *note = palloc0(sizeof(SelectNote));

    note->number = list_length(analysis->selects);
    note->parent = parent == NULL || parent->select == NULL ? -1 : parent->select->number;
    note->kind = kind;
    note->command = "select";
    note->name = name;
    note->is_of_view = analysis->is_in_view;
    if (analysis->link != NULL && parent != NULL && analysis->link->select == parent->select)
    {
        note->conjunct = analysis->link->conjunct;
        note->arm = analysis->link->arm;
    }
    analysis->selects = lappend(analysis->selects, note);
    return note;
}

RelationNote *
analyse_note_relation(Analysis *analysis, Level *level, const char *kind)
{
    RelationNote *note = palloc0(sizeof(RelationNote));

    note->number = list_length(analysis->relations);
    note->kind = kind;
    note->select = level->select;
    note->join = "first";
    note->is_through_view = analysis->is_in_view;
    analysis->relations = lappend(analysis->relations, note);
    return note;
}

static bool
is_catalog(const char *schema)
{
    return strcmp(schema, "pg_catalog") == 0 || strcmp(schema, "information_schema") == 0 ||
           strncmp(schema, "pg_toast", 8) == 0;
}

void
analyse_note_catalog(RelationNote *note, Oid relid, char relkind)
{
    note->relid = relid;
    note->name = get_rel_name(relid);
    note->schema = get_namespace_name(get_rel_namespace(relid));
    if (note->schema != NULL && is_catalog(note->schema))
        note->kind = "catalog";
    else if (relkind == RELKIND_VIEW)
        note->kind = "view";
    else if (relkind == RELKIND_MATVIEW)
        note->kind = "matview";
    else if (relkind == RELKIND_SEQUENCE)
        note->kind = "sequence";
}

/*
 * BETWEEN, IN and USING put copies of one reference into the tree. Only references that were read just
 * before can be copies: looking further back would take the square of the time.
 */
static UseNote *
find_copy(const Analysis *analysis, const Level *level, Origin origin, int location)
{
    enum
    {
        LOOK_BACK = 64
    };
    int end = analysis->use_count > LOOK_BACK ? analysis->use_count - LOOK_BACK : 0;

    if (location < 0)
        return NULL;
    for (int i = analysis->use_count - 1; i >= end; i--)
    {
        UseNote *use = analysis->uses[i];

        if (use->location == location && use->relation == origin.relation &&
            use->column == origin.column && use->select == level->select &&
            use->clause == analysis->clause)
            return use;
    }
    return NULL;
}

static UseNote *
add(Analysis *analysis, UseNote *note)
{
    if (analysis->use_count == analysis->use_capacity)
    {
        analysis->use_capacity = analysis->use_capacity == 0 ? 32 : 2 * analysis->use_capacity;
        analysis->uses =
            analysis->uses == NULL
                ? palloc(sizeof(UseNote *) * (Size) analysis->use_capacity)
                : repalloc(analysis->uses, sizeof(UseNote *) * (Size) analysis->use_capacity);
    }
    note->number = analysis->use_count;
    analysis->uses[analysis->use_count++] = note;
    return note;
}

UseNote *
analyse_note_copy(Analysis *analysis, const UseNote *use)
{
    UseNote *note = palloc(sizeof(UseNote));

    *note = *use;
    return add(analysis, note);
}

static const char *
column_name(Oid relid, AttrNumber column)
{
    return get_attname(relid, column, false);
}

UseNote *
analyse_note_use(Analysis *analysis, const Level *level, Origin origin, int location)
{
    UseNote *note = find_copy(analysis, level, origin, location);

    if (note != NULL)
        return note;
    note = palloc0(sizeof(UseNote));
    note->relation = origin.relation;
    note->column = origin.column;
    note->name = column_name(origin.relation->relid, origin.column);
    note->select = level->select;
    note->clause = analysis->clause;
    note->is_negated = analysis->is_negated;
    note->is_in_or = analysis->is_in_or;
    note->is_from_policy = analysis->is_from_policy;
    if (analysis->link != NULL && analysis->link->select == level->select)
    {
        note->conjunct = analysis->link->conjunct;
        note->arm = analysis->link->arm;
    }
    note->is_through_view = analysis->is_in_view;
    note->is_through_subquery = origin.is_through_subquery;
    note->is_through_with = origin.is_through_with;
    note->location = analysis->is_in_view || analysis->is_from_policy ? -1 : location;
    return add(analysis, note);
}

void
analyse_note_default(Analysis *analysis, int mark, uint32 role)
{
    for (int i = mark; i < analysis->use_count; i++)
        if (analysis->uses[i]->roles == 0)
            analysis->uses[i]->roles = role;
}

void
analyse_note_parameter(Analysis *analysis, int parameter, const UseNote *use)
{
    ParameterNote *note;

    if (parameter < 1 || parameter > analysis->parameter_count)
        return;
    note = &analysis->parameters[parameter];
    if (note->relation != NULL || use->column <= 0)
        return;
    note->relation = use->relation;
    note->column = use->column;
}
