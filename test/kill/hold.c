/*
 * hold - starts a private server, says where, and keeps it until it is told to stop: something to kill.
 *
 * usage: hold [CACHE_FOLDER [SCHEMA_FILE…]]
 */
#include "base/stop.h"
#include "ddl/ddl.h"
#include "scratch/scratch_internal.h"

#include <unistd.h>

static double
seconds_since(const struct timespec *before)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) (now.tv_sec - before->tv_sec) + (double) (now.tv_nsec - before->tv_nsec) / 1e9;
}

static int
fail(Arena *arena, const Error *error)
{
    fprintf(stderr, "error: %s\ndetail: %s\nhint: %s\n", error->message,
            error->detail == NULL ? "" : error->detail, error->hint == NULL ? "" : error->hint);
    arena_free(arena);
    return 1;
}

/* Loads one schema into a database of its own and tells what did not load. */
static bool
load(Scratch *scratch, Arena *arena, const char *path, const char *database, Error *error)
{
    Schema *schema = schema_new(arena);
    LoadResult result;
    FileText text;
    struct timespec before;

    if (!file_read(arena, path, &text, error) || !ddl_read(schema, &text, error))
        return false;
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (!scratch_load(scratch, arena, database, schema, NULL, &result, error))
        return false;
    printf("loaded %zu statements of %s in %.3f s, %zu failed, %zu stubbed\n", result.loaded, path,
           seconds_since(&before), result.failures.count, result.stubbed_extensions.count);
    for (const LoadFailure *failure = result.failures.first; failure != NULL;
         failure = failure->next)
        printf("  %s: %s (%s)\n", failure->object, failure->message, failure->sqlstate);
    return true;
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "hold");
    Error error = {.arena = arena};
    ScratchOptions options = {.cache_folder = argc > 1 && argv[1][0] != '\0' ? argv[1] : NULL};
    struct timespec before;
    Scratch *scratch;

    stop_install();
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (!scratch_start(arena, &options, &scratch, &error))
        return fail(arena, &error);
    printf("ready %s %.3f\n", scratch->folder.path, seconds_since(&before));
    for (int i = 2; i < argc; i++)
        if (!load(scratch, arena, argv[i], arena_printf(arena, "loaded_%d", i - 1), &error))
            return fail(arena, &error);
    printf("done\n");
    (void) fflush(stdout);
    while (!stop_requested())
        pause();
    arena_free(arena);
    return 0;
}
