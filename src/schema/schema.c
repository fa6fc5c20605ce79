/*
 * schema.c - the lists of the model and how their objects are found by name.
 *
 * One map finds everything. A key is a letter for the kind, the schema, a byte that no name holds,
 * and the name: "t" tables, "v" views, "s" sequences, "y" types, "i" indexes, "n" namespaces.
 * The trap: an object whose schema or name is written directly is lost for the map; rename it here.
 */
#include "schema/schema.h"

#include "schema/uses.h"

enum
{
    KEY_SHORT = 160
};

/* Most keys fit the caller's buffer, so that looking up takes no memory of an arena. */
typedef struct Key
{
    char fixed[KEY_SHORT];
    char *text;
} Key;

static void
key_make(Key *key, char kind, const char *space, const char *name)
{
    size_t space_length = space == NULL ? 0 : strlen(space);
    size_t name_length = strlen(name);
    size_t needed = space_length + name_length + 3;

    key->text = key->fixed;
    if (needed > sizeof(key->fixed))
        key->text = calloc(1, needed);
    if (key->text == NULL)
        abort();
    key->text[0] = kind;
    if (space != NULL)
        memcpy(key->text + 1, space, space_length);
    key->text[space_length + 1] = '\x01';
    memcpy(key->text + space_length + 2, name, name_length + 1);
}

static void
key_drop(Key *key)
{
    if (key->text != key->fixed)
        free(key->text);
}

static void *
find(const Schema *schema, char kind, const char *space, const char *name)
{
    Key key;
    void *found;

    if (name == NULL)
        return NULL;
    key_make(&key, kind, space, name);
    found = map_get(schema->by_name, key.text);
    key_drop(&key);
    return found;
}

static void
put(Schema *schema, char kind, const char *space, const char *name, void *value)
{
    Key key;

    key_make(&key, kind, space, name);
    map_put(schema->by_name, key.text, value);
    key_drop(&key);
}

/* Only if the name still leads to this object: a newer one may have taken it. */
static void
forget(Schema *schema, char kind, const char *space, const char *name, const void *value)
{
    if (find(schema, kind, space, name) == value)
        put(schema, kind, space, name, NULL);
}

Schema *
schema_new(Arena *arena)
{
    Schema *schema = arena_new_object(arena, Schema);

    schema->arena = arena;
    schema->by_name = map_new(arena);
    return schema;
}

static void
put_indexes(Schema *schema, const IndexList *list)
{
    for (Index *index = list->first; index != NULL; index = index->next)
        put(schema, 'i', index->schema, index->name, index);
}

static void
forget_indexes(Schema *schema, const IndexList *list)
{
    for (Index *index = list->first; index != NULL; index = index->next)
        forget(schema, 'i', index->schema, index->name, index);
}

void
schema_add_table(Schema *schema, Table *table)
{
    list_append(&schema->tables, table);
    put(schema, 't', table->schema, table->name, table);
    put_indexes(schema, &table->indexes);
    uses_touch(schema, USER_TABLE, table);
}

Schema *
schema_with_tables(Arena *arena, const Schema *schema, const TableList *tables)
{
    Schema *larger = arena_new_object(arena, Schema);

    *larger = *schema;
    larger->uses = NULL;
    if (tables->first == NULL)
        return larger;
    for (Table *table = tables->first; table != NULL; table = table->next)
        put(larger, 't', table->schema, table->name, table);
    tables->last->next = schema->tables.first;
    larger->tables.first = tables->first;
    larger->tables.count += tables->count;
    if (larger->tables.last == NULL)
        larger->tables.last = tables->last;
    return larger;
}

void
schema_add_view(Schema *schema, View *view)
{
    list_append(&schema->views, view);
    put(schema, 'v', view->schema, view->name, view);
    put_indexes(schema, &view->indexes);
    uses_touch(schema, USER_VIEW, view);
}

void
schema_add_sequence(Schema *schema, Sequence *sequence)
{
    list_append(&schema->sequences, sequence);
    put(schema, 's', sequence->schema, sequence->name, sequence);
    uses_touch(schema, USER_SEQUENCE, sequence);
}

void
schema_add_type(Schema *schema, Type *type)
{
    list_append(&schema->types, type);
    put(schema, 'y', type->schema, type->name, type);
    uses_touch(schema, USER_TYPE, type);
}

void
schema_add_namespace(Schema *schema, Namespace *space)
{
    list_append(&schema->namespaces, space);
    put(schema, 'n', NULL, space->name, space);
}

void
schema_add_index(Schema *schema, IndexList *list, Index *index)
{
    list_append(list, index);
    put(schema, 'i', index->schema, index->name, index);
}

void
schema_remove_table(Schema *schema, Table *table)
{
    list_remove(&schema->tables, table);
    forget(schema, 't', table->schema, table->name, table);
    forget_indexes(schema, &table->indexes);
    table->touched = USES_GONE;
}

void
schema_remove_view(Schema *schema, View *view)
{
    list_remove(&schema->views, view);
    forget(schema, 'v', view->schema, view->name, view);
    forget_indexes(schema, &view->indexes);
    view->touched = USES_GONE;
}

void
schema_remove_sequence(Schema *schema, Sequence *sequence)
{
    list_remove(&schema->sequences, sequence);
    forget(schema, 's', sequence->schema, sequence->name, sequence);
    sequence->touched = USES_GONE;
}

void
schema_remove_type(Schema *schema, Type *type)
{
    list_remove(&schema->types, type);
    forget(schema, 'y', type->schema, type->name, type);
    type->touched = USES_GONE;
}

void
schema_remove_namespace(Schema *schema, Namespace *space)
{
    list_remove(&schema->namespaces, space);
    forget(schema, 'n', NULL, space->name, space);
}

void
schema_remove_index(Schema *schema, IndexList *list, Index *index)
{
    list_remove(list, index);
    forget(schema, 'i', index->schema, index->name, index);
}

/* Two names that lead to the old table are made to lead to the new one. */
static void
follow(const char **space, const char **name, const Table *old, const char *new_schema,
       const char *new_name)
{
    if (!str_equal(*name, old->name) || !str_equal(*space, old->schema))
        return;
    *space = new_schema;
    *name = new_name;
}

static void
rename_in_table(Table *table, const Table *old, const char *new_schema, const char *new_name)
{
    for (Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (item->kind == CONSTRAINT_FOREIGN_KEY)
            follow(&item->ref_schema, &item->ref_table, old, new_schema, new_name);
    }
    for (TableParent *parent = table->inherits.first; parent != NULL; parent = parent->next)
        follow(&parent->schema, &parent->name, old, new_schema, new_name);
    if (table->partition_of != NULL)
        follow(&table->partition_of->schema, &table->partition_of->name, old, new_schema, new_name);
    for (Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        follow(&trigger->table_schema, &trigger->table_name, old, new_schema, new_name);
        follow(&trigger->from_schema, &trigger->from_table, old, new_schema, new_name);
    }
    for (Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
        follow(&policy->table_schema, &policy->table_name, old, new_schema, new_name);
}

static void
rename_indexes(Schema *schema, IndexList *list, const char *new_schema, const char *new_name)
{
    forget_indexes(schema, list);
    for (Index *index = list->first; index != NULL; index = index->next)
    {
        index->schema = new_schema;
        index->table_schema = new_schema;
        index->table_name = new_name;
    }
    put_indexes(schema, list);
}

/* Indexes of partitions name their parent index by schema and name. */
static void
rename_parent_indexes(Schema *schema, const char *old_schema, const char *old_name,
                      const char *new_schema, const char *new_name)
{
    Arena *scratch = arena_new(NULL, "uses");
    Users users = uses_of(schema, scratch, USER_TABLE, old_name);

    for (size_t i = 0; i < users.count; i++)
    {
        const Table *table = users.items[i];

        for (Index *index = table->indexes.first; index != NULL; index = index->next)
        {
            if (!str_equal(index->parent_name, old_name) ||
                !str_equal(index->parent_schema, old_schema))
                continue;
            index->parent_schema = new_schema;
            index->parent_name = new_name;
        }
    }
    arena_free(scratch);
}

/* A sequence that a column owns moves into another schema together with the table. */
static void
rename_in_sequences(Schema *schema, const Table *old, const char *new_schema, const char *new_name)
{
    Arena *scratch = arena_new(NULL, "uses");
    Users users = uses_of(schema, scratch, USER_SEQUENCE, old->name);

    for (size_t i = 0; i < users.count; i++)
    {
        Sequence *item = users.items[i];

        if (!str_equal(item->owned_by_table, old->name) ||
            !str_equal(item->owned_by_schema, old->schema))
            continue;
        item->owned_by_schema = new_schema;
        item->owned_by_table = new_name;
        if (!str_equal(old->schema, new_schema))
            schema_rename_sequence(schema, item, new_schema, item->name);
    }
    arena_free(scratch);
}

void
schema_rename_table(Schema *schema, Table *table, const char *new_schema, const char *new_name)
{
    Arena *scratch = arena_new(NULL, "uses");
    Users users;

    uses_touch(schema, USER_TABLE, table);
    users = uses_of(schema, scratch, USER_TABLE, table->name);
    for (size_t i = 0; i < users.count; i++)
        rename_in_table(users.items[i], table, new_schema, new_name);
    arena_free(scratch);
    rename_in_sequences(schema, table, new_schema, new_name);
    if (!str_equal(table->schema, new_schema))
    {
        for (Index *index = table->indexes.first; index != NULL; index = index->next)
            rename_parent_indexes(schema, index->schema, index->name, new_schema, index->name);
    }
    rename_indexes(schema, &table->indexes, new_schema, new_name);
    forget(schema, 't', table->schema, table->name, table);
    table->schema = new_schema;
    table->name = new_name;
    put(schema, 't', new_schema, new_name, table);
}

void
schema_rename_view(Schema *schema, View *view, const char *new_schema, const char *new_name)
{
    for (Trigger *trigger = view->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        trigger->table_schema = new_schema;
        trigger->table_name = new_name;
    }
    rename_indexes(schema, &view->indexes, new_schema, new_name);
    forget(schema, 'v', view->schema, view->name, view);
    view->schema = new_schema;
    view->name = new_name;
    put(schema, 'v', new_schema, new_name, view);
}

void
schema_rename_sequence(Schema *schema, Sequence *sequence, const char *new_schema,
                       const char *new_name)
{
    forget(schema, 's', sequence->schema, sequence->name, sequence);
    sequence->schema = new_schema;
    sequence->name = new_name;
    put(schema, 's', new_schema, new_name, sequence);
}

void
schema_rename_type(Schema *schema, Type *type, const char *new_schema, const char *new_name)
{
    forget(schema, 'y', type->schema, type->name, type);
    type->schema = new_schema;
    type->name = new_name;
    put(schema, 'y', new_schema, new_name, type);
}

void
schema_rename_index(Schema *schema, Index *index, const char *new_name)
{
    rename_parent_indexes(schema, index->schema, index->name, index->schema, new_name);
    forget(schema, 'i', index->schema, index->name, index);
    index->name = new_name;
    put(schema, 'i', index->schema, new_name, index);
}

Table *
schema_find_table(const Schema *schema, const char *namespace_name, const char *name)
{
    Table *found = find(schema, 't', namespace_name, name);

    uses_touch(schema, USER_TABLE, found);
    return found;
}

View *
schema_find_view(const Schema *schema, const char *namespace_name, const char *name)
{
    View *found = find(schema, 'v', namespace_name, name);

    uses_touch(schema, USER_VIEW, found);
    return found;
}

Sequence *
schema_find_sequence(const Schema *schema, const char *namespace_name, const char *name)
{
    Sequence *found = find(schema, 's', namespace_name, name);

    uses_touch(schema, USER_SEQUENCE, found);
    return found;
}

Type *
schema_find_type(const Schema *schema, const char *namespace_name, const char *name)
{
    Type *found = find(schema, 'y', namespace_name, name);

    uses_touch(schema, USER_TYPE, found);
    return found;
}

Index *
schema_find_index(const Schema *schema, const char *namespace_name, const char *name)
{
    Index *found = find(schema, 'i', namespace_name, name);

    if (found != NULL && schema->uses != NULL)
        (void) schema_find_table(schema, found->table_schema, found->table_name); /* touched */
    return found;
}

Namespace *
schema_find_namespace(const Schema *schema, const char *name)
{
    return find(schema, 'n', NULL, name);
}

bool
schema_has_relation(const Schema *schema, const char *namespace_name, const char *name)
{
    const Type *type = find(schema, 'y', namespace_name, name);

    return find(schema, 't', namespace_name, name) != NULL ||
           find(schema, 'i', namespace_name, name) != NULL ||
           find(schema, 's', namespace_name, name) != NULL ||
           find(schema, 'v', namespace_name, name) != NULL ||
           (type != NULL && type->kind == TYPE_COMPOSITE);
}

void
schema_problem(Schema *schema, bool is_error, Location location, const char *message,
               const char *hint)
{
    Problem *problem = arena_new_object(schema->arena, Problem);

    problem->is_error = is_error;
    problem->message = arena_strdup(schema->arena, message);
    problem->hint = arena_strdup(schema->arena, hint);
    problem->location = location;
    list_append(&schema->problems, problem);
}
