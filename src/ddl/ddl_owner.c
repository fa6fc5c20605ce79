#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_edit.h"
#include "ddl/ddl_kept.h"

static Type *
type_of(Reader *reader, const Node *object)
{
    const char *space;
    const char *name;

    ddl_split_names((const List *) object, &space, &name);
    return ddl_find_type(reader, space, name);
}

static Namespace *
namespace_of(Reader *reader, const char *name, const char *owner)
{
    Namespace *space = schema_find_namespace(reader->schema, name);

    if (space == NULL && strcmp(name, "public") == 0 && owner != NULL)
    {
        space = arena_new_object(reader->arena, Namespace);
        space->name = "public";
        space->location = ddl_location(reader, -1);
        space->ordinal = reader->ordinal;
        schema_add_namespace(reader->schema, space);
    }
    return space;
}

static const char **
owner_place(Reader *reader, const AlterOwnerStmt *statement, GrantList **grants)
{
    Namespace *space;
    Routine *routine;
    Type *type;

    switch (statement->objectType)
    {
    case OBJECT_SCHEMA:
        space = namespace_of(reader, strVal(statement->object), "");
        *grants = space == NULL ? NULL : &space->grants;
        return space == NULL ? NULL : &space->owner;
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
        routine = ddl_routine_find(reader, (const ObjectWithArgs *) statement->object);
        *grants = routine == NULL ? NULL : &routine->grants;
        return routine == NULL ? NULL : &routine->owner;
    default:
        type = type_of(reader, statement->object);
        *grants = type == NULL ? NULL : &type->grants;
        return type == NULL ? NULL : &type->owner;
    }
}

void
ddl_owner(Reader *reader, const void *node)
{
    const AlterOwnerStmt *statement = node;
    const char *owner = ddl_role(reader, statement->newowner);
    const char **place;
    GrantList *grants;
    KeptName name;

    switch (statement->objectType)
    {
    case OBJECT_SCHEMA:
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        place = owner_place(reader, statement, &grants);
        if (place == NULL)
            ddl_error(reader, -1, "the object of this ALTER … OWNER does not exist");
        else
        {
            ddl_grant_owner(reader, grants, *place, owner);
            *place = owner;
        }
        break;
    case OBJECT_DATABASE:
    case OBJECT_TABLESPACE:
        break;
    default:
        if (ddl_kept_name(reader, statement->objectType, statement->object, &name) &&
            ddl_kept_change_of(reader, &name, OTHER_OWNER))
            break;
        if (ddl_kept_may_be_elsewhere(reader))
            (void) ddl_other_add(reader, OTHER_OWNER, NULL, NULL);
        else
            ddl_error(reader, -1, "the object of this ALTER … OWNER does not exist");
        break;
    }
}

static void
rewrite(Reader *reader, EditKind kind, const char *space, const char *name, const char *new_space)
{
    ddl_rewrite(
        reader,
        &(EditName){
            .kind = kind, .space = space, .old = name, .new_space = new_space, .new = name});
}

static void
move_sequence(Reader *reader, Sequence *sequence, const char *space)
{
    rewrite(reader, EDIT_RELATION, sequence->schema, sequence->name, space);
    schema_rename_sequence(reader->schema, sequence, space, sequence->name);
}

static void
move_table(Reader *reader, Table *table, const char *space)
{
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
    {
        ddl_constraint_name_remove(reader, table->schema, at->name);
        ddl_constraint_name_add(reader, space, at->name);
    }
    for (Sequence *at = ddl_sequence_owned(reader, NULL, table, NULL); at != NULL;
         at = ddl_sequence_owned(reader, at, table, NULL))
        move_sequence(reader, at, space);
    rewrite(reader, EDIT_RELATION, table->schema, table->name, space);
    rewrite(reader, EDIT_TYPE, table->schema, table->name, space);
    schema_rename_table(reader->schema, table, space, table->name);
}

static bool
may_move(Reader *reader, Relation found, const char *old, const char *space, const char *name)
{
    if (found.index != NULL || found.composite != NULL)
        ddl_error(reader, -1, "\"%s\" is not a table, view or sequence", name);
    else if (found.sequence != NULL && found.sequence->owned_by_table != NULL)
        ddl_error(reader, -1, "cannot move an owned sequence into another schema");
    else if (str_equal(old, space))
        return false; /* it is there */
    else
        return !ddl_name_is_taken(reader, space, name, false);
    return false;
}

static bool
move_relation(Reader *reader, const AlterObjectSchemaStmt *statement, const char *space)
{
    Relation found = ddl_find_var(reader, statement->relation);
    const char *old = found.table != NULL      ? found.table->schema
                      : found.view != NULL     ? found.view->schema
                      : found.sequence != NULL ? found.sequence->schema
                                               : NULL;

    if (!ddl_relation_exists(found))
        return false;
    if (!may_move(reader, found, old, space, statement->relation->relname))
        return true;
    if (found.table != NULL)
        move_table(reader, found.table, space);
    else if (found.view != NULL)
    {
        rewrite(reader, EDIT_RELATION, found.view->schema, found.view->name, space);
        schema_rename_view(reader->schema, found.view, space, found.view->name);
    }
    else
        move_sequence(reader, found.sequence, space);
    return true;
}

static bool
move_routine(Reader *reader, Routine *routine, const char *space)
{
    if (routine == NULL)
        return false;
    if (str_equal(routine->schema, space) ||
        !ddl_routine_name_is_free(reader, routine, space, routine->name))
        return true;
    rewrite(reader, EDIT_FUNCTION, routine->schema, routine->name, space);
    ddl_routine_unregister(reader, routine);
    routine->schema = space;
    ddl_routine_register(reader, routine);
    return true;
}

static bool
move_extension(Reader *reader, const char *name, const char *space)
{
    for (Extension *at = reader->schema->extensions.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, name) != 0)
            continue;
        at->schema = space;
        return true;
    }
    return false;
}

void
ddl_set_schema(Reader *reader, const void *node)
{
    const AlterObjectSchemaStmt *statement = node;
    const char *space;
    Type *type;
    bool is_found = true;

    if (strcmp(statement->newschema, "public") != 0 &&
        schema_find_namespace(reader->schema, statement->newschema) == NULL)
    {
        ddl_error(reader, -1, "schema \"%s\" does not exist", statement->newschema);
        return;
    }
    space = ddl_creation_schema(reader, statement->newschema);
    switch (statement->objectType)
    {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_SEQUENCE:
    case OBJECT_FOREIGN_TABLE:
        is_found = move_relation(reader, statement, space);
        break;
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
        is_found = move_routine(
            reader, ddl_routine_find(reader, (const ObjectWithArgs *) statement->object), space);
        break;
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        type = type_of(reader, statement->object);
        is_found = type != NULL;
        if (is_found)
            ddl_range_keep_multirange(reader, type);
        if (is_found)
            rewrite(reader, EDIT_TYPE, type->schema, type->name, space);
        if (is_found)
            schema_rename_type(reader->schema, type, space, type->name);
        break;
    case OBJECT_EXTENSION:
        is_found = move_extension(reader, strVal(statement->object), space);
        break;
    default:
        is_found =
            ddl_kept_set_schema(reader, statement, space) || ddl_kept_may_be_elsewhere(reader);
        break;
    }
    if (!is_found && !statement->missing_ok)
        ddl_error(reader, -1, "the object of this ALTER … SET SCHEMA does not exist");
}
