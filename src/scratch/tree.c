/*
 * Everything goes by descriptors of folders, so that a name that changes under us (root works in
 * folders of another user) leads nowhere else.
 */
#include "scratch/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
    OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
};

static bool
is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* The way for file systems that do not copy among each other. */
static ssize_t
copy_piece(int from, int to)
{
    char bytes[65536];
    ssize_t got = read(from, bytes, sizeof(bytes));

    for (ssize_t done = 0; done < got;)
    {
        ssize_t written = write(to, bytes + done, (size_t) (got - done));

        if (written < 0)
            return -1;
        done += written;
    }
    return got;
}

static bool
copy_bytes(int from, int to, off_t left)
{
    while (left > 0)
    {
        ssize_t copied = copy_file_range(from, NULL, to, NULL, (size_t) left, 0);

        if (copied < 0 && (errno == EXDEV || errno == EINVAL || errno == ENOSYS))
            copied = copy_piece(from, to);
        if (copied <= 0)
            return copied == 0;
        left -= copied;
    }
    return true;
}

static bool
copy_file(int from_folder, int to_folder, const char *name, off_t size)
{
    int from = openat(from_folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int to = openat(to_folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool is_copied = from >= 0 && to >= 0 && copy_bytes(from, to, size);
    int reason = errno;

    if (from >= 0)
        (void) close(from); /* it was only read */
    if (to >= 0 && close(to) != 0)
        return false;
    errno = reason;
    return is_copied;
}

static bool copy_folder(int from, int to);

static bool
copy_entry(int from, int to, const char *name)
{
    struct stat status;

    if (fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (S_ISREG(status.st_mode))
        return copy_file(from, to, name, status.st_size);
    if (!S_ISDIR(status.st_mode))
        return true; /* a template holds nothing else */
    return mkdirat(to, name, 0700) == 0 &&
           copy_folder(openat(from, name, OPEN_FOLDER), openat(to, name, OPEN_FOLDER));
}

/* Takes over both descriptors. */
static bool
copy_folder(int from, int to)
{
    DIR *entries = from < 0 ? NULL : fdopendir(from);
    bool is_copied = entries != NULL && to >= 0;

    for (struct dirent *entry; is_copied && (entry = readdir(entries)) != NULL;)
        if (!is_dot(entry->d_name))
            is_copied = copy_entry(from, to, entry->d_name);
    if (entries != NULL)
        (void) closedir(entries); /* it was only read */
    if (to >= 0)
        (void) close(to);
    return is_copied;
}

bool
tree_copy(const char *from, const char *to)
{
    return mkdir(to, 0700) == 0 && copy_folder(open(from, OPEN_FOLDER), open(to, OPEN_FOLDER));
}

static bool
remove_entries(int folder)
{
    DIR *entries = folder < 0 ? NULL : fdopendir(folder);
    bool is_removed = true;

    if (entries == NULL)
        return false;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
    {
        if (is_dot(entry->d_name) || unlinkat(folder, entry->d_name, 0) == 0)
            continue;
        is_removed = remove_entries(openat(folder, entry->d_name, OPEN_FOLDER)) &&
                     unlinkat(folder, entry->d_name, AT_REMOVEDIR) == 0 && is_removed;
    }
    (void) closedir(entries); /* it was only read */
    return is_removed;
}

bool
tree_remove(const char *path)
{
    return remove_entries(open(path, OPEN_FOLDER)) && rmdir(path) == 0;
}
