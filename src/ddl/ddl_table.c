#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_result.h"

static Persistence
persistence_of(const RangeVar *var)
{
    if (var->relpersistence == LETTER_UNLOGGED)
        return PERSISTENCE_UNLOGGED;
    return var->relpersistence == LETTER_TEMPORARY ? PERSISTENCE_TEMPORARY : PERSISTENCE_LOGGED;
}

static Table *
new_table(Reader *reader, const CreateStmt *statement, const char *space)
{
    Table *table = arena_new_object(reader->arena, Table);
    const char *method =
        statement->accessMethod != NULL ? statement->accessMethod : reader->default_access_method;

    table->schema = space;
    table->name = ddl_keep(reader, statement->relation->relname);
    table->persistence = persistence_of(statement->relation);
    table->tablespace = statement->tablespacename != NULL
                            ? ddl_keep(reader, statement->tablespacename)
                            : reader->default_tablespace;
    if (method != NULL && strcmp(method, "heap") != 0)
        table->access_method = ddl_keep(reader, method);
    table->location = ddl_location(reader, -1);
    table->ordinal = reader->ordinal;
    table->fingerprint = ddl_twice_fingerprint(reader->sql);
    ddl_options(reader, &table->options, statement->options);
    return table;
}

static PartitionStrategy
strategy_of(const char *word)
{
    if (strcasecmp(word, "list") == 0)
        return PARTITION_LIST;
    return strcasecmp(word, "hash") == 0 ? PARTITION_HASH : PARTITION_RANGE;
}

/* PartitionElem says what IndexElem says, and has a place of its own. */
static void
set_partition_key(Reader *reader, Table *table, const PartitionSpec *spec)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_at(tokens, (size_t) spec->location);
    List *params = NIL;
    ListCell *cell;

    foreach (cell, spec->partParams)
    {
        const PartitionElem *part = lfirst_node(PartitionElem, cell);
        IndexElem *element = palloc0(sizeof(IndexElem));

        element->type = T_IndexElem;
        element->name = part->name;
        element->expr = part->expr;
        element->collation = part->collation;
        element->opclass = part->opclass;
        params = lappend(params, element);
    }
    table->kind = TABLE_PARTITIONED;
    table->partition_key = arena_new_object(reader->arena, PartitionKey);
    table->partition_key->strategy = strategy_of(spec->strategy);
    ddl_index_elements(reader, &table->partition_key->elements, params,
                       token_list_find_open(tokens, at, 0));
}

static bool
take_parents(Reader *reader, Table *table, const CreateStmt *statement)
{
    ListCell *cell;

    foreach (cell, statement->inhRelations)
    {
        Table *parent = ddl_need_table(reader, lfirst_node(RangeVar, cell), false);

        if (parent == NULL)
            return false;
        if (statement->partbound != NULL && parent->kind != TABLE_PARTITIONED)
        {
            ddl_error(reader, -1, "\"%s\" is not partitioned", parent->name);
            return false;
        }
        if (!ddl_inherit(reader, table, parent,
                         statement->partbound != NULL ? INHERIT_PARTITION : INHERIT_CREATED))
            return false;
    }
    if (statement->partbound == NULL)
        return true;
    table->partition_bound = ddl_partition_bound(reader, statement->partbound);
    return ddl_partition_is_free(
        reader,
        schema_find_table(reader->schema, table->partition_of->schema, table->partition_of->name),
        table, table->partition_bound);
}

static void
take_type(Reader *reader, Table *table, const PgTypeName *of_type)
{
    TypeName type = ddl_type_name(reader, of_type);
    const Type *composite = schema_find_type(reader->schema, type.schema, type.name);

    table->of_type_schema = type.schema;
    table->of_type_name = type.name;
    for (const Column *from = composite == NULL ? NULL : composite->columns.first; from != NULL;
         from = from->next)
    {
        Column *column = arena_new_object(reader->arena, Column);

        *column = *from;
        column->comment = NULL;
        list_append(&table->columns, column);
    }
    if (composite == NULL)
        ddl_error(reader, of_type->location, "type \"%s\" does not exist", type.name);
}

/* CREATE TABLE … OF type (column WITH OPTIONS …): the column is there, only its clauses are new. */
static void
add_column(Reader *reader, Table *table, const ColumnDef *definition,
           PendingConstraintList *pending)
{
    Column *column =
        definition->typeName != NULL ? NULL : table_find_column(table, definition->colname);

    if (column != NULL)
    {
        bool was_inherited = column->is_inherited;

        column->is_inherited = true;
        (void) ddl_column_add(reader, table, definition); /* it is there */
        column->is_inherited = was_inherited;
    }
    else
        column = ddl_column_add(reader, table, definition);
    if (column != NULL)
        ddl_constraint_gather(reader, pending, definition->constraints, column->name);
}

static void
add_elements(Reader *reader, Table *table, const CreateStmt *statement,
             PendingConstraintList *pending)
{
    ListCell *cell;

    foreach (cell, statement->tableElts)
    {
        const Node *element = lfirst(cell);

        if (reader->is_refused)
            return;
        if (IsA(element, ColumnDef))
            add_column(reader, table, (const ColumnDef *) element, pending);
        else if (IsA(element, TableLikeClause))
            ddl_table_like(reader, table, (const TableLikeClause *) element);
        else if (IsA(element, Constraint))
            ddl_constraint_gather(reader, pending, list_make1(lfirst(cell)), NULL);
    }
}

static bool
defaults_agree(Reader *reader, const Table *table)
{
    for (const Column *at = table->columns.first; at != NULL; at = at->next)
    {
        if (at->default_expr != &ddl_inherit_conflict)
            continue;
        ddl_error(reader, -1, "column \"%s\" inherits conflicting default values", at->name);
        return false;
    }
    return true;
}

/* Nothing stays of a table that PostgreSQL refuses. A foreign key to nowhere does not count. */
static Table *
keep_or_drop(Reader *reader, Table *table)
{
    if (!reader->is_refused && defaults_agree(reader, table))
        return table;
    ddl_drop_table(reader, table, true);
    return NULL;
}

static Table *
create(Reader *reader, const CreateStmt *statement, TableKind kind)
{
    bool is_temporary = statement->relation->relpersistence == LETTER_TEMPORARY;
    const char *space =
        is_temporary ? "pg_temp" : ddl_creation_schema(reader, statement->relation->schemaname);
    PendingConstraintList pending = {0};
    Table *table;
    ListCell *cell;

    if (ddl_twice_alike(reader, space, statement->relation->relname) ||
        ddl_name_is_taken(reader, space, statement->relation->relname, statement->if_not_exists))
        return NULL;
    reader->is_refused = false;
    table = new_table(reader, statement, space);
    table->kind = kind;
    if (!take_parents(reader, table, statement))
        return NULL;
    ddl_grant_new(reader, 'r', space, &table->grants);
    schema_add_table(reader->schema, table);
    if (statement->ofTypename != NULL)
        take_type(reader, table, statement->ofTypename);
    add_elements(reader, table, statement, &pending);
    if (statement->partspec != NULL)
        set_partition_key(reader, table, statement->partspec);
    if (table->partition_of != NULL)
        ddl_partition_finish(reader, table,
                             schema_find_table(reader->schema, table->partition_of->schema,
                                               table->partition_of->name));
    ddl_constraint_make_all(reader, table, &pending, false);
    for (Constraint *item = table->constraints.first; item != NULL; item = item->next)
        item->is_not_valid = false; /* a table without rows keeps every constraint */
    foreach (cell, statement->tableElts)
    {
        if (IsA(lfirst(cell), TableLikeClause))
            ddl_table_like_finish(reader, table, lfirst(cell));
    }
    if (is_temporary && statement->oncommit == ONCOMMIT_DROP)
        name_list_add(reader->arena, &reader->on_commit_drop, table->name);
    return keep_or_drop(reader, table);
}

void
ddl_table_create(Reader *reader, const void *node)
{
    (void) create(reader, node, TABLE_PLAIN); /* a failure was reported */
}

void
ddl_table_create_foreign(Reader *reader, const void *node)
{
    const CreateForeignTableStmt *statement = node;
    Table *table = create(reader, &statement->base, TABLE_FOREIGN);

    if (table == NULL)
        return;
    table->foreign_server = ddl_keep(reader, statement->servername);
    ddl_options(reader, &table->options, statement->options);
}

/* CREATE TABLE AS and SELECT INTO: the columns are those of the query. */
static void
create_from(Reader *reader, const IntoClause *into, const Node *query, bool if_not_exists)
{
    CreateStmt statement = {.type = T_CreateStmt,
                            .relation = into->rel,
                            .options = into->options,
                            .oncommit = into->onCommit,
                            .tablespacename = into->tableSpaceName,
                            .accessMethod = into->accessMethod,
                            .if_not_exists = if_not_exists};
    NameList names = {0};
    ColumnList columns = {0};
    Table *table;

    ddl_name_list(reader, &names, into->colNames);
    if (!ddl_result(reader, query, &names, &columns))
        return;
    table = create(reader, &statement, TABLE_PLAIN);
    if (table == NULL)
        return;
    ddl_result_settle(reader, &columns);
    table->columns = columns;
    if (columns.count == 0)
        ddl_error(reader, -1, "the columns of table \"%s\" are not known without a server",
                  table->name);
}

/* The statement that a PREPARE has named. */
static void
create_from_prepared(Reader *reader, const CreateTableAsStmt *statement)
{
    const ExecuteStmt *execute = (const ExecuteStmt *) statement->query;
    const char *sql = reader->prepared == NULL ? NULL : map_get(reader->prepared, execute->name);
    Error error = {.arena = reader->turn};
    const PrepareStmt *prepare;
    ParseTree tree;
    size_t position;

    if (sql == NULL || !parse_open(sql, &tree, &position, &error))
    {
        ddl_error(reader, -1, "prepared statement \"%s\" does not exist", execute->name);
        return;
    }
    prepare = (const PrepareStmt *) linitial_node(RawStmt, (const List *) tree.statements)->stmt;
    create_from(reader, statement->into, prepare->query, statement->if_not_exists);
    parse_close(&tree);
}

void
ddl_table_prepare(Reader *reader, const void *node)
{
    if (reader->prepared == NULL)
        reader->prepared = map_new(reader->arena);
    map_put(reader->prepared, ((const PrepareStmt *) node)->name,
            (void *) (uintptr_t) ddl_statement_text(reader));
}

void
ddl_table_select_into(Reader *reader, const SelectStmt *statement)
{
    SelectStmt query = *statement;

    query.intoClause = NULL;
    create_from(reader, statement->intoClause, (const Node *) &query, false);
}

void
ddl_table_create_as(Reader *reader, const void *node)
{
    const CreateTableAsStmt *statement = node;

    if (statement->objtype == OBJECT_MATVIEW)
        ddl_view_create_materialized(reader, statement);
    else if (IsA(statement->query, ExecuteStmt))
        create_from_prepared(reader, statement);
    else
        create_from(reader, statement->into, statement->query, statement->if_not_exists);
}
