/* Who is told of as a user of a name: nobody who uses it is left out, nobody who is gone comes back. */
#include "schema/uses.h"
#include "tap.h"

static Table *
add_table(Schema *schema, const char *name, const char *parent)
{
    Table *table = arena_new_object(schema->arena, Table);
    TableParent *link = arena_new_object(schema->arena, TableParent);

    table->schema = link->schema = "public";
    table->name = name;
    table->ordinal = (uint32_t) schema->tables.count + 1;
    link->name = parent;
    if (parent != NULL)
        list_append(&table->inherits, link);
    schema_add_table(schema, table);
    return table;
}

static size_t
count_of(const Schema *schema, const char *name)
{
    return uses_of(schema, schema->arena, USER_TABLE, name).count;
}

static void
test_users(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Table *child;

    (void) add_table(schema, "parent", NULL);
    child = add_table(schema, "child", "parent");
    tap_ok(count_of(schema, "other") == 2, "without an index everybody may use a name");
    uses_start(schema, arena);
    uses_turn(schema);
    tap_ok(count_of(schema, "other") == 0, "a name that nobody uses");
    tap_ok(count_of(schema, "parent") == 1, "a table uses its parent's name");
    tap_ok(count_of(schema, "other") == 1, "who was told of may change in this statement");
    uses_turn(schema);
    tap_ok(count_of(schema, "other") == 0, "but no longer in the next");
    (void) schema_find_table(schema, "public", "parent");
    tap_ok(count_of(schema, "other") == 1, "who was found may change");
    uses_turn(schema);
    schema_rename_table(schema, schema_find_table(schema, "public", "parent"), "public", "old");
    tap_ok(strcmp(child->inherits.first->name, "old") == 0, "a rename reaches the child");
    uses_turn(schema);
    tap_ok(count_of(schema, "old") == 1, "which uses the new name from then on");
    schema_remove_table(schema, child);
    tap_ok(count_of(schema, "old") == 0, "what is gone uses nothing");
}

static void
test_many(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Users users;

    uses_start(schema, arena);
    for (size_t i = 0; i < 100; i++)
        (void) add_table(schema, arena_printf(arena, "t%zu", i), "parent");
    for (size_t i = 0; i < 500; i++)
    {
        uses_turn(schema);
        (void) schema_find_table(schema, "public", i % 2 == 0 ? "t7" : "t8");
        (void) count_of(schema, "other");
    }
    uses_turn(schema);
    users = uses_of(schema, arena, USER_TABLE, "parent");
    tap_ok(users.count == 100, "each user comes once, however often it changed");
    tap_ok(((const Table *) users.items[99])->ordinal == 100, "in the order of their making");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_users(arena);
    test_many(arena);
    arena_free(arena);
    return tap_done();
}
