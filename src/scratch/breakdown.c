/*
 * A full disk shows in three ways: a statement is refused (53100), the server panics because it cannot
 * write its log and says so, or it dies of a page that it could not map (SIGBUS) and says nothing.
 */
#include "scratch/breakdown.h"

#include "base/file.h"
#include "scratch/process.h"

#include <errno.h>
#include <sys/statvfs.h>

enum
{
    ROOM_MIN_BYTES = 2 << 20
};

static bool
is_full(const Folder *folder, const char *words)
{
    struct statvfs status;

    return strstr(words, strerror(ENOSPC)) != NULL ||
           (statvfs(folder->path, &status) == 0 &&
            (uint64_t) status.f_bavail * status.f_frsize < ROOM_MIN_BYTES);
}

static char *
last_words(const Folder *folder, const Error *error)
{
    Error ignored = {.arena = error->arena}; /* without a log there is what the connection said */
    FileText log;

    if (file_read(error->arena, folder->log, &log, &ignored) && log.length > 0)
        return process_last_words(error->arena, log.text);
    return process_last_words(error->arena, error->message);
}

bool
breakdown_explain(const Folder *folder, Error *error)
{
    const char *words;

    if (error->code != ERROR_CONNECTION && !str_equal(error->sqlstate, "53100"))
        return false;
    words = last_words(folder, error);
    if (is_full(folder, words))
    {
        error_set(error, ERROR_FILE, "no space is left for the private PostgreSQL server in \"%s\"",
                  folder->path);
        return error_hint(error, "Set TMPDIR to a folder with 100 MB free, or use --no-server.");
    }
    error_set(error, ERROR_NO_SERVER, "the private PostgreSQL server broke down");
    error_detail(error, "%s", words);
    return error_hint(error, "Use --no-server to go on without it.");
}
