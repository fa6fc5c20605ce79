/*
 * fired.c - from a statement to its writes, and from each write to what it fires.
 *
 * Keys and triggers are rules on tables, so a cascade is followed table by table: what it deletes fires
 * what a DELETE there would fire. The trap: keys go round in circles, and by several ways to one
 * table; each key and each statement of a function is met once, which is also all that is asked for.
 */
#include "workload/fired_internal.h"

#include "base/strbuf.h"
#include "sql/fingerprint.h"
#include "workload/workload.h"

enum
{
    DEPTH_MOST = 16 /* triggers of triggers: deeper ones are a fault of the schema */
};

/* --- what is kept ------------------------------------------------------------------------------ */

static char *
table_key(Arena *arena, const char *schema, const char *name)
{
    return arena_printf(arena, "%s.%s", schema == NULL ? "" : schema, name);
}

void
fired_link(FiredContext *context, Map *map, const char *key, const void *object)
{
    FiredLink *link = arena_new_object(context->arena, FiredLink);
    FiredLink *first = map_get(map, key);

    link->object = object;
    if (first == NULL)
    {
        map_put(map, key, link);
        return;
    }
    link->next = first->next; /* behind the first, which the map knows */
    first->next = link;
}

const FiredLink *
fired_links(const Map *map, const char *key)
{
    return map_get(map, key);
}

static bool
is_read(const Routine *routine)
{
    return routine->language != NULL &&
           (strcmp(routine->language, "plpgsql") == 0 || strcmp(routine->language, "sql") == 0);
}

FiredContext *
fired_context_new(Arena *arena, const Schema *schema, QueryContext *queries)
{
    FiredContext *context = arena_new_object(arena, FiredContext);

    *context = (FiredContext){.arena = arena,
                              .schema = schema,
                              .queries = queries,
                              .search_path = workload_search_path(arena, schema),
                              .referencing = map_new(arena),
                              .partitions = map_new(arena),
                              .routines = map_new(arena),
                              .bodies = map_new(arena),
                              .meanings = map_new(arena),
                              .lists = map_new(arena)};
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        const TableParent *parent = table->partition_of;

        if (parent != NULL)
            fired_link(context, context->partitions, table_key(arena, parent->schema, parent->name),
                       table);
        for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
            if (key->kind == CONSTRAINT_FOREIGN_KEY && !key->is_inherited)
                fired_link(context, context->referencing,
                           table_key(arena, key->ref_schema, key->ref_table), key);
    }
    for (const Routine *routine = schema->routines.first; routine != NULL; routine = routine->next)
        if (is_read(routine))
            fired_link(context, context->routines, routine->name, routine);
    return context;
}

const Query *
fired_meaning(FiredContext *context, const char *search_path, const char *sql)
{
    Error error = {.arena = context->arena};
    char *key = arena_printf(context->arena, "%s\n%s", search_path, sql);
    Query *meaning = map_get(context->meanings, key);

    if (meaning != NULL)
        return meaning->problems.count == 0 ? meaning : NULL;
    meaning = arena_new_object(context->arena, Query);
    if (!query_resolve_in(context->queries, context->arena, search_path, sql, meaning, &error))
        list_append(&meaning->problems, arena_new_object(context->arena, QueryProblem));
    map_put(context->meanings, key, meaning);
    return meaning->problems.count == 0 ? meaning : NULL;
}

/* --- writes ------------------------------------------------------------------------------------ */

static bool
is_write(const QueryRelation *relation)
{
    return relation->is_written &&
           (relation->kind == RELATION_TABLE || relation->kind == RELATION_VIEW) &&
           (relation->table != NULL || relation->view != NULL);
}

static FiredWrite *
add_write(Arena *arena, FiredWriteList *list, const QueryRelation *relation, QueryCommand command)
{
    FiredWrite *write = arena_new_object(arena, FiredWrite);

    write->command = command;
    write->table = relation->table;
    write->view = relation->table == NULL ? relation->view : NULL;
    list_append(list, write);
    return write;
}

/* A write with the columns that have a role; none without them. */
static void
add_with_columns(Arena *arena, const Query *query, FiredWriteList *list,
                 const QueryRelation *relation, QueryCommand command, uint32_t role)
{
    FiredWrite *write = NULL;

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        if ((use->roles & role) == 0 || use->relation != relation)
            continue;
        if (write == NULL)
            write = add_write(arena, list, relation, command);
        if (!name_list_contains(&write->columns, use->name))
            name_list_add(arena, &write->columns, use->name);
    }
    if (write == NULL && command == QUERY_INSERT && relation->select->command == QUERY_INSERT)
        (void) add_write(arena, list, relation, command); /* DEFAULT VALUES */
}

FiredWriteList
fired_writes(Arena *arena, const Query *query)
{
    FiredWriteList list = {0};

    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (!is_write(relation))
            continue;
        add_with_columns(arena, query, &list, relation, QUERY_INSERT, USE_INSERTED);
        add_with_columns(arena, query, &list, relation, QUERY_UPDATE, USE_UPDATED);
        if (relation->select->command == QUERY_DELETE || relation->select->has_merge_delete)
            (void) add_write(arena, &list, relation, QUERY_DELETE);
    }
    return list;
}

/* --- the walk ---------------------------------------------------------------------------------- */

bool
fired_is_seen(Fire *fire, FiredKind kind, const void *object, size_t offset)
{
    char *key = arena_printf(fire->context->arena, "%d %p %zu", (int) kind, object, offset);

    if (map_get(fire->seen, key) != NULL)
        return true;
    map_put(fire->seen, key, fire);
    return false;
}

FiredQuery *
fired_add(Fire *fire, const FiredEvent *event, FiredKind kind)
{
    FiredQuery *fired = arena_new_object(fire->context->arena, FiredQuery);

    fired->kind = kind;
    fired->fired_by = event->by;
    fired->depth = event->by == NULL ? 0 : event->by->depth + 1;
    fired->is_unlikely = event->by != NULL && event->by->is_unlikely;
    if (event->write != NULL)
    {
        fired->event = event->write->command;
        fired->event_table = event->write->table;
    }
    list_append(&fire->list, fired);
    return fired;
}

static const Table *
parent_of(const FiredContext *context, const Table *table)
{
    const TableParent *parent = table->partition_of;

    return parent == NULL ? NULL : schema_find_table(context->schema, parent->schema, parent->name);
}

static void
visit_partitions(Fire *fire, const FiredEvent *event, const Table *table, FiredVisit visit)
{
    Map *partitions = fire->context->partitions;
    char *key;

    if (table->kind != TABLE_PARTITIONED)
        return;
    key = table_key(fire->context->arena, table->schema, table->name);
    for (const FiredLink *link = fired_links(partitions, key); link != NULL; link = link->next)
    {
        visit(fire, event, link->object);
        visit_partitions(fire, event, link->object, visit);
    }
}

void
fired_family(Fire *fire, const FiredEvent *event, FiredVisit visit)
{
    const Table *table = event->write->table;

    visit(fire, event, table);
    visit_partitions(fire, event, table, visit);
    while ((table = parent_of(fire->context, table)) != NULL)
        visit(fire, event, table);
}

static void
add_event(Fire *fire, const FiredQuery *by, const FiredWrite *write, const char *sql)
{
    FiredEvent *event;

    if (by != NULL && by->depth >= DEPTH_MOST)
        return;
    event = arena_new_object(fire->context->arena, FiredEvent);
    event->by = by;
    event->write = write;
    event->sql = sql;
    list_append(&fire->events, event);
}

void
fired_follow(Fire *fire, const FiredQuery *by, const FiredWrite *write)
{
    FiredWrite *kept = arena_new_object(fire->context->arena, FiredWrite);

    *kept = *write;
    add_event(fire, by, kept, NULL);
}

void
fired_follow_calls(Fire *fire, const FiredQuery *by, const char *sql)
{
    add_event(fire, by, NULL, sql);
}

/* Breadth first: what a statement fires itself is not hidden behind a longer way to it. */
static void
follow_all(Fire *fire)
{
    for (const FiredEvent *event = fire->events.first; event != NULL; event = event->next)
    {
        if (event->write == NULL)
        {
            fired_calls(fire, event);
            continue;
        }
        if (event->write->table != NULL)
            fired_keys(fire, event);
        fired_triggers(fire, event);
    }
}

/* What a server may have counted on its own is found by the fingerprint of its text. */
static void
finish(Fire *fire)
{
    for (FiredQuery *fired = fire->list.first; fired != NULL; fired = fired->next)
    {
        Error error = {.arena = fire->context->arena};
        char *fingerprint;

        if (fired->sql != NULL &&
            fingerprint_query(fire->context->arena, fired->sql, &fingerprint, &error))
            fired->fingerprint = fingerprint;
    }
}

FiredQueryList
fired_by_write(FiredContext *context, const FiredWrite *write)
{
    Fire fire = {.context = context, .seen = map_new(context->arena)};

    fired_follow(&fire, NULL, write);
    follow_all(&fire);
    finish(&fire);
    return fire.list;
}

/* The same writes fire the same; so do the same calls, which the text has. */
static char *
writes_key(FiredContext *context, const FiredWriteList *writes, const char *calls)
{
    StrBuf key = strbuf_new(context->arena);

    for (const FiredWrite *write = writes->first; write != NULL; write = write->next)
    {
        strbuf_printf(&key, "%d %p %p", (int) write->command, (const void *) write->table,
                      (const void *) write->view);
        for (const Name *name = write->columns.first; name != NULL; name = name->next)
            strbuf_printf(&key, ",%s", name->text);
        strbuf_add_char(&key, '\n');
    }
    if (calls != NULL)
        strbuf_add(&key, calls);
    return key.text;
}

FiredQueryList
fired_by_query(FiredContext *context, const Query *query, const char *sql)
{
    Fire fire = {.context = context};
    FiredWriteList writes = fired_writes(context->arena, query);
    bool calls = fired_may_call(context, sql);
    FiredQueryList *known;
    char *key;

    if (writes.count == 0 && !calls)
        return fire.list;
    key = writes_key(context, &writes, calls ? sql : NULL);
    known = map_get(context->lists, key);
    if (known != NULL)
        return *known;
    fire.seen = map_new(context->arena);
    for (const FiredWrite *write = writes.first; write != NULL; write = write->next)
        fired_follow(&fire, NULL, write);
    if (calls)
        fired_follow_calls(&fire, NULL, sql);
    follow_all(&fire);
    finish(&fire);
    known = arena_new_object(context->arena, FiredQueryList);
    *known = fire.list;
    map_put(context->lists, key, known);
    return fire.list;
}

/* --- words ------------------------------------------------------------------------------------- */

char *
fired_cause_text(Arena *arena, const FiredQuery *fired)
{
    if (fired->key != NULL)
        return arena_printf(arena, "foreign key %s", fired->key->name);
    if (fired->trigger != NULL)
        return arena_printf(arena, "trigger %s of %s", fired->trigger->name,
                            fired->trigger->table_name);
    return arena_printf(arena, "function %s()",
                        fired->routine == NULL ? "?" : fired->routine->name);
}

char *
fired_event_text(Arena *arena, const FiredQuery *fired)
{
    static const char *const rows[] = {[QUERY_INSERT] = "row inserted into",
                                       [QUERY_UPDATE] = "row updated in",
                                       [QUERY_DELETE] = "row deleted from"};
    const char *name = fired->event_table == NULL ? NULL : table_label(arena, fired->event_table);

    if (fired->event == QUERY_SELECT || fired->event == QUERY_MERGE)
        return arena_strdup(arena, "each call");
    if (name == NULL)
        name = fired->trigger == NULL ? "it" : fired->trigger->table_name;
    if (fired->is_once)
        return arena_printf(arena, "each %s of %s", fired_event_name(fired->event), name);
    return arena_printf(arena, "each %s %s", rows[fired->event], name);
}
