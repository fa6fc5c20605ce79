/*
 * history.h - a folder of migrations, in the order and by the rules of the tool that runs them.
 *
 * Nothing is parsed as SQL here but the runner's own comments. What a runner would not send (the down
 * part, other dialects) is blank in the text, so that lines and columns are the file's.
 */
#ifndef TENFOLD_MIGRATION_HISTORY_H
#define TENFOLD_MIGRATION_HISTORY_H

#include "base/file.h"
#include "schema/schema.h"

/* Where a runner puts BEGIN and COMMIT. A file may say them itself as well. */
typedef enum TransactionRule
{
    TRANSACTION_PER_STATEMENT, /* none: each statement is its own, as psql -f does it */
    TRANSACTION_PER_FILE, /* BEGIN … COMMIT around the file */
    TRANSACTION_PER_QUERY, /* the file is sent as one query of many statements: one, if it says none */
    TRANSACTION_PER_RUN /* one around all that is run together */
} TransactionRule;

typedef struct Migration Migration;
struct Migration
{
    Migration *next;
    const char
        *version; /* what the runner orders by, as written: "000042"; NULL where there is none */
    const char *name; /* "add_users" */
    FileText up; /* other parts blanked, placeholders filled in */
    const char *down_file; /* where the way back stands, the same file included; NULL: none */
    TransactionRule transaction;
    Location transaction_location; /* of what overrides the layout's rule; line 0: nothing */
    bool is_repeatable; /* run again whenever it changes; after all others */
    bool continues; /* goes on in the transaction of the one before: a part of one changeset */
    bool starts_session; /* the runner connects anew: SET does not live on from the one before */
};
LIST_OF(Migration);

typedef struct History
{
    const char *folder; /* as the user named it */
    const char *layout; /* "golang-migrate", as --layout takes it */
    const char *runner; /* for people: "golang-migrate" or "numbered files" */
    MigrationList migrations; /* in the order in which they run */
    ProblemList problems; /* what was left out (migrations in Go, a second file of one version) */
} History;

typedef struct HistoryOptions
{
    const char *layout; /* NULL: recognised */
    const NameList *settings; /* "name=value" for placeholders; may be NULL */
    bool needs_no_values; /* placeholders without one stay: the history is only listed */
    const char *until; /* the version or name of the last migration to take; NULL: all */
} HistoryOptions;

/*
 * Finds the migrations of a folder. False when the folder holds none, when two layouts fit equally
 * well or a placeholder has no value; the error names what to give.
 */
bool history_read(Arena *arena, const char *folder, const HistoryOptions *options, History *out,
                  Error *error) MUST_CHECK;

/* False when the folder holds nothing that history_read() would take or refuse: loose files, perhaps. */
bool history_is_there(Arena *arena, const char *folder);

/* Makes what the migrations make, one after the other. Problems of the history become the schema's. */
bool history_apply(const History *history, Schema *schema, Error *error) MUST_CHECK;

/* True when the next migration is in the same transaction of the runner. */
bool history_goes_on(const Migration *migration);

/* "142 migrations of golang-migrate, 000001 to 000142, each file one transaction" */
char *history_text(Arena *arena, const History *history);

/* One statement as the runner sends it. */
typedef struct HistoryStatement HistoryStatement;
struct HistoryStatement
{
    HistoryStatement *next;
    const Migration *migration;
    const char *sql; /* ended by a zero, without ';' */
    Location location;
    uint32_t
        transaction; /* the same number: in one transaction; 0: alone, and outside of any block */
};
LIST_OF(HistoryStatement);

/* All statements of all migrations, with the transactions that the runner and the files make. */
HistoryStatementList history_statements(Arena *arena, const History *history);

#endif
