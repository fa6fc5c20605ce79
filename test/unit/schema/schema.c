/* What the model promises: objects are found, renamed objects stay found, a copy is deep. */
#include "change/change.h"
#include "schema/type.h"
#include "tap.h"

static Table *
add_table(Schema *schema, const char *name)
{
    Table *table = arena_new_object(schema->arena, Table);
    Column *column = arena_new_object(schema->arena, Column);

    table->schema = "public";
    table->name = name;
    column->name = "id";
    column->type = type_builtin(schema->arena, "int4");
    list_append(&table->columns, column);
    schema_add_table(schema, table);
    return table;
}

static Index *
add_key(Schema *schema, Table *table)
{
    Constraint *key = arena_new_object(schema->arena, Constraint);
    Index *index = change_make_index(schema->arena, schema, table, &(NameList){0});

    key->kind = CONSTRAINT_PRIMARY_KEY;
    key->name = index->name;
    key->table = table;
    key->index = index;
    index->constraint = key;
    list_append(&table->constraints, key);
    schema_add_index(schema, &table->indexes, index);
    return index;
}

static void
add_foreign_key(Schema *schema, Table *from, const char *to)
{
    Constraint *key = arena_new_object(schema->arena, Constraint);

    key->kind = CONSTRAINT_FOREIGN_KEY;
    key->name = "fk";
    key->table = from;
    key->ref_schema = "public";
    key->ref_table = to;
    list_append(&from->constraints, key);
}

static void
test_find(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Table *table = add_table(schema, "a");
    Index *index = add_key(schema, table);

    tap_ok(schema_find_table(schema, "public", "a") == table, "a table is found");
    tap_ok(schema_find_table(schema, NULL, "a") == NULL, "but not without its schema");
    tap_ok(schema_find_index(schema, "public", index->name) == index, "its index is found");
    tap_ok(schema_has_relation(schema, "public", index->name), "an index takes the name");
    schema_remove_table(schema, table);
    tap_ok(schema_find_table(schema, "public", "a") == NULL, "a removed table is gone");
    tap_ok(schema_find_index(schema, "public", index->name) == NULL, "with its index");
}

static void
test_rename(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Table *table = add_table(schema, "a");
    Table *child = add_table(schema, "b");
    Index *index = add_key(schema, table);

    add_foreign_key(schema, child, "a");
    schema_rename_table(schema, table, "other", "c");
    tap_ok(schema_find_table(schema, "other", "c") == table, "the new name leads to the table");
    tap_ok(schema_find_table(schema, "public", "a") == NULL, "the old one does not");
    tap_equal(child->constraints.first->ref_table, "c", "foreign keys follow");
    tap_equal(child->constraints.first->ref_schema, "other", "foreign keys follow into the schema");
    tap_ok(schema_find_index(schema, "other", index->name) == index, "indexes follow");
}

static void
test_copy(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Table *table = add_table(schema, "a");
    Schema *copy;
    Table *twin;

    (void) add_key(schema, table);
    copy = schema_copy(arena, schema);
    twin = schema_find_table(copy, "public", "a");
    tap_ok(twin != NULL && twin != table, "the copy has a table of its own");
    tap_ok(twin->constraints.first->table == twin, "a constraint's table is the copy");
    tap_ok(twin->constraints.first->index == twin->indexes.first, "its index is the copy");
    tap_ok(twin->indexes.first->constraint == twin->constraints.first, "and leads back");
    twin->columns.first->type = type_builtin(arena, "int8");
    schema_rename_table(copy, twin, "public", "b");
    schema_remove_index(copy, &twin->indexes, twin->indexes.first);
    tap_equal(table->columns.first->type.name, "int4", "the original's column is unchanged");
    tap_ok(schema_find_table(schema, "public", "a") == table, "the original's name too");
    tap_ok(table->indexes.count == 1, "and its indexes");
}

static void
test_names(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Table *table = add_table(schema, "tasks");
    NameList columns = {0};

    name_list_add(arena, &columns, "assignee_id");
    schema_add_index(schema, &table->indexes, change_make_index(arena, schema, table, &columns));
    tap_equal(table->indexes.first->name, "tasks_assignee_id_idx", "the first index's name");
    tap_equal(change_make_index(arena, schema, table, &columns)->name, "tasks_assignee_id_idx1",
              "the second's has a number");
    /* As PostgreSQL 15 cuts them. */
    tap_equal(name_make(arena, "a_table_with_a_name_that_is_really_quite_long_for_a_name",
                        "a_column_with_a_name_that_is_long_too", "idx"),
              "a_table_with_a_name_that_is_r_a_column_with_a_name_that_is__idx",
              "the longer part is cut first");
    tap_equal(name_make(arena,
                        "gr\xc3\xb6\xc3\x9f"
                        "e",
                        NULL, "key"),
              "gr\xc3\xb6\xc3\x9f"
              "e_key",
              "short names stay whole");
}

static void
test_change(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Table *table = add_table(schema, "tasks");
    NameList columns = {0};
    Change *left = change_new(arena, CHANGE_ADD_INDEX, table);
    Change *right = change_new(arena, CHANGE_ADD_INDEX, table);

    name_list_add(arena, &columns, "assignee_id");
    left->index = change_make_index(arena, schema, table, &columns);
    right->index = change_make_index(arena, schema, table, &columns);
    right->index->name = "other";
    tap_equal(change_text(arena, left), "add index tasks_assignee_id_idx on tasks (assignee_id)",
              "a change in words");
    tap_ok(change_equal(left, right), "the name of an index does not matter");
    right->index->is_unique = true;
    tap_ok(!change_equal(left, right), "whether it is unique does");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_find(arena);
    test_rename(arena);
    test_copy(arena);
    test_names(arena);
    test_change(arena);
    arena_free(arena);
    return tap_done();
}
