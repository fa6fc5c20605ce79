#include "change/apply_internal.h"
#include "schema/type.h"

/*
 * Wishes are sorted by what must come first and then made true in a copy of the schema, one by one.
 * What does not fit what is there by then falls out with its reason: so the result is consistent by
 * construction, and apply_all() on the original cannot fail.
 *
 * The trap is redundancy in both directions: a new index may be needless because of another, and of
 * two indexes that make each other needless only one may go.
 */
typedef struct Composing
{
    Arena *arena;
    const Schema *original;
    Schema *target;
    ChangeList wishes; /* sorted */
    ChangeList out;
    ChangeList dropped;
} Composing;

/* Types, columns, constraints, indexes, drops; a table is partitioned last and carries all of it. */
static int
rank(const Change *change)
{
    switch (change->kind)
    {
    case CHANGE_COLUMN_TYPE:
        return type_integer_maximum(change->type.name) == INT64_MAX ? 0 : 1;
    case CHANGE_SEQUENCE_TYPE:
        return 2;
    case CHANGE_SET_LOGGED:
        return 3;
    case CHANGE_ADD_COLUMN:
        return 4;
    case CHANGE_SET_DEFAULT:
    case CHANGE_SET_NOT_NULL:
        return 5;
    case CHANGE_REPLACE_CONSTRAINT:
        return 6;
    case CHANGE_ADD_CONSTRAINT:
        return change->constraint != NULL && change->constraint->kind == CONSTRAINT_FOREIGN_KEY ? 8
                                                                                                : 7;
    case CHANGE_VALIDATE_CONSTRAINT:
        return 9;
    case CHANGE_REPLACE_INDEX:
        return 10;
    case CHANGE_ADD_INDEX:
        return 11;
    case CHANGE_DROP_CONSTRAINT:
        return 12;
    case CHANGE_DROP_INDEX:
        return 13;
    case CHANGE_SET_OPTION:
        return 14;
    case CHANGE_PARTITION_TABLE:
        return 15;
    }
    return 16;
}

/* Longer indexes first, and whole ones: what they make needless finds them there. */
static bool
comes_before(const Change *left, const Change *right)
{
    if (rank(left) != rank(right))
        return rank(left) < rank(right);
    if (left->kind != CHANGE_ADD_INDEX || left->index == NULL || right->index == NULL)
        return false;
    if (left->index->elements.count != right->index->elements.count)
        return left->index->elements.count > right->index->elements.count;
    return left->index->predicate == NULL && right->index->predicate != NULL;
}

static void
insert_sorted(Arena *arena, ChangeList *list, const Change *wish)
{
    Change *added = arena_new_object(arena, Change);
    Change *before = NULL;

    *added = *wish;
    for (Change *at = list->first; at != NULL && !comes_before(added, at); at = at->next)
        before = at;
    if (before == list->last)
    {
        list_append(list, added);
        return;
    }
    added->next = before == NULL ? list->first : before->next;
    if (before == NULL)
        list->first = added;
    else
        before->next = added;
    list->count++;
}

static void
leave_out(Composing *composing, const Change *change, const char *why)
{
    Change *added = arena_new_object(composing->arena, Change);

    *added = *change;
    added->trade_off = why;
    list_append(&composing->dropped, added);
}

static bool
is_same_table(const Change *left, const Change *right)
{
    return str_equal(left->table_name, right->table_name) &&
           str_equal(left->table_schema, right->table_schema);
}

static bool
expr_equal(const Expr *left, const Expr *right)
{
    return left == right || (left != NULL && right != NULL && str_equal(left->sql, right->sql));
}

static bool
element_equal(const IndexElement *left, const IndexElement *right)
{
    return str_equal(left->column, right->column) && expr_equal(left->expr, right->expr) &&
           str_equal(left->opclass, right->opclass) &&
           str_equal(left->collation, right->collation) &&
           left->is_descending == right->is_descending &&
           left->is_nulls_first == right->is_nulls_first;
}

/* A whole index holds the rows of a partial one. */
static bool
is_predicate_covered(const Index *index, const Index *wider)
{
    return expr_equal(index->predicate, wider->predicate) ||
           (wider->predicate == NULL && !index->is_unique);
}

/* Whatever `index` answers, `wider` answers as well. */
static bool
is_covered(const Index *index, const Index *wider)
{
    const IndexElement *other = wider->elements.first;

    if (!str_equal(index->method, wider->method) || wider->is_invalid ||
        !is_predicate_covered(index, wider) ||
        (index->elements.count > 1 && !str_equal(index->method, "btree")))
        return false;
    if (index->is_unique && (!wider->is_unique || index->elements.count != wider->elements.count))
        return false;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next, other = other->next)
    {
        if (other == NULL || !element_equal(element, other))
            return false;
    }
    for (const Name *name = index->include.first; name != NULL; name = name->next)
    {
        bool is_held = name_list_contains(&wider->include, name->text);

        for (const IndexElement *held = wider->elements.first; held != NULL; held = held->next)
            is_held |= str_equal(held->column, name->text);
        if (!is_held)
            return false;
    }
    return true;
}

/* True when another wish takes this index or constraint away. */
static bool
is_going(const Composing *composing, const Table *table, const char *name)
{
    for (const Change *wish = composing->wishes.first; wish != NULL; wish = wish->next)
    {
        if (str_equal(wish->object, name) && str_equal(wish->table_name, table->name) &&
            str_equal(wish->table_schema, table->schema) &&
            (wish->kind == CHANGE_DROP_INDEX || wish->kind == CHANGE_DROP_CONSTRAINT ||
             wish->kind == CHANGE_REPLACE_INDEX || wish->kind == CHANGE_REPLACE_CONSTRAINT))
            return true;
    }
    return false;
}

static const Index *
covering(const Composing *composing, const Table *table, const Index *index)
{
    for (const Index *other = table->indexes.first; other != NULL; other = other->next)
    {
        if (other != index && is_covered(index, other) && !is_going(composing, table, other->name))
            return other;
    }
    return NULL;
}

/* Two indexes that cover each other are both wished away: the last one stays. */
static const char *
why_keep_index(const Composing *composing, const Change *change)
{
    const Index *index =
        schema_find_index(composing->original, change->table_schema, change->object);
    const Table *before =
        schema_find_table(composing->original, change->table_schema, change->table_name);
    const Table *now =
        schema_find_table(composing->target, change->table_schema, change->table_name);
    bool was_covered = false;

    if (index == NULL || before == NULL || now == NULL)
        return NULL;
    for (const Index *other = before->indexes.first; other != NULL; other = other->next)
        was_covered |= other != index && is_covered(index, other);
    if (!was_covered)
        return NULL;
    for (const Index *other = now->indexes.first; other != NULL; other = other->next)
    {
        if (!str_equal(other->name, index->name) && is_covered(index, other))
            return NULL;
    }
    return "It is what remains for its columns once the other index is gone.";
}

static const char *
why_no_index(const Composing *composing, const Change *change)
{
    const Table *table =
        schema_find_table(composing->target, change->table_schema, change->table_name);
    const Index *wider =
        table == NULL || change->index == NULL ? NULL : covering(composing, table, change->index);

    if (wider == NULL)
        return NULL;
    return arena_printf(composing->arena, "Index \"%s\" begins with the same columns.",
                        wider->name);
}

/* Both as far as rows go: the wider one holds whatever the other holds. */
static bool
is_wider(const TypeName *type, const TypeName *other)
{
    int64_t maximum = type_integer_maximum(type->name);
    int64_t other_maximum = type_integer_maximum(other->name);

    if (maximum > 0 && other_maximum > 0)
        return maximum > other_maximum;
    return str_equal(type->name, "text") && !str_equal(other->name, "text") &&
           (str_equal(other->name, "varchar") || str_equal(other->name, "bpchar"));
}

static const char *
why_no_type(const Composing *composing, const Change *change)
{
    const Table *table =
        schema_find_table(composing->target, change->table_schema, change->table_name);
    const Column *column =
        table == NULL || change->column == NULL ? NULL : table_find_column(table, change->column);

    for (const Change *wish = composing->wishes.first; wish != NULL; wish = wish->next)
    {
        if (wish->kind == CHANGE_COLUMN_TYPE && is_same_table(wish, change) &&
            str_equal(wish->column, change->column) && is_wider(&wish->type, &change->type))
            return arena_printf(composing->arena, "The column becomes %s.", wish->type.text);
    }
    if (column != NULL && is_wider(&column->type, &change->type))
        return arena_printf(composing->arena,
                            "The column becomes %s with the key that it points to.",
                            column->type.text);
    for (const Change *made = composing->out.first; made != NULL; made = made->next)
    {
        if (made->kind == CHANGE_COLUMN_TYPE && is_same_table(made, change) &&
            str_equal(made->column, change->column) && !is_wider(&change->type, &made->type) &&
            !type_equal(&change->type, &made->type))
            return arena_printf(composing->arena, "The column becomes %s.", made->type.text);
    }
    return NULL;
}

/* One default and one value for an option: the first wish has it. */
static const char *
why_no_setting(const Composing *composing, const Change *change)
{
    for (const Change *made = composing->out.first; made != NULL; made = made->next)
    {
        if (made->kind == change->kind && is_same_table(made, change) &&
            str_equal(made->column, change->column) &&
            str_equal(made->option_name, change->option_name))
            return "Another change sets it already.";
    }
    return NULL;
}

static const char *
why_no_constraint(const Composing *composing, const Change *change)
{
    const Table *table =
        schema_find_table(composing->target, change->table_schema, change->table_name);
    const Constraint *wanted = change->constraint;

    for (const Constraint *other = table == NULL ? NULL : table->constraints.first;
         other != NULL && wanted != NULL; other = other->next)
    {
        if (other->kind != wanted->kind || is_going(composing, table, other->name))
            continue;
        if (wanted->kind == CONSTRAINT_CHECK ? expr_equal(other->check, wanted->check)
                                             : name_list_equal(&other->columns, &wanted->columns) &&
                                                   str_equal(other->ref_table, wanted->ref_table) &&
                                                   str_equal(other->ref_schema, wanted->ref_schema))
            return arena_printf(composing->arena, "Constraint \"%s\" says the same.", other->name);
    }
    return NULL;
}

static const char *
why_left_out(const Composing *composing, const Change *change)
{
    switch (change->kind)
    {
    case CHANGE_ADD_INDEX:
        return why_no_index(composing, change);
    case CHANGE_DROP_INDEX:
        return why_keep_index(composing, change);
    case CHANGE_COLUMN_TYPE:
        return why_no_type(composing, change);
    case CHANGE_SET_DEFAULT:
    case CHANGE_SET_OPTION:
        return why_no_setting(composing, change);
    case CHANGE_ADD_CONSTRAINT:
        return why_no_constraint(composing, change);
    case CHANGE_VALIDATE_CONSTRAINT:
    {
        const Table table = {.schema = change->table_schema, .name = change->table_name};

        return is_going(composing, &table, change->object) ? "The constraint goes." : NULL;
    }
    default:
        return NULL;
    }
}

/* The names of two wishes may be equal, because each was chosen without knowing the other. */
static void
make_names_unique(Composing *composing, Change *change)
{
    Arena *arena = composing->arena;
    NameList columns = {0};
    bool is_own_name =
        str_equal(change->object, change->index == NULL ? NULL : change->index->name);

    if (change->index != NULL && !is_own_name &&
        schema_has_relation(composing->target, change->table_schema, change->index->name))
    {
        change->index = apply_copy_index(arena, change->index);
        for (const IndexElement *element = change->index->elements.first; element != NULL;
             element = element->next)
            name_list_add(arena, &columns, element->column == NULL ? "expr" : element->column);
        change->index->name = name_choose_relation(
            arena, composing->target, change->table_schema, change->table_name,
            name_join_columns(arena, &columns), change->index->is_unique ? "key" : "idx");
    }
}

/* What must follow a column and PostgreSQL does not change with it stands in the list as well. */
static ChangeList
followers_of(const Composing *composing, const Change *change)
{
    Arena *arena = composing->arena;
    Table *table = schema_find_table(composing->target, change->table_schema, change->table_name);
    Column *column =
        table == NULL || change->column == NULL ? NULL : table_find_column(table, change->column);
    ChangeList list = {0};
    FollowerList all;

    if (column == NULL)
        return list;
    all = apply_followers(arena, composing->target, table, column);
    for (const Follower *of = all.first; of != NULL; of = of->next)
    {
        const Sequence *sequence = apply_column_sequence(composing->target, of->table, of->column);
        Change *added = change_new(arena, CHANGE_COLUMN_TYPE, of->table);

        if (of != all.first && !apply_must_follow(of, &change->type, &column->type))
            continue;
        added->type = change->type;
        added->reason = change->reason;
        added->column = of->column->name;
        added->trade_off = arena_printf(arena, "It follows %s.%s.", table->name, column->name);
        if (of != all.first && !of->is_child)
            list_append(&list, added);
        if (sequence == NULL ||
            type_integer_maximum(change->type.name) <= type_integer_maximum(sequence->type.name))
            continue;
        added = change_new(arena, CHANGE_SEQUENCE_TYPE, of->table);
        added->table_schema = sequence->schema;
        added->object = sequence->name;
        added->type = change->type;
        added->reason = change->reason;
        list_append(&list, added);
    }
    return list;
}

static void
compose_one(Composing *composing, const Change *wish)
{
    Arena *arena = composing->arena;
    Error error = {.arena = arena};
    Change *change = arena_new_object(arena, Change);
    const char *why = why_left_out(composing, wish);
    ChangeList followers = {0};
    Change *next;

    if (change_list_has(&composing->out, wish))
        return;
    if (why != NULL)
    {
        leave_out(composing, wish, why);
        return;
    }
    *change = *wish;
    make_names_unique(composing, change);
    if (change->kind == CHANGE_COLUMN_TYPE)
        followers = followers_of(composing, change);
    if (!apply_change(composing->target, change, &error))
    {
        leave_out(composing, wish, arena_printf(arena, "It does not fit: %s.", error.message));
        return;
    }
    list_append(&composing->out, change);
    for (Change *follower = followers.first; follower != NULL; follower = next)
    {
        next = follower->next;
        list_append(&composing->out, follower);
    }
}

ChangeList
apply_compose(Arena *arena, const Schema *schema, const ChangeList *wishes, ChangeList *dropped)
{
    Composing composing = {.arena = arena, .original = schema};

    composing.target = schema_copy(arena, schema);
    for (const Change *wish = wishes->first; wish != NULL; wish = wish->next)
        insert_sorted(arena, &composing.wishes, wish);
    for (const Change *wish = composing.wishes.first; wish != NULL; wish = wish->next)
        compose_one(&composing, wish);
    if (dropped != NULL)
        *dropped = composing.dropped;
    return composing.out;
}
