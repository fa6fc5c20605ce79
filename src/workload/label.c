/*
 * label.c - verb, first table, columns that are compared: as far as a line of a table can hold.
 *
 * The names of other queries are not touched: a file says where they stand.
 */
#include "workload/label.h"

#include "base/map.h"
#include "base/strbuf.h"

#include <ctype.h>

enum
{
    COLUMNS_NAMED = 3,
    TEXT_LENGTH = 30
};

static const char *
verb_of(const Query *query)
{
    switch (query->command)
    {
    case QUERY_INSERT:
        return "INSERT";
    case QUERY_UPDATE:
        return "UPDATE";
    case QUERY_DELETE:
        return "DELETE";
    case QUERY_MERGE:
        return "MERGE";
    default:
        return query->selects.first != NULL && query->selects.first->has_count ? "SELECT count of"
                                                                               : "SELECT";
    }
}

/* What is written, or the first that has a name of its own. */
static const QueryRelation *
main_relation(const Query *query)
{
    const QueryRelation *first = NULL;

    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
    {
        bool is_named = at->kind == RELATION_TABLE || at->kind == RELATION_VIEW ||
                        at->kind == RELATION_FUNCTION;

        if (at->is_written && !at->is_through_view)
            return at;
        if (first == NULL && is_named && !at->is_through_view)
            first = at;
    }
    return first;
}

static void
add_columns(StrBuf *text, Arena *arena, const Query *query, const QueryRelation *relation)
{
    NameList columns = {0};

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && use->clause == CLAUSE_WHERE &&
            (use->roles & (USE_FILTERED | USE_JOINED)) != 0 && columns.count < COLUMNS_NAMED &&
            !name_list_contains(&columns, use->name))
            name_list_add(arena, &columns, use->name);
    if (columns.count > 0)
        strbuf_printf(text, " by %s", name_list_text(arena, &columns));
}

/* The beginning of a text, in one line. */
static char *
beginning(Arena *arena, const char *sql)
{
    StrBuf text = strbuf_new(arena);

    for (; *sql != '\0' && text.length < TEXT_LENGTH; sql++)
        if (!isspace((unsigned char) *sql))
            strbuf_add_char(&text, *sql);
        else if (text.length > 0 && text.text[text.length - 1] != ' ')
            strbuf_add_char(&text, ' ');
    while (*sql != '\0' && text.length > 0 && ((unsigned char) *sql & 0xc0) == 0x80)
        strbuf_add_char(&text, *sql++);
    return arena_printf(arena, "%s%s", text.text, *sql == '\0' ? "" : "…");
}

static char *
label_of(Arena *arena, const WorkloadQuery *query)
{
    StrBuf text = strbuf_new(arena);
    const QueryRelation *relation = query->meaning == NULL ? NULL : main_relation(query->meaning);

    if (relation == NULL || relation->name == NULL)
        return beginning(arena, query->sql);
    strbuf_printf(&text, "%s %s", verb_of(query->meaning), relation->name);
    if (query->meaning->command != QUERY_INSERT)
        add_columns(&text, arena, query->meaning, relation);
    return text.text;
}

void
label_queries(Workload *workload)
{
    Arena *arena = workload->arena;
    Map *taken = map_new(arena);

    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        size_t *count;
        char *label;

        if (query->is_named || query->location.line > 0)
            continue;
        label = label_of(arena, query);
        count = map_get(taken, label);
        if (count == NULL)
        {
            count = arena_new_object(arena, size_t);
            map_put(taken, label, count);
        }
        query->name = ++*count == 1 ? label : arena_printf(arena, "%s (%zu)", label, *count);
    }
}
