#include "migration/loose.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

enum
{
    FOLDER_DEPTH_MAXIMUM = 32
};

static bool
is_sql(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot != NULL && strcasecmp(dot, ".sql") == 0;
}

/* Hidden, or the code of others. */
static int
is_wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "node_modules") != 0;
}

/* As "tenfold record" leaves it. */
static bool
is_recording(Arena *arena, const char *folder)
{
    static const char *const names[] = {"tenfold.yaml", "schema.sql", "migrations.sql",
                                        "queries.sql"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (!file_exists(arena_printf(arena, "%s/%s", folder, names[i])))
            return false;
    return true;
}

static bool find_below(Arena *arena, const char *folder, unsigned depth, NameList *paths,
                       NameList *recordings, Error *error);

/* A symbolic link to a folder is not followed: it may lead back. */
static bool
take(Arena *arena, const char *path, unsigned depth, NameList *paths, NameList *recordings,
     Error *error)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return true;
    if (S_ISDIR(status.st_mode) && is_recording(arena, path))
        name_list_add(arena, recordings, path);
    else if (S_ISDIR(status.st_mode))
        return depth >= FOLDER_DEPTH_MAXIMUM ||
               find_below(arena, path, depth + 1, paths, recordings, error);
    if (is_sql(path) && stat(path, &status) == 0 && S_ISREG(status.st_mode))
        name_list_add(arena, paths, path);
    return true;
}

static bool
find_below(Arena *arena, const char *folder, unsigned depth, NameList *paths, NameList *recordings,
           Error *error)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_wanted, versionsort);
    size_t length = strlen(folder);
    bool is_found = count >= 0;

    if (count < 0)
        return error_set(error, ERROR_FILE, "could not read folder \"%s\": %s", folder,
                         strerror(errno));
    for (int i = 0; i < count; i++)
    {
        const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";

        is_found = is_found &&
                   take(arena, arena_printf(arena, "%s%s%s", folder, slash, entries[i]->d_name),
                        depth, paths, recordings, error);
        free(entries[i]);
    }
    free(entries);
    return is_found;
}

bool
loose_find(Arena *arena, const char *folder, NameList *paths, NameList *recordings, Error *error)
{
    return find_below(arena, folder, 0, paths, recordings, error);
}
