/*
 * folder.h - the files under a folder, some levels deep, read when they are asked for.
 */
#ifndef TENFOLD_MIGRATION_FOLDER_H
#define TENFOLD_MIGRATION_FOLDER_H

#include "base/file.h"
#include "base/list.h"

typedef struct FolderFile FolderFile;
struct FolderFile
{
    FolderFile *next;
    const char *path; /* as the user would name it */
    const char *relative; /* to the folder */
    const char *name; /* its last part */
    bool is_folder;
    bool is_read;
    FileText text;
};
LIST_OF(FolderFile);

typedef struct Folder
{
    Arena *arena;
    const char *path; /* as the user named it, without '/' at its end */
    FolderFileList files; /* sorted by `relative`, byte by byte; folders are in it */
} Folder;

/*
 * Lists a folder. What begins with a dot is left out, and folders that hold other people's code.
 * Symbolic links are followed to files only.
 */
bool folder_open(Arena *arena, const char *path, Folder *out, Error *error) MUST_CHECK;

/* The folder within it, sharing its files. */
Folder folder_within(const Folder *folder, const FolderFile *child);

/* By its path relative to the folder; NULL when there is none. */
FolderFile *folder_find(const Folder *folder, const char *relative);

/* True when the folder, or one of the two above it, holds a file of that name. */
bool folder_is_in(const Folder *folder, const char *name);

/* The text of a file; NULL, and an error, when it cannot be read. */
const FileText *folder_text(const Folder *folder, FolderFile *file, Error *error);

bool folder_ends_with(const char *text, const char *suffix);

#endif
