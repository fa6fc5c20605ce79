/*
 * recording.h - what a command did to the databases of a server: changes of the schema, and queries.
 */
#ifndef TENFOLD_RECORD_RECORDING_H
#define TENFOLD_RECORD_RECORDING_H

#include "record/statement.h"
#include "schema/schema.h"

/* Queries that differ in constants only. */
typedef struct Query Query;
struct Query
{
    Query *next;
    const char *text; /* with $1 for constants; NULL while it was only prepared */
    const char *tables; /* "tasks, users" */
    size_t calls;
    size_t calls_since; /* calls since the change of a schema that `change` counts */
    size_t change;
    uint64_t rows; /* returned or written, by all calls */
    size_t most_in_transaction;
    size_t after_write; /* committed transactions in which it read a table written before */
    size_t most_in_row; /* one after the other on one connection */
    bool was_prepared; /* by the protocol, with parameters apart */
    bool is_catalog; /* asks PostgreSQL's own tables only: the framework's business */
};
LIST_OF(Query);

typedef enum EntryState
{
    ENTRY_DONE,
    ENTRY_FAILED,
    ENTRY_UNDONE /* rolled back */
} EntryState;

/* One statement that changed, or tried to change, a schema. */
typedef struct Entry Entry;
struct Entry
{
    Entry *next;
    const char *text;
    const char *path; /* the statement that set the search_path in force; NULL: the default */
    EntryState state;
    const char *reason; /* ENTRY_FAILED: SQLSTATE and message */
    size_t transaction; /* of BEGIN … COMMIT; the same number: the same one; 0: none */
    double seconds; /* since the command started */
    unsigned connection; /* from 1 */
    const char *application; /* as the client calls itself; or NULL */
};
LIST_OF(Entry);

typedef struct Database Database;
struct Database
{
    Database *next;
    const char *name;
    Arena *arena; /* of what follows */
    EntryList entries; /* in the order in which they took effect */
    size_t changes; /* entries that were done */
    const char *default_path; /* of new connections; NULL: the server's */
    bool is_dropped;
    size_t tables; /* the most that were seen in it */
    Schema *schema; /* at that time; NULL: not looked at */
    const Entry *last_seen; /* the last entry then */
    size_t looks; /* how often it was looked at */
    bool
        is_torn_down; /* in the end nearly all of its tables were gone: the schema is from before */
};
LIST_OF(Database);

typedef struct Recording Recording;

/*
 * What somebody else must do at certain statements, before they reach the server and after. While an
 * extension is made, nobody else is served.
 */
typedef struct RecordingHooks
{
    void *context;
    void (*database_shrinks)(void *context, Database *database); /* before it loses something */
    void (*extension_begins)(void *context, const char *name);
    void (*extension_ends)(void *context);
} RecordingHooks;

struct Recording
{
    Arena *arena;
    RecordingHooks hooks;
    DatabaseList databases;
    QueryList queries;
    Map *by_fingerprint; /* Query */
    double started;
    unsigned connections;
    size_t statements; /* all that the server ran or refused */
    size_t changes; /* counts changes of schemas that add something */
    size_t failures;
    size_t catalog_calls;
    size_t not_understood; /* queries that are no SQL for our parser, or too long */
    size_t blind_connections;
    const char *no_database; /* that a connection asked for in vain; NULL: none */
    size_t transactions; /* numbers given to entries */
    EntryList failed; /* the first of them, to be shown */
};

Recording *recording_new(Arena *arena);

/* The database of that name which is there now. */
Database *recording_database(Recording *recording, const char *name);

/* A statement, with what is known about it. */
typedef struct Understood
{
    Statement statement;
    Query *query; /* QUERY, PREPARE; NULL: not understood */
} Understood;

/* Looks at a statement once, however often it runs. `arena` owns what must be kept of it. */
Understood recording_understand(Recording *recording, Arena *arena, const char *sql, size_t length);

/* Seconds since the command started. */
double recording_seconds(const Recording *recording);

/* The database with most tables: the one that matters. `name`, if given, must be its name. */
Database *recording_choose(const Recording *recording, const char *name);

#endif
