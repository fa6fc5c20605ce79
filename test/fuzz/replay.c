/*
 * Stands in for libFuzzer: gives every file of a folder to the target once.
 */
#include "base/file.h"
#include "tap.h"

#include <dirent.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
replay_file(const char *folder, const char *name)
{
    Arena *arena = arena_new(NULL, "replay");
    Error error = {.arena = arena};
    FileText file;

    if (!file_read(arena, arena_printf(arena, "%s/%s", folder, name), &file, &error))
        tap_ok(false, "%s: %s", name, error.message);
    else
        tap_ok(LLVMFuzzerTestOneInput((const uint8_t *) file.text, file.length) == 0, "%s", name);
    arena_free(arena);
}

int
main(int argc, char **argv)
{
    struct dirent **names;
    int count = argc == 2 ? scandir(argv[1], &names, NULL, alphasort) : -1;

    if (count < 0)
    {
        tap_ok(false, "no folder of seeds");
        return tap_done();
    }
    for (int i = 0; i < count; i++)
    {
        if (names[i]->d_name[0] != '.')
            replay_file(argv[1], names[i]->d_name);
        free(names[i]);
    }
    free(names);
    return tap_done();
}
