/*
 * Any bytes as a migration, in the layouts whose runners have comments of their own; the first byte
 * chooses one.
 */
#include "migration/history.h"

#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
    "20240101000000_a.sql", "V1__a.sql", "000001_a.up.sql", "1_a.sql", "changelog.sql", "R__a.sql",
};

static void
read_folder(Arena *arena, const char *folder)
{
    Error error = {.arena = arena};
    HistoryOptions options = {0};
    History history;

    if (!history_read(arena, folder, &options, &history, &error))
        return;
    (void) history_statements(arena, &history); /* only that it ends */
    (void) !history_apply(&history, schema_new(arena), &error); /* likewise */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char folder[] = "/tmp/tenfold_fuzz_XXXXXX";
    static bool is_made;
    Arena *arena = arena_new(NULL, "fuzz");
    Error error = {.arena = arena};
    char *path;

    is_made = is_made || mkdtemp(folder) != NULL;
    if (size > 0 && is_made)
    {
        path = arena_printf(arena, "%s/%s", folder, names[data[0] % ARRAY_LENGTH(names)]);
        if (file_write(path, (const char *) data + 1, size - 1, &error))
            read_folder(arena, folder);
        (void) unlink(path); /* the next input is another file */
    }
    arena_free(arena);
    return 0;
}
