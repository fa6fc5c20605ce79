/*
 * copy.c - a second model beside the first.
 *
 * Structs and lists are new, texts are shared. Pointers between objects are led to the copies: lists
 * are copied in order, so an object and its copy stand at the same place of their lists.
 */
#include "schema/schema.h"

/* Copies a list whose items need nothing but their struct; `fix` is run on each new item. */
#define COPY_LIST(Type, arena, from, fix)                                                   \
    ({                                                                                      \
        Type##List to_ = {0};                                                               \
        for (const Type *source_ = (from)->first; source_ != NULL; source_ = source_->next) \
        {                                                                                   \
            Type *new_ = copy_bytes(arena, source_, sizeof(Type));                          \
            fix(arena, new_);                                                               \
            list_append(&to_, new_);                                                        \
        }                                                                                   \
        to_;                                                                                \
    })

static void *
copy_bytes(Arena *arena, const void *from, size_t size)
{
    return memcpy(arena_alloc(arena, size), from, size);
}

static void
nothing(Arena *arena, const void *item)
{
    (void) arena;
    (void) item;
}

static NameList
copy_names(Arena *arena, const NameList *from)
{
    return COPY_LIST(Name, arena, from, nothing);
}

static OptionList
copy_options(Arena *arena, const OptionList *from)
{
    return COPY_LIST(Option, arena, from, nothing);
}

static ReferenceList
copy_references(Arena *arena, const ReferenceList *from)
{
    return COPY_LIST(Reference, arena, from, nothing);
}

static const Expr *
copy_expr(Arena *arena, const Expr *from)
{
    Expr *to;

    if (from == NULL)
        return NULL;
    to = copy_bytes(arena, from, sizeof(Expr));
    to->references = copy_references(arena, &from->references);
    return to;
}

static GrantList
copy_grants(Arena *arena, const GrantList *from)
{
    return COPY_LIST(Grant, arena, from, nothing);
}

static void
fix_column(Arena *arena, Column *column)
{
    column->default_expr = copy_expr(arena, column->default_expr);
    column->generated_expr = copy_expr(arena, column->generated_expr);
    column->options = copy_options(arena, &column->options);
}

static void
fix_constraint(Arena *arena, Constraint *constraint)
{
    constraint->columns = copy_names(arena, &constraint->columns);
    constraint->check = copy_expr(arena, constraint->check);
    constraint->ref_columns = copy_names(arena, &constraint->ref_columns);
    constraint->on_delete_columns = copy_names(arena, &constraint->on_delete_columns);
}

static void
fix_element(Arena *arena, IndexElement *element)
{
    element->expr = copy_expr(arena, element->expr);
    element->opclass_options = copy_options(arena, &element->opclass_options);
}

static void
fix_index(Arena *arena, Index *index)
{
    index->elements = COPY_LIST(IndexElement, arena, &index->elements, fix_element);
    index->include = copy_names(arena, &index->include);
    index->predicate = copy_expr(arena, index->predicate);
    index->options = copy_options(arena, &index->options);
}

static void
fix_trigger(Arena *arena, Trigger *trigger)
{
    trigger->update_columns = copy_names(arena, &trigger->update_columns);
    trigger->when = copy_expr(arena, trigger->when);
    trigger->arguments = copy_names(arena, &trigger->arguments);
}

static void
fix_policy(Arena *arena, Policy *policy)
{
    policy->roles = copy_names(arena, &policy->roles);
    policy->using_expr = copy_expr(arena, policy->using_expr);
    policy->check_expr = copy_expr(arena, policy->check_expr);
}

/* The copy of `wanted`, found by walking the old and the new list together. */
static Index *
index_copy_of(const IndexList *old_list, const IndexList *new_list, const Index *wanted)
{
    Index *copy = new_list->first;

    for (const Index *old = old_list->first; old != NULL; old = old->next, copy = copy->next)
    {
        if (old == wanted)
            return copy;
    }
    return NULL;
}

static Constraint *
constraint_copy_of(const ConstraintList *old_list, const ConstraintList *new_list,
                   const Constraint *wanted)
{
    Constraint *copy = new_list->first;

    for (const Constraint *old = old_list->first; old != NULL; old = old->next, copy = copy->next)
    {
        if (old == wanted)
            return copy;
    }
    return NULL;
}

static void
relink_table(const Schema *schema, const Table *old, Table *table)
{
    for (Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        item->table = table;
        if (item->index != NULL)
            item->index = index_copy_of(&old->indexes, &table->indexes, item->index);
    }
    for (Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (index->constraint != NULL)
            index->constraint =
                constraint_copy_of(&old->constraints, &table->constraints, index->constraint);
    }
    for (Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (column->sequence != NULL)
            column->sequence =
                schema_find_sequence(schema, column->sequence->schema, column->sequence->name);
    }
}

static PartitionKey *
copy_partition_key(Arena *arena, const PartitionKey *from)
{
    PartitionKey *to;

    if (from == NULL)
        return NULL;
    to = copy_bytes(arena, from, sizeof(PartitionKey));
    to->elements = COPY_LIST(IndexElement, arena, &from->elements, fix_element);
    return to;
}

static void
copy_table(Schema *schema, const Table *old)
{
    Arena *arena = schema->arena;
    Table *table = copy_bytes(arena, old, sizeof(Table));

    table->columns = COPY_LIST(Column, arena, &old->columns, fix_column);
    table->constraints = COPY_LIST(Constraint, arena, &old->constraints, fix_constraint);
    table->indexes = COPY_LIST(Index, arena, &old->indexes, fix_index);
    table->triggers = COPY_LIST(Trigger, arena, &old->triggers, fix_trigger);
    table->policies = COPY_LIST(Policy, arena, &old->policies, fix_policy);
    table->inherits = COPY_LIST(TableParent, arena, &old->inherits, nothing);
    if (old->partition_of != NULL)
        table->partition_of = copy_bytes(arena, old->partition_of, sizeof(TableParent));
    table->partition_key = copy_partition_key(arena, old->partition_key);
    table->options = copy_options(arena, &old->options);
    table->grants = copy_grants(arena, &old->grants);
    relink_table(schema, old, table);
    schema_add_table(schema, table);
}

static void
copy_view(Schema *schema, const View *old)
{
    Arena *arena = schema->arena;
    View *view = copy_bytes(arena, old, sizeof(View));

    view->column_names = copy_names(arena, &old->column_names);
    view->columns = COPY_LIST(Column, arena, &old->columns, fix_column);
    view->query = copy_expr(arena, old->query);
    view->options = copy_options(arena, &old->options);
    view->indexes = COPY_LIST(Index, arena, &old->indexes, fix_index);
    view->triggers = COPY_LIST(Trigger, arena, &old->triggers, fix_trigger);
    view->column_comments = copy_options(arena, &old->column_comments);
    view->column_defaults = copy_options(arena, &old->column_defaults);
    view->grants = copy_grants(arena, &old->grants);
    schema_add_view(schema, view);
}

static void
copy_type(Schema *schema, const Type *old)
{
    Arena *arena = schema->arena;
    Type *type = copy_bytes(arena, old, sizeof(Type));

    type->labels = copy_names(arena, &old->labels);
    type->default_expr = copy_expr(arena, old->default_expr);
    type->constraints = COPY_LIST(Constraint, arena, &old->constraints, fix_constraint);
    type->columns = COPY_LIST(Column, arena, &old->columns, fix_column);
    type->options = copy_options(arena, &old->options);
    type->grants = copy_grants(arena, &old->grants);
    schema_add_type(schema, type);
}

static void
fix_argument(Arena *arena, Argument *argument)
{
    argument->default_expr = copy_expr(arena, argument->default_expr);
}

static void
fix_routine(Arena *arena, Routine *routine)
{
    routine->arguments = COPY_LIST(Argument, arena, &routine->arguments, fix_argument);
    routine->sql_body = copy_expr(arena, routine->sql_body);
    routine->transforms = copy_names(arena, &routine->transforms);
    routine->settings = copy_options(arena, &routine->settings);
    routine->grants = copy_grants(arena, &routine->grants);
}

static void
fix_publication_table(Arena *arena, PublicationTable *table)
{
    table->columns = copy_names(arena, &table->columns);
    table->where = copy_expr(arena, table->where);
}

static Publication *
copy_publication(Arena *arena, const Publication *from)
{
    Publication *to;

    if (from == NULL)
        return NULL;
    to = copy_bytes(arena, from, sizeof(Publication));
    to->tables = COPY_LIST(PublicationTable, arena, &from->tables, fix_publication_table);
    to->schemas = copy_names(arena, &from->schemas);
    to->options = copy_options(arena, &from->options);
    return to;
}

static void
fix_other(Arena *arena, Other *other)
{
    other->references = copy_references(arena, &other->references);
    other->changes = COPY_LIST(OtherChange, arena, &other->changes, nothing);
    other->publication = copy_publication(arena, other->publication);
}

static void
fix_default_privileges(Arena *arena, DefaultPrivileges *privileges)
{
    privileges->grants = copy_grants(arena, &privileges->grants);
}

static void
copy_namespace(Schema *schema, const Namespace *old)
{
    Namespace *space = copy_bytes(schema->arena, old, sizeof(Namespace));

    space->grants = copy_grants(schema->arena, &old->grants);
    schema_add_namespace(schema, space);
}

static void
copy_sequence(Schema *schema, const Sequence *old)
{
    Sequence *sequence = copy_bytes(schema->arena, old, sizeof(Sequence));

    sequence->grants = copy_grants(schema->arena, &old->grants);
    schema_add_sequence(schema, sequence);
}

Schema *
schema_copy(Arena *arena, const Schema *schema)
{
    Schema *copy = schema_new(arena);

    for (const Namespace *item = schema->namespaces.first; item != NULL; item = item->next)
        copy_namespace(copy, item);
    for (const Sequence *item = schema->sequences.first; item != NULL; item = item->next)
        copy_sequence(copy, item);
    for (const Type *item = schema->types.first; item != NULL; item = item->next)
        copy_type(copy, item);
    for (const Table *item = schema->tables.first; item != NULL; item = item->next)
        copy_table(copy, item);
    for (const View *item = schema->views.first; item != NULL; item = item->next)
        copy_view(copy, item);
    copy->extensions = COPY_LIST(Extension, arena, &schema->extensions, nothing);
    copy->routines = COPY_LIST(Routine, arena, &schema->routines, fix_routine);
    copy->others = COPY_LIST(Other, arena, &schema->others, fix_other);
    copy->default_privileges =
        COPY_LIST(DefaultPrivileges, arena, &schema->default_privileges, fix_default_privileges);
    copy->roles = copy_names(arena, &schema->roles);
    copy->problems = COPY_LIST(Problem, arena, &schema->problems, nothing);
    copy->server_version = schema->server_version;
    copy->statements = schema->statements;
    return copy;
}
