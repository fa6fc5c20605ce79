#include "advise/closure.h"

#include "live/catalog.h"
#include "whatif/understand.h"

static bool
failed_before(const LoadResult *before, const LoadFailure *failure)
{
    for (const LoadFailure *old = before->failures.first; old != NULL; old = old->next)
        if (str_equal(old->object, failure->object))
            return true;
    return false;
}

static void
add_load_faults(Arena *arena, const LoadResult *before, const LoadResult *after, Closure *closure)
{
    for (const LoadFailure *failure = after->failures.first; failure != NULL;
         failure = failure->next)
        if (!failed_before(before, failure))
            name_list_add(
                arena, &closure->faults,
                arena_printf(arena, "%s does not load: %s", failure->object, failure->message));
}

static const Finding *
find_same(const FindingList *list, const Finding *finding)
{
    for (const Finding *other = list->first; other != NULL; other = other->next)
        if (other->rule == finding->rule && str_equal(other->object_id, finding->object_id))
            return other;
    return NULL;
}

static bool
has_refused(const Findings *findings)
{
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (finding->planner_word == PLANNER_REFUSES)
            return true;
    return false;
}

/*
 * Rules about queries reckon which table is searched first by the indexes that there are: without one that
 * was refused they may see another order. Where the planner was asked, it is the judge.
 */
static bool
is_ended_by_planner(const Findings *before, const Finding *finding)
{
    return finding->planner_word == PLANNER_CONFIRMS ||
           ((finding->rule->needs & NEEDS_QUERIES) != 0 && has_refused(before));
}

static void
add_finding_faults(Arena *arena, const Findings *before, const Findings *after,
                   const Recommendation *recommendation, Closure *closure)
{
    for (const Finding *finding = before->list.first; finding != NULL; finding = finding->next)
    {
        if (finding->is_ignored ||
            !change_list_has_all(&recommendation->changes, &finding->changes))
            continue;
        if (find_same(&after->list, finding) == NULL)
            closure->fixed++;
        else if (!is_ended_by_planner(before, finding))
            name_list_add(arena, &closure->faults,
                          arena_printf(arena, "%s is still found on %s", finding->rule->id,
                                       finding->object_id));
    }
    for (const Finding *finding = after->list.first; finding != NULL; finding = finding->next)
        if (finding->severity == SEVERITY_ERROR && find_same(&before->list, finding) == NULL)
            name_list_add(
                arena, &closure->faults,
                arena_printf(arena, "%s is new on %s", finding->rule->id, finding->object_id));
}

/* The same queries, not yet understood. */
static Workload *
copy_workload(Arena *arena, const Workload *workload)
{
    Workload *copy = arena_new_object(arena, Workload);

    *copy = *workload;
    copy->arena = arena;
    copy->queries = copy->fired = (WorkloadQueryList){0};
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        WorkloadQuery *same = arena_new_object(arena, WorkloadQuery);

        *same = *query;
        same->meaning = NULL;
        same->not_understood = NULL;
        same->is_of_server = false;
        same->fired = (FiredQueryList){0};
        same->fired_as = NULL;
        list_append(&copy->queries, same);
    }
    return copy;
}

/* What PostgreSQL understood on today's schema. */
static size_t
list_understood(const Workload *workload, const WorkloadQuery **queries, const char **texts)
{
    size_t count = 0;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        if (!query->is_of_server)
            continue;
        queries[count] = query;
        texts[count++] = query->sql;
    }
    return count;
}

/* Every query that can be prepared today can be prepared on the recommended schema. */
static bool
add_query_faults(Arena *arena, Scratch *scratch, const char *database, const Schema *target,
                 const Workload *workload, Closure *closure, Error *error)
{
    Arena *work = arena_new(arena, "add_query_faults");
    size_t most = workload->queries.count + 1;
    const WorkloadQuery **queries = arena_new_array(work, const WorkloadQuery *, most);
    const char **texts = arena_new_array(work, const char *, most);
    Understood *understood = arena_new_array(work, Understood, most);
    size_t count = list_understood(workload, queries, texts);
    const char *unavailable = NULL;
    bool is_asked =
        count > 0 && scratch_load_planner(scratch, work, database, &unavailable, error) &&
        unavailable == NULL &&
        understand_texts(scratch, work, database, target, texts, count, false, understood, error);

    for (size_t i = 0; is_asked && i < count; i++)
        if (understood[i].message != NULL && !understood[i].is_not_asked)
            name_list_add(arena, &closure->faults,
                          arena_printf(arena, "query \"%s\" does not run on it: %s",
                                       queries[i]->name, understood[i].message));
    arena_free(work);
    return is_asked || count == 0 || unavailable != NULL;
}

/* A query names tables, columns and functions: it cannot tell that indexes come and go. */
static bool
can_queries_tell(const ChangeList *changes)
{
    for (const Change *change = changes->first; change != NULL; change = change->next)
        if (change->kind != CHANGE_ADD_INDEX && change->kind != CHANGE_DROP_INDEX &&
            change->kind != CHANGE_REPLACE_INDEX && change->kind != CHANGE_VALIDATE_CONSTRAINT &&
            change->kind != CHANGE_SET_OPTION)
            return true;
    return changes->count == 0; /* then nobody says what changed */
}

/* The workload on the recommended schema, for the rules; and whether PostgreSQL takes it there. */
static bool
move_workload(Arena *arena, Scratch *scratch, const char *database, const Schema *target,
              const ChangeList *changes, const Workload *workload, Closure *closure,
              const Workload **out, Error *error)
{
    Workload *copy;

    *out = NULL;
    if (workload == NULL)
        return true;
    copy = copy_workload(arena, workload);
    workload_understand(copy, target);
    *out = copy;
    if (!can_queries_tell(changes))
        return true;
    return add_query_faults(arena, scratch, database, target, workload, closure, error);
}

bool
closure_check(Arena *arena, Scratch *scratch, const Findings *findings,
              const Recommendation *recommendation, const LoadResult *before, const char *database,
              const LoadResult *after, Closure *out, Error *error)
{
    Schema *loaded = schema_new(arena);
    Closure closure = {0};
    const Workload *workload;
    Design *design;
    Db *db;

    add_load_faults(arena, before, after, &closure);
    if (!scratch_connect(scratch, arena, database, &db, error))
        return false;
    if (!catalog_read_schema(db, loaded, error))
        return false;
    if (!move_workload(arena, scratch, database, loaded, &recommendation->changes,
                       findings->design->workload, &closure, &workload, error))
        return false;
    design = design_new(arena, loaded, findings->design->stats, findings->design->today);
    design->workload = workload;
    add_finding_faults(arena, findings, rule_run_all(arena, design), recommendation, &closure);
    *out = closure;
    return true;
}
