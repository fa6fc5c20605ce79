#include "cmd/queries.h"

#include "migration/folder.h"

/* A folder stands for all *.sql in it and below. */
static bool
add_path(Arena *arena, const char *path, NameList *files, Error *error)
{
    Folder folder;

    if (!file_is_folder(path))
    {
        name_list_add(arena, files, path);
        return true;
    }
    if (!folder_open(arena, path, &folder, error))
        return false;
    for (const FolderFile *file = folder.files.first; file != NULL; file = file->next)
        if (!file->is_folder && folder_ends_with(file->name, ".sql"))
            name_list_add(arena, files, file->path);
    return true;
}

static bool
add_paths(Arena *arena, const NameList *paths, NameList *files, Error *error)
{
    for (const Name *name = paths->first; name != NULL; name = name->next)
        if (!add_path(arena, name->text, files, error))
            return false;
    return true;
}

bool
queries_read(const Invocation *invocation, const Project *project, const Schema *schema,
             Workload **workload, Error *error)
{
    Arena *arena = invocation->arena;
    const NameList *named = invocation_list(invocation, "queries");
    NameList files = {0};

    if (!add_paths(arena, &project->queries, &files, error) ||
        !add_paths(arena, named, &files, error))
        return false;
    if (files.count > 0 && *workload == NULL)
        *workload = workload_new(arena);
    for (const Name *name = files.first; name != NULL; name = name->next)
    {
        FileText input;

        if (!file_read(arena, name->text, &input, error) ||
            !workload_read_queries(*workload, &input, error))
            return false;
    }
    if (*workload != NULL)
        workload_understand(*workload, schema);
    return true;
}
