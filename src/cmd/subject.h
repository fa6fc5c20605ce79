/*
 * subject.h - what a command that judges looks at: the source with its numbers and queries, on a day.
 */
#ifndef TENFOLD_CMD_SUBJECT_H
#define TENFOLD_CMD_SUBJECT_H

#include "cmd/source.h"
#include "scratch/scratch.h"

typedef struct Subject
{
    Source source;
    Design *design;
    NameList without_extensions; /* of the project and of --without-extension */
} Subject;

/* Reads the arguments; --today is another day. */
bool subject_read(const Invocation *invocation, Subject *out, Error *error) MUST_CHECK;

/*
 * Has the private server, where today's schema was loaded as `loaded` says, tell what the queries mean;
 * `unavailable` says why it could not, or is NULL. Nothing happens without queries.
 */
bool subject_understand(const Subject *subject, Scratch *scratch, Arena *arena,
                        const char *database, const LoadResult *loaded, const char **unavailable,
                        Error *error) MUST_CHECK;

/* False when a statement of the input was refused: what is said is about the rest. */
bool subject_is_whole(const Subject *subject);

#endif
