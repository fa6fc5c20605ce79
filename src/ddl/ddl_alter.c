#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_family.h"
#include "ddl/ddl_kept.h"

static void
add_column_to_child(Reader *reader, Table *child, void *context)
{
    const Column *column = context;
    bool is_there = table_find_column(child, column->name) != NULL;

    ddl_inherit_column(reader, child, column);
    if (!is_there)
        ddl_each_child(reader, child, add_column_to_child, context);
}

static bool
may_add_column(Reader *reader, Table *table, const ColumnDef *definition, bool is_only)
{
    bool has_children = reader->has_children && ddl_family_has_children(reader, table);
    ListCell *cell;

    if (table->of_type_name != NULL)
        ddl_error(reader, -1, "cannot add column to typed table \"%s\"", table->name);
    else if (table->partition_of != NULL)
        ddl_error(reader, -1, "cannot add column to partition \"%s\"", table->name);
    else if (is_only && has_children)
        ddl_error(reader, -1, "column must be added to child tables too");
    else
    {
        foreach (cell, has_children ? definition->constraints : NIL)
        {
            if (lfirst_constraint(cell)->contype != CONSTR_IDENTITY)
                continue;
            ddl_error(reader, -1, "cannot add identity column to \"%s\": it has child tables",
                      table->name);
            return false;
        }
        return true;
    }
    return false;
}

static void
add_column(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only)
{
    const ColumnDef *definition = (const ColumnDef *) command->def;
    PendingConstraintList pending = {0};
    Column *column;

    if (command->missing_ok && table_find_column(table, definition->colname) != NULL)
        return;
    if (!may_add_column(reader, table, definition, is_only))
        return;
    if (table_find_column(table, definition->colname) != NULL)
    {
        ddl_error(reader, definition->location, "column \"%s\" of relation \"%s\" already exists",
                  definition->colname, table->name);
        return;
    }
    ddl_rewrite_stars(reader, table);
    column = ddl_column_add(reader, table, definition);
    if (column == NULL)
        return;
    if (!is_only)
        ddl_each_child(reader, table, add_column_to_child, column);
    ddl_constraint_gather(reader, &pending, definition->constraints, column->name);
    ddl_constraint_make_all(reader, table, &pending, is_only);
}

/* What PostgreSQL asks of an index that is to back a constraint. */
static bool
may_back(Reader *reader, const Table *table, const Index *index, const PgConstraint *node)
{
    const char *why = NULL;

    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        if (at->expr != NULL)
            why = "contains expressions";
        else if (at->is_descending || at->is_nulls_first)
            why = "does not have default sorting behavior";
    }
    if (!str_equal(index->table_name, table->name) ||
        !str_equal(index->table_schema, table->schema))
        why = "does not belong to the table";
    else if (!index->is_unique)
        why = "is not a unique index";
    else if (index->predicate != NULL)
        why = "is a partial index";
    else if (index->constraint != NULL)
        why = "is already associated with a constraint";
    else if (node->contype == CONSTR_PRIMARY && table_primary_key(table) != NULL)
        why = "would be a second primary key";
    else if (table->kind == TABLE_PARTITIONED)
        why = "cannot be taken by a partitioned table";
    if (why != NULL)
        ddl_error(reader, node->location, "index \"%s\" %s", index->name, why);
    return why == NULL;
}

/* ADD CONSTRAINT name UNIQUE USING INDEX: the index takes the constraint's name. */
static void
add_constraint_using_index(Reader *reader, Table *table, const PgConstraint *node)
{
    Index *index = schema_find_index(reader->schema, table->schema, node->indexname);
    Constraint *constraint;

    if (index == NULL)
    {
        ddl_error(reader, node->location, "index \"%s\" does not exist", node->indexname);
        return;
    }
    if (!may_back(reader, table, index, node))
        return;
    constraint = arena_new_object(reader->arena, Constraint);
    constraint->kind = node->contype == CONSTR_PRIMARY ? CONSTRAINT_PRIMARY_KEY : CONSTRAINT_UNIQUE;
    constraint->name = node->conname == NULL ? index->name : ddl_keep(reader, node->conname);
    constraint->is_deferrable = node->deferrable;
    constraint->is_initially_deferred = node->initdeferred;
    constraint->location = ddl_location(reader, node->location);
    constraint->ordinal = reader->ordinal;
    constraint->index = index;
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        Column *column = at->column == NULL ? NULL : table_find_column(table, at->column);

        if (column == NULL)
            continue;
        name_list_add(reader->arena, &constraint->columns, column->name);
        column->is_not_null |= constraint->kind == CONSTRAINT_PRIMARY_KEY;
    }
    if (strcmp(index->name, constraint->name) != 0 &&
        ddl_name_is_taken(reader, table->schema, constraint->name, false))
        return;
    if (strcmp(index->name, constraint->name) != 0)
        schema_rename_index(reader->schema, index, constraint->name);
    index->constraint = constraint;
    index->is_primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
    ddl_constraint_append(reader, table, constraint);
}

static void
add_constraint(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only)
{
    PendingConstraintList pending = {0};
    const PgConstraint *node = (const PgConstraint *) command->def;

    if (node->indexname != NULL)
    {
        add_constraint_using_index(reader, table, node);
        return;
    }
    ddl_constraint_gather(reader, &pending, list_make1(command->def), NULL);
    ddl_constraint_make_all(reader, table, &pending, is_only);
}

static Constraint *
need_constraint(Reader *reader, Table *table, const char *name)
{
    Constraint *constraint = table_find_constraint(table, name);

    if (constraint == NULL)
        ddl_error(reader, -1, "constraint \"%s\" of relation \"%s\" does not exist", name,
                  table->name);
    return constraint;
}

static void
validate(Reader *reader, Table *table, void *context)
{
    Constraint *constraint = table_find_constraint(table, context);

    if (constraint != NULL)
        constraint->is_not_valid = false;
    ddl_each_child(reader, table, validate, context);
}

static void
alter_constraint(Reader *reader, Table *table, const PgConstraint *node)
{
    Constraint *constraint = need_constraint(reader, table, node->conname);

    if (constraint == NULL)
        return;
    if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
    {
        ddl_error(reader, -1,
                  "constraint \"%s\" of relation \"%s\" is not a foreign key constraint",
                  constraint->name, table->name);
        return;
    }
    if (constraint->is_inherited)
    {
        ddl_error(reader, -1, "cannot alter constraint \"%s\" on relation \"%s\": it is inherited",
                  constraint->name, table->name);
        return;
    }
    constraint->is_deferrable = node->deferrable;
    constraint->is_initially_deferred = node->initdeferred;
}

static void
set_trigger(Reader *reader, Table *table, const AlterTableCmd *command, char enabled)
{
    Trigger *trigger = ddl_trigger_find(&table->triggers, command->name);

    if (trigger != NULL)
        trigger->enabled = enabled;
    else
        ddl_error(reader, -1, "trigger \"%s\" for table \"%s\" does not exist", command->name,
                  table->name);
}

static void
set_all_triggers(Table *table, char enabled)
{
    for (Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
        trigger->enabled = enabled;
}

static void
set_persistence(Reader *reader, Table *table, Persistence persistence)
{
    if (table->kind == TABLE_PARTITIONED)
        return; /* PostgreSQL 15 takes it and does nothing */
    table->persistence = persistence;
    for (Sequence *at = ddl_sequence_owned(reader, NULL, table, NULL); at != NULL;
         at = ddl_sequence_owned(reader, at, table, NULL))
        at->persistence = persistence;
}

/* The index of a table by its name; or NULL, with a Problem. */
static Index *
need_index(Reader *reader, const Table *table, const char *name)
{
    Index *index = schema_find_index(reader->schema, table->schema, name);

    if (index == NULL)
        ddl_error(reader, -1, "index \"%s\" for table \"%s\" does not exist", name, table->name);
    else if (!str_equal(index->table_name, table->name))
        ddl_error(reader, -1, "\"%s\" is not an index for table \"%s\"", name, table->name);
    else
        return index;
    return NULL;
}

/* What PostgreSQL asks of an index that is to identify rows. */
static bool
may_identify(Reader *reader, const Table *table, const Index *index)
{
    const char *why = !index->is_unique          ? "is not unique"
                      : index->is_invalid        ? "is invalid"
                      : index->predicate != NULL ? "is partial"
                      : index->constraint != NULL && index->constraint->is_deferrable
                          ? "is not immediate"
                          : NULL;

    for (const IndexElement *at = index->elements.first; at != NULL && why == NULL; at = at->next)
    {
        const Column *column = at->column == NULL ? NULL : table_find_column(table, at->column);

        if (column == NULL)
            why = "holds an expression";
        else if (!column->is_not_null)
            why = "holds a column that may be null";
    }
    if (why != NULL)
        ddl_error(reader, -1, "index \"%s\" cannot be replica identity: it %s", index->name, why);
    return why == NULL;
}

static void
set_replica_identity(Reader *reader, Table *table, const ReplicaIdentityStmt *identity)
{
    bool is_index = identity->identity_type == LETTER_REPLICA_INDEX;
    Index *index = is_index ? need_index(reader, table, identity->name) : NULL;

    if (is_index && (index == NULL || !may_identify(reader, table, index)))
        return;
    for (Index *at = table->indexes.first; at != NULL; at = at->next)
        at->is_replica_identity = false;
    switch (identity->identity_type)
    {
    case LETTER_REPLICA_FULL:
        table->replica_identity = REPLICA_IDENTITY_FULL;
        return;
    case LETTER_REPLICA_NOTHING:
        table->replica_identity = REPLICA_IDENTITY_NOTHING;
        return;
    case LETTER_REPLICA_DEFAULT:
        table->replica_identity = REPLICA_IDENTITY_DEFAULT;
        return;
    default:
        break;
    }
    table->replica_identity = REPLICA_IDENTITY_INDEX;
    index->is_replica_identity = true;
}

static void
set_cluster(Reader *reader, Table *table, const char *name)
{
    const Index *chosen = name == NULL ? NULL : need_index(reader, table, name);

    if (name != NULL && chosen == NULL)
        return;
    if (chosen != NULL &&
        (table->kind == TABLE_PARTITIONED || chosen->predicate != NULL || chosen->is_invalid ||
         (!str_equal(chosen->method, "btree") && !str_equal(chosen->method, "gist"))))
    {
        ddl_error(reader, -1, "cannot cluster table \"%s\" on index \"%s\"", table->name, name);
        return;
    }
    for (Index *index = table->indexes.first; index != NULL; index = index->next)
        index->is_clustered = index == chosen;
}

/* CLUSTER table USING index */
void
ddl_cluster(Reader *reader, const void *node)
{
    const ClusterStmt *statement = node;
    Relation found = {0};

    if (statement->relation != NULL && statement->indexname != NULL)
        found = ddl_find_var(reader, statement->relation);
    if (found.table != NULL)
        set_cluster(reader, found.table, statement->indexname);
    for (Index *index = found.view == NULL ? NULL : found.view->indexes.first; index != NULL;
         index = index->next)
        index->is_clustered = strcmp(index->name, statement->indexname) == 0;
}

static void
set_access(Reader *reader, Table *table, const AlterTableCmd *command)
{
    if (command->subtype == AT_SetAccessMethod)
        table->access_method =
            strcmp(command->name, "heap") == 0 ? NULL : ddl_keep(reader, command->name);
    else
        table->tablespace =
            strcmp(command->name, "pg_default") == 0 ? NULL : ddl_keep(reader, command->name);
}

/* Rules are kept as statements, and so is what is said of them later. */
static void
set_rule(Reader *reader, const Table *table, const AlterTableCmd *command, const char *words)
{
    Other *rule = ddl_kept_find(
        reader, &(KeptName){.kind = OTHER_RULE, .name = command->name, .about = table->name});

    if (rule == NULL)
    {
        ddl_error(reader, -1, "rule \"%s\" for relation \"%s\" does not exist", command->name,
                  table->name);
        return;
    }
    ddl_kept_change(reader, rule, OTHER_MISCELLANEOUS);
    rule->changes.last->sql =
        arena_printf(reader->arena, "ALTER TABLE %s %s RULE %s",
                     quote_qualified(reader->turn, table->schema, table->name), words,
                     quote_ident(reader->turn, command->name));
}

/* Subcommands about triggers, rules and rows' visibility; false when it is none of them. */
static bool
alter_switch(Reader *reader, Table *table, const AlterTableCmd *command)
{
    switch (command->subtype)
    {
    case AT_EnableTrig:
        set_trigger(reader, table, command, 'O');
        return true;
    case AT_EnableAlwaysTrig:
        set_trigger(reader, table, command, 'A');
        return true;
    case AT_EnableReplicaTrig:
        set_trigger(reader, table, command, 'R');
        return true;
    case AT_DisableTrig:
        set_trigger(reader, table, command, 'D');
        return true;
    case AT_EnableTrigAll:
    case AT_EnableTrigUser:
        set_all_triggers(table, 'O');
        return true;
    case AT_DisableTrigAll:
    case AT_DisableTrigUser:
        set_all_triggers(table, 'D');
        return true;
    case AT_EnableRowSecurity:
    case AT_DisableRowSecurity:
        table->has_row_security = command->subtype == AT_EnableRowSecurity;
        return true;
    case AT_EnableRule:
        set_rule(reader, table, command, "ENABLE");
        return true;
    case AT_EnableAlwaysRule:
        set_rule(reader, table, command, "ENABLE ALWAYS");
        return true;
    case AT_EnableReplicaRule:
        set_rule(reader, table, command, "ENABLE REPLICA");
        return true;
    case AT_DisableRule:
        set_rule(reader, table, command, "DISABLE");
        return true;
    case AT_ForceRowSecurity:
    case AT_NoForceRowSecurity:
        table->has_forced_row_security = command->subtype == AT_ForceRowSecurity;
        return true;
    default:
        return false;
    }
}

/* Subcommands about how the table is stored; false when it is none of them. */
static bool
alter_storage(Reader *reader, Table *table, const AlterTableCmd *command)
{
    switch (command->subtype)
    {
    case AT_ClusterOn:
        set_cluster(reader, table, command->name);
        return true;
    case AT_DropCluster:
        set_cluster(reader, table, NULL);
        return true;
    case AT_SetLogged:
        set_persistence(reader, table, PERSISTENCE_LOGGED);
        return true;
    case AT_SetUnLogged:
        set_persistence(reader, table, PERSISTENCE_UNLOGGED);
        return true;
    case AT_SetAccessMethod:
    case AT_SetTableSpace:
        set_access(reader, table, command);
        return true;
    case AT_SetRelOptions:
    case AT_GenericOptions:
        ddl_options(reader, &table->options, (const List *) command->def);
        return true;
    case AT_ResetRelOptions:
        ddl_options_reset(reader, &table->options, (const List *) command->def);
        return true;
    case AT_ReplicaIdentity:
        set_replica_identity(reader, table, (const ReplicaIdentityStmt *) command->def);
        return true;
    case AT_DropOids:
        return true;
    default:
        return false;
    }
}

/* OF type: its attributes must be the columns. */
static void
add_of(Reader *reader, Table *table, const PgTypeName *of_type)
{
    TypeName type = ddl_type_name(reader, of_type);
    const Type *composite = schema_find_type(reader->schema, type.schema, type.name);
    const Column *column = table->columns.first;
    const Column *attribute = composite == NULL ? NULL : composite->columns.first;

    while (attribute != NULL && column != NULL && strcmp(attribute->name, column->name) == 0 &&
           type_equal(&attribute->type, &column->type))
    {
        attribute = attribute->next;
        column = column->next;
    }
    if (composite == NULL || composite->kind != TYPE_COMPOSITE || attribute != NULL ||
        column != NULL || table->inherits.count > 0)
    {
        ddl_error(reader, of_type->location, "table \"%s\" cannot be of type \"%s\"", table->name,
                  type.name);
        return;
    }
    table->of_type_schema = composite->schema;
    table->of_type_name = composite->name;
}

/* Subcommands about parents; false when it is none of them. */
static bool
alter_parent(Reader *reader, Table *table, const AlterTableCmd *command)
{
    Table *parent;

    switch (command->subtype)
    {
    case AT_AddInherit:
        parent = ddl_need_table(reader, (const RangeVar *) command->def, false);
        if (parent != NULL)
            (void) ddl_inherit(reader, table, parent, INHERIT_ADDED);
        return true;
    case AT_DropInherit:
        ddl_uninherit(reader, table, (const RangeVar *) command->def);
        return true;
    case AT_AttachPartition:
        ddl_partition_attach(reader, table, (const PartitionCmd *) command->def);
        return true;
    case AT_DetachPartition:
    case AT_DetachPartitionFinalize:
        ddl_partition_detach(reader, table, (const PartitionCmd *) command->def);
        return true;
    case AT_AddOf:
        add_of(reader, table, (const PgTypeName *) command->def);
        return true;
    case AT_DropOf:
        if (table->of_type_name == NULL)
            ddl_error(reader, -1, "\"%s\" is not a typed table", table->name);
        table->of_type_schema = table->of_type_name = NULL;
        return true;
    default:
        return false;
    }
}

/* The sequences of its columns go with it. */
static void
change_owner(Reader *reader, Table *table, const char *owner)
{
    ddl_grant_owner(reader, &table->grants, table->owner, owner);
    for (Sequence *sequence = ddl_sequence_owned(reader, NULL, table, NULL); sequence != NULL;
         sequence = ddl_sequence_owned(reader, sequence, table, NULL))
    {
        ddl_grant_owner(reader, &sequence->grants, table->owner, owner);
        if (!sequence->is_identity)
            sequence->owner = owner;
    }
    table->owner = owner;
}

static void
alter_table(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only)
{
    if (alter_switch(reader, table, command) || alter_storage(reader, table, command) ||
        alter_parent(reader, table, command))
        return;
    switch (command->subtype)
    {
    case AT_AddColumn:
        add_column(reader, table, command, is_only);
        break;
    case AT_DropColumn:
        ddl_drop_column(reader, table, command, is_only);
        break;
    case AT_AddConstraint:
        add_constraint(reader, table, command, is_only);
        break;
    case AT_DropConstraint:
        ddl_drop_constraint(reader, table, command, is_only);
        break;
    case AT_AlterConstraint:
        alter_constraint(reader, table, (const PgConstraint *) command->def);
        break;
    case AT_ValidateConstraint:
        if (need_constraint(reader, table, command->name) != NULL)
            validate(reader, table, command->name);
        break;
    case AT_ChangeOwner:
        change_owner(reader, table, ddl_role(reader, command->newowner));
        break;
    default:
        if (ddl_alter_is_column(command->subtype))
            ddl_alter_column(reader, table, command, is_only);
        else
            ddl_remark(reader, -1, "this form of ALTER TABLE is not understood and was skipped");
        break;
    }
}

/* Where the first subcommand begins: after the name of the relation. */
static size_t
first_command(Reader *reader, const RangeVar *var)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_at(tokens, (size_t) var->location) + 1;

    while (token_list_is_char(tokens, at, '.'))
        at += 2;
    if (token_list_is_char(tokens, at, '*'))
        at++;
    while (token_list_is_char(tokens, at, ')')) /* ONLY (t) */
        at++;
    return at;
}

/* ALTER TABLE on a sequence */
static void
alter_sequence(Reader *reader, const AlterTableStmt *statement, Sequence *sequence)
{
    ListCell *cell;

    foreach (cell, statement->cmds)
    {
        const AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

        if (command->subtype == AT_SetLogged)
            sequence->persistence = PERSISTENCE_LOGGED;
        else if (command->subtype == AT_SetUnLogged)
            sequence->persistence = PERSISTENCE_UNLOGGED;
        else if (command->subtype != AT_ChangeOwner)
            ddl_error(reader, -1, "this form of ALTER TABLE does not fit a sequence");
        else
        {
            ddl_grant_owner(reader, &sequence->grants, sequence->owner,
                            ddl_role(reader, command->newowner));
            sequence->owner = ddl_role(reader, command->newowner);
        }
    }
}

static void
alter_each(Reader *reader, Table *table, const AlterTableStmt *statement)
{
    ListCell *cell;

    reader->command_first = first_command(reader, statement->relation);
    foreach (cell, statement->cmds)
    {
        alter_table(reader, table, lfirst_node(AlterTableCmd, cell), !statement->relation->inh);
        reader->command_first = token_list_item_end(ddl_tokens(reader), reader->command_first) + 1;
    }
}

void
ddl_alter_table(Reader *reader, const void *node)
{
    const AlterTableStmt *statement = node;
    Relation relation = ddl_find_var(reader, statement->relation);

    if (relation.table != NULL)
        alter_each(reader, relation.table, statement);
    else if (relation.view != NULL)
        ddl_alter_view(reader, relation.view, statement);
    else if (relation.index != NULL)
        ddl_alter_index(reader, relation.index, statement);
    else if (relation.sequence != NULL)
        alter_sequence(reader, statement, relation.sequence);
    else if (relation.composite != NULL)
        ddl_alter_composite(reader, relation.composite, statement);
    else
        (void) ddl_need_table(reader, statement->relation, statement->missing_ok); /* says so */
}
