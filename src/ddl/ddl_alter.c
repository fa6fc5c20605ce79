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
    if (ddl_alter_switch(reader, table, command) || ddl_alter_storage(reader, table, command) ||
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
