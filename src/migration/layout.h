/*
 * layout.h - what a layout of migrations is, and what the files of this folder share.
 *
 * A layout is one constant record in one layout_*.c, named in layout_list.c. Most say only how their
 * files are named, which lines divide them, and how they are ordered; few need functions of their own.
 */
#ifndef TENFOLD_MIGRATION_LAYOUT_H
#define TENFOLD_MIGRATION_LAYOUT_H

#include "migration/folder.h"
#include "migration/history.h"

/* What the name of a file says. */
typedef enum Role
{
    ROLE_UP, /* a migration, or its up part alone */
    ROLE_DOWN, /* only the way back */
    ROLE_REPEATABLE,
    ROLE_BASELINE, /* Flyway's B: stands for all up to its version */
    ROLE_OTHER_DIALECT /* for another database: silently not taken */
} Role;

typedef struct StepName
{
    Role role;
    const char *version;
    const char *name;
} StepName;

/* What a line of a file says to its runner. */
typedef enum Mark
{
    MARK_NONE,
    MARK_UP,
    MARK_UP_NO_TRANSACTION,
    MARK_DOWN,
    MARK_NO_TRANSACTION, /* for the whole file */
    MARK_TRANSACTION, /* likewise: the layout's own rule is none */
    MARK_CHECKPOINT /* Atlas: whoever starts anew starts here */
} Mark;

/* How migrations are ordered. */
typedef enum Order
{
    ORDER_NUMBER, /* the version is one number: 2 before 10 */
    ORDER_PARTS, /* the version is several: 1.2 before 1.10 */
    ORDER_TEXT, /* the version, byte by byte */
    ORDER_FILE, /* the file's name, byte by byte */
    ORDER_NUMBER_FIRST /* numbers, then all names without one */
} Order;

/* How sure a layout can be when it fits. The surest that fits is taken. */
typedef enum Certainty
{
    CERTAIN_NEVER, /* only when forced */
    CERTAIN_LAST, /* any SQL file would do */
    CERTAIN_NAME, /* names that several runners use */
    CERTAIN_NAME_OWN, /* names that only this runner uses */
    CERTAIN_SURROUNDINGS, /* names that several use, in a project of this one */
    CERTAIN_MARK, /* comments in the files */
    CERTAIN_FILE /* a file of the runner */
} Certainty;

typedef struct Layout Layout;

/* A history as it comes together. */
typedef struct Builder
{
    Arena *arena;
    const Folder *folder;
    const Layout *layout;
    const HistoryOptions *options;
    History *history;
    NameList defaults; /* "name=value": what the files themselves give to placeholders */
} Builder;

struct Layout
{
    const char *name; /* as --layout takes it */
    const char *runner; /* for people */
    const char *pattern; /* "000001_name.up.sql": for lists and the manual */
    TransactionRule transaction;
    TransactionRule without; /* of a file that says no to it */
    bool starts_session;
    Order order;
    Certainty certainty; /* when the names fit */
    bool needs_mark; /* a file without one is none of its own */
    bool takes_unmarked; /* where it needs marks to be recognised: a file without is taken whole */
    bool repeats_versions; /* it knows a migration by its whole name */
    bool needs_every_number; /* 1, 2, 3: a gap is an error */
    const char *marker; /* a file in the folder that only this runner has; or NULL */
    const char *surroundings; /* a file in it, or up to two folders above; or NULL */

    /* Reads a path relative to the folder. False: no file of this layout. */
    bool (*read_name)(Arena *arena, const char *relative, StepName *out);

    /* Reads a line; NULL: the runner reads none. */
    Mark (*read_mark)(const char *line, size_t length);

    /* How well the folder fits: replaces counting names and marks. May be NULL. */
    size_t (*fit)(const Folder *folder, Certainty *certainty);

    /* Adds all migrations, in order: replaces naming, dividing and ordering. May be NULL. */
    bool (*gather)(Builder *builder, Error *error);

    /* Looks at what was gathered, and adds problems. May be NULL. */
    bool (*check)(Builder *builder, Error *error);
};

/* Ended by NULL. */
extern const Layout *const layout_list[];

/* ---- recognise.c ---- */

/* The layout of a folder; NULL: none fits. False when two fit equally well. */
bool recognise(Arena *arena, const Folder *folder, const Layout **out, Error *error) MUST_CHECK;

/* By its name; the error lists all. */
const Layout *recognise_named(const char *name, Error *error);

/* How many files of the folder are the layout's, and how sure that is. */
size_t recognise_fit(Arena *arena, const Folder *folder, const Layout *layout,
                     Certainty *certainty);

/* How many are named like the layout's, by whomever. */
size_t recognise_forced(Arena *arena, const Folder *folder, const Layout *layout);

/* ---- gather.c: from files to migrations ---- */

/* By names, marks and order of the layout's record. */
bool gather_files(Builder *builder, Error *error) MUST_CHECK;

/* One migration of a file that runs whole; NULL with an error. `text` may differ from the file's. */
Migration *gather_add(Builder *builder, const char *version, const char *name,
                      const FileText *text);

/* Something that was left out; the hint may be NULL. */
void gather_problem(Builder *builder, bool is_error, const char *file, const char *message,
                    const char *hint);

/* Migrations in another language are named, with the advice to record what they do. */
void gather_name_code(Builder *builder);

/* SQL right in the folder that is not named as the layout names its files. */
void gather_name_strays(Builder *builder);

/* How many migrations in another language there are, and in which language the last one is written. */
size_t gather_count_code(const Folder *folder, const char **language);

extern const char gather_record_hint[];

/* ---- blank.c: text that the runner does not send ---- */

/* Spaces over [from, to); newlines stay. */
void blank_range(FileText *text, size_t from, size_t to);

/* The marks of a file applied to its text. */
typedef struct Marked
{
    size_t ups; /* how many parts go up */
    bool has_down;
    bool is_checkpoint;
    Mark transaction; /* MARK_NONE, MARK_TRANSACTION or MARK_NO_TRANSACTION */
    Location location; /* of the line that says it */
} Marked;

/* Blanks what does not go up. */
Marked blank_marked(const Layout *layout, FileText *text);

/* Only counts, on the first part of a text. */
bool blank_has_mark(const Layout *layout, const FileText *text);

/* True when a line, after white space, begins with "--" and then with the words, in any case. */
bool blank_says(const char *line, size_t length, const char *dashes, const char *words);

/* ---- version.c ---- */

/* Below, equal to, above zero. */
int version_compare(Order order, const char *left, const char *right);

/* Digits at the beginning; 0 when there are none. */
size_t version_digits(const char *text);

#endif
