#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* ALTER INDEX parent ATTACH PARTITION child */
static void
attach(Reader *reader, Index *parent, const PartitionCmd *command)
{
    Index *child = ddl_find_var(reader, command->name).index;

    if (child == NULL)
    {
        ddl_error(reader, command->name->location, "relation \"%s\" does not exist",
                  command->name->relname);
        return;
    }
    child->parent_schema = parent->schema;
    child->parent_name = parent->name;
    if (child->constraint != NULL && parent->constraint != NULL)
        child->constraint->is_inherited = true;
}

/* Only expressions have statistics of their own; columns of an index go by their number. */
static void
set_statistics(Index *index, const AlterTableCmd *command)
{
    IndexElement *element = index->elements.first;

    for (int16 at = 1; element != NULL && at < command->num; at++)
        element = element->next;
    if (element != NULL && command->num > 0 && IsA(command->def, Integer))
        element->statistics_target = intVal(command->def) < 0 ? 0 : intVal(command->def);
}

/* The index of a partitioned table has no storage of its own. */
static bool
has_storage(Reader *reader, const Index *index)
{
    const Table *table = schema_find_table(reader->schema, index->table_schema, index->table_name);

    if (table == NULL || table->kind != TABLE_PARTITIONED)
        return true;
    ddl_error(reader, -1, "\"%s\" is the index of a partitioned table: it has no storage options",
              index->name);
    return false;
}

void
ddl_alter_index(Reader *reader, Index *index, const AlterTableStmt *statement)
{
    ListCell *cell;

    foreach (cell, statement->cmds)
    {
        const AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

        if ((command->subtype == AT_SetRelOptions || command->subtype == AT_ResetRelOptions) &&
            !has_storage(reader, index))
            return;
        switch (command->subtype)
        {
        case AT_AttachPartition:
            attach(reader, index, (const PartitionCmd *) command->def);
            break;
        case AT_SetRelOptions:
            ddl_options(reader, &index->options, (const List *) command->def);
            break;
        case AT_ResetRelOptions:
            ddl_options_reset(reader, &index->options, (const List *) command->def);
            break;
        case AT_SetTableSpace:
            index->tablespace = ddl_keep(reader, command->name);
            break;
        case AT_SetStatistics:
            set_statistics(index, command);
            break;
        case AT_ChangeOwner:
            break;
        default:
            ddl_remark(reader, -1, "this form of ALTER INDEX is not understood and was skipped");
            break;
        }
    }
}
