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

/* The first line of the files, a comment in SQL and YAML. */
#define SAVE_MARK "Written by tenfold record"

#endif
