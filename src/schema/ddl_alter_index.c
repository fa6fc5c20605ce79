#define TENFOLD_SERVER_HEADERS
#include "schema/ddl_internal.h"

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

void
ddl_alter_index(Reader *reader, Index *index, const AlterTableStmt *statement)
{
    ListCell *cell;

    foreach (cell, statement->cmds)
    {
        const AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

        switch (command->subtype)
        {
        case AT_AttachPartition:
            attach(reader, index, (const PartitionCmd *) command->def);
            break;
        case AT_SetRelOptions:
            ddl_options(reader, &index->options, (const List *) command->def);
            break;
        case AT_ResetRelOptions:
            ddl_options_reset(&index->options, (const List *) command->def);
            break;
        case AT_SetTableSpace:
            index->tablespace = ddl_keep(reader, command->name);
            break;
        case AT_ChangeOwner:
        case AT_SetStatistics:
            break;
        default:
            ddl_remark(reader, -1, "this form of ALTER INDEX is not understood and was skipped");
            break;
        }
    }
}
