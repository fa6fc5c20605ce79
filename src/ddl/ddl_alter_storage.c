/*
 * ddl_alter_storage.c - ALTER TABLE, how it is stored: log, order, identity of rows, options.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

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

bool
ddl_alter_storage(Reader *reader, Table *table, const AlterTableCmd *command)
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
