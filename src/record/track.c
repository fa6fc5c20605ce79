/*
 * Entries wait in `pending` until their transaction ends. A statement outside of BEGIN … COMMIT is a
 * transaction of its own, or shares one with the other statements of its message: the server's "ready"
 * ends it. Savepoints are remembered only behind a change: going back to one that is not known undoes
 * all of them.
 */
#include "record/track.h"

#include "base/map.h"
#include "sql/token.h"

struct Savepoint
{
    Savepoint *next; /* older */
    const char *name;
    Entry *last; /* the last entry when it was set */
};

enum
{
    FAILED_SHOWN = 20
};

/* "-c search_path=app,public -c …": up to a space that no backslash escapes. */
static const char *
path_in_options(Arena *arena, const char *options)
{
    const char *at = options == NULL ? NULL : strstr(options, "search_path=");
    StrBuf value = strbuf_new(arena);

    if (at == NULL)
        return NULL;
    for (at += strlen("search_path="); *at != '\0' && *at != ' '; at++)
    {
        if (*at == '\\' && at[1] != '\0')
            at++;
        strbuf_add_char(&value, *at);
    }
    return value.text;
}

void
track_open(Track *track, Recording *recording, Arena *arena, const Startup *startup)
{
    const char *name = startup->database != NULL ? startup->database : startup->user;
    const char *path = startup->search_path != NULL ? startup->search_path
                                                    : path_in_options(arena, startup->options);

    *track = (Track){
        .recording = recording,
        .arena = arena,
        .database = recording_database(recording, name),
        .connection = ++recording->connections,
        .application = arena_strdup(arena, startup->application),
        .prepared = map_new(arena),
    };
    track->path = path == NULL ? track->database->default_path
                               : arena_printf(arena, "SET search_path = %s", path);
    track->path_before = track->path;
}

void
track_before(Track *track, const Understood *what)
{
    RecordingHooks *hooks = &track->recording->hooks;
    const Statement *statement = &what->statement;

    if (statement->kind == STATEMENT_DROP_DATABASE && hooks->database_shrinks != NULL &&
        statement->name != NULL)
        hooks->database_shrinks(hooks->context,
                                recording_database(track->recording, statement->name));
    if (statement->kind == STATEMENT_CHANGE && statement->is_drop &&
        hooks->database_shrinks != NULL)
        hooks->database_shrinks(hooks->context, track->database);
}

static Entry *
new_entry(Track *track, Arena *arena, const Statement *statement)
{
    Entry *entry = arena_new_object(arena, Entry);

    entry->text = statement_without_secrets(arena, statement->text);
    entry->path = arena_strdup(arena, track->path);
    entry->transaction = track->transaction;
    entry->seconds = recording_seconds(track->recording);
    entry->connection = track->connection;
    entry->application = arena_strdup(arena, track->application);
    return entry;
}

/* ALTER ROLE … SET search_path, ALTER DATABASE …: what connections begin with from now on. */
static void
note_default_path(Track *track, const Statement *statement)
{
    Database *database = track->database;
    TokenList tokens = token_list(database->arena, statement->text, strlen(statement->text));
    size_t set = token_list_find(&tokens, 2, 0, "set");

    if (token_list_is(&tokens, 0, "alter") && token_list_is(&tokens, set + 1, "search_path") &&
        (token_list_is(&tokens, 1, "role") || token_list_is(&tokens, 1, "user") ||
         token_list_is(&tokens, 1, "database")))
        database->default_path =
            arena_strdup(database->arena, statement->text + tokens.items[set].start);
}

static void
set_savepoint(Track *track, const char *name)
{
    Savepoint *savepoint;

    if (track->pending.count == 0)
        return;
    savepoint = arena_new_object(track->arena, Savepoint);
    *savepoint = (Savepoint){.next = track->savepoints,
                             .name = arena_strdup(track->arena, name),
                             .last = track->pending.last};
    track->savepoints = savepoint;
}

static void
undo_from(Entry *entry)
{
    for (; entry != NULL; entry = entry->next)
        if (entry->state == ENTRY_DONE)
            entry->state = ENTRY_UNDONE;
}

static void
roll_back_to(Track *track, const char *name)
{
    Savepoint *savepoint = track->savepoints;

    while (savepoint != NULL && !str_equal(savepoint->name, name))
        savepoint = savepoint->next;
    track->savepoints = savepoint; /* those set later are gone, this one stays */
    undo_from(savepoint == NULL ? track->pending.first : savepoint->last->next);
}

/* Copies of a template's history are the history of the database made from it. */
static void
copy_history(Recording *recording, const char *name, const char *from)
{
    Database *database = recording_database(recording, name);
    const Database *template = recording_database(recording, from);

    for (const Entry *entry = template->entries.first; entry != NULL; entry = entry->next)
    {
        Entry *copy = arena_new_object(database->arena, Entry);

        *copy = *entry;
        copy->text = arena_strdup(database->arena, entry->text);
        copy->path = arena_strdup(database->arena, entry->path);
        copy->reason = arena_strdup(database->arena, entry->reason);
        copy->application = arena_strdup(database->arena, entry->application);
        list_append(&database->entries, copy);
        database->changes += entry->state == ENTRY_DONE;
    }
}

/* Tests that roll everything back wrote only to have something to read: they prove nothing. */
static void
count_after_write(const Track *track)
{
    for (size_t i = 0; i < track->count; i++)
        track->counts[i].query->after_write += track->counts[i].is_after_write;
}

/* The transaction is over: its entries belong to the database, or to nobody. */
static void
end_transaction(Track *track, bool is_committed)
{
    Database *database = track->database;
    bool adds = false;

    if (is_committed)
        count_after_write(track);
    else
        undo_from(track->pending.first);
    for (Entry *entry = track->pending.first, *next; entry != NULL; entry = next)
    {
        next = entry->next;
        list_append(&database->entries, entry);
        if (entry->state == ENTRY_DONE)
            database->changes++;
        adds |= entry->state == ENTRY_DONE && strncasecmp(entry->text, "drop", 4) != 0;
    }
    track->recording->changes += adds;
    track->pending = (EntryList){0};
    track->savepoints = NULL;
    track->transaction = 0;
    if (is_committed)
        track->path_before = track->path;
    else
        track->path = track->path_before;
}

/* "tasks, users" has "tasks". */
static bool
has_name(const char *names, const char *name, size_t length)
{
    for (; *names != '\0'; names += strcspn(names, ",") + strspn(names + strcspn(names, ","), ", "))
        if (strcspn(names, ",") == length && strncmp(names, name, length) == 0)
            return true;
    return false;
}

/* What a statement writes is the first table that it names. */
static bool
was_written(const Track *track, const Query *query)
{
    for (size_t i = 0; i < track->count; i++)
    {
        const char *tables = track->counts[i].query->tables;

        if (track->counts[i].is_write && *tables != '\0' &&
            has_name(query->tables, tables, strcspn(tables, ",")))
            return true;
    }
    return false;
}

static void
count_in_transaction(Track *track, Query *query, bool is_write)
{
    bool is_after_write = !is_write && was_written(track, query);
    size_t at = 0;

    while (at < track->count && track->counts[at].query != query)
        at++;
    if (at == TRACK_QUERIES)
        return;
    if (at == track->count)
        track->counts[track->count++] = (QueryCount){.query = query, .is_write = is_write};
    track->counts[at].is_after_write |= is_after_write;
    if (++track->counts[at].calls > query->most_in_transaction)
        query->most_in_transaction = track->counts[at].calls;
}

/* "SELECT 3", "INSERT 0 3": the last number. */
static uint64_t
rows_of(const char *tag)
{
    const char *space = strrchr(tag, ' ');

    return space == NULL ? 0 : strtoull(space + 1, NULL, 10);
}

static void
count_query(Track *track, Query *query, const char *tag, bool is_prepared)
{
    Recording *recording = track->recording;

    if (query == NULL)
    {
        recording->not_understood++;
        return;
    }
    if (query->change != recording->changes)
        query->calls_since = 0;
    query->change = recording->changes;
    query->calls++;
    query->calls_since++;
    query->rows += rows_of(tag);
    query->was_prepared |= is_prepared;
    recording->catalog_calls += query->is_catalog;
    track->in_row = track->last == query ? track->in_row + 1 : 1;
    track->last = query;
    if (track->in_row > query->most_in_row)
        query->most_in_row = track->in_row;
    count_in_transaction(track, query, strncmp(tag, "SELECT", 6) != 0);
}

static void
set_path(Track *track, const Statement *statement)
{
    if (statement->is_local)
        list_append(&track->pending, new_entry(track, track->database->arena, statement));
    else
        track->path = statement->is_reset ? track->database->default_path
                                          : arena_strdup(track->arena, statement->text);
}

/*
 * What a connection makes for itself is no part of the schema, nor is what it does to that. A failed
 * transaction may have taken the table with it: then a real one of that name is hardly about.
 */
static bool
is_passing(Track *track, const Statement *statement)
{
    Arena *temporary;
    bool is_named = false;

    if (statement->is_temporary && statement->name != NULL &&
        !name_list_contains(&track->temporary, statement->name))
        name_list_add(track->arena, &track->temporary, arena_strdup(track->arena, statement->name));
    if (statement->is_temporary || track->temporary.count == 0)
        return statement->is_temporary;
    temporary = arena_new(NULL, "is_passing");
    for (const Name *name = track->temporary.first; name != NULL && !is_named; name = name->next)
        is_named = statement_names(temporary, statement->text, name->text);
    arena_free(temporary);
    return is_named;
}

static void
end_by_statement(Track *track, StatementKind kind, const char *tag)
{
    bool is_committed = kind == STATEMENT_COMMIT && strcmp(tag, "ROLLBACK") != 0;

    end_transaction(track, is_committed);
    track->count = 0;
}

void
track_done(Track *track, const Understood *what, const char *tag, bool is_prepared)
{
    const Statement *statement = &what->statement;

    track->recording->statements++;
    switch (statement->kind)
    {
    case STATEMENT_QUERY:
        count_query(track, what->query, tag, is_prepared);
        break;
    case STATEMENT_PREPARE:
        map_put(track->prepared, statement->name, what->query);
        break;
    case STATEMENT_EXECUTE:
        count_query(track, map_get(track->prepared, statement->name), tag, false);
        break;
    case STATEMENT_CHANGE:
    case STATEMENT_CREATE_EXTENSION:
        note_default_path(track, statement);
        if (!is_passing(track, statement))
            list_append(&track->pending, new_entry(track, track->database->arena, statement));
        break;
    case STATEMENT_PATH:
        set_path(track, statement);
        break;
    case STATEMENT_CREATE_DATABASE:
        if (statement->from != NULL)
            copy_history(track->recording, statement->name, statement->from);
        break;
    case STATEMENT_DROP_DATABASE:
        recording_database(track->recording, statement->name)->is_dropped = true;
        break;
    case STATEMENT_BEGIN:
        if (track->transaction == 0)
            track->transaction = ++track->recording->transactions;
        break;
    case STATEMENT_COMMIT:
    case STATEMENT_ROLLBACK:
        end_by_statement(track, statement->kind, tag);
        break;
    case STATEMENT_SAVEPOINT:
        set_savepoint(track, statement->name);
        break;
    case STATEMENT_ROLLBACK_TO:
        roll_back_to(track, statement->name);
        break;
    case STATEMENT_OTHER:
        break;
    }
}

void
track_failed(Track *track, const Understood *what, const char *sqlstate, const char *message)
{
    Arena *arena = track->database->arena;
    Recording *recording = track->recording;
    bool is_change = what->statement.kind == STATEMENT_CHANGE ||
                     what->statement.kind == STATEMENT_CREATE_EXTENSION;
    Entry *entry;

    track->recording->statements++;
    recording->failures++;
    if (!is_change)
        return;
    entry = new_entry(track, arena, &what->statement);
    entry->state = ENTRY_FAILED;
    entry->reason = arena_printf(arena, "%s: %s", sqlstate, message);
    list_append(&track->pending, entry);
    if (recording->failed.count < FAILED_SHOWN)
    {
        Entry *shown = arena_new_object(recording->arena, Entry);

        *shown = *entry;
        list_append(&recording->failed, shown);
    }
}

void
track_ready(Track *track, char status, bool has_failed)
{
    if (status != 'I')
        return;
    end_transaction(track, !has_failed);
    track->count = 0;
}
