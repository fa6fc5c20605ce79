/*
 * file.h - reading and writing whole files.
 */
#ifndef TENFOLD_BASE_FILE_H
#define TENFOLD_BASE_FILE_H

#include "base/error.h"

#include <sys/types.h>

typedef struct FileText
{
    const char *name; /* as the user named it; "-" for standard input */
    char *text; /* ended by a zero that does not count */
    size_t length;
} FileText;

/*
 * Reads a file, or standard input for "-". The arena owns the text. UTF-16 and UTF-32 become UTF-8;
 * a mark of UTF-8 at the start stays.
 */
bool file_read(Arena *arena, const char *path, FileText *out, Error *error) MUST_CHECK;

/* Where what is written to a path goes. */
typedef struct FileTarget
{
    const char *path; /* what a symbolic link names */
    mode_t mode; /* of the file that stands there; 0: none does */
    bool is_in_place; /* a device, a pipe, a link to nothing yet: written to, never replaced */
} FileTarget;

FileTarget file_target(Arena *arena, const char *path);

/*
 * Writes a file whole, or not at all: through a temporary name beside it. A link stays one, and what
 * is no regular file is written to.
 */
bool file_write(const char *path, const char *text, size_t length, Error *error) MUST_CHECK;

/* True when the path names something that exists. */
bool file_exists(const char *path);

/* True when the path names a folder. */
bool file_is_folder(const char *path);

#endif
