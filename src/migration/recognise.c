/*
 * recognise.c - which layout a folder has.
 *
 * Each layout says how many files of the folder are its own and how sure that is. The surest wins, the
 * number of files decides between two that are as sure. Two that are equal in both are an error:
 * taking the wrong one would run the way back as well.
 */
#include "base/nearest.h"
#include "base/strbuf.h"
#include "migration/layout.h"

static bool
goes_up(Role role)
{
    return role == ROLE_UP || role == ROLE_REPEATABLE || role == ROLE_BASELINE;
}

/* Files named as the layout names them, and how many of these have its marks. */
static void
count_files(Arena *arena, const Folder *folder, const Layout *layout, size_t *named, size_t *marked)
{
    Error ignored = {.arena = arena};

    *named = *marked = 0;
    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};
        const FileText *text;

        if (file->is_folder || !layout->read_name(arena, file->relative, &step) ||
            !goes_up(step.role))
            continue;
        ++*named;
        if (layout->read_mark == NULL)
            continue;
        text = folder_text(folder, file, &ignored); /* it is read again, and reported, if taken */
        *marked += text != NULL && blank_has_mark(layout, text);
    }
}

size_t
recognise_forced(Arena *arena, const Folder *folder, const Layout *layout)
{
    Certainty certainty;
    size_t named;
    size_t marked;

    if (layout->read_name == NULL)
        return layout->fit(folder, &certainty);
    count_files(arena, folder, layout, &named, &marked);
    return named;
}

size_t
recognise_fit(Arena *arena, const Folder *folder, const Layout *layout, Certainty *certainty)
{
    size_t named;
    size_t marked;

    *certainty = layout->certainty;
    if (layout->fit != NULL)
        return layout->fit(folder, certainty);
    count_files(arena, folder, layout, &named, &marked);
    if (layout->needs_mark)
    {
        *certainty = CERTAIN_MARK;
        return marked * 2 >= named ? marked : 0;
    }
    if (layout->marker != NULL && folder_find(folder, layout->marker) != NULL)
        *certainty = CERTAIN_FILE;
    else if (marked > 0)
        *certainty = CERTAIN_MARK;
    else if (layout->surroundings != NULL && folder_is_in(folder, layout->surroundings))
        *certainty = CERTAIN_SURROUNDINGS;
    return named;
}

static bool
refuse_two(const Folder *folder, const Layout *left, const Layout *right, Error *error)
{
    error_set(error, ERROR_INPUT, "folder \"%s\" fits two layouts: %s and %s", folder->path,
              left->name, right->name);
    return error_hint(error, "Choose one with --layout %s or --layout %s.", left->name,
                      right->name);
}

bool
recognise(Arena *arena, const Folder *folder, const Layout **out, Error *error)
{
    const Layout *best = NULL;
    const Layout *equal = NULL;
    Certainty best_certainty = CERTAIN_NEVER;
    size_t best_count = 0;

    for (const Layout *const *layout = layout_list; *layout != NULL; layout++)
    {
        Certainty certainty;
        size_t count = recognise_fit(arena, folder, *layout, &certainty);

        if (count == 0 || certainty == CERTAIN_NEVER || certainty < best_certainty ||
            (certainty == best_certainty && count < best_count))
            continue;
        equal = certainty == best_certainty && count == best_count ? *layout : NULL;
        if (equal != NULL)
            continue;
        best = *layout;
        best_certainty = certainty;
        best_count = count;
    }
    if (equal != NULL)
        return refuse_two(folder, best, equal, error);
    *out = best;
    return true;
}

const Layout *
recognise_named(const char *name, Error *error)
{
    StrBuf names = strbuf_new(error->arena);
    Nearest nearest = nearest_start(name);

    for (const Layout *const *layout = layout_list; *layout != NULL; layout++)
    {
        if (strcmp((*layout)->name, name) == 0)
            return *layout;
        nearest_offer(&nearest, (*layout)->name);
        strbuf_separate(&names, ", ");
        strbuf_add(&names, (*layout)->name);
    }
    error_set(error, ERROR_USAGE, "no layout is called \"%s\"", name);
    if (nearest.best != NULL)
        error_detail(error, "Did you mean \"%s\"?", nearest.best);
    error_hint(error, "Layouts are %s.", names.text);
    return NULL;
}
