/*
 * hold - starts a private server, says where, and keeps it until it is told to stop: something to kill.
 *
 * usage: hold [CACHE_FOLDER]
 */
#include "base/stop.h"
#include "scratch/scratch_internal.h"

#include <unistd.h>

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "hold");
    Error error = {.arena = arena};
    ScratchOptions options = {.cache_folder = argc > 1 ? argv[1] : NULL};
    struct timespec before, after;
    Scratch *scratch;

    stop_install();
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (!scratch_start(arena, &options, &scratch, &error))
    {
        fprintf(stderr, "error: %s\ndetail: %s\nhint: %s\n", error.message,
                error.detail == NULL ? "" : error.detail, error.hint == NULL ? "" : error.hint);
        arena_free(arena);
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("ready %s %.3f\n", scratch->folder.path,
           (double) (after.tv_sec - before.tv_sec) +
               (double) (after.tv_nsec - before.tv_nsec) / 1e9);
    (void) fflush(stdout);
    while (!stop_requested())
        pause();
    arena_free(arena);
    return 0;
}
