#include "base/file.h"

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

    for (;;)
    {
        ssize_t got = read(descriptor, bytes, chunk);

        if (got == 0)
            return true;
        if (got > 0)
            strbuf_add_bytes(buffer, bytes, (size_t) got);
        else if (errno != EINTR)
            return false;
    }
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

bool
file_write(const char *path, const char *text, size_t length, Error *error)
{
    char *temporary = arena_printf(error->arena, "%s.%ld.tmp", path, (long) getpid());
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool is_written;

    if (descriptor < 0)
        return error_set(error, ERROR_FILE, "could not create file \"%s\": %s", temporary,
                         strerror(errno));
    is_written = write_all(descriptor, text, length);
    if (close(descriptor) != 0 || !is_written || rename(temporary, path) != 0)
    {
        error_set(error, ERROR_FILE, "could not write file \"%s\": %s", path, strerror(errno));
        (void) unlink(temporary); /* the first error is the one that matters */
        return false;
    }
    return true;
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
