/*
 * layout_drizzle.c - meta/_journal.json names the files in their order, or each migration is a folder
 * with its snapshot.json.
 */
#include "migration/step_name.h"

#include <jansson.h>

static const char journal_path[] = "meta/_journal.json";

/* "20250101000000_name/migration.sql", with a snapshot.json beside. */
static bool
is_folder_migration(const Folder *folder, const FolderFile *file)
{
    const char *slash = strchr(file->relative, '/');

    return !file->is_folder && slash != NULL && strcmp(slash, "/migration.sql") == 0 &&
           folder_find(folder, arena_printf(folder->arena, "%.*s/snapshot.json",
                                            (int) (slash - file->relative), file->relative)) !=
               NULL;
}

static size_t
fit(const Folder *folder, Certainty *certainty)
{
    size_t count = 0;

    *certainty = CERTAIN_FILE;
    if (folder_find(folder, journal_path) != NULL)
    {
        for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
            count += !file->is_folder && strchr(file->relative, '/') == NULL &&
                     folder_ends_with(file->name, ".sql");
        return count;
    }
    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
        count += is_folder_migration(folder, file);
    return count;
}

static bool
add_file(Builder *builder, FolderFile *file, const char *tag, Error *error)
{
    const FileText *text = folder_text(builder->folder, file, error);
    StepName step = {.name = tag};

    if (text == NULL)
        return false;
    if (!step_name_number(builder->arena, tag, strlen(tag), "_", &step))
        step.version = tag;
    (void) gather_add(builder, step.version, step.name, text); /* nothing to add to it */
    return true;
}

static bool
gather_folders(Builder *builder, Error *error)
{
    for (FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
        if (is_folder_migration(builder->folder, file) &&
            !add_file(builder, file,
                      arena_strndup(builder->arena, file->relative, strcspn(file->relative, "/")),
                      error))
            return false;
    return true;
}

static void
release_json(void *json)
{
    json_decref(json);
}

static bool
check_dialect(const Builder *builder, const FolderFile *journal, const char *dialect, Error *error)
{
    if (dialect == NULL || strncmp(dialect, "p", 1) == 0) /* "postgresql", or "pg" of old */
        return true;
    error_set(error, ERROR_INPUT, "the migrations in \"%s\" are for %s; tenfold reads PostgreSQL",
              builder->folder->path, dialect);
    return error_detail(error, "%s says so.", journal->path);
}

static bool
add_entry(Builder *builder, const FolderFile *journal, const char *tag, Error *error)
{
    FolderFile *file = folder_find(builder->folder, arena_printf(builder->arena, "%s.sql", tag));

    if (file != NULL)
        return add_file(builder, file, tag, error);
    gather_problem(builder, true, journal->path,
                   arena_printf(builder->arena, "file \"%s.sql\" of the journal is missing", tag),
                   NULL);
    return true;
}

/* SQL beside the journal that it does not name is never run. */
static void
say_unnamed(Builder *builder)
{
    for (const FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
    {
        bool is_named =
            strchr(file->relative, '/') != NULL || !folder_ends_with(file->name, ".sql");

        for (const Migration *item = builder->history->migrations.first; item != NULL && !is_named;
             item = item->next)
            is_named = strcmp(item->up.name, file->path) == 0;
        if (!is_named)
            gather_problem(builder, false, file->path,
                           "left out: the journal does not name the file", NULL);
    }
}

static bool
gather(Builder *builder, Error *error)
{
    FolderFile *journal = folder_find(builder->folder, journal_path);
    const FileText *text = journal == NULL ? NULL : folder_text(builder->folder, journal, error);
    json_error_t fault;
    json_t *root;
    json_t *entry;
    size_t i;

    if (journal == NULL)
        return gather_folders(builder, error);
    if (text == NULL)
        return false;
    root = json_loadb(text->text, text->length, 0, &fault);
    if (root == NULL)
        return error_set(error, ERROR_INPUT, "%s:%d: %s", journal->path, fault.line, fault.text);
    arena_defer(builder->arena, release_json, root);
    if (!check_dialect(builder, journal, json_string_value(json_object_get(root, "dialect")),
                       error))
        return false;
    json_array_foreach(json_object_get(root, "entries"), i, entry)
    {
        const char *tag = json_string_value(json_object_get(entry, "tag"));

        if (tag != NULL && !add_entry(builder, journal, tag, error))
            return false;
    }
    say_unnamed(builder);
    return true;
}

const Layout layout_drizzle = {
    .name = "drizzle",
    .runner = "Drizzle",
    .pattern = "0000_name.sql with meta/_journal.json",
    .transaction = TRANSACTION_PER_RUN,
    .without = TRANSACTION_PER_RUN,
    .order = ORDER_FILE,
    .repeats_versions = true,
    .fit = fit,
    .gather = gather,
};
