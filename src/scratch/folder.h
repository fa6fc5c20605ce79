/*
 * folder.h - the temporary folder of one private server.
 *
 * It holds the data, the socket, the log and a lock file. Whoever uses the folder holds the lock: one
 * that can be taken belongs to nobody any more, and is swept away.
 */
#ifndef TENFOLD_SCRATCH_FOLDER_H
#define TENFOLD_SCRATCH_FOLDER_H

#include "scratch/account.h"

typedef struct Folder
{
    const char *path; /* "/tmp/tenfold-4f1b2c" */
    const char *data; /* path/data: made by whoever fills it */
    const char *log; /* path/log */
    int lock; /* descriptor; the lock goes with its last copy */
} Folder;

/* Makes an empty one, locked, under TMPDIR, or /dev/shm, /tmp, /var/tmp; the account owns it. */
bool folder_make(Arena *arena, const Account *account, Folder *out, Error *error) MUST_CHECK;

/*
 * A folder for what the server maps as a program: this one, or its annex elsewhere where this one's file
 * system forbids that. The annex goes with the folder.
 */
bool folder_for_programs(Arena *arena, const Account *account, const Folder *folder,
                         const char **out, Error *error) MUST_CHECK;

/* Removes the folder with its annex, and with what a server that was killed left in the system. */
void folder_remove(const char *path);

/* Ends and removes what killed runs of this user left behind. */
void folder_sweep(Arena *arena, const Account *account);

#endif
