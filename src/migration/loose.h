/*
 * loose.h - SQL files that no migration tool runs, in an order in which they load.
 *
 * A file comes after those that make what it names; otherwise files stay as they are. Where two files
 * each name what the other makes, a file is read in two or more goes.
 */
#ifndef TENFOLD_MIGRATION_LOOSE_H
#define TENFOLD_MIGRATION_LOOSE_H

#include "base/file.h"
#include "schema/schema.h"

typedef struct LooseFile LooseFile;
struct LooseFile
{
    LooseFile *next;
    FileText text;
    bool only_drops; /* it makes nothing: the way back of the others */
    bool is_rest; /* statements of a file that is in the list before: all others are blank */
    struct LooseNeed *needs; /* while files are ordered */
    unsigned mark;
};
LIST_OF(LooseFile);

/*
 * The paths of all *.sql files of a folder and those below, by name. Hidden ones are left out; a folder
 * below that is a recording is one of `recordings` instead.
 */
bool loose_find(Arena *arena, const char *folder, NameList *paths, NameList *recordings,
                Error *error) MUST_CHECK;

/* Puts the files into an order in which they load. */
void loose_order(Arena *arena, LooseFileList *files);

#endif
