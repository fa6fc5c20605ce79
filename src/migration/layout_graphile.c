/*
 * layout_graphile.c - Graphile Migrate: committed/000001.sql, headed by "--! Previous: …".
 */
#include "migration/step_name.h"

static bool
read_name(Arena *arena, const char *relative, StepName *out)
{
    size_t length;

    if (strncmp(relative, "committed/", 10) == 0)
        relative += 10;
    length = strlen(relative);
    return strchr(relative, '/') == NULL && step_name_is_sql(relative, &length) &&
           step_name_number(arena, relative, length, "-", out);
}

static Mark
read_mark(const char *line, size_t length)
{
    return blank_says(line, length, "--!", "no-transaction") ? MARK_NO_TRANSACTION : MARK_NONE;
}

static size_t
fit(const Folder *folder, Certainty *certainty)
{
    Error ignored = {.arena = folder->arena};
    size_t count = 0;

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};
        const FileText *text;

        if (file->is_folder || !read_name(folder->arena, file->relative, &step))
            continue;
        text = folder_text(folder, file, &ignored);
        count += text != NULL && strncmp(text->text, "--! Previous:", 13) == 0;
    }
    *certainty = CERTAIN_MARK;
    return count;
}

/* What is not committed yet is run by its author only. */
static bool
check(Builder *builder, Error *error)
{
    FolderFile *current = folder_find(builder->folder, "current.sql");
    const FileText *text = current == NULL ? NULL : folder_text(builder->folder, current, error);

    if (current == NULL)
        return true;
    if (text == NULL)
        return false;
    if (strchr(text->text, ';') != NULL)
        gather_problem(builder, false, current->path, "left out: it is not committed",
                       "Name the file after the folder to have it read as well.");
    return true;
}

const Layout layout_graphile = {
    .name = "graphile-migrate",
    .runner = "Graphile Migrate",
    .pattern = "committed/000001.sql with \"--! Previous:\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_NUMBER,
    .needs_every_number = true,
    .read_name = read_name,
    .read_mark = read_mark,
    .fit = fit,
    .check = check,
};
