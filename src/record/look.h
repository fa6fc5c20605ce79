/*
 * look.h - the schemas of the databases that a command uses, by their catalogs.
 */
#ifndef TENFOLD_RECORD_LOOK_H
#define TENFOLD_RECORD_LOOK_H

#include "record/recording.h"
#include "scratch/scratch.h"

/* Looks at a database that is about to lose something; what cannot be seen now is let go. */
void look_before_loss(Scratch *scratch, Database *database);

/* Looks at all that are there when the command has ended, and reads the one that matters. */
bool look_at_end(Scratch *scratch, Arena *arena, Recording *recording, const char *name,
                 Database **chosen, Error *error) MUST_CHECK;

/*
 * Reads the changes as text, without a server, and compares with the catalogs: what either has alone.
 */
bool look_compare(Arena *arena, const char *changes, const Schema *schema, NameList *missing,
                  NameList *extra, Error *error) MUST_CHECK;

#endif
