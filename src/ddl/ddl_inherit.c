/*
 * ddl_inherit.c - what children of a table get from it: INHERITS and partitions.
 *
 * A partition made with PARTITION OF gets columns, CHECKs, indexes, foreign keys and row triggers; a
 * table that is attached has its columns already, and what matches is tied to the parent's.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_family.h"

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
    Users children;

    if (!reader->has_children || reader->child_depth >= CHILD_DEPTH_MAX)
        return;
    if (reader->child_depth++ == 0)
        reader->child_visits = 0;
    children = uses_of(reader->schema, reader->turn, USER_TABLE, parent->name);
    for (size_t i = 0; i < children.count && reader->child_visits < CHILD_VISITS_MAX; i++)
    {
        Table *table = children.items[i];

        if (table->touched == USES_GONE || !is_child(table, parent))
            continue;
        reader->child_visits++;
        visit(reader, table, context);
    }
    reader->child_depth--;
}

const Expr ddl_inherit_conflict = {.sql = "NULL"};

/* A column like the parent's, at the end. */
static void
add_inherited(Reader *reader, Table *child, const Column *from)
{
    Column *column = arena_new_object(reader->arena, Column);

    *column = *from;
    column->next = NULL;
    column->is_inherited = true;
    column->identity = IDENTITY_NONE;
    column->sequence = NULL;
    column->statistics_target = -1;
    column->options = (OptionList){0};
    column->comment = NULL;
    column->location = ddl_location(reader, -1);
    list_append(&child->columns, column);
}

static bool
same_expr(const Expr *left, const Expr *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left->sql, right->sql) == 0);
}

/* White space and comments do not count. */
static bool
same_words(const char *left, const char *right)
{
    size_t left_length = strlen(left);
    size_t right_length = strlen(right);
    Token one = token_next(left, left_length, 0, false);
    Token other = token_next(right, right_length, 0, false);

    while (one.kind != TOKEN_END && other.kind != TOKEN_END)
    {
        if (one.end - one.start != other.end - other.start ||
            memcmp(left + one.start, right + other.start, one.end - one.start) != 0)
            return false;
        one = token_next(left, left_length, one.end, false);
        other = token_next(right, right_length, other.end, false);
    }
    return one.kind == other.kind;
}

bool
ddl_inherit_same_check(const Constraint *left, const Constraint *right)
{
    return left->kind == CONSTRAINT_CHECK && right->kind == CONSTRAINT_CHECK &&
           left->check != NULL && right->check != NULL &&
           same_words(left->check->sql, right->check->sql);
}

static bool
has_same_type(Reader *reader, const Table *child, const Column *column, const Column *from)
{
    if (type_equal(&column->type, &from->type) && str_equal(column->collation, from->collation))
        return true;
    ddl_error(reader, -1, "table \"%s\" has different type or collation for column \"%s\"",
              child->name, column->name);
    return false;
}

void
ddl_inherit_column(Reader *reader, Table *child, const Column *from)
{
    const Column *column = table_find_column(child, from->name);

    if (column == NULL)
        add_inherited(reader, child, from);
    else
        (void) has_same_type(reader, child, column, from); /* said */
}

/* A second parent has the column too: without a word of the child their defaults must be one. */
static bool
merge_column(Reader *reader, Table *child, Column *column, const Column *from)
{
    if (!has_same_type(reader, child, column, from))
        return false;
    column->is_not_null |= from->is_not_null;
    if (column->default_expr == NULL)
        column->default_expr = from->default_expr;
    else if (from->default_expr != NULL && !same_expr(column->default_expr, from->default_expr))
        column->default_expr = &ddl_inherit_conflict;
    return true;
}

/* The child was there before: it must have the column as it is. */
static bool
match_column(Reader *reader, const Table *child, const Column *from)
{
    const Column *column = table_find_column(child, from->name);

    if (column == NULL)
        ddl_error(reader, -1, "child table is missing column \"%s\"", from->name);
    else if (!has_same_type(reader, child, column, from))
        return false;
    else if (from->is_not_null && !column->is_not_null)
        ddl_error(reader, -1, "column \"%s\" in child table must be marked NOT NULL", from->name);
    else if ((from->generated_expr != NULL) != (column->generated_expr != NULL))
        ddl_error(reader, -1, "column \"%s\" in child table must be generated as the parent's is",
                  from->name);
    else
        return true;
    return false;
}

static bool
match_check(Reader *reader, const Table *child, const Constraint *from)
{
    const Constraint *check = table_find_constraint(child, from->name);

    if (check == NULL)
        ddl_error(reader, -1, "child table is missing constraint \"%s\"", from->name);
    else if (!ddl_inherit_same_check(check, from))
        ddl_error(reader, -1,
                  "child table \"%s\" has different definition for check constraint \"%s\"",
                  child->name, from->name);
    else if (check->is_no_inherit || (check->is_not_valid && !from->is_not_valid))
        ddl_error(reader, -1, "constraint \"%s\" conflicts with that of child table \"%s\"",
                  from->name, child->name);
    else
        return true;
    return false;
}

static bool
match_all(Reader *reader, const Table *child, const Table *parent)
{
    for (const Column *from = parent->columns.first; from != NULL; from = from->next)
    {
        if (!match_column(reader, child, from))
            return false;
    }
    for (const Constraint *from = parent->constraints.first; from != NULL; from = from->next)
    {
        if (from->kind == CONSTRAINT_CHECK && !from->is_no_inherit &&
            !match_check(reader, child, from))
            return false;
    }
    return true;
}

/* A new table takes columns and CHECKs. */
static bool
take_all(Reader *reader, Table *child, const Table *parent)
{
    for (const Column *from = parent->columns.first; from != NULL; from = from->next)
    {
        Column *column = table_find_column(child, from->name);

        if (column == NULL)
            add_inherited(reader, child, from);
        else if (!merge_column(reader, child, column, from))
            return false;
    }
    for (const Constraint *from = parent->constraints.first; from != NULL; from = from->next)
    {
        Constraint *check = table_find_constraint(child, from->name);

        if (from->kind != CONSTRAINT_CHECK || from->is_no_inherit)
            continue;
        if (check != NULL && !ddl_inherit_same_check(check, from))
        {
            ddl_error(reader, -1, "check constraint name \"%s\" appears multiple times",
                      from->name);
            return false;
        }
        if (check != NULL)
            continue;
        check = ddl_copy_constraint(reader, from);
        check->is_inherited = true;
        ddl_constraint_append(reader, child, check);
    }
    return true;
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

static bool
is_parent_already(const Table *child, const Table *parent)
{
    for (const TableParent *at = child->inherits.first; at != NULL; at = at->next)
    {
        if (is_parent(at, parent))
            return true;
    }
    return false;
}

/* What PostgreSQL asks of a table that exists before it takes a parent. */
static bool
may_inherit(Reader *reader, const Table *child, const Table *parent, bool is_partition)
{
    if (descends_from(reader, parent, child))
        ddl_error(reader, -1,
                  "circular inheritance not allowed: \"%s\" is already a child of \"%s\"",
                  parent->name, child->name);
    else if (is_parent_already(child, parent))
        ddl_error(reader, -1, "relation \"%s\" would be inherited from more than once",
                  parent->name);
    else if (child->partition_of != NULL)
        ddl_error(reader, -1, "\"%s\" is already a partition", child->name);
    else if (is_partition ? child->inherits.count > 0 : child->kind == TABLE_PARTITIONED)
        ddl_error(reader, -1, "\"%s\" cannot be a child of \"%s\"", child->name, parent->name);
    else
        return match_all(reader, child, parent);
    return false;
}

bool
ddl_inherit(Reader *reader, Table *child, Table *parent, InheritKind kind)
{
    bool is_partition = kind == INHERIT_PARTITION || kind == INHERIT_ATTACHED;
    bool is_new = kind == INHERIT_PARTITION || kind == INHERIT_CREATED;
    TableParent *link;

    if (!is_partition && (parent->kind == TABLE_PARTITIONED || parent->partition_of != NULL))
    {
        ddl_error(reader, -1, "cannot inherit from \"%s\": it is partitioned or a partition",
                  parent->name);
        return false;
    }
    if (is_new ? is_parent_already(child, parent) || !take_all(reader, child, parent)
               : !may_inherit(reader, child, parent, is_partition))
        return false;
    link = arena_new_object(reader->arena, TableParent);
    link->schema = parent->schema;
    link->name = parent->name;
    if (is_partition)
        child->partition_of = link;
    else
        list_append(&child->inherits, link);
    reader->has_children = true;
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

typedef struct BoundSearch
{
    const Table *parent;
    const Table *partition;
    const char *bound;
    const Table *found;
} BoundSearch;

static void
find_bound(Reader *reader, Table *child, void *context)
{
    BoundSearch *search = context;

    if (child != search->partition && child->partition_bound != NULL &&
        (same_words(child->partition_bound, search->bound) ||
         ddl_overlap(reader, search->parent->partition_key->strategy, child->partition_bound,
                     search->bound)))
        search->found = child;
}

bool
ddl_partition_is_free(Reader *reader, const Table *parent, const Table *partition,
                      const char *bound)
{
    BoundSearch search = {.parent = parent, .partition = partition, .bound = bound};
    const char *misfit;

    if (bound == NULL || parent->partition_key == NULL)
        return true;
    misfit = ddl_overlap_misfit(reader, parent->partition_key->strategy, bound);
    if (misfit != NULL)
    {
        ddl_error(reader, -1, "partition \"%s\" of \"%s\": %s", partition->name, parent->name,
                  misfit);
        return false;
    }
    ddl_each_child(reader, parent, find_bound, &search);
    if (search.found != NULL)
        ddl_error(reader, -1, "partition \"%s\" would overlap partition \"%s\"", partition->name,
                  search.found->name);
    return search.found == NULL;
}

/* Nothing may be in a partition that the parent has not. */
static bool
has_no_more(Reader *reader, const Table *child, const Table *parent)
{
    for (const Column *at = child->columns.first; at != NULL; at = at->next)
    {
        if (table_find_column(parent, at->name) != NULL)
            continue;
        ddl_error(reader, -1, "table \"%s\" contains column \"%s\" not found in parent \"%s\"",
                  child->name, at->name, parent->name);
        return false;
    }
    return true;
}

static void
forget_own(Table *child, const Table *parent)
{
    for (Column *column = child->columns.first; column != NULL; column = column->next)
        column->is_inherited = true;
    for (Constraint *at = child->constraints.first; at != NULL; at = at->next)
    {
        const Constraint *above = table_find_constraint(parent, at->name);

        if (at->kind == CONSTRAINT_CHECK && above != NULL && above->kind == CONSTRAINT_CHECK &&
            !above->is_no_inherit)
            at->is_inherited = true;
    }
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
    if (!ddl_partition_is_free(reader, parent, child,
                               ddl_partition_bound(reader, command->bound)) ||
        !has_no_more(reader, child, parent) ||
        !ddl_inherit(reader, child, parent, INHERIT_ATTACHED))
        return;
    forget_own(child, parent);
    child->partition_bound = ddl_partition_bound(reader, command->bound);
    ddl_partition_finish(reader, child, parent);
}

/* Keys that came with the parent's are the table's own now. */
static void
keep_keys(Table *child)
{
    for (Constraint *at = child->constraints.first; at != NULL; at = at->next)
    {
        if (at->kind != CONSTRAINT_CHECK)
            at->is_inherited = false;
    }
    for (Index *index = child->indexes.first; index != NULL; index = index->next)
        index->parent_schema = index->parent_name = NULL;
}

void
ddl_partition_detach(Reader *reader, Table *parent, const PartitionCmd *command)
{
    Table *child = ddl_need_table(reader, command->name, false);

    if (child == NULL)
        return;
    if (!is_parent(child->partition_of, parent))
    {
        ddl_error(reader, -1, "relation \"%s\" is not a partition of relation \"%s\"", child->name,
                  parent->name);
        return;
    }
    child->partition_of = NULL;
    child->partition_bound = NULL;
    ddl_family_settle(reader, child);
    keep_keys(child);
    for (Trigger *trigger = child->triggers.first, *next; trigger != NULL; trigger = next)
    {
        next = trigger->next;
        if (trigger->is_inherited)
            ddl_drop_trigger(reader, child, trigger);
    }
}

void
ddl_uninherit(Reader *reader, Table *child, const RangeVar *parent)
{
    Table *table = ddl_need_table(reader, parent, false);
    TableParent *link = child->inherits.first;

    while (table != NULL && link != NULL && !is_parent(link, table))
        link = link->next;
    if (table == NULL)
        return;
    if (link == NULL)
    {
        ddl_error(reader, -1, "relation \"%s\" is not a parent of relation \"%s\"", table->name,
                  child->name);
        return;
    }
    list_remove(&child->inherits, link);
    ddl_family_settle(reader, child);
}
