#include "change/apply_internal.h"
#include "ddl/ddl.h"
#include "schema/type.h"

/*
 * A column's type is never alone: children repeat it, foreign keys must be able to hold it, its
 * sequence must reach it. The trap is what is kept as text: expressions of an index must stay
 * immutable, and functions of json do not take jsonb; such changes are refused.
 */

static bool
add_follower(Arena *arena, FollowerList *list, Table *table, Column *column)
{
    Follower *added;

    if (table == NULL || column == NULL)
        return false;
    for (const Follower *known = list->first; known != NULL; known = known->next)
    {
        if (known->column == column)
            return false;
    }
    added = arena_new_object(arena, Follower);
    added->table = table;
    added->column = column;
    list_append(list, added);
    return true;
}

static void
add_parents(Arena *arena, const Schema *schema, FollowerList *list, Follower *of)
{
    for (Table *parent = schema->tables.first; parent != NULL; parent = parent->next)
    {
        Column *column = table_find_column(parent, of->column->name);

        if (column == NULL || !apply_is_child(of->table, parent))
            continue;
        of->is_child = true;
        add_follower(arena, list, parent, column);
    }
}

static void
add_children(Arena *arena, const Schema *schema, FollowerList *list, const Follower *of)
{
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        if (apply_is_child(child, of->table))
            add_follower(arena, list, child, table_find_column(child, of->column->name));
    }
}

static void
add_referencing(Arena *arena, FollowerList *list, Table *from, const Follower *of)
{
    for (const Constraint *key = from->constraints.first; key != NULL; key = key->next)
    {
        const Name *own = key->columns.first;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || !str_equal(key->ref_table, of->table->name) ||
            !str_equal(key->ref_schema, of->table->schema))
            continue;
        for (const Name *other = key->ref_columns.first; other != NULL && own != NULL;
             other = other->next, own = own->next)
        {
            if (str_equal(other->text, of->column->name))
                add_follower(arena, list, from, table_find_column(from, own->text));
        }
    }
}

FollowerList
apply_followers(Arena *arena, const Schema *schema, Table *table, Column *column)
{
    FollowerList list = {0};

    add_follower(arena, &list, table, column);
    for (Follower *of = list.first; of != NULL; of = of->next)
    {
        add_parents(arena, schema, &list, of);
        add_children(arena, schema, &list, of);
        for (Table *from = schema->tables.first; from != NULL; from = from->next)
            add_referencing(arena, &list, from, of);
    }
    return list;
}

Sequence *
apply_column_sequence(const Schema *schema, const Table *table, const Column *column)
{
    if (column->sequence != NULL)
        return column->sequence;
    for (Sequence *sequence = schema->sequences.first; sequence != NULL; sequence = sequence->next)
    {
        if (str_equal(sequence->owned_by_column, column->name) &&
            str_equal(sequence->owned_by_table, table->name) &&
            str_equal(sequence->owned_by_schema, table->schema))
            return sequence;
    }
    return NULL;
}

static bool
mentions(const Expr *expr, ReferenceKind kind, const char *name)
{
    for (const Reference *ref = expr == NULL ? NULL : expr->references.first; ref != NULL;
         ref = ref->next)
    {
        if (ref->kind == kind && str_equal(ref->name, name))
            return true;
    }
    return false;
}

/* What is computed from the column and stored must stay immutable, and typed. */
static const char *
stored_use(const Table *table, const Column *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (mentions(index->predicate, REFERENCE_COLUMN, column->name))
            return index->name;
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
        {
            if (mentions(element->expr, REFERENCE_COLUMN, column->name))
                return index->name;
        }
    }
    for (const Column *other = table->columns.first; other != NULL; other = other->next)
    {
        if (mentions(other->generated_expr, REFERENCE_COLUMN, column->name))
            return other->name;
    }
    return NULL;
}

static const char *
any_use(const Schema *schema, const Table *table, const Column *column)
{
    for (const Constraint *check = table->constraints.first; check != NULL; check = check->next)
    {
        if (mentions(check->check, REFERENCE_COLUMN, column->name))
            return check->name;
    }
    for (const Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
    {
        if (mentions(policy->using_expr, REFERENCE_COLUMN, column->name) ||
            mentions(policy->check_expr, REFERENCE_COLUMN, column->name))
            return policy->name;
    }
    for (const Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        if (mentions(trigger->when, REFERENCE_COLUMN, column->name))
            return trigger->name;
    }
    for (const View *view = schema->views.first; view != NULL; view = view->next)
    {
        if (mentions(view->query, REFERENCE_COLUMN, column->name) &&
            mentions(view->query, REFERENCE_RELATION, table->name))
            return view->name;
    }
    return stored_use(table, column);
}

static bool
is_number(TypeCategory category)
{
    return category == CATEGORY_INTEGER || category == CATEGORY_NUMERIC ||
           category == CATEGORY_FLOAT;
}

static bool
check_uses(const Schema *schema, const Follower *of, const TypeName *type, Error *error)
{
    TypeCategory old = type_facts(schema, &of->column->type).category;
    TypeCategory new = type_facts(schema, type).category;
    bool is_timestamp = old == CATEGORY_TIMESTAMP && new == CATEGORY_TIMESTAMPTZ;
    const char *user;

    if (old == new || (is_number(old) && is_number(new)))
        return true;
    user =
        is_timestamp ? stored_use(of->table, of->column) : any_use(schema, of->table, of->column);
    if (user == NULL)
        return true;
    return error_set(
        error, ERROR_INPUT,
        "\"%s\" uses column \"%s\" of table \"%s\" as %s and has to be rewritten first", user,
        of->column->name, of->table->name, of->column->type.text);
}

static bool
check_follower(const Schema *schema, const Follower *of, const TypeName *type, Error *error)
{
    const Type *domain = schema_find_type(schema, of->column->type.schema, of->column->type.name);

    if (of->table->of_type_name != NULL)
        return error_set(error, ERROR_INPUT, "table \"%s\" takes its columns from type \"%s\"",
                         of->table->name, of->table->of_type_name);
    if (domain != NULL && domain->kind == TYPE_DOMAIN &&
        (domain->constraints.first != NULL || domain->is_not_null || domain->default_expr != NULL))
        return error_set(
            error, ERROR_INPUT,
            "column \"%s\" of table \"%s\" is of domain \"%s\", whose checks would be lost",
            of->column->name, of->table->name, domain->name);
    return check_uses(schema, of, type, error);
}

bool
apply_must_follow(const Follower *of, const TypeName *type, const TypeName *old)
{
    int64_t wanted = type_integer_maximum(type->name);
    int64_t maximum = type_integer_maximum(of->column->type.name);

    if (type_equal(&of->column->type, type))
        return false;
    if (wanted > 0 && maximum > 0 && type_integer_maximum(old->name) > 0)
        return maximum < wanted;
    return true;
}

/* A column that points elsewhere must stay comparable with what it points to. */
static bool
check_pointed(const Schema *schema, const Follower *of, const TypeName *type,
              const FollowerList *all, Error *error)
{
    for (const Constraint *key = of->table->constraints.first; key != NULL; key = key->next)
    {
        const Table *parent = key->kind != CONSTRAINT_FOREIGN_KEY
                                  ? NULL
                                  : schema_find_table(schema, key->ref_schema, key->ref_table);
        const Name *other = key->ref_columns.first;

        for (const Name *own = key->columns.first; parent != NULL && own != NULL && other != NULL;
             own = own->next, other = other->next)
        {
            const Column *pointed = table_find_column(parent, other->text);
            bool is_following = false;

            if (!str_equal(own->text, of->column->name) || pointed == NULL)
                continue;
            for (const Follower *f = all->first; f != NULL; f = f->next)
                is_following |= f->column == pointed;
            if (!is_following &&
                !str_equal(type_facts(schema, &pointed->type).base_name,
                           type_facts(schema, type).base_name) &&
                !(type_facts(schema, &pointed->type).category == CATEGORY_INTEGER &&
                  type_facts(schema, type).category == CATEGORY_INTEGER))
                return error_set(error, ERROR_INPUT,
                                 "foreign key \"%s\" points to column \"%s\" of another type",
                                 key->name, pointed->name);
        }
    }
    return true;
}

/* An operator class written for the old type would not fit the new one. */
static void
forget_operator_classes(Table *table, const char *column, const char *old_type)
{
    for (Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        for (IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
        {
            size_t length = strlen(old_type);

            if (str_equal(element->column, column) && element->opclass != NULL &&
                strncmp(element->opclass, old_type, length) == 0 &&
                strncmp(element->opclass + length, "_ops", 4) == 0)
                element->opclass = NULL;
        }
    }
}

static void
set_sequence_type(Sequence *sequence, const TypeName *type)
{
    int64_t old_maximum = type_integer_maximum(sequence->type.name);
    int64_t maximum = type_integer_maximum(type->name);

    if (sequence->maximum == old_maximum || sequence->maximum > maximum)
        sequence->maximum = maximum;
    if (sequence->minimum == -old_maximum - 1 || sequence->minimum < -maximum - 1)
        sequence->minimum = -maximum - 1;
    sequence->type = *type;
}

static void
set_type(Schema *schema, const Follower *of, const TypeName *type)
{
    Sequence *sequence = apply_column_sequence(schema, of->table, of->column);

    forget_operator_classes(of->table, of->column->name,
                            type_facts(schema, &of->column->type).base_name);
    of->column->type = *type;
    if (type_facts(schema, type).category != CATEGORY_TEXT)
        of->column->collation = NULL;
    if (sequence != NULL &&
        type_integer_maximum(type->name) > type_integer_maximum(sequence->type.name))
        set_sequence_type(sequence, type);
}

bool
apply_column_type(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Column *column = table == NULL ? NULL : apply_column(table, change->column, error);
    FollowerList all;
    TypeName old;

    if (column == NULL)
        return false;
    if (change->type.name == NULL)
        return error_set(error, ERROR_INPUT, "no type is given for column \"%s\" of table \"%s\"",
                         column->name, table->name);
    if (type_equal(&column->type, &change->type))
        return true;
    old = column->type;
    all = apply_followers(schema->arena, schema, table, column);
    for (const Follower *of = all.first; of != NULL; of = of->next)
    {
        if (apply_must_follow(of, &change->type, &old) &&
            (!check_follower(schema, of, &change->type, error) ||
             !check_pointed(schema, of, &change->type, &all, error)))
            return false;
    }
    for (const Follower *of = all.first; of != NULL; of = of->next)
    {
        if (of == all.first || apply_must_follow(of, &change->type, &old))
            set_type(schema, of, &change->type);
    }
    return true;
}

bool
apply_sequence_type(Schema *schema, const Change *change, Error *error)
{
    Sequence *sequence = schema_find_sequence(schema, change->table_schema, change->object);

    if (sequence == NULL)
        return error_set(error, ERROR_INPUT, "sequence \"%s\" does not exist",
                         change->object == NULL ? "" : change->object);
    if (type_integer_maximum(change->type.name) == 0)
        return error_set(error, ERROR_INPUT, "a sequence cannot be of type %s", change->type.text);
    if (type_equal(&sequence->type, &change->type))
        return true;
    set_sequence_type(sequence, &change->type);
    return true;
}

bool
apply_set_not_null(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Column *column = table == NULL ? NULL : apply_column(table, change->column, error);

    if (column == NULL)
        return false;
    if (column->is_not_null)
        return error_set(error, ERROR_INPUT, "column \"%s\" of table \"%s\" is NOT NULL already",
                         column->name, table->name);
    apply_make_not_null(schema, table, column->name);
    return true;
}

static void
make_default(Schema *schema, Table *table, const char *name, const Expr *expr)
{
    Column *column = table_find_column(table, name);

    if (column == NULL)
        return;
    column->default_expr = expr;
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        if (apply_is_child(child, table))
            make_default(schema, child, name, expr);
    }
}

bool
apply_set_default(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    Column *column = table == NULL ? NULL : apply_column(table, change->column, error);
    Expr *expr = NULL;

    if (column == NULL)
        return false;
    if (column->identity != IDENTITY_NONE || column->generated_expr != NULL)
        return error_set(error, ERROR_INPUT, "column \"%s\" of table \"%s\" is generated",
                         column->name, table->name);
    if (change->default_sql != NULL)
    {
        expr = arena_new_object(schema->arena, Expr);
        if (!ddl_read_expr(schema->arena, change->default_sql, expr, error))
            return false;
    }
    make_default(schema, table, column->name, expr);
    return true;
}

/* An identity column brings its sequence, named as PostgreSQL names it. */
static void
make_sequence(Schema *schema, const Table *table, Column *column)
{
    Sequence *sequence = arena_new_object(schema->arena, Sequence);

    sequence->schema = table->schema;
    sequence->name = name_choose_relation(schema->arena, schema, table->schema, table->name,
                                          column->name, "seq");
    sequence->type = column->type;
    sequence->start = sequence->increment = sequence->minimum = sequence->cache = 1;
    sequence->maximum = type_integer_maximum(column->type.name);
    sequence->is_identity = true;
    sequence->persistence = table->persistence;
    sequence->owned_by_schema = table->schema;
    sequence->owned_by_table = table->name;
    sequence->owned_by_column = column->name;
    column->sequence = sequence;
    schema_add_sequence(schema, sequence);
}

static void
add_column(Schema *schema, Table *table, const Column *column, bool is_inherited)
{
    Column *added = arena_new_object(schema->arena, Column);

    *added = *column;
    added->is_inherited = is_inherited;
    added->options = apply_copy_options(schema->arena, &column->options);
    added->identity = is_inherited ? IDENTITY_NONE : column->identity;
    added->sequence = NULL;
    list_append(&table->columns, added);
    if (added->identity != IDENTITY_NONE)
        make_sequence(schema, table, added);
    for (Table *child = schema->tables.first; child != NULL; child = child->next)
    {
        if (apply_is_child(child, table) && table_find_column(child, column->name) == NULL)
            add_column(schema, child, column, true);
    }
}

bool
apply_add_column(Schema *schema, const Change *change, Error *error)
{
    Table *table = apply_table(schema, change, error);
    const Column *column = change->new_column;

    if (table == NULL)
        return false;
    if (column == NULL || column->name == NULL || column->type.name == NULL)
        return error_set(error, ERROR_INPUT, "no column is given for table \"%s\"", table->name);
    if (table_find_column(table, column->name) != NULL)
        return error_set(error, ERROR_INPUT, "column \"%s\" of table \"%s\" already exists",
                         column->name, table->name);
    if (table->of_type_name != NULL || table->partition_of != NULL)
        return error_set(error, ERROR_INPUT, "table \"%s\" takes its columns from elsewhere",
                         table->name);
    if (change->constraint != NULL && change->constraint->kind == CONSTRAINT_PRIMARY_KEY &&
        table_primary_key(table) != NULL)
        return error_set(error, ERROR_INPUT, "table \"%s\" has a primary key already", table->name);
    add_column(schema, table, column, false);
    if (change->constraint != NULL)
        apply_make_constraint(schema, table, change->constraint);
    return true;
}
