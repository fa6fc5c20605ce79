/*
 * What applying promises: a change brings all that PostgreSQL would bring with it, one that does not fit
 * alters nothing, and many wishes become one list that always applies.
 *
 * The schema: users(id int serial) <- tasks(id int, user_id int, created_at) <- comments(task_id int),
 * and events, partitioned by created_at into one partition.
 */
#include "change/apply.h"

#include "schema/type.h"
#include "tap.h"

typedef struct World
{
    Arena *arena;
    Schema *schema;
    Table *users;
    Table *tasks;
    Table *comments;
    Table *events;
    Table *events_1;
} World;

static Table *
add_table(Schema *schema, const char *name)
{
    Table *table = arena_new_object(schema->arena, Table);

    table->schema = "public";
    table->name = name;
    return table;
}

static Column *
add_column(Schema *schema, Table *table, const char *name, const char *type)
{
    Column *column = arena_new_object(schema->arena, Column);

    column->name = name;
    column->type = type_builtin(schema->arena, type);
    list_append(&table->columns, column);
    return column;
}

static NameList
names(Arena *arena, const char *first, const char *second)
{
    NameList list = {0};

    name_list_add(arena, &list, first);
    if (second != NULL)
        name_list_add(arena, &list, second);
    return list;
}

static Constraint *
make_constraint(Arena *arena, ConstraintKind kind, const char *name, const char *column)
{
    Constraint *constraint = arena_new_object(arena, Constraint);

    constraint->kind = kind;
    constraint->name = name;
    constraint->columns = names(arena, column, NULL);
    return constraint;
}

static void
must(Schema *schema, const Change *change)
{
    Error error = {.arena = schema->arena};

    if (!apply_change(schema, change, &error))
        tap_ok(false, "%s: %s", change_text(schema->arena, change), error.message);
}

static void
add_key(Schema *schema, const Table *table, const char *name)
{
    Change *change = change_new(schema->arena, CHANGE_ADD_CONSTRAINT, table);

    change->constraint = make_constraint(schema->arena, CONSTRAINT_PRIMARY_KEY, name, "id");
    must(schema, change);
}

static Change *
foreign_key(Arena *arena, const Table *from, const char *name, const char *column, const char *to)
{
    Change *change = change_new(arena, CHANGE_ADD_CONSTRAINT, from);

    change->constraint = make_constraint(arena, CONSTRAINT_FOREIGN_KEY, name, column);
    change->constraint->ref_schema = "public";
    change->constraint->ref_table = to;
    change->constraint->ref_columns = names(arena, "id", NULL);
    return change;
}

static void
add_sequence(Schema *schema, Table *table)
{
    Sequence *sequence = arena_new_object(schema->arena, Sequence);

    sequence->schema = "public";
    sequence->name = "users_id_seq";
    sequence->type = type_builtin(schema->arena, "int4");
    sequence->maximum = INT32_MAX;
    sequence->minimum = sequence->increment = sequence->start = 1;
    sequence->owned_by_schema = "public";
    sequence->owned_by_table = table->name;
    sequence->owned_by_column = "id";
    table_find_column(table, "id")->sequence = sequence;
    schema_add_sequence(schema, sequence);
}

static void
add_partitions(World *world)
{
    Schema *schema = world->schema;
    IndexElement *element = arena_new_object(world->arena, IndexElement);

    element->column = "created_at";
    world->events = add_table(schema, "events");
    add_column(schema, world->events, "id", "int4");
    add_column(schema, world->events, "created_at", "timestamptz");
    world->events->kind = TABLE_PARTITIONED;
    world->events->partition_key = arena_new_object(world->arena, PartitionKey);
    list_append(&world->events->partition_key->elements, element);
    schema_add_table(schema, world->events);
    world->events_1 = add_table(schema, "events_1");
    add_column(schema, world->events_1, "id", "int4");
    add_column(schema, world->events_1, "created_at", "timestamptz");
    world->events_1->partition_of = arena_new_object(world->arena, TableParent);
    world->events_1->partition_of->schema = "public";
    world->events_1->partition_of->name = "events";
    schema_add_table(schema, world->events_1);
}

static World
world_new(Arena *arena)
{
    World world = {.arena = arena, .schema = schema_new(arena)};
    Schema *schema = world.schema;

    world.users = add_table(schema, "users");
    add_column(schema, world.users, "id", "int4");
    schema_add_table(schema, world.users);
    world.tasks = add_table(schema, "tasks");
    add_column(schema, world.tasks, "id", "int4");
    add_column(schema, world.tasks, "user_id", "int4");
    add_column(schema, world.tasks, "created_at", "timestamptz");
    schema_add_table(schema, world.tasks);
    world.comments = add_table(schema, "comments");
    add_column(schema, world.comments, "id", "int4");
    add_column(schema, world.comments, "task_id", "int4");
    schema_add_table(schema, world.comments);
    add_partitions(&world);
    add_sequence(schema, world.users);
    add_key(schema, world.users, "users_pkey");
    add_key(schema, world.tasks, "tasks_pkey");
    must(schema, foreign_key(arena, world.tasks, "tasks_user_id_fkey", "user_id", "users"));
    must(schema, foreign_key(arena, world.comments, "comments_task_id_fkey", "task_id", "tasks"));
    return world;
}

static Change *
add_index(const World *world, const Table *table, const char *first, const char *second)
{
    Change *change = change_new(world->arena, CHANGE_ADD_INDEX, table);
    NameList columns = names(world->arena, first, second);

    change->index = change_make_index(world->arena, world->schema, table, &columns);
    return change;
}

static Change *
widen(const World *world, const Table *table, const char *column, const char *type)
{
    Change *change = change_new(world->arena, CHANGE_COLUMN_TYPE, table);

    change->column = column;
    change->type = type_builtin(world->arena, type);
    return change;
}

static void
refuses(const World *world, const Change *change, const char *message)
{
    Error error = {.arena = world->arena};
    size_t indexes = world->tasks->indexes.count;

    tap_ok(!apply_change(world->schema, change, &error), "%s: refused",
           change_text(world->arena, change));
    tap_equal(error.message, message, "and says why");
    tap_ok(world->tasks->indexes.count == indexes, "and alters nothing");
}

static const char *
type_of(const Table *table, const char *column)
{
    return table_find_column(table, column)->type.name;
}

static void
test_widening(Arena *arena)
{
    World world = world_new(arena);

    must(world.schema, widen(&world, world.users, "id", "int8"));
    tap_equal(type_of(world.users, "id"), "int8", "the key is bigint");
    tap_equal(type_of(world.tasks, "user_id"), "int8", "what points to it is bigint");
    tap_equal(type_of(world.tasks, "id"), "int4", "another key is left alone");
    tap_equal(world.schema->sequences.first->type.name, "int8", "its sequence is bigint");
    tap_ok(world.schema->sequences.first->maximum == INT64_MAX, "and reaches as far");
}

static void
test_composed_widening(Arena *arena)
{
    World world = world_new(arena);
    Error error = {.arena = arena};
    ChangeList wishes = {0};
    ChangeList dropped = {0};
    ChangeList composed;
    Schema *target;

    list_append(&wishes, widen(&world, world.tasks, "user_id", "int8"));
    list_append(&wishes, widen(&world, world.users, "id", "int8"));
    list_append(&wishes, widen(&world, world.tasks, "id", "int8"));
    composed = apply_compose(arena, world.schema, &wishes, &dropped);
    tap_ok(composed.count == 5 && dropped.count == 0,
           "three wishes, comments.task_id and the sequence: %zu, dropped %zu", composed.count,
           dropped.count);
    target = apply_all(arena, world.schema, &composed, &error);
    tap_equal(type_of(schema_find_table(target, "public", "comments"), "task_id"), "int8",
              "what points to the other key follows");
    tap_equal(type_of(world.users, "id"), "int4", "the original stays");
}

static void
test_narrower_wish(Arena *arena)
{
    World world = world_new(arena);
    ChangeList wishes = {0};
    ChangeList dropped = {0};
    ChangeList composed;

    table_find_column(world.users, "id")->type = type_builtin(arena, "int2");
    list_append(&wishes, widen(&world, world.users, "id", "int4"));
    list_append(&wishes, widen(&world, world.users, "id", "int8"));
    composed = apply_compose(arena, world.schema, &wishes, &dropped);
    tap_ok(dropped.count == 1 && str_equal(composed.first->type.name, "int8"),
           "of two types for a column the wider one wins");
}

static void
test_redundant_wishes(Arena *arena)
{
    World world = world_new(arena);
    ChangeList wishes = {0};
    ChangeList dropped = {0};
    ChangeList composed;

    list_append(&wishes, add_index(&world, world.tasks, "user_id", NULL));
    list_append(&wishes, add_index(&world, world.tasks, "user_id", "created_at"));
    list_append(&wishes, add_index(&world, world.tasks, "user_id", NULL));
    composed = apply_compose(arena, world.schema, &wishes, &dropped);
    tap_ok(composed.count == 1 && composed.first->index->elements.count == 2,
           "a left prefix of another wish falls out");
    tap_ok(dropped.count == 2, "with its reason: %s", dropped.first->trade_off);
}

static void
test_equal_names(Arena *arena)
{
    World world = world_new(arena);
    ChangeList wishes = {0};
    ChangeList composed;
    Change *first = add_index(&world, world.tasks, "user_id", NULL);
    Change *second = add_index(&world, world.tasks, "created_at", NULL);

    second->index->name = first->index->name;
    list_append(&wishes, first);
    list_append(&wishes, second);
    composed = apply_compose(arena, world.schema, &wishes, NULL);
    tap_ok(composed.count == 2, "both indexes are kept");
    tap_equal(composed.last->index->name, "tasks_created_at_idx", "under names of their own");
}

static void
test_mutual_duplicates(Arena *arena)
{
    World world = world_new(arena);
    ChangeList wishes = {0};
    ChangeList dropped = {0};
    ChangeList composed;

    for (int i = 0; i < 2; i++)
    {
        Change *added = add_index(&world, world.tasks, "user_id", NULL);
        Change *drop = change_new(arena, CHANGE_DROP_INDEX, world.tasks);

        must(world.schema, added);
        drop->object = added->index->name;
        list_append(&wishes, drop);
    }
    composed = apply_compose(arena, world.schema, &wishes, &dropped);
    tap_ok(composed.count == 1 && dropped.count == 1, "of two duplicates one stays");
}

static void
test_partitions_follow(Arena *arena)
{
    World world = world_new(arena);
    Index *child;

    must(world.schema, add_index(&world, world.events, "created_at", NULL));
    child = world.events_1->indexes.first;
    tap_ok(world.events->indexes.first->is_on_only, "the parent's index is made alone");
    tap_equal(child->name, "events_1_created_at_idx", "each partition has its own");
    tap_equal(child->parent_name, "events_created_at_idx", "attached to it");
    must(world.schema, widen(&world, world.events, "id", "int8"));
    tap_equal(type_of(world.events_1, "id"), "int8", "a type goes down to partitions");
}

static Change *
partition_tasks(const World *world, const Table *table)
{
    Change *change = change_new(world->arena, CHANGE_PARTITION_TABLE, table);
    IndexElement *element = arena_new_object(world->arena, IndexElement);

    element->column = "created_at";
    change->partition_key = arena_new_object(world->arena, PartitionKey);
    list_append(&change->partition_key->elements, element);
    change->partition_unit = "month";
    return change;
}

static void
test_partitioning(Arena *arena)
{
    World world = world_new(arena);
    Change *drop = change_new(arena, CHANGE_DROP_CONSTRAINT, world.comments);
    const Table *partition;
    const Constraint *key;

    refuses(
        &world, partition_tasks(&world, world.tasks),
        "foreign key \"comments_task_id_fkey\" of table \"comments\" points to table \"tasks\"");
    drop->object = "comments_task_id_fkey";
    must(world.schema, drop);
    must(world.schema, partition_tasks(&world, world.tasks));
    partition = schema_find_table(world.schema, "public", "tasks_default");
    key = table_primary_key(world.tasks);
    tap_ok(world.tasks->kind == TABLE_PARTITIONED && partition != NULL, "parent and partition");
    tap_equal(name_list_text(arena, &key->columns), "id, created_at",
              "the key holds the partition key");
    tap_ok(table_find_column(world.tasks, "created_at")->is_not_null, "which is NOT NULL");
    tap_ok(partition != NULL && table_primary_key(partition) != NULL &&
               str_equal(table_primary_key(partition)->index->parent_name, "tasks_pkey"),
           "the partition's key is attached");
    tap_ok(table_find_constraint(world.tasks, "tasks_user_id_fkey") != NULL &&
               table_find_constraint(partition, "tasks_user_id_fkey")->is_inherited,
           "the foreign key stays and goes down");
}

static void
test_refusals(Arena *arena)
{
    World world = world_new(arena);
    Change *drop_key = change_new(arena, CHANGE_DROP_CONSTRAINT, world.users);
    Change *drop_index = change_new(arena, CHANGE_DROP_INDEX, world.users);
    Change *nothing = change_new(arena, CHANGE_SET_NOT_NULL, world.users);
    Change *foreign = foreign_key(arena, world.comments, "k", "id", "nowhere");

    drop_key->object = drop_index->object = "users_pkey";
    nothing->column = "name";
    refuses(&world, drop_key, "foreign key \"tasks_user_id_fkey\" needs constraint \"users_pkey\"");
    refuses(&world, drop_index, "index \"users_pkey\" backs constraint \"users_pkey\"");
    refuses(&world, nothing, "column \"name\" of table \"users\" does not exist");
    refuses(&world, foreign, "table \"nowhere\" that foreign key \"k\" points to does not exist");
    refuses(&world, widen(&world, world.tasks, "user_id", "uuid"),
            "foreign key \"tasks_user_id_fkey\" points to column \"id\" of another type");
}

static void
test_new_identity_key(Arena *arena)
{
    World world = world_new(arena);
    Change *change = change_new(arena, CHANGE_ADD_COLUMN, world.comments);
    Column column = {.name = "key", .identity = IDENTITY_BY_DEFAULT};
    Column *made;

    column.type = type_builtin(arena, "int8");
    change->new_column = &column;
    change->constraint = make_constraint(arena, CONSTRAINT_PRIMARY_KEY, "comments_pkey", "key");
    must(world.schema, change);
    made = table_find_column(world.comments, "key");
    tap_ok(made != NULL && made->is_not_null, "the new key is NOT NULL");
    tap_equal(made->sequence->name, "comments_key_seq", "and has its sequence");
    tap_ok(table_primary_key(world.comments)->index->is_primary, "and its index");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_widening(arena);
    test_composed_widening(arena);
    test_narrower_wish(arena);
    test_redundant_wishes(arena);
    test_equal_names(arena);
    test_mutual_duplicates(arena);
    test_partitions_follow(arena);
    test_partitioning(arena);
    test_refusals(arena);
    test_new_identity_key(arena);
    arena_free(arena);
    return tap_done();
}
