/*
 * Whose the rows are: by keys, by shared columns, by policies; and not merely who made them.
 */
#include "workload/tenant.h"

#include "ddl/ddl.h"
#include "tap.h"

static char *
tenant_text(Arena *arena, const char *ddl)
{
    Schema *schema = schema_new(arena);
    FileText text = {.name = "s.sql", .text = arena_strdup(arena, ddl), .length = strlen(ddl)};
    Error error = {.arena = arena};
    const Tenants *tenants;

    if (!ddl_read(schema, &text, &error) || schema->problems.count > 0)
        return arena_strdup(arena, "not read");
    tenants = tenant_find(arena, schema, NULL);
    if (tenants == NULL)
        return arena_strdup(arena, "-");
    return arena_printf(arena, "%s %s %zu %zu", tenants->root == NULL ? "?" : tenants->root->name,
                        tenants->column, tenants->direct, tenants->tables.count);
}

static void
keys_say_whose_rows_are(void)
{
    Arena *arena = arena_new(NULL, "tenant");

    tap_equal(tenant_text(arena, "CREATE TABLE shops (id bigint PRIMARY KEY);"
                                 "CREATE TABLE users (id bigint PRIMARY KEY,"
                                 " shop_id bigint NOT NULL REFERENCES shops);"
                                 "CREATE TABLE orders (id bigint PRIMARY KEY,"
                                 " shop_id bigint NOT NULL REFERENCES shops,"
                                 " user_id bigint NOT NULL REFERENCES users);"
                                 "CREATE TABLE items (id bigint PRIMARY KEY,"
                                 " order_id bigint NOT NULL REFERENCES orders);"
                                 "CREATE TABLE notes (user_id bigint NOT NULL REFERENCES users);"
                                 "CREATE TABLE events (shop_id bigint NOT NULL, at date);"),
              "shops shop_id 3 5", "directly, by a column of that name, and along keys");
    arena_free(arena);
}

static void
who_made_a_row_is_another_question(void)
{
    Arena *arena = arena_new(NULL, "tenant");

    tap_equal(tenant_text(arena, "CREATE TABLE users (id bigint PRIMARY KEY);"
                                 "CREATE TABLE a (id bigint, created_by bigint REFERENCES users);"
                                 "CREATE TABLE b (id bigint, created_by bigint REFERENCES users);"
                                 "CREATE TABLE c (id bigint, created_by bigint REFERENCES users);"
                                 "CREATE TABLE d (id bigint, created_by bigint REFERENCES users);"),
              "-", "keys that may be null");
    arena_free(arena);
}

static void
columns_speak_where_keys_do_not(void)
{
    Arena *arena = arena_new(NULL, "tenant");

    tap_equal(
        tenant_text(arena,
                    "CREATE TABLE a (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id));"
                    "CREATE TABLE b (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id));"
                    "CREATE TABLE c (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id));"
                    "CREATE TABLE d (tenant_id uuid NOT NULL, id int PRIMARY KEY);"
                    "CREATE TABLE e (id int PRIMARY KEY);"),
        "? tenant_id 4 4", "indexes begin with it");
    tap_equal(tenant_text(arena,
                          "CREATE TABLE a (t int, id int); CREATE TABLE b (t int, id int);"
                          "CREATE TABLE c (t int, id int); CREATE TABLE d (id int);"
                          "CREATE TABLE e (id int);"
                          "CREATE POLICY p ON a USING (t = 1); CREATE POLICY p ON b USING (t = 1);"
                          "CREATE POLICY p ON c USING (t = 1);"),
              "? t 3 3", "row security asks for it");
    tap_equal(tenant_text(arena, "CREATE TABLE a (n int NOT NULL); CREATE TABLE b (n int NOT NULL);"
                                 "CREATE TABLE c (n int NOT NULL); CREATE TABLE d (n int NOT NULL);"
                                 "CREATE TABLE e (n int NOT NULL);"),
              "-", "a name alone says nothing");
    arena_free(arena);
}

int
main(void)
{
    keys_say_whose_rows_are();
    who_made_a_row_is_another_question();
    columns_speak_where_keys_do_not();
    return tap_done();
}
