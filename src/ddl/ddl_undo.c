/*
 * ddl_undo.c - a statement that PostgreSQL refuses leaves nothing of itself.
 *
 * Most handlers look before they change. Those of statements with several parts cannot: the second
 * part may fail because of the first. For them the model is copied, as long as that stays cheap beside
 * what was read, and the copy takes its place when the statement fails.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

enum
{
    COPIES_FREE = 300000, /* objects that may be copied for a small input: a fifth of a second */
    COPIES_PER_STATEMENT = 10
};

static bool
may_fail_late(const AlterTableCmd *command)
{
    const ColumnDef *column = (const ColumnDef *) command->def;

    return command->subtype == AT_DropColumn ||
           (command->subtype == AT_AddColumn && column->constraints != NIL);
}

/* True for statements that may fail half-way. */
static bool
has_parts(const Reader *reader, const Node *node)
{
    const AlterTableStmt *alter = (const AlterTableStmt *) node;

    switch (nodeTag(node))
    {
    case T_AlterTableStmt:
        return reader->has_children || list_length(alter->cmds) != 1 ||
               may_fail_late(linitial_node(AlterTableCmd, alter->cmds));
    case T_DropStmt:
        return list_length(((const DropStmt *) node)->objects) > 1 ||
               (((const DropStmt *) node)->removeType == OBJECT_TABLE &&
                ((const DropStmt *) node)->behavior == DROP_RESTRICT);
    case T_CreateSchemaStmt:
        return ((const CreateSchemaStmt *) node)->schemaElts != NIL;
    case T_AlterSeqStmt:
    case T_DoStmt:
        return true;
    default:
        return false;
    }
}

/* About as many structs as the copy will have. */
static size_t
size_of(const Schema *schema)
{
    return 30 * schema->tables.count + 4 * schema->views.count + 8 * schema->routines.count +
           2 * schema->types.count + schema->sequences.count + 2 * schema->others.count + 10;
}

Schema *
ddl_undo_copy(Reader *reader)
{
    size_t size = size_of(reader->schema);

    if (reader->copied + size > COPIES_FREE + (size_t) reader->ordinal * COPIES_PER_STATEMENT)
        return NULL;
    reader->copied += size;
    return schema_copy(reader->turn, reader->schema);
}

void
ddl_undo_restore(Reader *reader, const Schema *copy)
{
    Schema *before = schema_copy(reader->arena, copy);

    before->problems = reader->schema->problems;
    *reader->schema = *before;
    ddl_index_model(reader);
}

void
ddl_undo_open(Reader *reader, const Node *node)
{
    reader->is_refused = false;
    reader->before = has_parts(reader, node) ? ddl_undo_copy(reader) : NULL;
}

void
ddl_undo_close(Reader *reader)
{
    if (reader->is_refused && reader->before != NULL)
        ddl_undo_restore(reader, reader->before);
}
