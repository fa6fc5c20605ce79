#include "record/recording.h"

#include "base/map.h"
#include "sql/fingerprint.h"
#include "sql/relations.h"
#include "sql/token.h"

static double
now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

Recording *
recording_new(Arena *arena)
{
    Recording *recording = arena_new_object(arena, Recording);

    recording->arena = arena;
    recording->by_fingerprint = map_new(arena);
    recording->started = now();
    return recording;
}

double
recording_seconds(const Recording *recording)
{
    return now() - recording->started;
}

Database *
recording_database(Recording *recording, const char *name)
{
    Database *database = recording->databases.first;

    while (database != NULL && (database->is_dropped || !str_equal(database->name, name)))
        database = database->next;
    if (database != NULL)
        return database;
    database = arena_new_object(recording->arena, Database);
    database->name = arena_strdup(recording->arena, name);
    database->arena = arena_new(recording->arena, "database");
    list_append(&recording->databases, database);
    return database;
}

/* Comments are left out: frameworks put names of users and pages into them. */
static char *
without_constants(Arena *arena, const char *sql)
{
    Error ignored = {.arena = arena};
    char *text;
    TokenList tokens;

    if (!fingerprint_normalize(arena, sql, &text, &ignored))
        return NULL;
    tokens = token_list(arena, text, strlen(text));
    return token_list_text(arena, &tokens, 0, tokens.count);
}

static Query *
new_query(Recording *recording, Arena *temporary, const char *sql)
{
    Relations relations;
    const char *text = without_constants(temporary, sql);
    Query *query;

    if (text == NULL || !relations_of(temporary, sql, &relations))
        return NULL;
    query = arena_new_object(recording->arena, Query);
    query->text = arena_strdup(recording->arena, text);
    query->tables = arena_strdup(recording->arena, relations.names);
    query->is_catalog = relations.count > 0 && relations.catalogs == relations.count;
    list_append(&recording->queries, query);
    return query;
}

/* Constants are data, perhaps personal: only the text without them is kept. */
static Query *
find_query(Recording *recording, Arena *temporary, const char *sql)
{
    Error ignored = {.arena = temporary}; /* what is no SQL is counted by the caller */
    char *fingerprint;
    Query *query;

    if (!fingerprint_query(temporary, sql, &fingerprint, &ignored))
        return NULL;
    query = map_get(recording->by_fingerprint, fingerprint);
    if (query == NULL)
        query = new_query(recording, temporary, sql);
    if (query != NULL)
        map_put(recording->by_fingerprint, fingerprint, query);
    return query;
}

Understood
recording_understand(Recording *recording, Arena *arena, const char *sql, size_t length)
{
    Arena *temporary = arena_new(NULL, "understand");
    Statement read = statement_read(temporary, sql, length);
    Understood out = {.statement = read};

    out.statement.text = NULL;
    out.statement.query = NULL;
    if (read.kind == STATEMENT_QUERY || read.kind == STATEMENT_PREPARE)
        out.query = find_query(recording, temporary, read.query);
    else
        out.statement.text = arena_strdup(arena, read.text);
    out.statement.name = arena_strdup(arena, read.name);
    out.statement.from = arena_strdup(arena, read.from);
    arena_free(temporary);
    return out;
}

static bool
matters_more(const Database *database, const Database *than)
{
    if (than == NULL || database->tables != than->tables)
        return than == NULL || database->tables > than->tables;
    return database->changes > than->changes;
}

Database *
recording_choose(const Recording *recording, const char *name)
{
    Database *chosen = NULL;

    for (Database *database = recording->databases.first; database != NULL;
         database = database->next)
        if ((name == NULL || str_equal(database->name, name)) && matters_more(database, chosen))
            chosen = database;
    return chosen;
}
