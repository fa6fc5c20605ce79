/*
 * layout_nested.c - one folder for each migration: name/up.sql, name/migration.sql.
 */
#include "base/strbuf.h"
#include "migration/step_name.h"

#include <ctype.h>

enum
{
    MILLISECOND_DIGITS = 13 /* 1600000000000 */
};

/* "name/FILE" as its folder. */
static bool
read_nested(Arena *arena, const char *relative, const char *file, const char **folder)
{
    const char *slash = strchr(relative, '/');

    if (slash == NULL || strcmp(slash + 1, file) != 0)
        return false;
    *folder = arena_strndup(arena, relative, (size_t) (slash - relative));
    return true;
}

/* "2019-04-20-105535-0000_add_x": the version is what stands before "_", without dashes. */
static bool
read_diesel_name(Arena *arena, const char *relative, StepName *out)
{
    const char *folder;
    const char *name;
    StrBuf version = strbuf_new(arena);

    if (read_nested(arena, relative, "up.sql", &folder))
        out->role = ROLE_UP;
    else if (read_nested(arena, relative, "down.sql", &folder))
        out->role = ROLE_DOWN;
    else
        return false;
    if (version_digits(folder) == 0)
        return false;
    name = strchr(folder, '_');
    for (const char *at = folder; *at != '\0' && at != name; at++)
        if (*at != '-')
            strbuf_add_char(&version, *at);
    out->version = version.text;
    out->name = name == NULL ? folder : name + 1;
    return true;
}

/* "run_in_transaction = false" in the metadata.toml beside. */
static bool
check_diesel(Builder *builder, Error *error)
{
    for (Migration *migration = builder->history->migrations.first; migration != NULL;
         migration = migration->next)
    {
        size_t length = strlen(migration->up.name) - strlen("up.sql");
        char *path =
            arena_printf(builder->arena, "%.*smetadata.toml", (int) length, migration->up.name);
        FileText text;
        const char *found;

        if (!file_exists(path))
            continue;
        if (!file_read(builder->arena, path, &text, error))
            return false;
        found = strstr(text.text, "run_in_transaction");
        if (found == NULL || strncmp(found + strcspn(found, "=\n"), "=", 1) != 0 ||
            strncmp(found + strcspn(found, "ft\n"), "false", 5) == 0)
            continue;
        found += strcspn(found, "=\n") + 1;
        if (strncmp(found + strspn(found, " \t"), "false", 5) != 0)
            continue;
        migration->transaction = builder->layout->without;
        migration->transaction_location = (Location){.file = path, .line = 1, .column = 1};
    }
    return true;
}

const Layout layout_diesel = {
    .name = "diesel",
    .runner = "Diesel",
    .pattern = "2020-01-01-000000_name/up.sql, down.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_TEXT,
    .certainty = CERTAIN_NAME_OWN,
    .surroundings = "diesel.toml",
    .read_name = read_diesel_name,
    .check = check_diesel,
};

static bool
read_hasura_name(Arena *arena, const char *relative, StepName *out)
{
    const char *folder;

    if (read_nested(arena, relative, "up.sql", &folder))
        out->role = ROLE_UP;
    else if (read_nested(arena, relative, "down.sql", &folder))
        out->role = ROLE_DOWN;
    else
        return false;
    return version_digits(folder) == MILLISECOND_DIGITS &&
           step_name_number(arena, folder, strlen(folder), "_", out);
}

static size_t
fit_hasura(const Folder *folder, Certainty *certainty)
{
    size_t named = 0;

    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};

        named += !file->is_folder && read_hasura_name(folder->arena, file->relative, &step) &&
                 step.role == ROLE_UP;
    }
    *certainty = CERTAIN_SURROUNDINGS;
    return named;
}

const Layout layout_hasura = {
    .name = "hasura",
    .runner = "Hasura",
    .pattern = "1600000000000_name/up.sql, down.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_FILE,
    .order = ORDER_NUMBER,
    .certainty = CERTAIN_NAME,
    .read_name = read_hasura_name,
    .fit = fit_hasura,
};

static bool
read_prisma_name(Arena *arena, const char *relative, StepName *out)
{
    const char *folder;

    if (!read_nested(arena, relative, "migration.sql", &folder))
        return false;
    return step_name_number(arena, folder, strlen(folder), "_", out);
}

/* Its lock says for which database. */
static bool
check_prisma(Builder *builder, Error *error)
{
    FolderFile *lock = folder_find(builder->folder, "migration_lock.toml");
    const FileText *text = lock == NULL ? NULL : folder_text(builder->folder, lock, error);
    const char *provider;
    int length;

    if (lock == NULL)
        return true;
    if (text == NULL)
        return false;
    provider = strstr(text->text, "provider");
    provider = provider == NULL ? NULL : strpbrk(provider, "\"'\n");
    if (provider == NULL || *provider == '\n')
        return true;
    length = (int) strcspn(++provider, "\"'\n");
    if (strncmp(provider, "postgres", 8) == 0 || strncmp(provider, "cockroach", 9) == 0)
        return true;
    error_set(error, ERROR_INPUT, "the migrations in \"%s\" are for %.*s; tenfold reads PostgreSQL",
              builder->folder->path, length, provider);
    return error_detail(error, "%s says so.", lock->path);
}

const Layout layout_prisma = {
    .name = "prisma",
    .runner = "Prisma",
    .pattern = "20200101000000_name/migration.sql",
    .transaction = TRANSACTION_PER_QUERY,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_FILE,
    .certainty = CERTAIN_NAME_OWN,
    .repeats_versions = true,
    .marker = "migration_lock.toml",
    .read_name = read_prisma_name,
    .check = check_prisma,
};
