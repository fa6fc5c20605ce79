#include "cmd/subject.h"

#include "whatif/understand.h"

static bool
choose_day(const Invocation *invocation, Day *day, Error *error)
{
    const char *text = invocation_value(invocation, "today");

    *day = day_today();
    if (text != NULL && !day_parse(text, day))
        return error_set(error, ERROR_USAGE, "\"%s\" is no day, as 2026-11-21 would be", text);
    return true;
}

static void
add_names(Arena *arena, const NameList *from, NameList *out)
{
    for (const Name *name = from->first; name != NULL; name = name->next)
        name_list_add(arena, out, name->text);
}

bool
subject_read(const Invocation *invocation, Subject *out, Error *error)
{
    Arena *arena = invocation->arena;
    Source *source = &out->source;
    Day today;

    if (!choose_day(invocation, &today, error) || !source_read(invocation, source, error))
        return false;
    add_names(arena, &source->project.without_extensions, &out->without_extensions);
    add_names(arena, invocation_list(invocation, "without-extension"), &out->without_extensions);
    out->design = design_new(arena, source->schema, source->stats, today);
    out->design->workload = source->workload;
    out->design->source_label = source->label;
    out->design->is_live = source->is_live;
    return true;
}

/*
 * Where the schema is not whole in the server, or the user's server is newer and may know more, the
 * server is not the judge of queries.
 */
static bool
is_judge(const Subject *subject, const Scratch *scratch, const LoadResult *loaded)
{
    unsigned long major = strtoul(scratch_version_text(scratch), NULL, 10);

    return loaded->failures.count == 0 && loaded->stubbed_extensions.count == 0 &&
           subject->source.stats->server_version / 10000 <= major;
}

bool
subject_understand(const Subject *subject, Scratch *scratch, Arena *arena, const char *database,
                   const LoadResult *loaded, const char **unavailable, Error *error)
{
    Understanding understanding = {0};

    *unavailable = NULL;
    if (subject->source.workload == NULL)
        return true;
    if (!scratch_load_planner(scratch, arena, database, unavailable, error))
        return false;
    return *unavailable != NULL ||
           understand_workload(scratch, database, subject->source.schema,
                               is_judge(subject, scratch, loaded), subject->source.workload,
                               &understanding, error);
}

bool
subject_is_whole(const Subject *subject)
{
    const ProblemList *problems = &subject->source.schema->problems;

    for (const Problem *problem = problems->first; problem != NULL; problem = problem->next)
        if (problem->is_error)
            return false;
    return true;
}
