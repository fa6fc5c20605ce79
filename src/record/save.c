/*
 * Everything is written into a new folder beside the one that is asked for. That gets its name at the
 * end, or, where there is one already, the files move over one by one: each of them is whole at any time.
 */
#include "record/save.h"

#include "base/file.h"
#include "base/strbuf.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_recording(const char *text)
{
    return strncmp(text, "-- " SAVE_MARK, strlen("-- " SAVE_MARK)) == 0;
}

/* The text of its schema; NULL when the folder is none of ours. */
static const char *
schema_of(Arena *arena, const char *folder)
{
    Error ignored = {.arena = arena}; /* a file that cannot be read is not ours */
    FileText file;

    return file_read(arena, arena_printf(arena, "%s/schema.sql", folder), &file, &ignored) &&
                   is_recording(file.text)
               ? file.text
               : NULL;
}

const char *
save_fault(Arena *arena, const char *text)
{
    static const char start[] = "-- " SAVE_FAULT;
    const char *line = is_recording(text) ? strchr(text, '\n') : NULL;

    if (line == NULL || strncmp(line + 1, start, strlen(start)) != 0)
        return NULL;
    line += 1 + strlen(start);
    return arena_strndup(arena, line, strcspn(line, "\n"));
}

bool
save_is_whole(Arena *arena, const char *folder)
{
    const char *text = schema_of(arena, folder);

    return text != NULL && save_fault(arena, text) == NULL;
}

static bool
is_empty(const char *folder)
{
    DIR *entries = opendir(folder);
    size_t count = 0;

    if (entries == NULL)
        return false;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void) closedir(entries); /* it was only read */
    return count == 0;
}

bool
save_check(const char *folder, bool is_forced, Error *error)
{
    if (!file_exists(folder))
        return true;
    if (!file_is_folder(folder))
        return error_set(error, ERROR_FILE, "\"%s\" is no folder", folder);
    if (is_forced || is_empty(folder) || schema_of(error->arena, folder) != NULL)
        return true;
    error_set(error, ERROR_FILE, "folder \"%s\" holds files that are not from a recording", folder);
    return error_hint(error, "Name another with --out, or use --force.");
}

static void
remove_files(Arena *arena, const char *folder, const SaveFile *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void) unlink(arena_printf(arena, "%s/%s", folder, files[i].name)); /* those there are */
    (void) rmdir(folder);
}

/* What the user owns stays as it is. */
static bool
write_files(Arena *arena, const char *folder, const SaveFile *files, size_t count, Error *error)
{
    for (size_t i = 0; i < count; i++)
    {
        const char *path = arena_printf(arena, "%s/%s", folder, files[i].name);

        if ((!files[i].is_users || !file_exists(path)) &&
            !file_write(path, files[i].text, strlen(files[i].text), error))
            return false;
    }
    return true;
}

static bool
refuse_folder(const char *folder, size_t length, Error *error)
{
    int reason = errno;

    while (length > 0 && folder[length - 1] != '/')
        length--;
    if (length == 0)
        return error_set(error, ERROR_FILE, "could not write in the current folder: %s",
                         strerror(reason));
    return error_set(error, ERROR_FILE, "could not write in folder \"%.*s\": %s", (int) length,
                     folder, strerror(reason));
}

bool
save_files(const char *folder, const SaveFile *files, size_t count, Error *error)
{
    Arena *arena = error->arena;
    size_t length = strlen(folder);
    char *fresh;
    bool is_saved;

    while (length > 1 && folder[length - 1] == '/')
        length--;
    fresh = arena_printf(arena, "%.*s.XXXXXX", (int) length, folder);
    if (mkdtemp(fresh) == NULL)
        return refuse_folder(folder, length, error);
    (void) chmod(fresh, 0755); /* who may read it matters less than what is in it */
    is_saved = write_files(arena, fresh, files, count, error);
    if (is_saved && rename(fresh, folder) != 0)
    {
        is_saved = write_files(arena, folder, files, count, error);
        remove_files(arena, fresh, files, count);
    }
    else if (!is_saved)
        remove_files(arena, fresh, files, count);
    return is_saved;
}
