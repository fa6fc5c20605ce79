#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_kept.h"

/* The names of a list without its last one: "schema.table" of "schema.table.column". */
static List *
all_but_last(const List *names)
{
    return list_truncate(list_copy(names), list_length(names) - 1);
}

static const char **
relation_place(Relation found)
{
    if (found.table != NULL)
        return &found.table->comment;
    if (found.view != NULL)
        return &found.view->comment;
    if (found.index != NULL)
        return &found.index->comment;
    if (found.sequence != NULL)
        return &found.sequence->comment;
    return found.composite != NULL ? &found.composite->comment : NULL;
}

static const char **
in_columns(const ColumnList *columns, const char *name)
{
    for (Column *column = columns->first; column != NULL; column = column->next)
    {
        if (strcmp(column->name, name) == 0)
            return &column->comment;
    }
    return NULL;
}

static const char **
view_column_place(Reader *reader, View *view, const char *name)
{
    Option *option = view->column_comments.first;

    while (option != NULL && strcmp(option->name, name) != 0)
        option = option->next;
    if (option == NULL)
    {
        option = arena_new_object(reader->arena, Option);
        option->name = ddl_keep(reader, name);
        list_append(&view->column_comments, option);
    }
    return &option->value;
}

static const char **
column_place(Reader *reader, const List *names)
{
    Relation found = ddl_find_names(reader, all_but_last(names));
    const char *name = strVal(llast(names));

    if (found.table != NULL)
        return in_columns(&found.table->columns, name);
    if (found.view != NULL && found.view->columns.count > 0 &&
        in_columns(&found.view->columns, name) == NULL)
        return NULL;
    if (found.view != NULL)
        return view_column_place(reader, found.view, name);
    return found.composite != NULL ? in_columns(&found.composite->columns, name) : NULL;
}

static const char **
part_of_table_place(Reader *reader, ObjectType kind, const List *names)
{
    Relation found = ddl_find_names(reader, all_but_last(names));
    const char *name = strVal(llast(names));
    Constraint *constraint;
    Trigger *trigger;

    if (kind == OBJECT_TRIGGER && (found.table != NULL || found.view != NULL))
    {
        trigger = ddl_trigger_find(
            found.table != NULL ? &found.table->triggers : &found.view->triggers, name);
        return trigger == NULL ? NULL : &trigger->comment;
    }
    if (found.table == NULL)
        return NULL;
    if (kind == OBJECT_TABCONSTRAINT)
    {
        constraint = table_find_constraint(found.table, name);
        return constraint == NULL ? NULL : &constraint->comment;
    }
    for (Policy *policy = found.table->policies.first; policy != NULL; policy = policy->next)
    {
        if (strcmp(policy->name, name) == 0)
            return &policy->comment;
    }
    return NULL;
}

static Type *
type_of(Reader *reader, const Node *object)
{
    const char *space;
    const char *name;

    ddl_split_names(IsA(object, TypeName) ? ((const PgTypeName *) object)->names
                                          : (const List *) object,
                    &space, &name);
    return ddl_find_type(reader, space, name);
}

static const char **
type_place(Reader *reader, const CommentStmt *statement)
{
    const List *pair = (const List *) statement->object;
    Type *type = type_of(reader, statement->objtype == OBJECT_DOMCONSTRAINT ? linitial(pair)
                                                                            : statement->object);

    if (type == NULL || statement->objtype != OBJECT_DOMCONSTRAINT)
        return type == NULL ? NULL : &type->comment;
    for (Constraint *check = type->constraints.first; check != NULL; check = check->next)
    {
        if (strcmp(check->name, strVal(lsecond(pair))) == 0)
            return &check->comment;
    }
    return NULL;
}

static const char **
schema_place(Reader *reader, const char *name)
{
    Namespace *space = schema_find_namespace(reader->schema, name);

    if (space == NULL && strcmp(name, "public") == 0)
    {
        space = arena_new_object(reader->arena, Namespace);
        space->name = "public";
        space->location = ddl_location(reader, -1);
        space->ordinal = reader->ordinal;
        schema_add_namespace(reader->schema, space);
    }
    return space == NULL ? NULL : &space->comment;
}

static const char **
extension_place(Reader *reader, const char *name)
{
    for (Extension *at = reader->schema->extensions.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, name) == 0)
            return &at->comment;
    }
    return NULL;
}

static const char **
routine_place(Reader *reader, const ObjectWithArgs *object)
{
    Routine *routine = ddl_routine_find(reader, object);

    return routine == NULL ? NULL : &routine->comment;
}

static const char **
place_of(Reader *reader, const CommentStmt *statement)
{
    const Node *object = statement->object;

    switch (statement->objtype)
    {
    case OBJECT_COLUMN:
        return column_place(reader, (const List *) object);
    case OBJECT_TABCONSTRAINT:
    case OBJECT_TRIGGER:
    case OBJECT_POLICY:
        return part_of_table_place(reader, statement->objtype, (const List *) object);
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
    case OBJECT_DOMCONSTRAINT:
        return type_place(reader, statement);
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
        return routine_place(reader, (const ObjectWithArgs *) object);
    case OBJECT_SCHEMA:
        return schema_place(reader, strVal(object));
    case OBJECT_EXTENSION:
        return extension_place(reader, strVal(object));
    default:
        return relation_place(ddl_find_names(reader, (const List *) object));
    }
}

static bool
is_in_model(ObjectType kind)
{
    switch (kind)
    {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_INDEX:
    case OBJECT_SEQUENCE:
    case OBJECT_FOREIGN_TABLE:
    case OBJECT_COLUMN:
    case OBJECT_TABCONSTRAINT:
    case OBJECT_TRIGGER:
    case OBJECT_POLICY:
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
    case OBJECT_DOMCONSTRAINT:
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
    case OBJECT_SCHEMA:
    case OBJECT_EXTENSION:
        return true;
    default:
        return false;
    }
}

/* A comment on the row type of a table: nothing that we keep. */
static bool
is_row_type(Reader *reader, const CommentStmt *statement)
{
    return ddl_relation_exists(
        ddl_find_names(reader, ((const PgTypeName *) statement->object)->names));
}

static void
add_other(Reader *reader, const CommentStmt *statement)
{
    KeptName name;

    if (ddl_kept_name(reader, statement->objtype, statement->object, &name) &&
        ddl_kept_change_of(reader, &name, OTHER_COMMENT))
        return;
    if (ddl_kept_may_be_elsewhere(reader) || statement->objtype == OBJECT_LANGUAGE ||
        statement->objtype == OBJECT_LARGEOBJECT || statement->objtype == OBJECT_TRANSFORM ||
        statement->objtype == OBJECT_ACCESS_METHOD || statement->objtype == OBJECT_SUBSCRIPTION)
        (void) ddl_other_add(reader, OTHER_COMMENT, NULL, NULL);
    else
        ddl_error(reader, -1, "the object of this COMMENT does not exist");
}

void
ddl_comment(Reader *reader, const void *node)
{
    const CommentStmt *statement = node;
    const char **place;

    if (statement->objtype == OBJECT_DATABASE || statement->objtype == OBJECT_ROLE ||
        statement->objtype == OBJECT_TABLESPACE)
        return;
    if (!is_in_model(statement->objtype))
    {
        add_other(reader, statement);
        return;
    }
    place = place_of(reader, statement);
    if (place == NULL && statement->objtype == OBJECT_TYPE && is_row_type(reader, statement))
        return;
    if (place == NULL)
        ddl_error(reader, -1, "the object of this COMMENT does not exist");
    else
        *place = ddl_keep(reader, statement->comment);
}
