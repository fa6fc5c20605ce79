/*
 * track.h - what the statements of one connection come to.
 *
 * Changes of the schema count when their transaction is committed; queries count when they ran.
 */
#ifndef TENFOLD_RECORD_TRACK_H
#define TENFOLD_RECORD_TRACK_H

#include "record/protocol.h"
#include "record/recording.h"

typedef struct QueryCount
{
    Query *query;
    size_t calls;
    bool is_write;
    bool is_after_write; /* read a table that was written before */
} QueryCount;

enum
{
    TRACK_QUERIES = 128 /* of one transaction; more different ones are not counted by transaction */
};

typedef struct Savepoint Savepoint;

typedef struct Track
{
    Recording *recording;
    Arena *arena; /* of the connection */
    Database *database;
    unsigned connection;
    const char *application;
    const char *path; /* in force */
    const char *path_before; /* when the transaction began */
    NameList temporary; /* tables of the connection alone */
    EntryList pending; /* of the transaction */
    Savepoint *savepoints; /* newest first */
    size_t transaction; /* its number; 0: outside of BEGIN … COMMIT */
    Map *prepared; /* Query, by the name that PREPARE gave */
    QueryCount counts[TRACK_QUERIES];
    size_t count;
    Query *last;
    size_t in_row;
} Track;

/* A connection begins. */
void track_open(Track *track, Recording *recording, Arena *arena, const Startup *startup);

/* A statement is about to reach the server, and does not before this returns. */
void track_before(Track *track, const Understood *what);

/* It ran; `tag` is what the server called it, such as "SELECT 3". */
void track_done(Track *track, const Understood *what, const char *tag, bool is_prepared);

/* The server refused it. */
void track_failed(Track *track, const Understood *what, const char *sqlstate, const char *message);

/* The server is ready for more: outside of a transaction ('I'), in one ('T') or in a failed one ('E'). */
void track_ready(Track *track, char status, bool has_failed);

#endif
