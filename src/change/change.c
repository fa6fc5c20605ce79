/*
 * change.c - making and naming single changes.
 *
 * Two changes are equal when one of them is enough: names that we chose ourselves and reasons do not
 * count, what they do to the database does.
 */
#include "change/change.h"

#include "base/strbuf.h"
#include "schema/type.h"

Change *
change_new(Arena *arena, ChangeKind kind, const Table *table)
{
    Change *change = arena_new_object(arena, Change);

    change->kind = kind;
    change->table_schema = table->schema;
    change->table_name = table->name;
    return change;
}

static void
add_elements(StrBuf *out, const IndexElementList *elements)
{
    strbuf_add(out, "(");
    for (const IndexElement *item = elements->first; item != NULL; item = item->next)
    {
        if (item != elements->first)
            strbuf_add(out, ", ");
        strbuf_add(out, item->column != NULL ? item->column : item->expr->sql);
        if (item->is_descending)
            strbuf_add(out, " DESC");
    }
    strbuf_add(out, ")");
}

/* "unique index a_b_idx on a (b) where c". */
static void
add_index(StrBuf *out, const Index *index, const char *table)
{
    strbuf_printf(out, "%sindex %s on %s ", index->is_unique ? "unique " : "", index->name, table);
    if (!str_equal(index->method, "btree") && index->method != NULL)
        strbuf_printf(out, "using %s ", index->method);
    add_elements(out, &index->elements);
    if (index->include.count > 0)
        strbuf_printf(out, " include (%s)", name_list_text(out->arena, &index->include));
    if (index->predicate != NULL)
        strbuf_printf(out, " where %s", index->predicate->sql);
}

static void
add_constraint(StrBuf *out, const Constraint *constraint, const char *table)
{
    static const char *const kinds[] = {
        [CONSTRAINT_PRIMARY_KEY] = "primary key",      [CONSTRAINT_UNIQUE] = "unique constraint",
        [CONSTRAINT_FOREIGN_KEY] = "foreign key",      [CONSTRAINT_CHECK] = "check constraint",
        [CONSTRAINT_EXCLUDE] = "exclusion constraint",
    };

    strbuf_printf(out, "%s ", kinds[constraint->kind]);
    if (constraint->name != NULL)
        strbuf_printf(out, "%s ", constraint->name);
    strbuf_printf(out, "on %s", table);
    if (constraint->columns.count > 0)
        strbuf_printf(out, " (%s)", name_list_text(out->arena, &constraint->columns));
    if (constraint->check != NULL)
        strbuf_printf(out, " (%s)", constraint->check->sql);
    if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
        strbuf_printf(out, " to %s", constraint->ref_table);
}

static void
add_replacement(StrBuf *out, const Change *change, const char *table)
{
    strbuf_printf(out, "replace %s by ", change->object);
    if (change->constraint != NULL)
        add_constraint(out, change->constraint, table);
    else if (change->index != NULL)
        add_index(out, change->index, table);
}

static void
add_partitioning(StrBuf *out, const Change *change, const char *table)
{
    static const char *const strategies[] = {
        [PARTITION_RANGE] = "range",
        [PARTITION_LIST] = "list",
        [PARTITION_HASH] = "hash",
    };

    strbuf_printf(out, "partition %s by %s ", table, strategies[change->partition_key->strategy]);
    add_elements(out, &change->partition_key->elements);
    if (change->partition_unit != NULL)
        strbuf_printf(out, ", one a %s", change->partition_unit);
}

static void
add_column_change(StrBuf *out, const Change *change, const char *table)
{
    if (change->kind == CHANGE_COLUMN_TYPE)
        strbuf_printf(out, "make %s.%s %s", table, change->column, change->type.text);
    else if (change->kind == CHANGE_ADD_COLUMN)
        strbuf_printf(out, "add column %s.%s %s", table, change->new_column->name,
                      change->new_column->type.text);
    else if (change->kind == CHANGE_SET_NOT_NULL)
        strbuf_printf(out, "set not null on %s.%s", table, change->column);
    else if (change->default_sql != NULL)
        strbuf_printf(out, "set default of %s.%s to %s", table, change->column,
                      change->default_sql);
    else
        strbuf_printf(out, "drop default of %s.%s", table, change->column);
}

char *
change_text(Arena *arena, const Change *change)
{
    StrBuf out = strbuf_new(arena);
    const Table name = {.schema = change->table_schema, .name = change->table_name};
    const char *table = table_label(arena, &name);

    switch (change->kind)
    {
    case CHANGE_ADD_INDEX:
        strbuf_add(&out, "add ");
        add_index(&out, change->index, table);
        break;
    case CHANGE_DROP_INDEX:
        strbuf_printf(&out, "drop index %s on %s", change->object, table);
        break;
    case CHANGE_REPLACE_INDEX:
    case CHANGE_REPLACE_CONSTRAINT:
        add_replacement(&out, change, table);
        break;
    case CHANGE_COLUMN_TYPE:
    case CHANGE_ADD_COLUMN:
    case CHANGE_SET_NOT_NULL:
    case CHANGE_SET_DEFAULT:
        add_column_change(&out, change, table);
        break;
    case CHANGE_SEQUENCE_TYPE:
        strbuf_printf(&out, "make sequence %s %s", change->object, change->type.text);
        break;
    case CHANGE_ADD_CONSTRAINT:
        strbuf_add(&out, "add ");
        add_constraint(&out, change->constraint, table);
        break;
    case CHANGE_DROP_CONSTRAINT:
        strbuf_printf(&out, "drop constraint %s on %s", change->object, table);
        break;
    case CHANGE_VALIDATE_CONSTRAINT:
        strbuf_printf(&out, "validate constraint %s on %s", change->object, table);
        break;
    case CHANGE_SET_OPTION:
        strbuf_printf(&out, "set %s of %s to %s", change->option_name, table, change->option_value);
        break;
    case CHANGE_PARTITION_TABLE:
        add_partitioning(&out, change, table);
        break;
    case CHANGE_SET_LOGGED:
        strbuf_printf(&out, "make %s logged", table);
        break;
    }
    return out.text;
}

static bool
expr_equal(const Expr *left, const Expr *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return str_equal(left->sql, right->sql);
}

static bool
elements_equal(const IndexElementList *left, const IndexElementList *right)
{
    const IndexElement *other = right->first;

    if (left->count != right->count)
        return false;
    for (const IndexElement *item = left->first; item != NULL;
         item = item->next, other = other->next)
    {
        if (!str_equal(item->column, other->column) || !expr_equal(item->expr, other->expr) ||
            !str_equal(item->opclass, other->opclass) ||
            !str_equal(item->collation, other->collation) ||
            item->is_descending != other->is_descending ||
            item->is_nulls_first != other->is_nulls_first)
            return false;
    }
    return true;
}

static bool
index_equal(const Index *left, const Index *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return str_equal(left->method, right->method) && left->is_unique == right->is_unique &&
           elements_equal(&left->elements, &right->elements) &&
           name_list_equal(&left->include, &right->include) &&
           expr_equal(left->predicate, right->predicate);
}

static bool
constraint_equal(const Constraint *left, const Constraint *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return left->kind == right->kind && name_list_equal(&left->columns, &right->columns) &&
           expr_equal(left->check, right->check) &&
           str_equal(left->ref_schema, right->ref_schema) &&
           str_equal(left->ref_table, right->ref_table) &&
           name_list_equal(&left->ref_columns, &right->ref_columns);
}

static bool
partition_key_equal(const PartitionKey *left, const PartitionKey *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return left->strategy == right->strategy && elements_equal(&left->elements, &right->elements);
}

static bool
new_column_equal(const Column *left, const Column *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return str_equal(left->name, right->name) && type_equal(&left->type, &right->type);
}

bool
change_equal(const Change *left, const Change *right)
{
    if (left->kind != right->kind || !str_equal(left->table_schema, right->table_schema) ||
        !str_equal(left->table_name, right->table_name) ||
        !str_equal(left->column, right->column) || !str_equal(left->object, right->object))
        return false;
    return new_column_equal(left->new_column, right->new_column) &&
           index_equal(left->index, right->index) &&
           constraint_equal(left->constraint, right->constraint) &&
           type_equal(&left->type, &right->type) &&
           str_equal(left->default_sql, right->default_sql) &&
           str_equal(left->option_name, right->option_name) &&
           str_equal(left->option_value, right->option_value) &&
           partition_key_equal(left->partition_key, right->partition_key) &&
           str_equal(left->partition_unit, right->partition_unit);
}

Index *
change_make_index(Arena *arena, const Schema *schema, const Table *table, const NameList *columns)
{
    Index *index = arena_new_object(arena, Index);

    index->schema = table->schema;
    index->table_schema = table->schema;
    index->table_name = table->name;
    index->method = "btree";
    index->name = name_choose_relation(arena, schema, table->schema, table->name,
                                       name_join_columns(arena, columns), "idx");
    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        IndexElement *element = arena_new_object(arena, IndexElement);

        element->column = name->text;
        list_append(&index->elements, element);
    }
    return index;
}

bool
change_list_has(const ChangeList *list, const Change *change)
{
    for (const Change *other = list->first; other != NULL; other = other->next)
        if (change_equal(other, change))
            return true;
    return false;
}

bool
change_list_has_all(const ChangeList *list, const ChangeList *wanted)
{
    for (const Change *change = wanted->first; change != NULL; change = change->next)
        if (!change_list_has(list, change))
            return false;
    return wanted->count > 0;
}
