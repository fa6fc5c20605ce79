/*
 * layout_temporal.c - v1.2/manifest.json names the files of a version, in their order.
 */
#include "migration/step_name.h"

#include <ctype.h>
#include <jansson.h>

/* "v1.10/manifest.json" */
static bool
is_manifest(const FolderFile *file)
{
    const char *slash = strchr(file->relative, '/');

    return !file->is_folder && file->relative[0] == 'v' &&
           isdigit((unsigned char) file->relative[1]) && slash != NULL &&
           strcmp(slash, "/manifest.json") == 0;
}

static size_t
fit(const Folder *folder, Certainty *certainty)
{
    size_t count = 0;

    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
        count += is_manifest(file);
    *certainty = CERTAIN_FILE;
    return count;
}

static int
compare_manifests(const void *left, const void *right)
{
    const FolderFile *const *a = left;
    const FolderFile *const *b = right;

    return version_compare(ORDER_PARTS, (*a)->relative + 1, (*b)->relative + 1);
}

static void
release_json(void *json)
{
    json_decref(json);
}

static bool
add_file(Builder *builder, const FolderFile *manifest, const char *version, const char *name,
         Error *error)
{
    size_t length = (size_t) (strchr(manifest->relative, '/') - manifest->relative);
    FolderFile *file =
        folder_find(builder->folder, arena_printf(builder->arena, "%.*s/%s", (int) length,
                                                  manifest->relative, name));
    const FileText *text;

    if (file == NULL || file->is_folder)
    {
        gather_problem(builder, true, manifest->path,
                       arena_printf(builder->arena, "file \"%s\" of the manifest is missing", name),
                       NULL);
        return true;
    }
    text = folder_text(builder->folder, file, error);
    if (text == NULL)
        return false;
    (void) gather_add(builder, version, name, text); /* nothing to add to it */
    return true;
}

static bool
add_version(Builder *builder, FolderFile *manifest, Error *error)
{
    const FileText *text = folder_text(builder->folder, manifest, error);
    json_error_t fault;
    json_t *root;
    json_t *name;
    size_t i;
    const char *version;

    if (text == NULL)
        return false;
    root = json_loadb(text->text, text->length, 0, &fault);
    if (root == NULL)
        return error_set(error, ERROR_INPUT, "%s:%d: %s", manifest->path, fault.line, fault.text);
    arena_defer(builder->arena, release_json, root);
    version = json_string_value(json_object_get(root, "CurrVersion"));
    if (version == NULL)
        version = arena_strndup(builder->arena, manifest->relative + 1,
                                strcspn(manifest->relative + 1, "/"));
    json_array_foreach(json_object_get(root, "SchemaUpdateCqlFiles"), i, name)
    {
        if (json_is_string(name) &&
            !add_file(builder, manifest, version, json_string_value(name), error))
            return false;
    }
    return true;
}

static bool
gather(Builder *builder, Error *error)
{
    const FolderFile **manifests =
        arena_new_array(builder->arena, const FolderFile *, builder->folder->files.count + 1);
    size_t count = 0;

    for (const FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
        if (is_manifest(file))
            manifests[count++] = file;
    qsort(manifests, count, sizeof(manifests[0]), compare_manifests);
    for (size_t i = 0; i < count; i++)
        if (!add_version(builder, folder_find(builder->folder, manifests[i]->relative), error))
            return false;
    return true;
}

const Layout layout_temporal = {
    .name = "temporal",
    .runner = "temporal-sql-tool",
    .pattern = "v1.0/manifest.json with the files it names",
    .transaction = TRANSACTION_PER_STATEMENT,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_PARTS,
    .repeats_versions = true,
    .fit = fit,
    .gather = gather,
};
