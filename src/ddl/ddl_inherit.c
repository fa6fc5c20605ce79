/*
 * ddl_inherit.c - what children of a table get from it: INHERITS and partitions.
 *
 * A partition made with PARTITION OF gets columns, CHECKs, indexes, foreign keys and row triggers; a
 * table that is attached has its columns already, and what matches is tied to the parent's.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* Far deeper than any tree of tables, and shallow enough for the stack. */
enum
{
    CHILD_DEPTH_MAX = 1000,
    CHILD_VISITS_MAX = 200000 /* more than any table has partitions */
};

static bool
is_parent(const TableParent *parent, const Table *table)
{
    return parent != NULL && strcmp(parent->name, table->name) == 0 &&
           str_equal(parent->schema, table->schema);
}

static bool
is_child(const Table *child, const Table *parent)
{
    if (is_parent(child->partition_of, parent))
        return true;
    for (const TableParent *at = child->inherits.first; at != NULL; at = at->next)
    {
        if (is_parent(at, parent))
            return true;
    }
    return false;
}

void
ddl_each_child(Reader *reader, const Table *parent, ChildVisit visit, void *context)
{
    if (!reader->has_children || reader->child_depth >= CHILD_DEPTH_MAX)
        return;
    if (reader->child_depth++ == 0)
        reader->child_visits = 0;
    for (Table *table = reader->schema->tables.first;
         table != NULL && reader->child_visits < CHILD_VISITS_MAX; table = table->next)
    {
        if (!is_child(table, parent))
            continue;
        reader->child_visits++;
        visit(reader, table, context);
    }
    reader->child_depth--;
}

uint32_t
ddl_inherit_count(Reader *reader, const Table *table, const char *column)
{
    const TableParent *link = table->partition_of;
    const Table *parent =
        link == NULL ? NULL : schema_find_table(reader->schema, link->schema, link->name);
    uint32_t count = parent != NULL && table_find_column(parent, column) != NULL;

    for (link = table->inherits.first; link != NULL; link = link->next)
    {
        parent = schema_find_table(reader->schema, link->schema, link->name);
        count += parent != NULL && table_find_column(parent, column) != NULL;
    }
    return count;
}

/* A column that is there keeps its default, or has none; only a new table's takes the parent's. */
static void
inherit_column(Reader *reader, Table *child, const Column *from, bool is_new)
{
    Column *column = table_find_column(child, from->name);

    if (column == NULL)
    {
        column = arena_new_object(reader->arena, Column);
        *column = *from;
        column->is_inherited = true;
        column->identity = IDENTITY_NONE;
        column->sequence = NULL;
        column->statistics_target = -1;
        column->options = (OptionList){0};
        column->comment = NULL;
        column->location = ddl_location(reader, -1);
        list_append(&child->columns, column);
        return;
    }
    column->is_not_null |= from->is_not_null;
    if (column->default_expr == NULL && is_new)
        column->default_expr = from->default_expr;
}

void
ddl_inherit_column(Reader *reader, Table *child, const Column *from)
{
    inherit_column(reader, child, from, false);
}

static void
inherit_checks(Reader *reader, Table *child, const Table *parent, bool is_partition)
{
    for (const Constraint *from = parent->constraints.first; from != NULL; from = from->next)
    {
        Constraint *check = table_find_constraint(child, from->name);

        if (from->kind != CONSTRAINT_CHECK || from->is_no_inherit)
            continue;
        if (check != NULL)
        {
            check->is_inherited |= is_partition;
            continue;
        }
        check = arena_new_object(reader->arena, Constraint);
        *check = *from;
        check->is_inherited = true;
        check->comment = NULL;
        ddl_constraint_append(reader, child, check);
    }
}

typedef struct Ancestor Ancestor;
struct Ancestor
{
    Ancestor *next;
    const Table *table;
};

static void
add_ancestor(Reader *reader, Ancestor **to_visit, Map *seen, const TableParent *link)
{
    Table *parent =
        link == NULL ? NULL : schema_find_table(reader->schema, link->schema, link->name);
    const char *key = parent == NULL ? NULL : arena_printf(reader->turn, "%p", (void *) parent);
    Ancestor *ancestor;

    if (parent == NULL || map_get(seen, key) != NULL)
        return;
    map_put(seen, key, parent);
    ancestor = arena_new_object(reader->turn, Ancestor);
    ancestor->table = parent;
    ancestor->next = *to_visit;
    *to_visit = ancestor;
}

/* True for the table itself too. Each ancestor is visited once, however many ways lead to it. */
static bool
descends_from(Reader *reader, const Table *table, const Table *above)
{
    Map *seen = map_new(reader->turn);
    Ancestor itself = {.table = table};
    Ancestor *to_visit = &itself;

    while (to_visit != NULL)
    {
        const Table *at = to_visit->table;

        if (at == above)
            return true;
        to_visit = to_visit->next;
        add_ancestor(reader, &to_visit, seen, at->partition_of);
        for (const TableParent *link = at->inherits.first; link != NULL; link = link->next)
            add_ancestor(reader, &to_visit, seen, link);
    }
    return false;
}

bool
ddl_inherit(Reader *reader, Table *child, Table *parent, InheritKind kind)
{
    bool is_partition = kind == INHERIT_PARTITION || kind == INHERIT_ATTACHED;
    bool is_new = kind == INHERIT_PARTITION || kind == INHERIT_CREATED;
    TableParent *link;

    if (!is_new && descends_from(reader, parent, child)) /* a new table has no children */
    {
        ddl_error(reader, -1,
                  "circular inheritance not allowed: \"%s\" is already a child of \"%s\"",
                  parent->name, child->name);
        return false;
    }
    link = arena_new_object(reader->arena, TableParent);
    link->schema = parent->schema;
    link->name = parent->name;
    if (is_partition)
        child->partition_of = link;
    else
        list_append(&child->inherits, link);
    reader->has_children = true;
    for (const Column *column = parent->columns.first; column != NULL; column = column->next)
        inherit_column(reader, child, column, is_new);
    inherit_checks(reader, child, parent, is_partition);
    return true;
}

static bool
same_foreign_key(const Constraint *left, const Constraint *right)
{
    return left->kind == CONSTRAINT_FOREIGN_KEY && str_equal(left->ref_schema, right->ref_schema) &&
           str_equal(left->ref_table, right->ref_table) &&
           name_list_equal(&left->columns, &right->columns) &&
           name_list_equal(&left->ref_columns, &right->ref_columns) &&
           left->on_delete == right->on_delete && left->on_update == right->on_update &&
           left->is_deferrable == right->is_deferrable;
}

static void
inherit_foreign_key(Reader *reader, Table *partition, const Constraint *from)
{
    Constraint *copy;

    for (Constraint *own = partition->constraints.first; own != NULL; own = own->next)
    {
        if (!own->is_inherited && same_foreign_key(own, from))
        {
            own->is_inherited = true;
            return;
        }
    }
    copy = ddl_copy_constraint(reader, from);
    copy->is_inherited = true;
    copy->ordinal = reader->ordinal;
    if (table_find_constraint(partition, copy->name) != NULL)
        copy->name =
            ddl_choose_constraint_name(reader, partition->schema, partition->name,
                                       name_join_columns(reader->turn, &copy->columns), "fkey");
    ddl_constraint_append(reader, partition, copy);
}

static void
finish_child(Reader *reader, Table *child, void *context)
{
    ddl_partition_finish(reader, child, context);
}

void
ddl_partition_finish(Reader *reader, Table *partition, Table *parent)
{
    for (const Index *index = parent->indexes.first; index != NULL; index = index->next)
        ddl_index_clone(reader, partition, index);
    ddl_trigger_clone_all(reader, parent, partition);
    for (const Constraint *from = parent->constraints.first; from != NULL; from = from->next)
    {
        if (from->kind == CONSTRAINT_FOREIGN_KEY)
            inherit_foreign_key(reader, partition, from);
    }
    if (partition->kind == TABLE_PARTITIONED)
        ddl_each_child(reader, partition, finish_child, partition);
}

const char *
ddl_partition_bound(Reader *reader, const PartitionBoundSpec *bound)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t first = 0;
    size_t end;

    if (bound->is_default)
        return "DEFAULT";
    while (first < tokens->count &&
           !(tokens->items[first].depth == 0 && token_list_is(tokens, first, "for") &&
             token_list_is(tokens, first + 1, "values")))
        first++;
    end = token_list_find_open(tokens, first, 0);
    if (end >= tokens->count)
        return NULL;
    end = token_list_close(tokens, end) + 1;
    if (token_list_is(tokens, end, "to") && token_list_is_char(tokens, end + 1, '('))
        end = token_list_close(tokens, end + 1) + 1;
    return token_list_text(reader->arena, tokens, first, end);
}

void
ddl_partition_attach(Reader *reader, Table *parent, const PartitionCmd *command)
{
    Table *child = ddl_need_table(reader, command->name, false);

    if (child == NULL)
        return;
    if (parent->kind != TABLE_PARTITIONED)
    {
        ddl_error(reader, -1, "table \"%s\" is not partitioned", parent->name);
        return;
    }
    if (!ddl_inherit(reader, child, parent, INHERIT_ATTACHED))
        return;
    for (Column *column = child->columns.first; column != NULL; column = column->next)
        column->is_inherited = true;
    child->partition_bound = ddl_partition_bound(reader, command->bound);
    ddl_partition_finish(reader, child, parent);
}

static void
forget_parent(Table *child)
{
    for (Column *column = child->columns.first; column != NULL; column = column->next)
        column->is_inherited = false;
    for (Constraint *at = child->constraints.first; at != NULL; at = at->next)
        at->is_inherited = false;
    for (Index *index = child->indexes.first; index != NULL; index = index->next)
        index->parent_schema = index->parent_name = NULL;
}

void
ddl_partition_detach(Reader *reader, Table *parent, const PartitionCmd *command)
{
    Table *child = ddl_need_table(reader, command->name, false);

    if (child == NULL || !is_parent(child->partition_of, parent))
        return;
    child->partition_of = NULL;
    child->partition_bound = NULL;
    forget_parent(child);
    for (Trigger *trigger = child->triggers.first, *next; trigger != NULL; trigger = next)
    {
        next = trigger->next;
        if (trigger->is_inherited)
            list_remove(&child->triggers, trigger);
    }
}

void
ddl_uninherit(Reader *reader, Table *child, const RangeVar *parent)
{
    Table *table = ddl_need_table(reader, parent, false);
    TableParent *link = child->inherits.first;

    while (table != NULL && link != NULL && !is_parent(link, table))
        link = link->next;
    if (table == NULL || link == NULL)
        return;
    list_remove(&child->inherits, link);
    if (child->inherits.count == 0)
        forget_parent(child);
}
