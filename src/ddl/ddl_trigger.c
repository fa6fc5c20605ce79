#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* Bits of CreateTrigStmt, from catalog/pg_trigger.h. */
enum
{
    TIMING_BEFORE = 1 << 1,
    EVENT_INSERT = 1 << 2,
    EVENT_DELETE = 1 << 3,
    EVENT_UPDATE = 1 << 4,
    EVENT_TRUNCATE = 1 << 5,
    TIMING_INSTEAD = 1 << 6
};

Trigger *
ddl_trigger_find(TriggerList *list, const char *name)
{
    for (Trigger *trigger = list->first; trigger != NULL; trigger = trigger->next)
    {
        if (strcmp(trigger->name, name) == 0)
            return trigger;
    }
    return NULL;
}

static const char *
timing_text(int16 timing)
{
    if (timing & TIMING_BEFORE)
        return "BEFORE";
    return timing & TIMING_INSTEAD ? "INSTEAD OF" : "AFTER";
}

/* Functions of triggers that come with the server. */
static bool
is_builtin_function(const char *name)
{
    return strncmp(name, "tsvector_update_trigger", 23) == 0 || strncmp(name, "RI_FKey_", 8) == 0 ||
           strcmp(name, "suppress_redundant_updates_trigger") == 0;
}

static void
set_function(Reader *reader, Trigger *trigger, const List *names)
{
    const char *space;
    const char *name;
    const Routine *routine;

    ddl_split_names(names, &space, &name);
    trigger->function_name = ddl_keep(reader, name);
    routine = ddl_routine_named(reader, space, name);
    if (routine != NULL)
        trigger->function_schema = routine->schema;
    else if (space != NULL)
        trigger->function_schema =
            strcmp(space, "pg_catalog") == 0 ? NULL : ddl_keep(reader, space);
    else if (!is_builtin_function(name))
        trigger->function_schema = "public";
}

static void
set_events(Reader *reader, Trigger *trigger, const CreateTrigStmt *statement)
{
    ListCell *cell;

    trigger->timing = timing_text(statement->timing);
    trigger->on_insert = (statement->events & EVENT_INSERT) != 0;
    trigger->on_update = (statement->events & EVENT_UPDATE) != 0;
    trigger->on_delete = (statement->events & EVENT_DELETE) != 0;
    trigger->on_truncate = (statement->events & EVENT_TRUNCATE) != 0;
    ddl_name_list(reader, &trigger->update_columns, statement->columns);
    foreach (cell, statement->transitionRels)
    {
        const TriggerTransition *transition = lfirst_node(TriggerTransition, cell);
        const char *name = ddl_keep(reader, transition->name);

        if (transition->isNew)
            trigger->new_table = name;
        else
            trigger->old_table = name;
    }
}

static const Expr *
when_expr(Reader *reader, const CreateTrigStmt *statement)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t when = token_list_find(
        tokens, token_list_at(tokens, (size_t) statement->relation->location), 0, "when");

    if (statement->whenClause == NULL || !token_list_is_char(tokens, when + 1, '('))
        return NULL;
    return ddl_expr(reader, statement->whenClause, when + 2, token_list_close(tokens, when + 1));
}

static Trigger *
new_trigger(Reader *reader, const CreateTrigStmt *statement)
{
    Trigger *trigger = arena_new_object(reader->arena, Trigger);
    Relation from = {0};

    trigger->name = ddl_keep(reader, statement->trigname);
    trigger->is_for_each_row = statement->row;
    trigger->is_constraint = statement->isconstraint;
    trigger->is_deferrable = statement->deferrable;
    trigger->is_initially_deferred = statement->initdeferred;
    trigger->enabled = 'O';
    trigger->location = ddl_location(reader, -1);
    trigger->ordinal = reader->ordinal;
    trigger->when = when_expr(reader, statement);
    set_events(reader, trigger, statement);
    set_function(reader, trigger, statement->funcname);
    ddl_name_list(reader, &trigger->arguments, statement->args);
    if (statement->constrrel != NULL)
    {
        from = ddl_find_var(reader, statement->constrrel);
        trigger->from_schema = from.table != NULL
                                   ? from.table->schema
                                   : ddl_keep(reader, statement->constrrel->schemaname);
        trigger->from_table = ddl_keep(reader, statement->constrrel->relname);
    }
    return trigger;
}

static void
clone_trigger(Reader *reader, Table *partition, void *context)
{
    const Trigger *from = context;
    Trigger *trigger;

    const char *comment = NULL;

    if (!from->is_for_each_row)
        return;
    trigger = ddl_trigger_find(&partition->triggers, from->name);
    if (trigger != NULL && !trigger->is_inherited)
        return;
    if (trigger != NULL) /* of a trigger that is replaced */
    {
        comment = trigger->comment;
        list_remove(&partition->triggers, trigger);
    }
    trigger = arena_new_object(reader->arena, Trigger);
    *trigger = *from;
    trigger->table_schema = partition->schema;
    trigger->table_name = partition->name;
    trigger->update_columns = ddl_copy_names(reader, &from->update_columns);
    trigger->is_inherited = true;
    trigger->comment = comment;
    list_append(&partition->triggers, trigger);
    if (partition->kind == TABLE_PARTITIONED)
        ddl_each_child(reader, partition, clone_trigger, context);
}

void
ddl_trigger_clone_all(Reader *reader, const Table *parent, Table *partition)
{
    for (Trigger *trigger = parent->triggers.first; trigger != NULL; trigger = trigger->next)
        clone_trigger(reader, partition, trigger);
}

static bool
columns_exist(Reader *reader, const Table *table, const List *columns)
{
    ListCell *cell;

    foreach (cell, columns)
    {
        if (table != NULL && !ddl_column_must_exist(reader, table, strVal(lfirst(cell)), -1))
            return false;
    }
    return true;
}

/* A function that nobody made, unless an extension may have. */
static bool
function_exists(Reader *reader, const List *names)
{
    const char *space;
    const char *name;

    ddl_split_names(names, &space, &name);
    if (ddl_routine_named(reader, space, name) != NULL || is_builtin_function(name) ||
        str_equal(space, "pg_catalog") || reader->schema->extensions.count > 0)
        return true;
    ddl_error(reader, -1, "function %s() does not exist", ddl_names_text(reader, names));
    return false;
}

/* What PostgreSQL says about the kind of trigger for this kind of relation. */
static bool
fits_relation(Reader *reader, const CreateTrigStmt *statement, bool is_view)
{
    bool is_instead = (statement->timing & TIMING_INSTEAD) != 0;

    if (is_instead && !is_view)
        ddl_error(reader, -1, "\"%s\" is a table: tables cannot have INSTEAD OF triggers",
                  statement->relation->relname);
    else if (is_view && !is_instead && statement->row)
        ddl_error(reader, -1,
                  "\"%s\" is a view: views cannot have row-level BEFORE or AFTER triggers",
                  statement->relation->relname);
    else if (is_view && (statement->events & EVENT_TRUNCATE) != 0)
        ddl_error(reader, -1, "\"%s\" is a view: views cannot have TRUNCATE triggers",
                  statement->relation->relname);
    else if (is_instead &&
             (!statement->row || statement->whenClause != NULL || statement->columns != NIL))
        ddl_error(reader, -1, "INSTEAD OF triggers are FOR EACH ROW, without WHEN and columns");
    else if (statement->replace && statement->isconstraint)
        ddl_error(reader, -1, "CREATE OR REPLACE CONSTRAINT TRIGGER is not supported");
    else
        return true;
    return false;
}

/* False, with a Problem, when it cannot be replaced. */
static bool
may_replace(Reader *reader, const CreateTrigStmt *statement, const Trigger *old)
{
    const char *relation = statement->relation->relname;

    if (old == NULL)
        return true;
    if (!statement->replace)
        ddl_error(reader, -1, "trigger \"%s\" for relation \"%s\" already exists", old->name,
                  relation);
    else if (old->is_inherited)
        ddl_error(reader, -1, "trigger \"%s\" for relation \"%s\" is a child trigger", old->name,
                  relation);
    else if (old->is_constraint)
        ddl_error(reader, -1, "trigger \"%s\" for relation \"%s\" is a constraint trigger",
                  old->name, relation);
    else
        return true;
    return false;
}

void
ddl_trigger_create(Reader *reader, const void *node)
{
    const CreateTrigStmt *statement = node;
    Relation relation = ddl_find_var(reader, statement->relation);
    TriggerList *list;
    Trigger *trigger;
    Trigger *old;

    if (relation.table == NULL && relation.view == NULL)
    {
        (void) ddl_need_table(reader, statement->relation, false); /* says why not */
        return;
    }
    list = relation.table != NULL ? &relation.table->triggers : &relation.view->triggers;
    old = ddl_trigger_find(list, statement->trigname);
    if (!may_replace(reader, statement, old) ||
        !fits_relation(reader, statement, relation.view != NULL) ||
        !columns_exist(reader, relation.table, statement->columns) ||
        !function_exists(reader, statement->funcname))
        return;
    trigger = new_trigger(reader, statement);
    if (old != NULL)
    {
        trigger->comment = old->comment;
        list_remove(list, old);
    }
    trigger->table_schema = relation.table != NULL ? relation.table->schema : relation.view->schema;
    trigger->table_name = relation.table != NULL ? relation.table->name : relation.view->name;
    list_append(list, trigger);
    if (relation.table != NULL && relation.table->kind == TABLE_PARTITIONED)
        ddl_each_child(reader, relation.table, clone_trigger, trigger);
}

static void
rename_clone(Reader *reader, Table *partition, void *context)
{
    const Trigger *from = context;
    Trigger *clone = ddl_trigger_find(&partition->triggers, from->name);

    (void) reader;
    if (clone == NULL || !clone->is_inherited)
        return;
    clone->name = from->comment;
    ddl_each_child(reader, partition, rename_clone, context);
}

void
ddl_trigger_rename(Reader *reader, Table *table, TriggerList *list, Trigger *trigger,
                   const char *new_name)
{
    Trigger names = {.name = trigger->name, .comment = new_name}; /* old and new */

    if (ddl_trigger_find(list, new_name) != NULL)
        ddl_error(reader, -1, "trigger \"%s\" for this relation already exists", new_name);
    else if (trigger->is_inherited)
        ddl_error(reader, -1, "cannot rename trigger \"%s\": it is that of the partitioned parent",
                  trigger->name);
    else
    {
        trigger->name = new_name;
        if (table != NULL)
            ddl_each_child(reader, table, rename_clone, &names);
    }
}
