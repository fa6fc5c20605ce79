#include "whatif/told.h"

/* A call: SELECT … with the name of the configuration and one text. */
typedef struct Telling Telling;
struct Telling
{
    Telling *next;
    const char *sql;
    const char *facts; /* NULL where SQL takes it */
};
LIST_OF(Telling);

typedef struct Told
{
    Arena *arena;
    const char *base; /* or NULL */
    TellingList tellings;
} Told;

bool
told_hire(WhatIf *whatif, Error *error)
{
    Worker worker = {.versions = map_new(whatif->arena)};

    if (!scratch_connect(whatif->scratch, whatif->arena, whatif->database, &worker.db, error))
        return false;
    whatif->workers[whatif->worker_count++] = worker;
    return true;
}

void
told_forget(WhatIf *whatif, const char *name)
{
    Told *told = map_get(whatif->told, name);

    if (told == NULL)
        return;
    for (size_t i = 0; i < whatif->worker_count; i++)
        map_put(whatif->workers[i].versions, name, NULL);
    map_put(whatif->told, name, NULL);
    arena_free(told->arena);
}

void
told_begin(WhatIf *whatif, const char *name, const char *base)
{
    Arena *arena;
    Told *told;

    told_forget(whatif, name);
    arena = arena_new(whatif->arena, "told");
    told = arena_new_object(arena, Told);
    told->arena = arena;
    told->base = arena_strdup(arena, base);
    map_put(whatif->told, name, told);
    map_put(whatif->workers[0].versions, name, told);
    told_add(whatif, name, "SELECT tenfold_planner.configure($1, $2)", base);
}

void
told_add(WhatIf *whatif, const char *name, const char *sql, const char *facts)
{
    Told *told = map_get(whatif->told, name);
    Telling *telling = arena_new_object(told->arena, Telling);

    telling->sql = sql;
    telling->facts = arena_strdup(told->arena, facts);
    list_append(&told->tellings, telling);
}

bool
told_bring(WhatIf *whatif, Worker *worker, const char *name, Error *error)
{
    Told *told = map_get(whatif->told, name);
    Arena *work;
    bool is_done = true;

    if (told != NULL && told->base != NULL && !told_bring(whatif, worker, told->base, error))
        return false;
    if (told == NULL || map_get(worker->versions, name) == told)
        return true;
    work = arena_new(error->arena, "told_bring");
    for (const Telling *at = told->tellings.first; is_done && at != NULL; at = at->next)
    {
        const char *const parameters[] = {name, at->facts};
        DbResult result;

        is_done = db_query(worker->db, work, at->sql, parameters, 2, &result, error);
    }
    if (is_done)
        map_put(worker->versions, name, told);
    arena_free(work);
    return is_done;
}
