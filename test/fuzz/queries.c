/*
 * Any bytes as a file of queries: names, rates, tags and placeholders of any style, then what it all means.
 */
#include "ddl/ddl.h"
#include "workload/tag.h"
#include "workload/workload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Schema *
small_schema(Arena *arena)
{
    static const char text[] =
        "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, settings jsonb);"
        "CREATE TABLE tasks (id bigint PRIMARY KEY, user_id int REFERENCES users, title text);"
        "CREATE VIEW named AS SELECT t.id, u.name FROM tasks t JOIN users u ON u.id = t.user_id";
    Schema *schema = schema_new(arena);
    FileText input = {
        .name = "s.sql", .text = arena_strdup(arena, text), .length = sizeof(text) - 1};
    Error error = {.arena = arena};

    (void) !ddl_read(schema, &input, &error); /* it is right */
    return schema;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    Error error = {.arena = arena};
    Workload *workload = workload_new(arena);
    FileText input = {.name = "fuzz.sql", .length = size};
    QueryTagList tags = {0};

    input.text = arena_strndup(arena, (const char *) data, size);
    (void) workload_is_queries(&input); /* only that it ends */
    tag_read(arena, input.text, &tags);
    (void) !workload_read_queries(workload, &input, &error); /* likewise */
    workload_understand(workload, small_schema(arena));
    arena_free(arena);
    return 0;
}
