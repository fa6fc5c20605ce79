#include "base/file.h"

#include "base/encoding.h"
#include "base/stop.h"
#include "base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
read_all(int descriptor, StrBuf *buffer)
{
    static const size_t chunk = 1 << 16;
    char *bytes = arena_alloc(buffer->arena, chunk);

    while (!stop_requested())
    {
        ssize_t got = read(descriptor, bytes, chunk);

        if (got == 0)
            return true;
        if (got > 0)
            strbuf_add_bytes(buffer, bytes, (size_t) got);
        else if (errno != EINTR)
            return false;
    }
    return false;
}

/* A file whose size is known goes straight to where it stays: a large one is in memory once. */
static bool
read_sized(Arena *arena, int descriptor, size_t size, FileText *out)
{
    out->text = arena_alloc(arena, size + 1);
    out->length = 0;
    while (out->length < size && !stop_requested())
    {
        ssize_t got = read(descriptor, out->text + out->length, size - out->length);

        if (got == 0)
            return true;
        if (got > 0)
            out->length += (size_t) got;
        else if (errno != EINTR)
            return false;
    }
    return !stop_requested();
}

static bool
read_stream(Arena *arena, int descriptor, FileText *out)
{
    Arena *work = arena_new(arena, "read_stream");
    StrBuf buffer = strbuf_new(work);
    bool is_read = read_all(descriptor, &buffer);

    out->text = arena_strndup(arena, buffer.text, buffer.length);
    out->length = buffer.length;
    arena_free(work);
    return is_read;
}

/* What only seems to be UTF-16 stays, and whoever reads it will say what it is. */
static void
convert(Arena *arena, FileText *file)
{
    const char *encoding = encoding_wide(file->text, file->length);
    size_t length;
    char *text = encoding == NULL
                     ? NULL
                     : encoding_to_utf8(arena, encoding, file->text, file->length, &length);

    if (text == NULL)
        return;
    file->text = text;
    file->length = length;
}

static bool
read_open(Arena *arena, int descriptor, FileText *out)
{
    struct stat status;

    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        lseek(descriptor, 0, SEEK_CUR) == 0)
        return read_sized(arena, descriptor, (size_t) status.st_size, out);
    return read_stream(arena, descriptor, out);
}

bool
file_read(Arena *arena, const char *path, FileText *out, Error *error)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool is_read;

    if (descriptor < 0)
        return error_set(error, ERROR_FILE, "could not open file \"%s\": %s", path,
                         strerror(errno));
    out->name = arena_strdup(arena, path);
    is_read = read_open(arena, descriptor, out);
    if (!is_read && stop_requested())
        error_set(error, ERROR_INTERRUPTED, "interrupted while reading \"%s\"", path);
    else if (!is_read)
        error_set(error, ERROR_FILE, "could not read file \"%s\": %s", path, strerror(errno));
    if (!is_stdin)
        (void) close(descriptor); /* it was only read */
    if (is_read)
        convert(arena, out);
    return is_read;
}

static bool
write_all(int descriptor, const char *text, size_t length)
{
    while (length > 0)
    {
        ssize_t written = write(descriptor, text, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text += written;
        length -= (size_t) written;
    }
    return true;
}

/* Writes and closes; what closing says counts, because a full disk may show only then. */
static bool
write_and_close(int descriptor, const char *text, size_t length)
{
    bool is_written = write_all(descriptor, text, length);
    int reason = errno;

    if (close(descriptor) != 0 && is_written)
        return false;
    errno = reason;
    return is_written;
}

/* A device or pipe cannot be replaced, only written to. */
static bool
write_in_place(const char *path, const char *text, size_t length, Error *error)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666); /* what a link may lack */

    if (descriptor < 0)
        return error_set(error, ERROR_FILE, "could not open file \"%s\": %s", path,
                         strerror(errno));
    if (!write_and_close(descriptor, text, length))
        return error_set(error, ERROR_FILE, "could not write file \"%s\": %s", path,
                         strerror(errno));
    return true;
}

/* The mode is that of the file that is replaced. */
static bool
write_beside(const char *path, mode_t mode, const char *text, size_t length, Error *error)
{
    char *temporary = arena_printf(error->arena, "%s.%ld.tmp", path, (long) getpid());
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (descriptor < 0)
        return error_set(error, ERROR_FILE, "could not create file \"%s\": %s", path,
                         strerror(errno));
    if (mode != 0)
        (void) fchmod(descriptor, mode); /* the content matters more than who may read it next */
    if (!write_and_close(descriptor, text, length) || rename(temporary, path) != 0)
    {
        error_set(error, ERROR_FILE, "could not write file \"%s\": %s", path, strerror(errno));
        (void) unlink(temporary); /* the first error is the one that matters */
        return false;
    }
    return true;
}

static void
release_path(void *path)
{
    free(path);
}

/* What realpath does not find may be a link still: to nothing yet, or, in /proc, to a pipe. */
FileTarget
file_target(Arena *arena, const char *path)
{
    FileTarget target = {.path = path};
    struct stat status;
    char *resolved = realpath(path, NULL);

    if (resolved != NULL)
    {
        arena_defer(arena, release_path, resolved);
        target.path = resolved;
    }
    if (lstat(target.path, &status) != 0)
        return target;
    target.mode = status.st_mode & 07777;
    target.is_in_place = !S_ISREG(status.st_mode);
    return target;
}

bool
file_write(const char *path, const char *text, size_t length, Error *error)
{
    FileTarget target = file_target(error->arena, path);

    return target.is_in_place ? write_in_place(target.path, text, length, error)
                              : write_beside(target.path, target.mode, text, length, error);
}

bool
file_exists(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0;
}

bool
file_is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
