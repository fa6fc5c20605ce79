/*
 * layout_plain.c - files that only have a number and SQL. Who runs them is told by what stands around.
 */
#include "migration/step_name.h"

#include <ctype.h>

enum
{
    TIMESTAMP_DIGITS = 14, /* 20200716160921 */
    PREFIX_MOST = 12
};

/* The direction that ends a name in many styles: "x.up", "x-down", "x_rollback", "x.undo". */
static Role
read_direction(const char *text, size_t *length)
{
    static const char *const downs[] = {"down", "undo", "rollback", "revert"};
    static const char separators[] = "._-";
    char suffix[16];

    for (size_t i = 0; i < ARRAY_LENGTH(downs); i++)
        for (const char *separator = separators; *separator != '\0'; separator++)
        {
            (void) snprintf(suffix, sizeof(suffix), "%c%s", *separator, downs[i]); /* it fits */
            if (step_name_ends(text, length, suffix))
                return ROLE_DOWN;
        }
    if (!step_name_ends(text, length, ".up") && !step_name_ends(text, length, "-up"))
        (void) step_name_ends(text, length, "_up"); /* none of them is fine as well */
    return ROLE_UP;
}

static bool
read_sqlx_name(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    if (strchr(relative, '/') != NULL || !step_name_is_sql(relative, &length))
        return false;
    if (step_name_ends(relative, &length, ".down"))
        out->role = ROLE_DOWN;
    else
        (void) step_name_ends(relative, &length, ".up"); /* or simple */
    return step_name_number(arena, relative, length, "_", out);
}

static Mark
read_sqlx_mark(const char *line, size_t length)
{
    return blank_says(line, length, "--", "no-transaction") ? MARK_NO_TRANSACTION : MARK_NONE;
}

/* Numbers that are no timestamps are plain numbered files, unless this is a project in Rust. */
static size_t
fit_sqlx(const Folder *folder, Certainty *certainty)
{
    bool is_rust = folder_is_in(folder, "Cargo.toml");
    Error ignored = {.arena = folder->arena};
    size_t named = 0;
    size_t pairs = 0;
    size_t marked = 0;

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};
        const FileText *text;

        if (file->is_folder || !read_sqlx_name(folder->arena, file->relative, &step) ||
            step.role != ROLE_UP || (!is_rust && strlen(step.version) != TIMESTAMP_DIGITS))
            continue;
        named++;
        pairs += strstr(file->name, ".up.") != NULL;
        text = folder_text(folder, file, &ignored);
        marked += text != NULL && text->length >= 17 &&
                  read_sqlx_mark(text->text, strcspn(text->text, "\n")) != MARK_NONE;
    }
    if (pairs > 0 && !is_rust && marked == 0)
        return 0;
    *certainty = marked > 0 ? CERTAIN_MARK : is_rust ? CERTAIN_SURROUNDINGS : CERTAIN_NAME;
    return named;
}

/* The comment counts on the first line alone. */
static bool
check_sqlx(Builder *builder, Error *error)
{
    (void) error;
    for (Migration *migration = builder->history->migrations.first; migration != NULL;
         migration = migration->next)
        if (migration->transaction_location.line > 1)
        {
            migration->transaction = builder->layout->transaction;
            migration->transaction_location = (Location){0};
        }
    return true;
}

const Layout layout_sqlx = {
    .name = "sqlx",
    .runner = "sqlx",
    .pattern = "20200101000000_name.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_NUMBER,
    .certainty = CERTAIN_NAME,
    .read_name = read_sqlx_name,
    .read_mark = read_sqlx_mark,
    .fit = fit_sqlx,
    .check = check_sqlx,
};

static bool
read_timestamp(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    return strchr(relative, '/') == NULL && step_name_is_sql(relative, &length) &&
           step_name_number(arena, relative, length, "_", out);
}

/* The CLI insists on its folder's name. */
static size_t
fit_supabase(const Folder *folder, Certainty *certainty)
{
    char *path = realpath(folder->path, NULL);
    bool is_its_own = path != NULL && folder_ends_with(path, "/supabase/migrations");
    size_t named = 0;

    free(path);
    for (const FolderFile *file = folder->files.first; is_its_own && file != NULL;
         file = file->next)
    {
        StepName step = {0};

        named += !file->is_folder && read_timestamp(folder->arena, file->relative, &step);
    }
    *certainty = CERTAIN_SURROUNDINGS;
    return named;
}

const Layout layout_supabase = {
    .name = "supabase",
    .runner = "Supabase CLI",
    .pattern = "supabase/migrations/20200101000000_name.sql",
    .transaction = TRANSACTION_PER_QUERY,
    .without = TRANSACTION_PER_QUERY,
    .starts_session = true,
    .order = ORDER_FILE,
    .certainty = CERTAIN_NAME,
    .read_name = read_timestamp,
    .fit = fit_supabase,
};

static Mark
read_atlas_mark(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "atlas:txmode none"))
        return MARK_NO_TRANSACTION;
    return blank_says(line, length, "--", "atlas:checkpoint") ? MARK_CHECKPOINT : MARK_NONE;
}

const Layout layout_atlas = {
    .name = "atlas",
    .runner = "Atlas",
    .pattern = "20200101000000_name.sql beside atlas.sum",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_FILE,
    .certainty = CERTAIN_NEVER,
    .marker = "atlas.sum",
    .read_name = read_timestamp,
    .read_mark = read_atlas_mark,
};

/* "001-x.sql", "v1.2.sql", "migration_7.sql": a number, perhaps in parts, after at most a word. */
static bool
read_numbered(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);
    size_t start = 0;
    size_t end;

    if (strchr(relative, '/') != NULL || !step_name_is_sql(relative, &length))
        return false;
    out->role = read_direction(relative, &length);
    while (start < length && start < PREFIX_MOST && !isdigit((unsigned char) relative[start]))
        start++;
    if (start >= length || !isdigit((unsigned char) relative[start]))
        return false;
    for (end = start; end < length && (isdigit((unsigned char) relative[end]) ||
                                       (relative[end] == '.' && end + 1 < length &&
                                        isdigit((unsigned char) relative[end + 1])));)
        end++;
    out->version = arena_strndup(arena, relative + start, end - start);
    while (end < length && strchr("._- ", relative[end]) != NULL)
        end++;
    out->name = arena_strndup(arena, relative + end, length - end);
    return true;
}

/* Most of the folder's SQL has a number. */
static size_t
fit_numbered(const Folder *folder, Certainty *certainty)
{
    size_t named = 0;
    size_t others = 0;

    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};
        size_t length = strlen(file->relative);

        if (file->is_folder || strchr(file->relative, '/') != NULL ||
            !step_name_is_sql(file->relative, &length))
            continue;
        if (read_numbered(folder->arena, file->relative, &step))
            named += step.role == ROLE_UP;
        else
            others++;
    }
    *certainty = CERTAIN_LAST;
    return named > others ? named : 0;
}

const Layout layout_numbered = {
    .name = "numbered",
    .runner = "numbered files",
    .pattern = "1.sql, 002-name.sql, v1.2.sql",
    .transaction = TRANSACTION_PER_STATEMENT,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_PARTS,
    .certainty = CERTAIN_LAST,
    .repeats_versions = true,
    .read_name = read_numbered,
    .fit = fit_numbered,
};
