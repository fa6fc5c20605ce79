/*
 * Any bytes as a project file, and as a declaration on the command line.
 */
#include "stats/project.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    Error error = {.arena = arena};
    Project project = {0};
    int file = memfd_create("tenfold.yaml", 0);

    if (file < 0 || write(file, data, size) != (ssize_t) size)
        abort();
    /* That what is wrong is refused is tested elsewhere. */
    (void) !project_read(arena, arena_printf(arena, "/proc/self/fd/%d", file), &project,
                         stats_new(arena), &error);
    (void) !project_declare_table(stats_new(arena), arena_strndup(arena, (const char *) data, size),
                                  &error);
    (void) close(file); /* it was only memory */
    arena_free(arena);
    return 0;
}
