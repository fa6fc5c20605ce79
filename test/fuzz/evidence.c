/*
 * Any bytes as a snapshot, as CSV exports and as a dump with statistics: files that strangers hand over. What is
 * read is scaled, as it would be next.
 */
#include "ddl/ddl.h"
#include "live/export.h"
#include "live/nodes.h"
#include "scale/scale.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Schema *
small_schema(Arena *arena)
{
    static const char text[] = "CREATE TABLE tasks (id int PRIMARY KEY, title text)";
    Schema *schema = schema_new(arena);
    FileText input = {
        .name = "s.sql", .text = arena_strdup(arena, text), .length = sizeof(text) - 1};
    Error error = {.arena = arena};

    (void) !ddl_read(schema, &input, &error); /* it is right */
    return schema;
}

static void
scale_all(Arena *arena, const Schema *schema, Stats *stats, const Workload *workload)
{
    const Day today = 20000;
    const ScaleTarget targets[] = {{.factor = 10, .day = today}, {.day = today + 1000}};
    Design *design = design_new(arena, schema, stats, today);

    design->workload = workload;
    for (size_t i = 0; i < ARRAY_LENGTH(targets); i++)
        (void) scale_stats(arena, design, &targets[i]); /* only that it ends */
}

static void
read_all(Arena *arena, const char *path)
{
    Schema *schema = small_schema(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    Error error = {.arena = arena};
    NameList files = {0};
    FileText dump;

    if (file_read(arena, path, &dump, &error))
        export_take_dump(&dump, schema, stats);
    if (export_is_csv(path))
        (void) !export_read_csv(path, schema, stats, workload, &error); /* only that it ends */
    name_list_add(arena, &files, path);
    if (answers_is_snapshot(path))
        (void) !nodes_read_snapshots(&files, schema, stats, workload, &error); /* likewise */
    workload_understand(workload, schema);
    scale_all(arena, schema, stats, workload);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    Error error = {.arena = arena};
    char *path = arena_printf(arena, "/tmp/tenfold_fuzz_%d.csv", (int) getpid());

    if (file_write(path, (const char *) data, size, &error))
        read_all(arena, path);
    (void) unlink(path); /* the next one writes it anew */
    arena_free(arena);
    return 0;
}
