/*
 * record.h - a command run against a private server, and what it did there.
 */
#ifndef TENFOLD_RECORD_RECORD_H
#define TENFOLD_RECORD_RECORD_H

#include "record/keeper.h"
#include "record/recording.h"

typedef struct RecordOptions
{
    const NameList *command; /* {uri}, {port} … in it are replaced */
    const NameList *environment; /* "NAME=TEMPLATE" beside DATABASE_URL and PG… */
    const char *user;
    const char *database;
    const char *keep_database; /* the one to write; NULL: that with most tables */
    const char *folder; /* to write to */
    unsigned port; /* 0: any */
    int output; /* the command's standard output */
    void (*say)(const char *what); /* what is being done, several times a second */
} RecordOptions;

typedef struct RecordResult
{
    Recording *recording;
    Database *database; /* that was written */
    Outcome outcome;
    const char *folder; /* that was written to: "NAME.failed" where a good recording was kept */
    const char *fault; /* why it is not whole; NULL: it is */
    const char *server; /* "15.20" */
    size_t queries; /* that were written */
    NameList missing; /* objects that the changes, read without a server, do not make */
    NameList extra; /* and those that only they make */
} RecordResult;

/*
 * Runs the command to its end and writes the folder. True also when the command failed: the outcome
 * tells. False when nothing was written; the outcome is set even then.
 */
bool record_run(Arena *arena, const RecordOptions *options, RecordResult *out,
                Error *error) MUST_CHECK;

#endif
