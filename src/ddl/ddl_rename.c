#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_edit.h"
#include "ddl/ddl_family.h"
#include "ddl/ddl_kept.h"

static void
rename_in_list(Reader *reader, NameList *names, const char *old, const char *new)
{
    (void) reader; /* the names are the model's */
    for (Name *name = names->first; name != NULL; name = name->next)
    {
        if (strcmp(name->text, old) == 0)
            name->text = new;
    }
}

static void
rename_in_indexes(Reader *reader, IndexList *indexes, const char *old, const char *new)
{
    for (Index *index = indexes->first; index != NULL; index = index->next)
    {
        for (IndexElement *at = index->elements.first; at != NULL; at = at->next)
        {
            if (!str_equal(at->column, old))
                continue;
            at->name = at->name == NULL ? ddl_keep(reader, old) : at->name;
            at->column = new;
        }
        rename_in_list(reader, &index->include, old, new);
    }
}

/* Foreign keys of all tables that point to this column. */
static void
rename_in_references(Reader *reader, const Table *table, const char *old, const char *new)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, table->name);

    for (size_t i = 0; i < users.count; i++)
    {
        const Table *other = users.items[i];

        for (Constraint *at = other->constraints.first; at != NULL; at = at->next)
        {
            if (at->kind == CONSTRAINT_FOREIGN_KEY && str_equal(at->ref_table, table->name) &&
                str_equal(at->ref_schema, table->schema))
                rename_in_list(reader, &at->ref_columns, old, new);
        }
    }
}

typedef struct ColumnRename
{
    const char *old;
    const char *new;
} ColumnRename;

static void
rename_column(Reader *reader, Table *table, void *context)
{
    const ColumnRename *names = context;
    Column *column = table_find_column(table, names->old);

    if (column == NULL)
        return;
    ddl_rewrite(
        reader,
        &(EditName){.kind = EDIT_COLUMN, .table = table, .old = names->old, .new = names->new});
    for (Sequence *at = ddl_sequence_owned(reader, NULL, table, names->old); at != NULL;
         at = ddl_sequence_owned(reader, at, table, names->old))
        at->owned_by_column = names->new;
    column->name = names->new;
    rename_in_indexes(reader, &table->indexes, names->old, names->new);
    ddl_grant_column(&table->grants, names->old, names->new);
    for (Constraint *at = table->constraints.first; at != NULL; at = at->next)
    {
        rename_in_list(reader, &at->columns, names->old, names->new);
        rename_in_list(reader, &at->on_delete_columns, names->old, names->new);
    }
    for (Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
        rename_in_list(reader, &trigger->update_columns, names->old, names->new);
    for (IndexElement *at = table->partition_key == NULL ? NULL
                                                         : table->partition_key->elements.first;
         at != NULL; at = at->next)
    {
        if (str_equal(at->column, names->old))
            at->column = names->new;
    }
    rename_in_references(reader, table, names->old, names->new);
    ddl_each_child(reader, table, rename_column, context);
}

/* A Problem when the table or a child has a column of the new name. */
static void
refuse_taken(Reader *reader, Table *table, void *context)
{
    const ColumnRename *names = context;

    if (table_find_column(table, names->new) != NULL)
        ddl_error(reader, -1, "column \"%s\" of relation \"%s\" already exists", names->new,
                  table->name);
    ddl_each_child(reader, table, refuse_taken, context);
}

void
ddl_rename_column(Reader *reader, Table *table, const char *old, const char *new)
{
    rename_column(reader, table, &(ColumnRename){old, new});
}

static bool
rename_column_of(Reader *reader, const RenameStmt *statement)
{
    Relation found = ddl_find_var(reader, statement->relation);
    ColumnRename names = {statement->subname, ddl_keep(reader, statement->newname)};

    if (found.composite != NULL)
        return ddl_composite_rename(reader, found.composite, statement);
    if (found.view != NULL)
    {
        ddl_view_rename_column(reader, found.view, names.old, names.new);
        return true;
    }
    if (found.table == NULL)
        return false;
    if (!ddl_column_must_exist(reader, found.table, statement->subname, -1))
        return true;
    if (found.table->of_type_name != NULL)
        ddl_error(reader, -1, "cannot rename column of typed table \"%s\"", found.table->name);
    else if (ddl_family_may_change_column(reader, found.table, statement->subname, "rename",
                                          !statement->relation->inh))
    {
        refuse_taken(reader, found.table, &names);
        if (!reader->is_refused)
            rename_column(reader, found.table, &names);
    }
    return true;
}

static void
rewrite(Reader *reader, EditKind kind, const char *space, const char *old, const char *new)
{
    ddl_rewrite(
        reader,
        &(EditName){.kind = kind, .space = space, .old = old, .new_space = space, .new = new});
}

/* ALTER TABLE renames any relation, the other words only their own. */
static bool
is_of_kind(Relation found, ObjectType type)
{
    switch (type)
    {
    case OBJECT_VIEW:
        return found.view != NULL && !found.view->is_materialized;
    case OBJECT_MATVIEW:
        return found.view != NULL && found.view->is_materialized;
    case OBJECT_SEQUENCE:
        return found.sequence != NULL;
    case OBJECT_FOREIGN_TABLE:
        return found.table != NULL && found.table->kind == TABLE_FOREIGN;
    default:
        return found.composite == NULL;
    }
}

static void
rename_index(Reader *reader, Index *index, const char *new)
{
    Constraint *constraint = index->constraint;

    if (constraint != NULL)
    {
        ddl_constraint_name_remove(reader, index->schema, constraint->name);
        constraint->name = new;
        ddl_constraint_name_add(reader, index->schema, new);
    }
    schema_rename_index(reader->schema, index, new);
}

static void
rename_found(Reader *reader, Relation found, const char *new)
{
    if (found.table != NULL)
    {
        rewrite(reader, EDIT_RELATION, found.table->schema, found.table->name, new);
        rewrite(reader, EDIT_TYPE, found.table->schema, found.table->name, new);
        schema_rename_table(reader->schema, found.table, found.table->schema, new);
    }
    else if (found.view != NULL)
    {
        rewrite(reader, EDIT_RELATION, found.view->schema, found.view->name, new);
        schema_rename_view(reader->schema, found.view, found.view->schema, new);
    }
    else if (found.sequence != NULL)
    {
        rewrite(reader, EDIT_RELATION, found.sequence->schema, found.sequence->name, new);
        schema_rename_sequence(reader->schema, found.sequence, found.sequence->schema, new);
    }
    else if (found.index != NULL)
        rename_index(reader, found.index, new);
}

static bool
rename_relation(Reader *reader, const RenameStmt *statement)
{
    Relation found = ddl_find_var(reader, statement->relation);
    const char *space = found.table != NULL      ? found.table->schema
                        : found.view != NULL     ? found.view->schema
                        : found.sequence != NULL ? found.sequence->schema
                        : found.index != NULL    ? found.index->schema
                                                 : NULL;

    if (!ddl_relation_exists(found))
        return false;
    if (!is_of_kind(found, statement->renameType))
        ddl_error(reader, -1, "\"%s\" is not what ALTER says that it is",
                  statement->relation->relname);
    else if (!ddl_name_is_taken(reader, space, statement->newname, false))
        rename_found(reader, found, ddl_keep(reader, statement->newname));
    return true;
}

static void
rename_constraint(Reader *reader, Table *table, void *context)
{
    const ColumnRename *names = context;
    Constraint *constraint = table_find_constraint(table, names->old);

    if (constraint == NULL)
        return;
    ddl_constraint_name_remove(reader, table->schema, names->old);
    ddl_constraint_name_add(reader, table->schema, names->new);
    constraint->name = names->new;
    if (constraint->index != NULL)
        schema_rename_index(reader->schema, constraint->index, names->new);
    if (constraint->kind == CONSTRAINT_CHECK)
        ddl_each_child(reader, table, rename_constraint, context);
}

static bool
rename_constraint_of(Reader *reader, const RenameStmt *statement)
{
    Table *table = ddl_find_var(reader, statement->relation).table;
    ColumnRename names = {statement->subname, ddl_keep(reader, statement->newname)};
    Constraint *constraint =
        table == NULL ? NULL : table_find_constraint(table, statement->subname);

    if (constraint == NULL)
        return false;
    if (table_find_constraint(table, names.new) != NULL)
        ddl_error(reader, -1, "constraint \"%s\" for relation \"%s\" already exists", names.new,
                  table->name);
    else if (constraint->index != NULL &&
             ddl_name_is_taken(reader, table->schema, names.new, false))
        return true;
    else if (constraint->kind != CONSTRAINT_CHECK || constraint->is_no_inherit ||
             ddl_family_may_rename_check(reader, table, names.old, !statement->relation->inh))
        rename_constraint(reader, table, &names);
    return true;
}

static bool
rename_trigger(Reader *reader, const RenameStmt *statement)
{
    Relation found = ddl_find_var(reader, statement->relation);
    TriggerList *list = found.table != NULL  ? &found.table->triggers
                        : found.view != NULL ? &found.view->triggers
                                             : NULL;
    Trigger *trigger = list == NULL ? NULL : ddl_trigger_find(list, statement->subname);

    if (trigger != NULL)
        ddl_trigger_rename(reader, found.table, list, trigger,
                           ddl_keep(reader, statement->newname));
    return trigger != NULL;
}

static Policy *
policy_of(const Table *table, const char *name)
{
    for (Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
    {
        if (strcmp(policy->name, name) == 0)
            return policy;
    }
    return NULL;
}

static bool
rename_policy(Reader *reader, const RenameStmt *statement)
{
    Table *table = ddl_find_var(reader, statement->relation).table;
    Policy *policy = table == NULL ? NULL : policy_of(table, statement->subname);

    if (policy == NULL)
        return false;
    if (policy_of(table, statement->newname) != NULL)
        ddl_error(reader, -1, "policy \"%s\" for table \"%s\" already exists", statement->newname,
                  table->name);
    else
        policy->name = ddl_keep(reader, statement->newname);
    return true;
}

static bool
rename_type(Reader *reader, const RenameStmt *statement)
{
    const char *space;
    const char *name;
    const char *new;
    Type *type;

    ddl_split_names((const List *) statement->object, &space, &name);
    type = ddl_find_type(reader, space, name);
    new = ddl_keep(reader, statement->newname);
    if (type == NULL)
        return ddl_range_rename_multirange(reader, space, name, new);
    if (schema_find_type(reader->schema, type->schema, new) != NULL)
    {
        ddl_error(reader, -1, "type \"%s\" already exists", new);
        return true;
    }
    ddl_range_keep_multirange(reader, type);
    rewrite(reader, EDIT_TYPE, type->schema, type->name, new);
    schema_rename_type(reader->schema, type, type->schema, new);
    return true;
}

static bool
rename_domain_constraint(Reader *reader, const RenameStmt *statement)
{
    const char *space;
    const char *name;
    Type *type;

    ddl_split_names((const List *) statement->object, &space, &name);
    type = ddl_find_type(reader, space, name);
    for (Constraint *at = type == NULL ? NULL : type->constraints.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, statement->subname) != 0)
            continue;
        ddl_constraint_name_remove(reader, type->schema, at->name);
        at->name = ddl_keep(reader, statement->newname);
        ddl_constraint_name_add(reader, type->schema, at->name);
        return true;
    }
    return false;
}

static bool
rename_routine(Reader *reader, const RenameStmt *statement)
{
    Routine *routine = ddl_routine_find_as(reader, statement->renameType,
                                           (const ObjectWithArgs *) statement->object);
    const char *new = ddl_keep(reader, statement->newname);

    if (routine == NULL)
        return false;
    if (!ddl_routine_name_is_free(reader, routine, routine->schema, new))
        return true;
    rewrite(reader, EDIT_FUNCTION, routine->schema, routine->name, new);
    ddl_routine_unregister(reader, routine);
    routine->name = new;
    ddl_routine_register(reader, routine);
    return true;
}

static bool
rename_object(Reader *reader, const RenameStmt *statement)
{
    switch (statement->renameType)
    {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_MATVIEW:
    case OBJECT_INDEX:
    case OBJECT_SEQUENCE:
    case OBJECT_FOREIGN_TABLE:
        return rename_relation(reader, statement);
    case OBJECT_COLUMN:
    case OBJECT_ATTRIBUTE:
        return rename_column_of(reader, statement);
    case OBJECT_TABCONSTRAINT:
        return rename_constraint_of(reader, statement);
    case OBJECT_DOMCONSTRAINT:
        return rename_domain_constraint(reader, statement);
    case OBJECT_TRIGGER:
        return rename_trigger(reader, statement);
    case OBJECT_POLICY:
        return rename_policy(reader, statement);
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        return rename_type(reader, statement);
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
        return rename_routine(reader, statement);
    case OBJECT_SCHEMA:
        return ddl_schema_rename(reader, statement);
    case OBJECT_ROLE:
    case OBJECT_DATABASE:
    case OBJECT_TABLESPACE:
    case OBJECT_SUBSCRIPTION:
        return true;
    default:
        return ddl_kept_rename(reader, statement) || ddl_kept_may_be_elsewhere(reader);
    }
}

void
ddl_rename(Reader *reader, const void *node)
{
    const RenameStmt *statement = node;

    if (!rename_object(reader, statement) && !statement->missing_ok)
        ddl_error(reader, -1, "what is to be renamed to \"%s\" does not exist", statement->newname);
}
