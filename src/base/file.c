#include "base/file.h"

#include "base/stop.h"
#include "base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
close_descriptor(void *descriptor)
{
    (void) close((int) (intptr_t) descriptor); /* it was only read */
}

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

bool
file_read(Arena *arena, const char *path, FileText *out, Error *error)
{
    bool is_stdin = strcmp(path, "-") == 0;
    Arena *while_open = arena_new(arena, "file_read");
    StrBuf buffer = strbuf_new(while_open);
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
    {
        error_set(error, ERROR_FILE, "could not open file \"%s\": %s", path, strerror(errno));
        arena_free(while_open);
        return false;
    }
    if (!is_stdin)
        arena_defer(while_open, close_descriptor, (void *) (intptr_t) descriptor);
    if (!read_all(descriptor, &buffer))
    {
        if (stop_requested())
            error_set(error, ERROR_INTERRUPTED, "interrupted while reading \"%s\"", path);
        else
            error_set(error, ERROR_FILE, "could not read file \"%s\": %s", path, strerror(errno));
        arena_free(while_open);
        return false;
    }
    out->name = arena_strdup(arena, path);
    out->text = arena_strndup(arena, buffer.text, buffer.length);
    out->length = buffer.length;
    arena_free(while_open);
    return true;
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
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);

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
        return error_set(error, ERROR_FILE, "could not create file \"%s\": %s", temporary,
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

bool
file_write(const char *path, const char *text, size_t length, Error *error)
{
    char *target = realpath(path, NULL); /* a symbolic link stays one */
    struct stat status = {.st_mode = 0};

    if (target == NULL)
        return write_beside(path, 0, text, length, error);
    arena_defer(error->arena, release_path, target);
    if (stat(target, &status) == 0 && !S_ISREG(status.st_mode))
        return write_in_place(target, text, length, error);
    return write_beside(target, status.st_mode & 07777, text, length, error);
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
