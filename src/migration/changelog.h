/*
 * changelog.h - one file of a Liquibase changelog, in XML, YAML, JSON or SQL, as a list of what it asks
 * for.
 *
 * Only SQL is understood: inline, in files of its own, or as formatted SQL. Changes in Liquibase's own
 * words (createTable …) are items too, so that they can be named.
 */
#ifndef TENFOLD_MIGRATION_CHANGELOG_H
#define TENFOLD_MIGRATION_CHANGELOG_H

#include "base/file.h"
#include "base/list.h"
#include "base/location.h"

typedef enum LogKind
{
    LOG_INCLUDE,
    LOG_INCLUDE_ALL,
    LOG_SQL,
    LOG_SQL_FILE,
    LOG_PROPERTY, /* a value for placeholders */
    LOG_WORDS /* of Liquibase's own */
} LogKind;

/* What a changeset says of itself. */
typedef struct ChangeSet
{
    const char *id;
    const char *author;
    const char *dbms; /* NULL: all */
    bool has_no_transaction;
    bool is_ignored;
    Location location;
} ChangeSet;

typedef struct LogItem LogItem;
struct LogItem
{
    LogItem *next;
    LogKind kind;
    ChangeSet change; /* of all but includes */
    const char *path; /* of includes and SQL files; the word of LOG_WORDS; "name=value" */
    bool is_relative; /* to the file that says it */
    const char *delimiter; /* NULL: ';' */
    FileText text; /* LOG_SQL: the rest of the file is blank */
};
LIST_OF(LogItem);

/* True for a text that one of the functions below understands. */
bool changelog_is_sql(const FileText *text);
bool changelog_is_document(const FileText *text);

LogItemList changelog_sql(Arena *arena, const FileText *text);
bool changelog_xml(Arena *arena, const FileText *text, LogItemList *out, Error *error) MUST_CHECK;
bool changelog_yaml(Arena *arena, const FileText *text, LogItemList *out, Error *error) MUST_CHECK;

/* By what the file is. */
bool changelog_read(Arena *arena, const FileText *text, LogItemList *out, Error *error) MUST_CHECK;

/* True when the changeset is for PostgreSQL: "postgresql", "all", "!oracle". */
bool changelog_is_ours(const ChangeSet *change);

/* The lines before an offset as empty ones, then the bytes up to the end: places stay the file's. */
FileText changelog_cut(Arena *arena, const FileText *text, size_t from, size_t to);

/* Where statements end with something else: ';' instead of it. */
void changelog_delimit(FileText *text, const char *delimiter);

#endif
