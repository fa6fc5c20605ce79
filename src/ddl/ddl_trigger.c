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

    if (!from->is_for_each_row || ddl_trigger_find(&partition->triggers, from->name) != NULL)
        return;
    trigger = arena_new_object(reader->arena, Trigger);
    *trigger = *from;
    trigger->table_schema = partition->schema;
    trigger->table_name = partition->name;
    trigger->update_columns = ddl_copy_names(reader, &from->update_columns);
    trigger->is_inherited = true;
    trigger->comment = NULL;
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
    if (old != NULL && !statement->replace)
    {
        ddl_error(reader, -1, "trigger \"%s\" for relation \"%s\" already exists",
                  statement->trigname, statement->relation->relname);
        return;
    }
    if (old != NULL)
        list_remove(list, old);
    trigger = new_trigger(reader, statement);
    trigger->table_schema = relation.table != NULL ? relation.table->schema : relation.view->schema;
    trigger->table_name = relation.table != NULL ? relation.table->name : relation.view->name;
    list_append(list, trigger);
    if (relation.table != NULL && relation.table->kind == TABLE_PARTITIONED)
        ddl_each_child(reader, relation.table, clone_trigger, trigger);
}

static Policy *
find_policy(const Table *table, const char *name)
{
    for (Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
    {
        if (strcmp(policy->name, name) == 0)
            return policy;
    }
    return NULL;
}

static void
set_roles(Reader *reader, Policy *policy, const List *roles)
{
    ListCell *cell;

    policy->roles = (NameList){0};
    foreach (cell, roles)
    {
        const char *name = ddl_role(reader, lfirst_node(RoleSpec, cell));

        name_list_add(reader->arena, &policy->roles, name == NULL ? "public" : name);
    }
}

/* USING (…) or WITH CHECK (…): `word` is the one before the parenthesis. */
static const Expr *
policy_expr(Reader *reader, const RangeVar *table, const Node *node, const char *word)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find(tokens, token_list_at(tokens, (size_t) table->location), 0, word);

    if (node == NULL || !token_list_is_char(tokens, at + 1, '('))
        return NULL;
    return ddl_expr(reader, node, at + 2, token_list_close(tokens, at + 1));
}

static const char *
command_text(const char *name)
{
    static const char *const commands[] = {"SELECT", "INSERT", "UPDATE", "DELETE"};

    for (size_t i = 0; name != NULL && i < ARRAY_LENGTH(commands); i++)
    {
        if (strcasecmp(name, commands[i]) == 0)
            return commands[i];
    }
    return "ALL";
}

void
ddl_policy_create(Reader *reader, const void *node)
{
    const CreatePolicyStmt *statement = node;
    Table *table = ddl_need_table(reader, statement->table, false);
    Policy *policy;

    if (table == NULL)
        return;
    if (find_policy(table, statement->policy_name) != NULL)
    {
        ddl_error(reader, -1, "policy \"%s\" for table \"%s\" already exists",
                  statement->policy_name, table->name);
        return;
    }
    policy = arena_new_object(reader->arena, Policy);
    policy->name = ddl_keep(reader, statement->policy_name);
    policy->table_schema = table->schema;
    policy->table_name = table->name;
    policy->is_permissive = statement->permissive;
    policy->command = command_text(statement->cmd_name);
    set_roles(reader, policy, statement->roles);
    policy->using_expr = policy_expr(reader, statement->table, statement->qual, "using");
    policy->check_expr = policy_expr(reader, statement->table, statement->with_check, "check");
    policy->location = ddl_location(reader, -1);
    policy->ordinal = reader->ordinal;
    list_append(&table->policies, policy);
}

void
ddl_policy_alter(Reader *reader, const void *node)
{
    const AlterPolicyStmt *statement = node;
    Table *table = ddl_need_table(reader, statement->table, false);
    Policy *policy = table == NULL ? NULL : find_policy(table, statement->policy_name);

    if (table != NULL && policy == NULL)
        ddl_error(reader, -1, "policy \"%s\" for table \"%s\" does not exist",
                  statement->policy_name, table->name);
    if (policy == NULL)
        return;
    if (statement->roles != NIL)
        set_roles(reader, policy, statement->roles);
    if (statement->qual != NULL)
        policy->using_expr = policy_expr(reader, statement->table, statement->qual, "using");
    if (statement->with_check != NULL)
        policy->check_expr = policy_expr(reader, statement->table, statement->with_check, "check");
}
