/*
 * layout_liquibase.c - a changelog that includes others, or a folder of formatted SQL.
 *
 * The root is the changelog that no other includes. Each changeset is a migration and a transaction of
 * its own. Paths are looked up relative to the file, or as the end of a path: the folder that was named
 * may lie within the classpath.
 */
#include "base/strbuf.h"
#include "migration/changelog.h"
#include "migration/step_name.h"

enum
{
    DEPTH_MOST = 32
};

/* A file that is a changelog. */
typedef struct Log Log;
struct Log
{
    Log *next;
    FolderFile *file;
    LogItemList items;
    bool is_sql;
    bool is_included;
    const char *fault; /* why it cannot be read; NULL: it can */
};
LIST_OF(Log);

typedef struct Walk
{
    Builder *builder;
    LogList logs;
    unsigned depth;
    Location last; /* of the changeset that was added last */
} Walk;

static bool
may_be_document(const FolderFile *file)
{
    return folder_ends_with(file->name, ".xml") || folder_ends_with(file->name, ".yaml") ||
           folder_ends_with(file->name, ".yml") || folder_ends_with(file->name, ".json");
}

/* Formatted SQL, and documents where a changelog would lie. */
static bool
is_log(const Folder *folder, FolderFile *file)
{
    Error ignored = {.arena = folder->arena};
    const FileText *text;

    if (file->is_folder)
        return false;
    if (folder_ends_with(file->name, ".sql"))
    {
        text = folder_text(folder, file, &ignored);
        return text != NULL && changelog_is_sql(text);
    }
    if (!may_be_document(file) ||
        (strcasestr(file->path, "change") == NULL && strcasestr(file->path, "liquibase") == NULL &&
         strcasestr(file->path, "master") == NULL && strcasestr(file->path, "migrat") == NULL))
        return false;
    text = folder_text(folder, file, &ignored);
    return text != NULL && changelog_is_document(text);
}

static bool
is_of_tests(const FolderFile *file)
{
    return strstr(file->relative, "test/") != NULL || strstr(file->relative, "tests/") != NULL;
}

/* SQL right here or a document anywhere below. */
static size_t
fit(const Folder *folder, Certainty *certainty)
{
    size_t count = 0;
    size_t documents = 0;

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        bool is_sql = folder_ends_with(file->name, ".sql");

        if ((is_sql && strchr(file->relative, '/') != NULL) || !is_log(folder, file))
            continue;
        documents += !is_sql;
        count++;
    }
    *certainty = documents > 0 ? CERTAIN_FILE : CERTAIN_MARK;
    return count;
}

/* "a/b/../c" is "a/c". */
static const char *
normal_path(Arena *arena, const char *path)
{
    StrBuf normal = strbuf_new(arena);

    if (strncmp(path, "classpath:", 10) == 0)
        path += 10;
    while (*path != '\0')
    {
        size_t length = strcspn(path, "/");
        bool is_up = length == 2 && strncmp(path, "..", 2) == 0;
        char *slash = strrchr(normal.text, '/');

        if (is_up && normal.length > 0)
        {
            normal.length = slash == NULL ? 0 : (size_t) (slash - normal.text);
            normal.text[normal.length] = '\0';
        }
        else if (length > 0 && !(length == 1 && *path == '.') && !is_up)
        {
            strbuf_separate(&normal, "/");
            strbuf_add_bytes(&normal, path, length);
        }
        path += length + (path[length] == '/');
    }
    return normal.text;
}

/* One path is the end of the other. */
static bool
is_same_end(const char *left, const char *right)
{
    size_t left_length = strlen(left);
    size_t right_length = strlen(right);
    size_t common = left_length < right_length ? left_length : right_length;
    const char *longer = left_length < right_length ? right : left;
    size_t longer_length = left_length < right_length ? right_length : left_length;

    return strcmp(left + left_length - common, right + right_length - common) == 0 &&
           (longer_length == common || longer[longer_length - common - 1] == '/');
}

static FolderFile *
find_path(const Builder *builder, const FolderFile *from, const LogItem *item)
{
    Arena *arena = builder->arena;
    const char *slash = strrchr(from->relative, '/');
    int length = slash == NULL ? 0 : (int) (slash + 1 - from->relative);
    const char *path = normal_path(arena, item->path == NULL ? "" : item->path);
    FolderFile *file;

    if (item->is_relative)
        return folder_find(
            builder->folder,
            normal_path(arena, arena_printf(arena, "%.*s%s", length, from->relative, item->path)));
    file = folder_find(builder->folder, path);
    for (FolderFile *at = builder->folder->files.first; file == NULL && at != NULL; at = at->next)
        if (is_same_end(at->relative, path))
            file = at;
    return file;
}

static Log *
log_of(const Walk *walk, const FolderFile *file)
{
    for (Log *log = walk->logs.first; log != NULL; log = log->next)
        if (log->file == file)
            return log;
    return NULL;
}

static bool
add_sql(Walk *walk, const LogItem *item, const FileText *text)
{
    const char *slash = strrchr(text->name, '/');
    Migration *migration;

    if (item->change.is_ignored || !changelog_is_ours(&item->change))
        return true;
    migration = gather_add(
        walk->builder,
        item->change.id == NULL
            ? NULL
            : arena_printf(walk->builder->arena, "%s:%s",
                           item->change.author == NULL ? "" : item->change.author, item->change.id),
        slash == NULL ? text->name : slash + 1, text);
    migration->continues = item->change.id != NULL && walk->last.file != NULL &&
                           walk->last.line == item->change.location.line &&
                           walk->last.column == item->change.location.column &&
                           strcmp(walk->last.file, item->change.location.file) == 0;
    walk->last = item->change.location;
    if (item->change.has_no_transaction)
    {
        migration->transaction = walk->builder->layout->without;
        migration->transaction_location = item->change.location;
    }
    return true;
}

static bool walk_log(Walk *walk, Log *log, Error *error);

/* A file without changesets is one. */
static bool
add_file(Walk *walk, const LogItem *item, FolderFile *file, Error *error)
{
    const FileText *text = folder_text(walk->builder->folder, file, error);
    FileText copy;

    if (text == NULL)
        return false;
    copy = *text;
    if (item->delimiter != NULL)
    {
        copy.text = arena_strndup(walk->builder->arena, text->text, text->length);
        changelog_delimit(&copy, item->delimiter);
    }
    return add_sql(walk, item, &copy);
}

static bool
include(Walk *walk, const Log *from, const LogItem *item, FolderFile *file, Error *error)
{
    Log *log = file == NULL ? NULL : log_of(walk, file);

    if (file == NULL || file->is_folder)
    {
        gather_problem(walk->builder, true, from->file->path,
                       arena_printf(walk->builder->arena,
                                    "included file \"%s\" is not in the folder",
                                    item->path == NULL ? "" : item->path),
                       NULL);
        return true;
    }
    if (log != NULL)
        return walk_log(walk, log, error);
    return !folder_ends_with(file->name, ".sql") || add_file(walk, item, file, error);
}

static bool
include_all(Walk *walk, const Log *from, const LogItem *item, Error *error)
{
    const FolderFile *folder = find_path(walk->builder, from->file, item);
    size_t length = folder == NULL ? 0 : strlen(folder->relative);

    if (folder == NULL)
        return include(walk, from, item, NULL, error);
    for (FolderFile *file = walk->builder->folder->files.first; file != NULL; file = file->next)
        if (!file->is_folder && strncmp(file->relative, folder->relative, length) == 0 &&
            file->relative[length] == '/' && file != from->file &&
            !include(walk, from, item, file, error))
            return false;
    return true;
}

/* What Liquibase writes SQL for itself: named once for each file. */
static void
say_words(Walk *walk, const Log *log)
{
    Builder *builder = walk->builder;
    StrBuf words = strbuf_new(builder->arena);
    const LogItem *first = NULL;
    size_t count = 0;

    for (const LogItem *item = log->items.first; item != NULL; item = item->next)
    {
        if (item->kind != LOG_WORDS)
            continue;
        first = first == NULL ? item : first;
        if (count++ >= 3 || strstr(words.text, item->path) != NULL)
            continue;
        strbuf_separate(&words, ", ");
        strbuf_add(&words, item->path);
    }
    if (count == 0)
        return;
    gather_problem(builder, false, log->file->path,
                   arena_printf(builder->arena,
                                count == 1 ? "%zu change in Liquibase's own words was left out: %s"
                                           : "%zu changes in Liquibase's own words were left out: "
                                             "%s",
                                count, words.text),
                   gather_record_hint);
    builder->history->problems.last->location = first->change.location;
}

/* The first value of a name is the one that counts. */
static void
add_property(Builder *builder, const char *property)
{
    size_t length = strcspn(property, "=");

    for (const Name *name = builder->defaults.first; name != NULL; name = name->next)
        if (strncmp(name->text, property, length + 1) == 0)
            return;
    name_list_add(builder->arena, &builder->defaults, property);
}

static bool
walk_item(Walk *walk, Log *log, const LogItem *item, Error *error)
{
    switch (item->kind)
    {
    case LOG_SQL:
        return add_sql(walk, item, &item->text);
    case LOG_SQL_FILE:
    case LOG_INCLUDE:
        return include(walk, log, item, find_path(walk->builder, log->file, item), error);
    case LOG_INCLUDE_ALL:
        return include_all(walk, log, item, error);
    case LOG_PROPERTY:
        if (changelog_is_ours(&item->change))
            add_property(walk->builder, item->path);
        break;
    case LOG_WORDS:
        break;
    }
    return true;
}

static bool
walk_log(Walk *walk, Log *log, Error *error)
{
    if (walk->depth >= DEPTH_MOST)
        return error_set(error, ERROR_INPUT, "changelog \"%s\" includes itself", log->file->path);
    if (log->fault != NULL)
        gather_problem(walk->builder, true, log->file->path, log->fault, NULL);
    walk->depth++;
    say_words(walk, log);
    for (const LogItem *item = log->items.first; item != NULL; item = item->next)
        if (!walk_item(walk, log, item, error))
            return false;
    walk->depth--;
    return true;
}

/* A changelog of tests that includes the real one does not make it less of a root. */
static void
mark_included(const Log *from, Log *log)
{
    if (log != NULL && log != from && (is_of_tests(log->file) || !is_of_tests(from->file)))
        log->is_included = true;
}

static void
mark_all(Walk *walk, const Log *log)
{
    for (const LogItem *item = log->items.first; item != NULL; item = item->next)
    {
        const FolderFile *found =
            item->kind == LOG_SQL || item->kind == LOG_WORDS || item->kind == LOG_PROPERTY
                ? NULL
                : find_path(walk->builder, log->file, item);
        size_t length = found == NULL ? 0 : strlen(found->relative);

        if (found == NULL)
            continue;
        mark_included(log, log_of(walk, found));
        for (Log *other = walk->logs.first; other != NULL; other = other->next)
            if (strncmp(other->file->relative, found->relative, length) == 0 &&
                other->file->relative[length] == '/')
                mark_included(log, other);
    }
}

/* One that cannot be read matters only when another includes it. */
static void
read_logs(Walk *walk)
{
    const Folder *folder = walk->builder->folder;
    Error error = {.arena = folder->arena};

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        Log *log;

        if (!is_log(folder, file))
            continue;
        log = arena_new_object(folder->arena, Log);
        log->file = file;
        log->is_sql = folder_ends_with(file->name, ".sql");
        if (!changelog_read(folder->arena, &file->text, &log->items, &error))
            log->fault = error.message;
        list_append(&walk->logs, log);
    }
    for (const Log *log = walk->logs.first; log != NULL; log = log->next)
        mark_all(walk, log);
}

/* Documents that none includes, first without those of tests, then only what is called master. */
static Log *
choose_root(const Walk *walk, StrBuf *names, size_t *count)
{
    Log *root = NULL;

    for (int pass = 0; pass < 3; pass++)
    {
        *count = 0;
        strbuf_clear(names);
        for (Log *log = walk->logs.first; log != NULL; log = log->next)
        {
            if (log->is_sql || log->is_included || (pass < 2 && is_of_tests(log->file)) ||
                (pass == 0 && strstr(log->file->name, "master") == NULL))
                continue;
            root = log;
            ++*count;
            strbuf_separate(names, ", ");
            strbuf_add(names, log->file->path);
        }
        if (*count > 0)
            return root;
    }
    return NULL;
}

static bool
gather(Builder *builder, Error *error)
{
    Walk walk = {.builder = builder};
    StrBuf names = strbuf_new(builder->arena);
    size_t count;
    Log *root;

    read_logs(&walk);
    root = choose_root(&walk, &names, &count);
    if (count > 1)
    {
        error_set(error, ERROR_INPUT, "folder \"%s\" holds %zu changelogs of Liquibase",
                  builder->folder->path, count);
        error_detail(error, "They are %s.", names.text);
        return error_hint(error, "Name the folder of one of them.");
    }
    if (root != NULL)
        return walk_log(&walk, root, error);
    for (Log *log = walk.logs.first; log != NULL; log = log->next)
        if (!walk_log(&walk, log, error))
            return false;
    return true;
}

const Layout layout_liquibase = {
    .name = "liquibase",
    .runner = "Liquibase",
    .pattern = "name.sql with \"--liquibase formatted sql\", changelogs that include SQL",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_FILE,
    .repeats_versions = true,
    .fit = fit,
    .gather = gather,
};
