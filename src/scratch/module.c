/*
 * A server does not load a file that its user cannot read, and root's folders are often closed to others.
 * /dev/shm may forbid to map programs, as in containers: then the copy lies in an annex of the folder.
 */
#include "scratch/module.h"

#include "base/file.h"
#include "scratch/planner_folder.gen.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODULE_FILE "tenfold_planner.so"

enum
{
    COPY_BYTES = 1 << 30 /* in one call; the file is a small part of it */
};

static const char *
folder_of_program(Arena *arena)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

    while (length > 0 && path[length - 1] != '/')
        length--;
    return length <= 0 ? "/" : arena_strndup(arena, path, (size_t) length);
}

const char *
module_find(Arena *arena)
{
    const char *given = getenv("TENFOLD_PLANNER");
    const char *beside = folder_of_program(arena);
    const char *const places[] = {
        arena_printf(arena, "%s" MODULE_FILE, beside),
        arena_printf(arena, "%splanner/" MODULE_FILE, beside),
        arena_printf(arena, "%s../planner/" MODULE_FILE, beside),
        PLANNER_FOLDER "/" MODULE_FILE,
    };

    if (given != NULL && given[0] != '\0')
        return file_exists(given) ? given : NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
        if (file_exists(places[i]))
            return places[i];
    return NULL;
}

static bool
copy_bytes(int from, int to)
{
    ssize_t moved;

    do
        moved = sendfile(to, from, NULL, COPY_BYTES);
    while (moved > 0 || (moved < 0 && errno == EINTR));
    return moved == 0;
}

/* As a file of the account's that nobody else can read or change. */
static bool
copy_file(const Account *account, const char *module, const char *copy)
{
    int from = open(module, O_RDONLY | O_CLOEXEC);
    int to = from < 0 ? -1 : open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500);
    bool is_copied = to >= 0 && copy_bytes(from, to) &&
                     (!account->is_other || fchown(to, account->uid, account->gid) == 0);
    int reason = errno;

    if (from >= 0)
        (void) close(from); /* it was only read */
    if (to >= 0 && close(to) != 0 && is_copied)
    {
        reason = errno;
        is_copied = false;
    }
    if (to >= 0 && !is_copied)
        (void) unlink(copy); /* half a copy would be in the way of the next database's */
    errno = reason;
    return is_copied;
}

bool
module_copy(Arena *arena, const Account *account, const Folder *folder, const char *module,
            const char **out, Error *error)
{
    const char *place, *copy;

    if (!folder_for_programs(arena, account, folder, &place, error))
        return false;
    copy = arena_printf(arena, "%s/" MODULE_FILE, place);
    if (!copy_file(account, module, copy))
        return error_set(error, ERROR_FILE, "could not copy \"%s\" to \"%s\": %s", module, copy,
                         strerror(errno));
    *out = copy;
    return true;
}
