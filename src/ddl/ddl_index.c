#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"
#include "query/query_figure.h"

enum
{
    NAME_BYTES_MAXIMUM = 63
};

IndexElement *
ddl_index_column(Reader *reader, IndexElementList *out, const char *column)
{
    IndexElement *element = arena_new_object(reader->arena, IndexElement);

    element->column = column;
    list_append(out, element);
    return element;
}

/* An expression is a call or stands in parentheses; a call ends at its closing one. */
static size_t
expression_end(const TokenList *tokens, size_t first)
{
    size_t at = first;

    while (at < tokens->count && !token_list_is_char(tokens, at, '(') &&
           (tokens->items[at].kind == TOKEN_WORD || tokens->items[at].kind == TOKEN_QUOTED ||
            token_list_is_char(tokens, at, '.')))
        at++;
    if (token_list_is_char(tokens, at, '('))
        return token_list_close(tokens, at) + 1;
    return first + 1;
}

void
ddl_index_elements(Reader *reader, IndexElementList *out, const List *params, size_t open)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = open + 1;
    ListCell *cell;

    foreach (cell, params)
    {
        const IndexElem *node = lfirst_node(IndexElem, cell);
        IndexElement *element = ddl_index_column(reader, out, ddl_keep(reader, node->name));

        if (node->expr != NULL)
            element->expr = ddl_expr(reader, node->expr, at, expression_end(tokens, at));
        element->collation = ddl_collation_names(reader, node->collation);
        element->opclass = ddl_opclass(reader, node->opclass);
        ddl_options(reader, &element->opclass_options, node->opclassopts);
        element->is_descending = node->ordering == SORTBY_DESC;
        element->is_nulls_first =
            node->nulls_ordering == SORTBY_NULLS_FIRST ||
            (node->nulls_ordering == SORTBY_NULLS_DEFAULT && element->is_descending);
        at = token_list_item_end(tokens, at) + 1;
    }
}

/* The name of an expression of which only the text is left. */
static const char *
figure_text(Reader *reader, const Expr *expr)
{
    Error error = {.arena = reader->turn};
    ParseTree tree;
    size_t position;
    const SelectStmt *select;
    const char *name = NULL;

    if (!parse_open_expr(reader->turn, expr->sql, &tree, &position, &error))
        return NULL;
    select = (const SelectStmt *) linitial_node(RawStmt, (const List *) tree.statements)->stmt;
    if (IsA(select, SelectStmt) && select->targetList != NIL)
        name = query_figure_name(linitial_node(ResTarget, select->targetList)->val);
    name = arena_strdup(reader->turn, name);
    parse_close(&tree);
    return name;
}

/* PostgreSQL makes the names of an index' columns distinct: lower, lower1, lower2 … */
static void
add_distinct(Reader *reader, NameList *names, const char *name)
{
    const char *chosen = name;

    for (int number = 1; name_list_contains(names, chosen); number++)
    {
        char *digits = arena_printf(reader->turn, "%d", number);
        size_t limit = NAME_BYTES_MAXIMUM - strlen(digits);
        size_t length = strlen(name);

        if (length > limit)
            length = limit;
        while (length > 0 && ((unsigned char) name[length] & 0xC0) == 0x80)
            length--;
        chosen = arena_printf(reader->turn, "%.*s%s", (int) length, name, digits);
    }
    name_list_add(reader->turn, names, chosen);
}

char *
ddl_index_columns_text(Reader *reader, const IndexElementList *elements, const NameList *include,
                       const List *params)
{
    NameList names = {0};
    int position = 0;

    for (const IndexElement *at = elements->first; at != NULL; at = at->next, position++)
    {
        const char *name = at->name != NULL ? at->name : at->column;

        if (name == NULL && params != NIL)
            name = query_figure_name(lfirst_node(IndexElem, list_nth_cell(params, position))->expr);
        else if (name == NULL)
            name = figure_text(reader, at->expr);
        add_distinct(reader, &names, name == NULL ? "expr" : name);
    }
    for (const Name *at = include->first; at != NULL; at = at->next)
        add_distinct(reader, &names, at->text);
    return name_join_columns(reader->turn, &names);
}

void
ddl_index_add(Reader *reader, Table *table, Index *index)
{
    schema_add_index(reader->schema, &table->indexes, index);
}

Index *
ddl_index_copy(Reader *reader, const Index *index, const Table *table)
{
    Index *copy = arena_new_object(reader->arena, Index);

    *copy = *index;
    copy->schema = copy->table_schema = table->schema;
    copy->table_name = table->name;
    copy->elements = (IndexElementList){0};
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        IndexElement *element = arena_new_object(reader->arena, IndexElement);

        *element = *at;
        list_append(&copy->elements, element);
    }
    copy->include = ddl_copy_names(reader, &index->include);
    copy->constraint = NULL;
    copy->parent_schema = copy->parent_name = NULL;
    copy->comment = NULL;
    copy->is_replica_identity = copy->is_clustered = copy->is_on_only = false;
    copy->location = ddl_location(reader, -1);
    copy->ordinal = reader->ordinal;
    return copy;
}

static bool
same_expr(const Expr *left, const Expr *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left->sql, right->sql) == 0);
}

bool
ddl_index_same(const Index *left, const Index *right)
{
    const IndexElement *other = right->elements.first;

    if (left->elements.count != right->elements.count || left->is_unique != right->is_unique ||
        !str_equal(left->method, right->method) || !same_expr(left->predicate, right->predicate) ||
        !name_list_equal(&left->include, &right->include))
        return false;
    for (const IndexElement *at = left->elements.first; at != NULL; at = at->next)
    {
        if (!str_equal(at->column, other->column) || !same_expr(at->expr, other->expr) ||
            !str_equal(at->collation, other->collation) ||
            !str_equal(at->opclass, other->opclass) ||
            !str_equal(at->exclude_operator, other->exclude_operator))
            return false;
        other = other->next;
    }
    return true;
}

static void
clone_to_child(Reader *reader, Table *child, void *context)
{
    ddl_index_clone(reader, child, context);
}

/* Attached already, where a partition with partitions of its own is attached in its turn. */
static Index *
find_attached(const Table *partition, const Index *parent)
{
    for (Index *index = partition->indexes.first; index != NULL; index = index->next)
    {
        if (str_equal(index->parent_name, parent->name) &&
            str_equal(index->parent_schema, parent->schema))
            return index;
    }
    return NULL;
}

/* The partition may have such an index already; then that one is attached. */
static Index *
find_match(const Table *partition, const Index *parent)
{
    for (Index *index = partition->indexes.first; index != NULL; index = index->next)
    {
        bool both_constrain = (index->constraint != NULL) == (parent->constraint != NULL) ||
                              parent->constraint == NULL;

        if (index->parent_name == NULL && both_constrain && ddl_index_same(index, parent) &&
            index->is_primary == parent->is_primary)
            return index;
    }
    return NULL;
}

static const char *
clone_label(const Index *parent)
{
    if (parent->constraint == NULL)
        return "idx";
    if (parent->is_primary)
        return "pkey";
    return parent->constraint->kind == CONSTRAINT_EXCLUDE ? "excl" : "key";
}

static void
clone_constraint(Reader *reader, Table *partition, Index *index, const Constraint *parent)
{
    Constraint *copy = ddl_copy_constraint(reader, parent);

    copy->name = index->name;
    copy->index = index;
    copy->location = index->location;
    copy->ordinal = reader->ordinal;
    index->constraint = copy;
    ddl_constraint_append(reader, partition, copy);
    for (const Name *name = copy->columns.first; index->is_primary && name != NULL;
         name = name->next)
    {
        Column *column = table_find_column(partition, name->text);

        if (column != NULL)
            column->is_not_null = true;
    }
}

static Index *
new_clone(Reader *reader, Table *partition, const Index *parent)
{
    Index *index = ddl_index_copy(reader, parent, partition);
    bool is_constraint = parent->constraint != NULL;

    index->name = ddl_choose_index_name(
        reader, partition->schema, partition->name,
        parent->is_primary ? NULL
                           : ddl_index_columns_text(reader, &index->elements, &index->include, NIL),
        clone_label(parent), is_constraint);
    ddl_index_add(reader, partition, index);
    if (is_constraint)
        clone_constraint(reader, partition, index, parent->constraint);
    return index;
}

void
ddl_index_clone(Reader *reader, Table *partition, const Index *parent)
{
    Index *index = find_attached(partition, parent);

    if (index == NULL)
        index = find_match(partition, parent);
    if (index == NULL)
        index = new_clone(reader, partition, parent);
    index->parent_schema = parent->schema;
    index->parent_name = parent->name;
    if (index->constraint != NULL && parent->constraint != NULL)
        index->constraint->is_inherited = true;
    if (partition->kind == TABLE_PARTITIONED)
        ddl_each_child(reader, partition, clone_to_child, index);
}

static Index *
new_index(Reader *reader, const IndexStmt *statement)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_at(tokens, (size_t) statement->relation->location);
    size_t open = token_list_find_open(tokens, at, 0);
    Index *index = arena_new_object(reader->arena, Index);
    ListCell *cell;

    index->method = ddl_keep(reader, statement->accessMethod);
    index->is_unique = statement->unique;
    index->is_nulls_not_distinct = statement->nulls_not_distinct;
    index->location = ddl_location(reader, -1);
    index->ordinal = reader->ordinal;
    index->tablespace = statement->tableSpace != NULL ? ddl_keep(reader, statement->tableSpace)
                                                      : reader->default_tablespace;
    ddl_index_elements(reader, &index->elements, statement->indexParams, open);
    foreach (cell, statement->indexIncludingParams)
        name_list_add(reader->arena, &index->include,
                      ddl_keep(reader, lfirst_node(IndexElem, cell)->name));
    ddl_options(reader, &index->options, statement->options);
    if (statement->whereClause != NULL)
        index->predicate = ddl_expr(reader, statement->whereClause,
                                    token_list_find(tokens, open, 0, "where") + 1, tokens->count);
    return index;
}

static bool
columns_exist(Reader *reader, const Table *table, const Index *index)
{
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        if (at->column != NULL ? !ddl_column_must_exist(reader, table, at->column, -1)
                               : !ddl_expr_columns_exist(reader, at->expr, table))
            return false;
    }
    if (!ddl_expr_columns_exist(reader, index->predicate, table))
        return false;
    for (const Name *at = index->include.first; at != NULL; at = at->next)
    {
        if (!ddl_column_must_exist(reader, table, at->text, -1))
            return false;
    }
    return true;
}

bool
ddl_index_holds_partition_key(Reader *reader, const Table *table, const Index *index)
{
    const PartitionKey *key = table->partition_key;

    for (const IndexElement *at = key == NULL ? NULL : key->elements.first; at != NULL;
         at = at->next)
    {
        const IndexElement *found = index->elements.first;

        while (found != NULL && (at->column == NULL || !str_equal(found->column, at->column)))
            found = found->next;
        if (found != NULL)
            continue;
        ddl_error(reader, -1,
                  "unique constraint on partitioned table \"%s\" must include all partitioning "
                  "columns",
                  table->name);
        return false;
    }
    return true;
}

static void
place_index(Reader *reader, const IndexStmt *statement, Relation relation, Index *index)
{
    IndexList *list = relation.table != NULL ? &relation.table->indexes : &relation.view->indexes;

    schema_add_index(reader->schema, list, index);
    if (relation.table == NULL || relation.table->kind != TABLE_PARTITIONED)
        return;
    index->is_on_only = !statement->relation->inh;
    if (statement->relation->inh)
        ddl_each_child(reader, relation.table, clone_to_child, index);
}

void
ddl_index_create(Reader *reader, const void *node)
{
    const IndexStmt *statement = node;
    Relation relation = ddl_find_var(reader, statement->relation);
    Index *index;

    if (relation.table == NULL && (relation.view == NULL || !relation.view->is_materialized))
    {
        (void) ddl_need_table(reader, statement->relation, false); /* says why not */
        return;
    }
    index = new_index(reader, statement);
    index->schema = index->table_schema =
        relation.table != NULL ? relation.table->schema : relation.view->schema;
    index->table_name = relation.table != NULL ? relation.table->name : relation.view->name;
    if (relation.table != NULL &&
        (!columns_exist(reader, relation.table, index) ||
         (index->is_unique && !ddl_index_holds_partition_key(reader, relation.table, index))))
        return;
    index->name = ddl_keep(reader, statement->idxname);
    if (index->name == NULL)
        index->name =
            ddl_choose_index_name(reader, index->schema, index->table_name,
                                  ddl_index_columns_text(reader, &index->elements, &index->include,
                                                         statement->indexParams),
                                  "idx", false);
    else if (ddl_name_is_taken(reader, index->schema, index->name, statement->if_not_exists))
        return;
    place_index(reader, statement, relation, index);
}
