#include "migration/folder.h"

#include "base/stop.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
    DEPTH_MOST = 15,
    FILES_MOST = 100000
};

typedef struct Listing
{
    Arena *arena;
    FolderFile *files;
    size_t count;
    size_t capacity;
} Listing;

bool
folder_ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);

    return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static bool
is_foreign(const char *name)
{
    static const char *const names[] = {"node_modules", "vendor", "target",     "dist",
                                        "build",        "venv",   "__pycache__"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return name[0] == '.';
}

static FolderFile *
add_file(Listing *listing, const char *root, const char *relative)
{
    FolderFile *file;
    const char *slash = strrchr(relative, '/');

    if (listing->count == listing->capacity)
    {
        size_t capacity = listing->capacity == 0 ? 256 : listing->capacity * 2;

        listing->files =
            arena_grow(listing->arena, listing->files, listing->capacity * sizeof(FolderFile),
                       capacity * sizeof(FolderFile));
        listing->capacity = capacity;
    }
    file = &listing->files[listing->count++];
    *file = (FolderFile){
        .path = arena_printf(listing->arena, "%s%s%s", root, folder_ends_with(root, "/") ? "" : "/",
                             relative),
        .relative = relative,
        .name = slash == NULL ? relative : slash + 1,
    };
    return file;
}

static void
close_folder(void *folder)
{
    (void) closedir(folder); /* it was only read */
}

/* Links to files are files. A pipe or a device might never end. */
static bool
is_plain_file(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* A folder that cannot be opened below the first is as if it were empty. */
static void
list_level(Listing *listing, const char *root, const char *below, unsigned depth)
{
    Arena *while_open = arena_new(listing->arena, "folder");
    const char *path = *below == '\0' ? root : arena_printf(listing->arena, "%s/%s", root, below);
    DIR *folder = opendir(path);
    const struct dirent *entry;

    if (folder != NULL)
        arena_defer(while_open, close_folder, folder);
    while (folder != NULL && listing->count < FILES_MOST && !stop_requested() &&
           (entry = readdir(folder)) != NULL)
    {
        const char *relative = *below == '\0'
                                   ? arena_strdup(listing->arena, entry->d_name)
                                   : arena_printf(listing->arena, "%s/%s", below, entry->d_name);
        struct stat status;
        FolderFile *file;

        if (is_foreign(entry->d_name))
            continue;
        file = add_file(listing, root, relative);
        if (lstat(file->path, &status) != 0)
            continue;
        file->is_folder = S_ISDIR(status.st_mode);
        if (!file->is_folder && !is_plain_file(file->path))
            listing->count--;
        if (file->is_folder && depth < DEPTH_MOST)
            list_level(listing, root, relative, depth + 1);
    }
    arena_free(while_open);
}

static int
compare_files(const void *left, const void *right)
{
    return strcmp(((const FolderFile *) left)->relative, ((const FolderFile *) right)->relative);
}

/* "a//" is "a", and "/" stays. */
static char *
trim_path(Arena *arena, const char *path)
{
    char *copy = arena_strdup(arena, path);
    size_t length = strlen(copy);

    while (length > 1 && copy[length - 1] == '/')
        copy[--length] = '\0';
    return copy;
}

bool
folder_open(Arena *arena, const char *path, Folder *out, Error *error)
{
    Listing listing = {.arena = arena};
    Folder folder = {.arena = arena, .path = trim_path(arena, path)};

    if (access(path, R_OK | X_OK) != 0)
        return error_set(error, ERROR_FILE, "could not open folder \"%s\": %s", path,
                         strerror(errno));
    list_level(&listing, folder.path, "", 1);
    if (listing.count >= FILES_MOST)
    {
        error_set(error, ERROR_INPUT, "folder \"%s\" holds more than %d files", path, FILES_MOST);
        return error_hint(error, "Name the folder of the migrations itself.");
    }
    if (listing.count > 0)
        qsort(listing.files, listing.count, sizeof(FolderFile), compare_files);
    for (size_t i = 0; i < listing.count; i++)
        list_append(&folder.files, &listing.files[i]);
    *out = folder;
    return true;
}

Folder
folder_within(const Folder *folder, const FolderFile *child)
{
    Folder within = {.arena = folder->arena, .path = child->path};
    size_t length = strlen(child->relative);

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        FolderFile *copy;

        if (strncmp(file->relative, child->relative, length) != 0 || file->relative[length] != '/')
            continue;
        copy = arena_new_object(folder->arena, FolderFile);
        *copy = *file;
        copy->relative = file->relative + length + 1;
        list_append(&within.files, copy);
    }
    return within;
}

FolderFile *
folder_find(const Folder *folder, const char *relative)
{
    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
        if (strcmp(file->relative, relative) == 0)
            return file;
    return NULL;
}

bool
folder_is_in(const Folder *folder, const char *name)
{
    char *path = realpath(folder->path, NULL);
    bool is_found = false;

    for (unsigned level = 0; path != NULL && level < 3 && !is_found; level++)
    {
        char *slash = strrchr(path, '/');

        is_found = file_exists(arena_printf(folder->arena, "%s/%s", path, name));
        if (slash == NULL || slash == path)
            break;
        *slash = '\0';
    }
    free(path);
    return is_found;
}

/* A mark on the first line begins behind the byte order mark. */
static void
skip_byte_order_mark(FileText *text)
{
    if (text->length < 3 || memcmp(text->text, "\xef\xbb\xbf", 3) != 0)
        return;
    text->text += 3;
    text->length -= 3;
}

const FileText *
folder_text(const Folder *folder, FolderFile *file, Error *error)
{
    if (file->is_read)
        return &file->text;
    if (!file_read(folder->arena, file->path, &file->text, error))
        return NULL;
    skip_byte_order_mark(&file->text);
    file->is_read = true;
    return &file->text;
}
