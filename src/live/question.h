/*
 * question.h - what a server is asked, by name.
 *
 * One list serves the live reader, the snapshot's script, and the reading back of its file. A question's
 * name is that of its file in sql/catalog/, and part of the snapshot's format: never reused.
 */
#ifndef TENFOLD_LIVE_QUESTION_H
#define TENFOLD_LIVE_QUESTION_H

#include "base/base.h"

typedef enum QuestionId
{
    /* Who answers. */
    QUESTION_NODE,
    QUESTION_SYSTEM,
    QUESTION_REPLICAS,
    QUESTION_EXTENSION_VERSIONS,
    QUESTION_SETTINGS,
    /* Statements that make the schema, in the order of a dump. */
    QUESTION_SCHEMAS,
    QUESTION_EXTENSIONS,
    QUESTION_TYPES,
    QUESTION_DOMAINS,
    QUESTION_ROUTINES,
    QUESTION_SEQUENCES,
    QUESTION_TABLES,
    QUESTION_ATTACHMENTS,
    QUESTION_COLUMNS,
    QUESTION_IDENTITIES,
    QUESTION_KEYS,
    QUESTION_VIEWS,
    QUESTION_INDEXES,
    QUESTION_FOREIGN_KEYS,
    QUESTION_OTHERS,
    QUESTION_TRIGGERS,
    QUESTION_POLICIES,
    QUESTION_COMMENTS,
    QUESTION_OWNERS,
    QUESTION_GRANTS,
    QUESTION_DEFAULT_PRIVILEGES,
    /* What no statement says. */
    QUESTION_VIEW_COLUMNS,
    QUESTION_FLAGS,
    QUESTION_SEQUENCE_VALUES,
    /* Numbers. */
    QUESTION_MEASURED_SINCE,
    QUESTION_TABLE_STATISTICS,
    QUESTION_TABLE_USAGE,
    QUESTION_TABLE_SIZES,
    QUESTION_INDEX_USAGE,
    QUESTION_INDEX_SIZES,
    QUESTION_UNREADABLE,
    QUESTION_COLUMN_STATISTICS,
    QUESTION_COLUMN_VALUES,
    QUESTION_COLUMN_ELEMENTS,
    QUESTION_STORED_RANGES,
    QUESTION_INDEX_STATISTICS,
    QUESTION_INDEX_VALUES,
    QUESTION_EXTENDED_STATISTICS,
    QUESTION_EXTENDED_VALUES,
    QUESTION_STORED_EXTENDED,
    QUESTION_EXPRESSION_STATISTICS,
    QUESTION_EXPRESSION_VALUES,
    QUESTION_STORED_EXPRESSIONS,
    /* The last: the first of them changes the search_path. */
    QUESTION_STATEMENTS_PATH,
    QUESTION_STATEMENTS_SINCE,
    QUESTION_STATEMENTS,
    QUESTION_COUNT
} QuestionId;

typedef enum QuestionNeed
{
    QUESTION_NEEDED, /* a model without the answer would be analysed as if it were whole */
    QUESTION_OPTIONAL
} QuestionNeed;

typedef struct Question
{
    const char *name;
    const char *what; /* "could not read the …" */
    const char *sql; /* without ';', begins with a comment */
    QuestionNeed need;
    bool is_large; /* the answer is read row by row, not kept whole */
    bool is_personal; /* tells values of the tables' data */
    bool may_fail; /* where the role has no right or the server no such view, and nothing is lost */
} Question;

/* What a server says then: no privilege; no such table, column or function. Names for SQL, in quotes. */
#define QUESTION_MAY_FAIL_STATES "'42501', '42P01', '42703', '42883'"

extern const Question question_list[QUESTION_COUNT];

/* The first and the last that answer with statements. */
#define QUESTION_FIRST_STATEMENT QUESTION_SCHEMAS
#define QUESTION_LAST_STATEMENT QUESTION_DEFAULT_PRIVILEGES

/* What makes names, dates and numbers print alike for all roles, a NULL at the end. */
extern const char *const question_settings[];

/* True when an answer may be missing for that reason: a refusal that begins with its SQLSTATE. */
bool question_may_lack(QuestionId id, const char *refusal);

/* The question of a name, QUESTION_COUNT when there is none: of a later version. */
QuestionId question_find(const char *name);

#endif
