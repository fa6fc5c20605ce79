#include "unit/migration/tree.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[32];

static void
make_root(void)
{
    if (*root != '\0')
        return;
    (void) snprintf(root, sizeof(root), "/tmp/tenfold-tree-XXXXXX"); /* it fits */
    if (mkdtemp(root) == NULL)
        abort();
}

static void
make_folders(Arena *arena, const char *path)
{
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
        (void) mkdir(arena_strndup(arena, path, (size_t) (slash - path)),
                     0755); /* it may be there; if not, fopen() fails */
}

const char *
tree_make(Arena *arena, const TreeFile *files, size_t count)
{
    static unsigned number;
    const char *folder;

    make_root();
    folder = arena_printf(arena, "%s/%u", root, number++);
    for (size_t i = 0; i < count && files[i].path != NULL; i++)
    {
        const char *path = arena_printf(arena, "%s/%s", folder, files[i].path);
        FILE *file;

        make_folders(arena, path);
        file = fopen(path, "w");
        if (file == NULL)
            abort();
        fputs(files[i].text, file);
        fclose(file);
    }
    return folder;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void) status;
    (void) kind;
    (void) place;
    return remove(path);
}

void
tree_remove_all(void)
{
    if (*root != '\0')
        (void) nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS); /* in /tmp, if it fails */
}
