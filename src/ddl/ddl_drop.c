#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_kept.h"

void
ddl_drop_others(Reader *reader, const char *space, const char *name)
{
    for (Other *at = reader->schema->others.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if ((at->kind == OTHER_RULE || at->kind == OTHER_STATISTICS || at->kind == OTHER_GRANT ||
             at->kind == OTHER_COMMENT) &&
            ddl_depend_other_on(reader, at, space, name))
            list_remove(&reader->schema->others, at);
    }
    ddl_publication_follow(reader, space, name, NULL, NULL);
}

void
ddl_drop_view(Reader *reader, View *view, bool is_cascade)
{
    if (!ddl_drop_users(reader, REFERENCE_RELATION, view->schema, view->name, is_cascade))
        return;
    ddl_drop_others(reader, view->schema, view->name);
    for (Index *at = view->indexes.first; at != NULL; at = view->indexes.first)
        schema_remove_index(reader->schema, &view->indexes, at);
    schema_remove_view(reader->schema, view);
}

void
ddl_drop_routine(Reader *reader, Routine *routine, bool is_cascade)
{
    /* Another function of that name may be the one that is used: only names are known. */
    bool may_be_used = routine->arguments.count == 0 || !ddl_routine_is_overloaded(reader, routine);

    if (may_be_used &&
        !ddl_drop_users(reader, REFERENCE_FUNCTION, routine->schema, routine->name, is_cascade))
        return;
    ddl_routine_unregister(reader, routine);
    list_remove(&reader->schema->routines, routine);
}

void
ddl_drop_type(Reader *reader, Type *type, bool is_cascade)
{
    if (!ddl_drop_users(reader, REFERENCE_TYPE, type->schema, type->name, is_cascade))
        return;
    for (const Constraint *at = type->constraints.first; at != NULL; at = at->next)
        ddl_constraint_name_remove(reader, type->schema, at->name);
    schema_remove_type(reader->schema, type);
}

/* Something that lives in the schema: the first of its tables, views …; false when it is empty. */
static bool
drop_one_of(Reader *reader, const char *space, bool is_cascade)
{
    Schema *schema = reader->schema;

#define FIRST_OF(list, drop)                                                \
    for (__typeof__(list.first) at = list.first; at != NULL; at = at->next) \
    {                                                                       \
        if (!str_equal(at->schema, space))                                  \
            continue;                                                       \
        if (is_cascade)                                                     \
            drop;                                                           \
        return true;                                                        \
    }
    FIRST_OF(schema->views, ddl_drop_view(reader, at, true))
    FIRST_OF(schema->tables, ddl_drop_table(reader, at, true))
    FIRST_OF(schema->sequences, ddl_drop_sequence(reader, at, true))
    FIRST_OF(schema->routines, ddl_drop_routine(reader, at, true))
    FIRST_OF(schema->types, ddl_drop_type(reader, at, true))
#undef FIRST_OF
    for (Other *at = schema->others.first; at != NULL; at = at->next)
    {
        if (!str_equal(at->schema, space) || at->kind == OTHER_GRANT || at->kind == OTHER_COMMENT)
            continue;
        if (is_cascade)
            list_remove(&schema->others, at);
        return true;
    }
    return false;
}

/* Extensions are not its own: they are only installed there. */
static bool
has_extension(Reader *reader, const char *space)
{
    for (const Extension *at = reader->schema->extensions.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, space))
            return true;
    }
    return false;
}

static void
drop_namespace(Reader *reader, Namespace *space, bool is_cascade)
{
    if (!is_cascade &&
        (has_extension(reader, space->name) || drop_one_of(reader, space->name, false)))
    {
        ddl_error(reader, -1, "cannot drop schema \"%s\": it is not empty", space->name);
        return;
    }
    for (size_t guard = 0; guard < DROPS_MAX && drop_one_of(reader, space->name, true); guard++)
        continue;
    for (Extension *at = reader->schema->extensions.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (str_equal(at->schema, space->name))
            list_remove(&reader->schema->extensions, at);
    }
    ddl_grant_forget_schema(reader, space->name);
    schema_remove_namespace(reader->schema, space);
}

static void
drop_clones(Reader *reader, Table *child, void *context)
{
    Trigger *clone = ddl_trigger_find(&child->triggers, context);

    if (clone == NULL || !clone->is_inherited)
        return;
    list_remove(&child->triggers, clone);
    ddl_each_child(reader, child, drop_clones, context);
}

void
ddl_drop_trigger(Reader *reader, Table *table, Trigger *trigger)
{
    list_remove(&table->triggers, trigger);
    if (trigger->is_for_each_row)
        ddl_each_child(reader, table, drop_clones, (void *) (uintptr_t) trigger->name);
}

static bool
drop_trigger(Reader *reader, const List *names)
{
    List *relation = list_truncate(list_copy(names), list_length(names) - 1);
    Relation found = ddl_find_names(reader, relation);
    TriggerList *list = found.table != NULL  ? &found.table->triggers
                        : found.view != NULL ? &found.view->triggers
                                             : NULL;
    Trigger *trigger = list == NULL ? NULL : ddl_trigger_find(list, strVal(llast(names)));

    if (trigger == NULL)
        return false;
    if (trigger->is_inherited)
        ddl_error(reader, -1, "cannot drop trigger \"%s\": that of the parent table requires it",
                  trigger->name);
    else if (found.table != NULL)
        ddl_drop_trigger(reader, found.table, trigger);
    else
        list_remove(list, trigger);
    return true;
}

static bool
drop_policy(Reader *reader, const List *names)
{
    List *relation = list_truncate(list_copy(names), list_length(names) - 1);
    Table *table = ddl_find_names(reader, relation).table;

    for (Policy *at = table == NULL ? NULL : table->policies.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, strVal(llast(names))) != 0)
            continue;
        list_remove(&table->policies, at);
        return true;
    }
    return false;
}

static void
drop_index(Reader *reader, Index *index, bool is_cascade)
{
    const Table *table = schema_find_table(reader->schema, index->table_schema, index->table_name);

    if (index->constraint != NULL)
        ddl_error(reader, -1, "cannot drop index \"%s\": constraint \"%s\" needs it", index->name,
                  index->constraint->name);
    else if (index->parent_name != NULL)
        ddl_error(reader, -1, "cannot drop index \"%s\": index \"%s\" requires it", index->name,
                  index->parent_name);
    else if (table == NULL || ddl_drop_free_key(reader, table, index, is_cascade))
        ddl_drop_index(reader, index);
}

/* False when there is no such relation. One of another kind is said to be so. */
static bool
drop_relation(Reader *reader, const DropStmt *statement, const List *names)
{
    Relation found = ddl_find_names(reader, names);
    bool is_cascade = statement->behavior == DROP_CASCADE;
    ObjectType type = statement->removeType;

    if (!ddl_relation_exists(found))
        return false;
    if (found.view != NULL && type == (found.view->is_materialized ? OBJECT_MATVIEW : OBJECT_VIEW))
        ddl_drop_view(reader, found.view, is_cascade);
    else if (found.sequence != NULL && type == OBJECT_SEQUENCE)
        ddl_drop_sequence(reader, found.sequence, is_cascade);
    else if (found.index != NULL && type == OBJECT_INDEX)
        drop_index(reader, found.index, is_cascade);
    else if (found.table != NULL &&
             type == (found.table->kind == TABLE_FOREIGN ? OBJECT_FOREIGN_TABLE : OBJECT_TABLE))
        ddl_drop_table(reader, found.table, is_cascade);
    else
        ddl_error(reader, -1, "\"%s\" is not what DROP says that it is", strVal(llast(names)));
    return true;
}

static bool
drop_named(Reader *reader, const DropStmt *statement, const Node *object)
{
    bool is_cascade = statement->behavior == DROP_CASCADE;
    Namespace *space;
    Extension *extension = reader->schema->extensions.first;

    if (statement->removeType == OBJECT_SCHEMA)
    {
        space = schema_find_namespace(reader->schema, strVal(object));
        if (space != NULL)
            drop_namespace(reader, space, is_cascade);
        return space != NULL;
    }
    while (extension != NULL && strcmp(extension->name, strVal(object)) != 0)
        extension = extension->next;
    if (extension != NULL)
        list_remove(&reader->schema->extensions, extension);
    return extension != NULL;
}

static bool
drop_type_named(Reader *reader, const DropStmt *statement, const PgTypeName *name)
{
    const char *space;
    const char *text;
    Type *type;

    ddl_split_names(name->names, &space, &text);
    type = ddl_find_type(reader, space, text);
    if (type != NULL)
        ddl_drop_type(reader, type, statement->behavior == DROP_CASCADE);
    return type != NULL;
}

static bool
drop_routine_named(Reader *reader, const DropStmt *statement, const ObjectWithArgs *object)
{
    Routine *routine = ddl_routine_find_as(reader, statement->removeType, object);

    if (routine != NULL)
        ddl_drop_routine(reader, routine, statement->behavior == DROP_CASCADE);
    return routine != NULL;
}

static bool
drop_object(Reader *reader, const DropStmt *statement, const Node *object)
{
    switch (statement->removeType)
    {
    case OBJECT_TABLE:
    case OBJECT_FOREIGN_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_SEQUENCE:
    case OBJECT_INDEX:
        return drop_relation(reader, statement, (const List *) object);
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        return drop_type_named(reader, statement, (const PgTypeName *) object);
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
        return drop_routine_named(reader, statement, (const ObjectWithArgs *) object);
    case OBJECT_TRIGGER:
        return drop_trigger(reader, (const List *) object);
    case OBJECT_POLICY:
        return drop_policy(reader, (const List *) object);
    case OBJECT_SCHEMA:
    case OBJECT_EXTENSION:
        return drop_named(reader, statement, object);
    default:
        break;
    }
    return ddl_kept_drop(reader, statement, object) ||
           (ddl_kept_may_be_elsewhere(reader) && statement->removeType != OBJECT_RULE);
}

static const char *
object_text(Reader *reader, const Node *object)
{
    switch (nodeTag(object))
    {
    case T_String:
        return strVal(object);
    case T_List:
        return IsA(linitial((const List *) object), String)
                   ? ddl_names_text(reader, (const List *) object)
                   : "?";
    case T_TypeName:
        return ddl_names_text(reader, ((const PgTypeName *) object)->names);
    case T_ObjectWithArgs:
        return ddl_names_text(reader, ((const ObjectWithArgs *) object)->objname);
    default:
        return "?";
    }
}

static const void *
named_object(Reader *reader, ObjectType type, const Node *object)
{
    const char *space;
    const char *name;
    Relation found;

    switch (type)
    {
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        ddl_split_names(((const PgTypeName *) object)->names, &space, &name);
        return ddl_find_type(reader, space, name);
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
        return ddl_routine_find(reader, (const ObjectWithArgs *) object);
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_FOREIGN_TABLE:
    case OBJECT_SEQUENCE:
    case OBJECT_INDEX:
        found = ddl_find_names(reader, (const List *) object);
        if (found.index != NULL || found.sequence != NULL)
            return found.index != NULL ? (const void *) found.index : found.sequence;
        return found.table != NULL ? (const void *) found.table : found.view;
    default:
        return NULL;
    }
}

/* One may go with another: what is no longer there at its turn was there at the beginning. */
static void
doom(Reader *reader, const DropStmt *statement)
{
    ListCell *cell;

    reader->doomed = NULL;
    foreach (cell, statement->objects)
    {
        Doomed *doomed = arena_new_object(reader->turn, Doomed);

        doomed->object = list_length(statement->objects) > 1
                             ? named_object(reader, statement->removeType, lfirst(cell))
                             : NULL;
        doomed->next = reader->doomed;
        reader->doomed = doomed;
    }
}

static bool
was_there(Reader *reader, const DropStmt *statement, int position)
{
    const Doomed *at = reader->doomed;

    for (int i = list_length(statement->objects) - 1; i > position; i--)
        at = at->next;
    return at->object != NULL;
}

void
ddl_drop(Reader *reader, const void *node)
{
    const DropStmt *statement = node;
    ListCell *cell;

    doom(reader, statement);
    foreach (cell, statement->objects)
    {
        bool is_there = was_there(reader, statement, foreach_current_index(cell));

        if (!drop_object(reader, statement, lfirst(cell)) && !statement->missing_ok && !is_there)
            ddl_error(reader, -1, "\"%s\" does not exist", object_text(reader, lfirst(cell)));
    }
    reader->doomed = NULL;
}
