#include "change/apply_internal.h"
#include "schema/type.h"

Constraint *
apply_copy_constraint(Arena *arena, const Constraint *constraint)
{
    Constraint *copy = arena_new_object(arena, Constraint);

    *copy = *constraint;
    copy->next = NULL;
    copy->columns = apply_copy_names(arena, &constraint->columns);
    copy->ref_columns = apply_copy_names(arena, &constraint->ref_columns);
    copy->on_delete_columns = apply_copy_names(arena, &constraint->on_delete_columns);
    return copy;
}

static bool
is_key(const Constraint *constraint)
{
    return constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE;
}

/* The index that backs a key: the one that came with the constraint, or a plain btree. */
static Index *
key_index(Arena *arena, const Constraint *constraint)
{
    Index *index = constraint->index != NULL ? apply_copy_index(arena, constraint->index)
                                             : arena_new_object(arena, Index);

    if (constraint->index == NULL)
    {
        for (const Name *name = constraint->columns.first; name != NULL; name = name->next)
        {
            IndexElement *element = arena_new_object(arena, IndexElement);

            element->column = name->text;
            list_append(&index->elements, element);
        }
    }
    index->name = constraint->name;
    index->method = "btree";
    index->is_unique = true;
    index->is_primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
    return index;
}

/* Values of the two can be compared by an operator of one btree family. */
static bool
are_comparable(const Schema *schema, const TypeName *left, const TypeName *right)
{
    TypeFacts of_left = type_facts(schema, left);
    TypeFacts of_right = type_facts(schema, right);
    bool is_number = of_left.category == CATEGORY_INTEGER || of_left.category == CATEGORY_NUMERIC ||
                     of_left.category == CATEGORY_FLOAT;
    bool is_number_too = of_right.category == CATEGORY_INTEGER ||
                         of_right.category == CATEGORY_NUMERIC ||
                         of_right.category == CATEGORY_FLOAT;

    return of_left.category == of_right.category || (is_number && is_number_too);
}

static const Index *
index_on(const Table *table, const NameList *columns)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        bool is_match = index->is_unique && index->predicate == NULL && !index->is_invalid &&
                        index->elements.count == columns->count;

        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
            is_match &= element->column != NULL && name_list_contains(columns, element->column);
        if (is_match)
            return index;
    }
    return NULL;
}

static bool
check_foreign_key(const Schema *schema, const Table *table, const Constraint *key, Error *error)
{
    Table *parent = schema_find_table(schema, key->ref_schema, key->ref_table);
    const Name *column = key->columns.first;

    if (parent == NULL)
        return error_set(error, ERROR_INPUT,
                         "table \"%s\" that foreign key \"%s\" points to does not exist",
                         key->ref_table == NULL ? "" : key->ref_table, key->name);
    if (!apply_check_columns(parent, &key->ref_columns, error))
        return false;
    if (key->ref_columns.count != key->columns.count)
        return error_set(error, ERROR_INPUT,
                         "foreign key \"%s\" names %zu columns but points to %zu", key->name,
                         key->columns.count, key->ref_columns.count);
    if (index_on(parent, &key->ref_columns) == NULL)
        return error_set(
            error, ERROR_INPUT,
            "no unique index of table \"%s\" holds just the columns of foreign key \"%s\"",
            parent->name, key->name);
    if (table->persistence == PERSISTENCE_LOGGED && parent->persistence != PERSISTENCE_LOGGED)
        return error_set(error, ERROR_INPUT, "table \"%s\" cannot point to unlogged table \"%s\"",
                         table->name, parent->name);
    for (const Name *other = key->ref_columns.first; other != NULL;
         other = other->next, column = column->next)
    {
        if (!are_comparable(schema, &table_find_column(table, column->text)->type,
                            &table_find_column(parent, other->text)->type))
            return error_set(
                error, ERROR_INPUT,
                "foreign key \"%s\" compares columns \"%s\" and \"%s\" of different types",
                key->name, column->text, other->text);
    }
    return true;
}

/* `old_name` is the constraint or index that goes in the same change. */
static bool
check_new(const Schema *schema, const Table *table, const Constraint *constraint,
          const char *old_name, Error *error)
{
    Arena *arena = schema->arena;
    Constraint *primary_key = table_primary_key(table);

    if (constraint == NULL || constraint->name == NULL)
        return error_set(error, ERROR_INPUT, "no constraint is given for table \"%s\"",
                         table->name);
    if (!str_equal(constraint->name, old_name) &&
        table_find_constraint(table, constraint->name) != NULL)
        return error_set(error, ERROR_INPUT, "constraint \"%s\" of table \"%s\" already exists",
                         constraint->name, table->name);
    if (constraint->kind == CONSTRAINT_CHECK)
        return constraint->check != NULL ||
               error_set(error, ERROR_INPUT, "check \"%s\" has no condition", constraint->name);
    if (!apply_check_columns(table, &constraint->columns, error))
        return false;
    if (constraint->kind == CONSTRAINT_PRIMARY_KEY && primary_key != NULL &&
        !str_equal(primary_key->name, old_name))
        return error_set(error, ERROR_INPUT, "table \"%s\" has primary key \"%s\" already",
                         table->name, primary_key->name);
    if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
        return check_foreign_key(schema, table, constraint, error);
    if (is_key(constraint))
        return apply_check_index(schema, table, key_index(arena, constraint), old_name, error);
    return error_set(error, ERROR_INPUT,
                     "exclusion constraint \"%s\" cannot be added to a table in use",
                     constraint->name);
}

void
apply_make_not_null(Schema *schema, Table *table, const char *column_name)
{
    Column *column = table_find_column(table, column_name);

    if (column != NULL)
        column->is_not_null = true;
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        if (apply_is_child(child, table))
            apply_make_not_null(schema, child, column_name);
    }
}

/* Keys go down to partitions as constraints of their own; the indexes are attached. */
static void
make_key(Schema *schema, Table *table, Constraint *made)
{
    Index *index = apply_make_index_alone(schema, table, key_index(schema->arena, made));

    made->index = index;
    index->constraint = made;
    for (const Name *name = made->columns.first;
         made->kind == CONSTRAINT_PRIMARY_KEY && name != NULL; name = name->next)
        apply_make_not_null(schema, table, name->text);
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        Constraint *attached;

        if (!apply_is_partition_of(child, table))
            continue;
        attached = apply_copy_constraint(schema->arena, made);
        attached->name = apply_partition_index_name(schema, child, index);
        attached->comment = NULL;
        attached->table = child;
        list_append(&child->constraints, attached);
        make_key(schema, child, attached);
        attached->index->parent_schema = index->schema;
        attached->index->parent_name = index->name;
    }
}

static void
inherit(Schema *schema, const Table *table, const Constraint *made)
{
    bool is_for_all_children = made->kind == CONSTRAINT_CHECK && !made->is_no_inherit;

    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        Constraint *copy;

        if (!apply_is_partition_of(child, table) &&
            !(is_for_all_children && apply_is_child(child, table)))
            continue;
        if (table_find_constraint(child, made->name) != NULL)
            continue;
        copy = apply_copy_constraint(schema->arena, made);
        copy->is_inherited = true;
        copy->comment = NULL;
        copy->table = child;
        list_append(&child->constraints, copy);
        inherit(schema, child, copy);
    }
}

void
apply_make_constraint(Schema *schema, Table *table, const Constraint *constraint)
{
    Constraint *made = apply_copy_constraint(schema->arena, constraint);

    made->table = table;
    list_append(&table->constraints, made);
    if (is_key(made))
        make_key(schema, table, made);
    else
        inherit(schema, table, made);
}

bool
apply_add_constraint(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);

    if (table == NULL || !check_new(schema, table, change->constraint, NULL, error))
        return false;
    apply_make_constraint(schema, table, change->constraint);
    return true;
}

static Constraint *
find_constraint(const Table *table, const char *name, Error *error)
{
    Constraint *constraint = name == NULL ? NULL : table_find_constraint(table, name);

    if (constraint == NULL)
        error_set(error, ERROR_INPUT, "constraint \"%s\" of table \"%s\" does not exist",
                  name == NULL ? "" : name, table->name);
    return constraint;
}

static Constraint *
check_removable(const Schema *schema, const Table *table, const char *name, Error *error)
{
    Constraint *constraint = find_constraint(table, name, error);
    const Constraint *needed_by = NULL;

    if (constraint == NULL)
        return NULL;
    if (is_key(constraint) && constraint->index != NULL)
        needed_by = apply_needed_by(schema, table, constraint->index);
    if (constraint->is_inherited ||
        (constraint->index != NULL && constraint->index->parent_name != NULL))
        error_set(error, ERROR_INPUT, "constraint \"%s\" of table \"%s\" comes from its parent",
                  name, table->name);
    else if (needed_by != NULL)
        error_set(error, ERROR_INPUT, "foreign key \"%s\" needs constraint \"%s\"", needed_by->name,
                  name);
    else if (constraint->index != NULL && constraint->index->is_replica_identity)
        error_set(error, ERROR_INPUT, "constraint \"%s\" is the replica identity", name);
    else
        return constraint;
    return NULL;
}

static void
forget_inherited(Schema *schema, const Table *table, const char *name)
{
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        Constraint *copy = apply_is_child(child, table) ? table_find_constraint(child, name) : NULL;

        if (copy == NULL || !copy->is_inherited)
            continue;
        list_remove(&child->constraints, copy);
        forget_inherited(schema, child, name);
    }
}

static void
remove_constraint(Schema *schema, Table *table, Constraint *constraint)
{
    if (constraint->index != NULL)
    {
        apply_drop_index(schema, table, constraint->index);
        return;
    }
    list_remove(&table->constraints, constraint);
    forget_inherited(schema, table, constraint->name);
}

bool
apply_drop_constraint(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Constraint *old = table == NULL ? NULL : check_removable(schema, table, change->object, error);

    if (old == NULL)
        return false;
    remove_constraint(schema, table, old);
    return true;
}

bool
apply_replace_constraint(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Constraint *old = table == NULL ? NULL : check_removable(schema, table, change->object, error);

    if (old == NULL)
        return false;
    if (change->constraint != NULL &&
        !check_new(schema, table, change->constraint, change->object, error))
        return false;
    if (change->constraint == NULL &&
        !apply_check_index(schema, table, change->index, change->object, error))
        return false;
    remove_constraint(schema, table, old);
    if (change->constraint != NULL)
        apply_make_constraint(schema, table, change->constraint);
    else
        apply_make_index(schema, table, change->index);
    return true;
}

static void
validate(Schema *schema, const Table *table, const char *name)
{
    Constraint *constraint = table_find_constraint(table, name);

    if (constraint == NULL)
        return;
    constraint->is_not_valid = false;
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        if (apply_is_child(child, table))
            validate(schema, child, name);
    }
}

bool
apply_validate_constraint(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Constraint *constraint = table == NULL ? NULL : find_constraint(table, change->object, error);

    if (constraint == NULL)
        return false;
    if (!constraint->is_not_valid)
        return error_set(error, ERROR_INPUT, "constraint \"%s\" of table \"%s\" is valid already",
                         change->object, table->name);
    validate(schema, table, change->object);
    return true;
}
