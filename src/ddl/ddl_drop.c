#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"

void
ddl_drop_others(Reader *reader, const char *space, const char *name)
{
    for (Other *at = reader->schema->others.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if ((at->kind == OTHER_RULE || at->kind == OTHER_STATISTICS || at->kind == OTHER_GRANT ||
             at->kind == OTHER_COMMENT) &&
            ddl_depend_other_on(at, space, name))
            list_remove(&reader->schema->others, at);
    }
}

static Routine *
routine_with_type(Reader *reader, const char *space, const char *name)
{
    for (Routine *at = reader->schema->routines.first; at != NULL; at = at->next)
    {
        if (ddl_depend_routine_on_type(at, space, name))
            return at;
    }
    return NULL;
}

bool
ddl_drop_users(Reader *reader, const char *space, const char *name, bool is_cascade)
{
    View *view;
    Routine *routine;

    while ((view = ddl_depend_view(reader, space, name)) != NULL)
    {
        if (!is_cascade)
        {
            ddl_error(reader, -1, "cannot drop \"%s\": view \"%s\" reads it", name, view->name);
            return false;
        }
        ddl_drop_view(reader, view, true);
    }
    while ((routine = routine_with_type(reader, space, name)) != NULL)
    {
        if (!is_cascade)
        {
            ddl_error(reader, -1, "cannot drop \"%s\": function \"%s\" uses its type", name,
                      routine->name);
            return false;
        }
        ddl_drop_routine(reader, routine, true);
    }
    return true;
}

void
ddl_drop_view(Reader *reader, View *view, bool is_cascade)
{
    if (!ddl_drop_users(reader, view->schema, view->name, is_cascade))
        return;
    ddl_drop_others(reader, view->schema, view->name);
    schema_remove_view(reader->schema, view);
}

static Trigger *
trigger_of(TriggerList *list, const Routine *routine)
{
    for (Trigger *at = list->first; at != NULL; at = at->next)
    {
        if (str_equal(at->function_name, routine->name) &&
            str_equal(at->function_schema, routine->schema))
            return at;
    }
    return NULL;
}

/* A function of that name stays when another one with the same name is dropped. */
static bool
is_overloaded(Reader *reader, const Routine *routine)
{
    const Routine *other = NULL;

    for (other = reader->schema->routines.first; other != NULL; other = other->next)
    {
        if (other != routine && strcmp(other->name, routine->name) == 0 &&
            str_equal(other->schema, routine->schema) && other->arguments.count == 0)
            return true;
    }
    return false;
}

void
ddl_drop_routine(Reader *reader, Routine *routine, bool is_cascade)
{
    Trigger *trigger;

    for (Table *table = reader->schema->tables.first;
         table != NULL && !is_overloaded(reader, routine); table = table->next)
    {
        while ((trigger = trigger_of(&table->triggers, routine)) != NULL)
        {
            if (!is_cascade)
            {
                ddl_error(reader, -1,
                          "cannot drop function \"%s\": trigger \"%s\" of \"%s\" calls it",
                          routine->name, trigger->name, table->name);
                return;
            }
            list_remove(&table->triggers, trigger);
        }
    }
    ddl_routine_unregister(reader, routine);
    list_remove(&reader->schema->routines, routine);
}

static Column *
column_with_type(Table *table, const Type *type)
{
    for (Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (ddl_depend_is_type(&column->type, type->schema, type->name))
            return column;
    }
    return NULL;
}

void
ddl_drop_type(Reader *reader, Type *type, bool is_cascade)
{
    Column *column;

    for (Table *table = reader->schema->tables.first; table != NULL; table = table->next)
    {
        while ((column = column_with_type(table, type)) != NULL)
        {
            if (!is_cascade)
            {
                ddl_error(reader, -1, "cannot drop type \"%s\": column \"%s\" of \"%s\" has it",
                          type->name, column->name, table->name);
                return;
            }
            ddl_drop_column_of(reader, table, column, true);
            if (column_with_type(table, type) == column)
                return;
        }
    }
    if (ddl_drop_users(reader, type->schema, type->name, is_cascade))
        schema_remove_type(reader->schema, type);
}

static void
drop_namespace(Reader *reader, Namespace *space, bool is_cascade)
{
    Schema *schema = reader->schema;

    for (Table *at = schema->tables.first, *next; is_cascade && at != NULL; at = next)
    {
        next = at->next;
        if (!str_equal(at->schema, space->name))
            continue;
        ddl_drop_table(reader, at, true);
        next = schema->tables.first; /* others may have gone with it */
    }
    for (View *at = schema->views.first, *next; is_cascade && at != NULL; at = next)
    {
        next = at->next;
        if (!str_equal(at->schema, space->name))
            continue;
        ddl_drop_view(reader, at, true);
        next = schema->views.first;
    }
    for (Sequence *at = schema->sequences.first, *next; is_cascade && at != NULL; at = next)
    {
        next = at->next;
        if (str_equal(at->schema, space->name))
            ddl_drop_sequence(reader, at);
    }
    for (Routine *at = schema->routines.first, *next; is_cascade && at != NULL; at = next)
    {
        next = at->next;
        if (str_equal(at->schema, space->name))
            ddl_drop_routine(reader, at, true);
    }
    for (Type *at = schema->types.first, *next; is_cascade && at != NULL; at = next)
    {
        next = at->next;
        if (str_equal(at->schema, space->name))
            ddl_drop_type(reader, at, true);
    }
    schema_remove_namespace(schema, space);
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
    list_remove(list, trigger);
    for (Table *table = reader->has_children ? reader->schema->tables.first : NULL;
         found.table != NULL && table != NULL; table = table->next)
    {
        Trigger *clone = ddl_trigger_find(&table->triggers, trigger->name);

        if (clone != NULL && clone->is_inherited && table->partition_of != NULL &&
            strcmp(table->partition_of->name, found.table->name) == 0)
            list_remove(&table->triggers, clone);
    }
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

static bool
drop_relation(Reader *reader, const DropStmt *statement, const List *names)
{
    Relation found = ddl_find_names(reader, names);
    bool is_cascade = statement->behavior == DROP_CASCADE;

    switch (statement->removeType)
    {
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
        if (found.view != NULL)
            ddl_drop_view(reader, found.view, is_cascade);
        return found.view != NULL;
    case OBJECT_SEQUENCE:
        if (found.sequence != NULL)
            ddl_drop_sequence(reader, found.sequence);
        return found.sequence != NULL;
    case OBJECT_INDEX:
        if (found.index == NULL)
            return false;
        if (found.index->constraint != NULL)
            ddl_error(reader, -1, "cannot drop index \"%s\": constraint \"%s\" needs it",
                      found.index->name, found.index->constraint->name);
        else
            ddl_drop_index(reader, found.index);
        return true;
    default:
        if (found.table != NULL)
            ddl_drop_table(reader, found.table, is_cascade);
        return found.table != NULL;
    }
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

/* Statements that are kept whole go by kind and name. */
static bool
drop_other(Reader *reader, OtherKind kind, const Node *object)
{
    const char *name = IsA(object, String) ? strVal(object)
                       : IsA(object, List) ? strVal(llast((const List *) object))
                       : IsA(object, ObjectWithArgs)
                           ? strVal(llast(((const ObjectWithArgs *) object)->objname))
                           : "";
    bool is_found = false;

    for (Other *at = reader->schema->others.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (at->kind != kind || strcmp(at->name, name) != 0)
            continue;
        list_remove(&reader->schema->others, at);
        is_found = true;
    }
    return is_found;
}

static bool
drop_routine_named(Reader *reader, const DropStmt *statement, const ObjectWithArgs *object)
{
    Routine *routine = ddl_routine_find(reader, object);

    if (routine != NULL)
        ddl_drop_routine(reader, routine, statement->behavior == DROP_CASCADE);
    return routine != NULL;
}

static bool
drop_object(Reader *reader, const DropStmt *statement, const Node *object)
{
    static const struct
    {
        ObjectType object;
        OtherKind kind;
    } others[] = {
        {OBJECT_AGGREGATE, OTHER_AGGREGATE},
        {OBJECT_OPERATOR, OTHER_OPERATOR},
        {OBJECT_OPCLASS, OTHER_OPERATOR_CLASS},
        {OBJECT_OPFAMILY, OTHER_OPERATOR_CLASS},
        {OBJECT_COLLATION, OTHER_COLLATION},
        {OBJECT_CONVERSION, OTHER_CONVERSION},
        {OBJECT_TSCONFIGURATION, OTHER_TEXT_SEARCH},
        {OBJECT_TSDICTIONARY, OTHER_TEXT_SEARCH},
        {OBJECT_RULE, OTHER_RULE},
        {OBJECT_STATISTIC_EXT, OTHER_STATISTICS},
        {OBJECT_PUBLICATION, OTHER_PUBLICATION},
        {OBJECT_FDW, OTHER_FOREIGN},
        {OBJECT_FOREIGN_SERVER, OTHER_FOREIGN},
        {OBJECT_EVENT_TRIGGER, OTHER_EVENT_TRIGGER},
        {OBJECT_LANGUAGE, OTHER_LANGUAGE},
    };

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
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
    {
        if (others[i].object == statement->removeType)
            return drop_other(reader, others[i].kind, object);
    }
    ddl_remark(reader, -1, "this form of DROP is not understood and was skipped");
    return true;
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

void
ddl_drop(Reader *reader, const void *node)
{
    const DropStmt *statement = node;
    ListCell *cell;

    foreach (cell, statement->objects)
    {
        if (!drop_object(reader, statement, lfirst(cell)) && !statement->missing_ok)
            ddl_error(reader, -1, "\"%s\" does not exist", object_text(reader, lfirst(cell)));
    }
}
