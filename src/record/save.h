/*
 * save.h - the folder that a recording is written to.
 */
#ifndef TENFOLD_RECORD_SAVE_H
#define TENFOLD_RECORD_SAVE_H

#include "base/error.h"

typedef struct SaveFile
{
    const char *name;
    const char *text;
    bool is_users; /* once it is there it is left alone */
} SaveFile;

/* Whether the folder may be written to: it is not there, empty, one of ours, or `is_forced`. */
bool save_check(const char *folder, bool is_forced, Error *error) MUST_CHECK;

/* Writes all files, or none; other files in the folder stay. The first line of each says whose it is. */
bool save_files(const char *folder, const SaveFile *files, size_t count, Error *error) MUST_CHECK;

/* True when the folder holds a recording of a command that succeeded and made tables. */
bool save_is_whole(Arena *arena, const char *folder);

/* A recording's line that says why it is not whole, without the mark; NULL: it is, or is none. */
const char *save_fault(Arena *arena, const char *text);

/* The first line of the files, a comment in SQL and YAML. */
#define SAVE_MARK "Written by tenfold record"

/* How the second line begins when the command failed or made no table. */
#define SAVE_FAULT "Not whole: "

#endif
