/*
 * layout_synapse.c - Synapse's stores: a full schema of some version, then the deltas of later ones.
 *
 * STORE/full_schemas/72/full.sql.postgres starts a new database at 72; STORE/delta/73/01name.sql are
 * taken for every later version, those of all stores together and sorted by their file names. Each file is
 * sent between BEGIN and COMMIT.
 */
#include "base/strbuf.h"
#include "migration/step_name.h"

/* The parts of "main/delta/73/01name.sql". */
typedef struct Delta
{
    const char *version;
    FolderFile *file;
    bool is_full;
} Delta;

static bool
read_delta(Arena *arena, FolderFile *file, Delta *out)
{
    const char *slash = strchr(file->relative, '/');
    bool is_full;
    size_t digits;

    if (file->is_folder || slash == NULL)
        return false;
    is_full = strncmp(slash, "/full_schemas/", 14) == 0;
    if (!is_full && strncmp(slash, "/delta/", 7) != 0)
        return false;
    slash += is_full ? 14 : 7;
    digits = version_digits(slash);
    if (digits == 0 || slash[digits] != '/' || strchr(slash + digits + 1, '/') != NULL)
        return false;
    *out =
        (Delta){.version = arena_strndup(arena, slash, digits), .file = file, .is_full = is_full};
    return true;
}

/* SQL for PostgreSQL or for all. */
static bool
is_taken(const char *name)
{
    return folder_ends_with(name, ".sql") || folder_ends_with(name, ".sql.postgres");
}

static size_t
fit(const Folder *folder, Certainty *certainty)
{
    size_t count = 0;

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        Delta delta;

        count += read_delta(folder->arena, file, &delta) && is_taken(file->name);
    }
    *certainty = CERTAIN_NAME_OWN;
    return count;
}

static int
compare_deltas(const void *left, const void *right)
{
    const Delta *a = left;
    const Delta *b = right;
    int result = version_compare(ORDER_NUMBER, a->version, b->version);

    if (result == 0)
        result = strcmp(a->file->name, b->file->name);
    return result != 0 ? result : strcmp(a->file->relative, b->file->relative);
}

/* What Synapse writes for each database. */
static FileText
fill_in(Arena *arena, const FileText *text)
{
    static const char mark[] = "$%AUTO_INCREMENT_PRIMARY_KEY%$";
    StrBuf filled = strbuf_new(arena);
    const char *from = text->text;
    const char *found;

    while ((found = strstr(from, mark)) != NULL)
    {
        strbuf_add_bytes(&filled, from, (size_t) (found - from));
        strbuf_add(&filled, "BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY");
        from = found + sizeof(mark) - 1;
    }
    strbuf_add(&filled, from);
    return (FileText){.name = text->name, .text = filled.text, .length = filled.length};
}

static bool
add(Builder *builder, const Delta *delta, Error *error)
{
    const FileText *text;
    FileText filled;

    if (folder_ends_with(delta->file->name, ".py"))
    {
        gather_problem(builder, false, delta->file->path, "a delta in Python was left out",
                       gather_record_hint);
        return true;
    }
    if (!is_taken(delta->file->name))
        return true;
    text = folder_text(builder->folder, delta->file, error);
    if (text == NULL)
        return false;
    filled = fill_in(builder->arena, text);
    (void) gather_add(builder, delta->version, delta->file->relative, &filled); /* that is all */
    return true;
}

/* Its own tables, in which the version is written, come before everything. */
static bool
add_bookkeeping(Builder *builder, Error *error)
{
    for (FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
    {
        const Delta delta = {.version = "0", .file = file};

        if (strcmp(file->relative, "common/schema_version.sql") == 0)
            return add(builder, &delta, error);
    }
    return true;
}

static bool
gather(Builder *builder, Error *error)
{
    Delta *deltas = arena_new_array(builder->arena, Delta, builder->folder->files.count + 1);
    const char *start = "0";
    size_t count = 0;

    for (FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
    {
        if (!read_delta(builder->arena, file, &deltas[count]))
            continue;
        if (deltas[count].is_full &&
            version_compare(ORDER_NUMBER, deltas[count].version, start) > 0)
            start = deltas[count].version;
        count++;
    }
    if (!add_bookkeeping(builder, error))
        return false;
    qsort(deltas, count, sizeof(Delta), compare_deltas);
    for (size_t i = 0; i < count; i++)
    {
        int after = version_compare(ORDER_NUMBER, deltas[i].version, start);

        if (deltas[i].is_full ? after != 0 : after <= 0)
            continue;
        if (!add(builder, &deltas[i], error))
            return false;
    }
    return true;
}

const Layout layout_synapse = {
    .name = "synapse",
    .runner = "Synapse",
    .pattern = "main/full_schemas/72/full.sql.postgres, main/delta/73/01name.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_FILE,
    .order = ORDER_NUMBER,
    .repeats_versions = true,
    .fit = fit,
    .gather = gather,
};
