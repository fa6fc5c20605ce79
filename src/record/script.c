/*
 * Statements are written as they were sent. Their connections may have had search paths of their own:
 * where that of a statement is not the one in force in the script, it is set.
 */
#include "record/script.h"

typedef struct Script
{
    StrBuf *out;
    const char *path; /* in force; NULL: the default */
    size_t transaction; /* open; 0: none */
    unsigned connection; /* of the last statement */
} Script;

/* As a comment: no line of it may become a statement. */
static void
add_comment(StrBuf *out, const char *text)
{
    strbuf_add(out, "-- ");
    for (; *text != '\0'; text++)
    {
        strbuf_add_char(out, *text == '\r' ? ' ' : *text);
        if (*text == '\n')
            strbuf_add(out, "--     ");
    }
    strbuf_add_char(out, '\n');
}

static void
end_transaction(Script *script)
{
    if (script->transaction != 0)
        strbuf_add(script->out, "COMMIT;\n");
    script->transaction = 0;
}

static void
add_origin(Script *script, const Entry *entry)
{
    StrBuf *out = script->out;
    StrBuf text = strbuf_new(out->arena);

    strbuf_printf(&text, "%.2f s, connection %u", entry->seconds, entry->connection);
    if (entry->application != NULL && *entry->application != '\0')
        strbuf_printf(&text, ", %s", entry->application);
    strbuf_add_char(out, '\n');
    add_comment(out, text.text);
}

static void
add_path(Script *script, const Entry *entry)
{
    if (str_equal(script->path, entry->path))
        return;
    strbuf_printf(script->out, "%s;\n",
                  entry->path != NULL ? entry->path : "SET search_path TO DEFAULT");
    script->path = entry->path;
}

static void
add_not_done(Script *script, const Entry *entry)
{
    const char *why = entry->state == ENTRY_UNDONE ? "rolled back" : entry->reason;
    Arena *arena = script->out->arena;

    if (entry->state == ENTRY_UNDONE)
        add_comment(script->out, arena_printf(arena, "%s: %s", why, entry->text));
    else
        add_comment(script->out, arena_printf(arena, "refused (%s): %s", why, entry->text));
}

static void
add_entry(Script *script, const Entry *entry)
{
    bool is_new = entry->transaction == 0 || entry->transaction != script->transaction;

    if (is_new)
        end_transaction(script);
    if (is_new || entry->connection != script->connection)
        add_origin(script, entry);
    script->connection = entry->connection;
    if (entry->state != ENTRY_DONE)
    {
        add_not_done(script, entry);
        return;
    }
    add_path(script, entry);
    if (is_new && entry->transaction != 0)
        strbuf_add(script->out, "BEGIN;\n");
    script->transaction = entry->transaction;
    strbuf_printf(script->out, "%s;\n", entry->text);
}

void
script_changes(StrBuf *out, const Database *database)
{
    Script script = {.out = out};

    for (const Entry *entry = database->entries.first; entry != NULL; entry = entry->next)
    {
        add_entry(&script, entry);
        if (database->is_torn_down && entry == database->last_seen)
            break;
    }
    end_transaction(&script);
}

static bool
is_written(const Query *query)
{
    return query->calls > 0 && !query->is_catalog;
}

/* How often after the last change of a schema. */
static size_t
calls_since(const Recording *recording, const Query *query)
{
    return query->change == recording->changes ? query->calls_since : 0;
}

static int
compare(const void *left, const void *right)
{
    const Query *const *a = left;
    const Query *const *b = right;

    return ((*a)->calls < (*b)->calls) - ((*a)->calls > (*b)->calls);
}

size_t
script_query_count(const Recording *recording)
{
    size_t count = 0;

    for (const Query *query = recording->queries.first; query != NULL; query = query->next)
        count += is_written(query);
    return count;
}

static void
add_query(StrBuf *out, const Recording *recording, const Query *query, size_t number)
{
    strbuf_printf(out, "\n-- name: q%03zu\n-- calls: %zu\n", number, query->calls);
    if (recording->changes > 0)
        strbuf_printf(out, "-- calls_after_last_change: %zu\n", calls_since(recording, query));
    strbuf_printf(out, "-- rows: %llu\n", (unsigned long long) query->rows);
    if (query->most_in_transaction > 1)
        strbuf_printf(out, "-- most_in_transaction: %zu\n", query->most_in_transaction);
    if (query->most_in_row > 1)
        strbuf_printf(out, "-- most_in_a_row: %zu\n", query->most_in_row);
    if (query->after_write > 0)
        strbuf_printf(out, "-- read_after_write: %zu\n", query->after_write);
    strbuf_printf(out, "-- parameters: %s\n", query->was_prepared ? "bound" : "in the text");
    if (*query->tables != '\0')
        add_comment(out, arena_printf(out->arena, "tables: %s", query->tables));
    strbuf_printf(out, "%s;\n", query->text);
}

void
script_queries(StrBuf *out, const Recording *recording)
{
    size_t count = script_query_count(recording);
    const Query **queries = arena_new_array(out->arena, const Query *, count + 1);
    size_t at = 0;

    for (const Query *query = recording->queries.first; query != NULL; query = query->next)
        if (is_written(query))
            queries[at++] = query;
    qsort(queries, count, sizeof(*queries), compare);
    for (size_t i = 0; i < count; i++)
        add_query(out, recording, queries[i], i + 1);
}
