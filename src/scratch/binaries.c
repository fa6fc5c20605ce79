#include "scratch/binaries.h"

#include "scratch/process.h"

#include <glob.h>
#include <unistd.h>

static bool
is_server_folder(Arena *arena, const char *folder)
{
    return access(arena_printf(arena, "%s/initdb", folder), X_OK) == 0 &&
           access(arena_printf(arena, "%s/postgres", folder), X_OK) == 0;
}

/* The first number in a path: 15 of "/usr/lib/postgresql/15/bin". */
static long
number_in(const char *path)
{
    const char *digit = strpbrk(path, "0123456789");

    return digit == NULL ? 0 : strtol(digit, NULL, 10);
}

/* Where Debian, Red Hat and FreeBSD keep several majors side by side. */
static const char *
newest_of_distribution(Arena *arena)
{
    static const char *const patterns[] = {"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
                                           "/usr/lib64/pgsql/bin", "/usr/local/pgsql/bin"};
    const char *newest = NULL;

    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++)
    {
        glob_t found;

        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t j = 0; j < found.gl_pathc; j++)
            if (is_server_folder(arena, found.gl_pathv[j]) &&
                (newest == NULL || number_in(found.gl_pathv[j]) > number_in(newest)))
                newest = arena_strdup(arena, found.gl_pathv[j]);
        globfree(&found);
    }
    return newest;
}

static const char *
first_in_path(Arena *arena)
{
    const char *at = getenv("PATH");

    while (at != NULL && *at != '\0')
    {
        size_t length = strcspn(at, ":");
        const char *folder = arena_strndup(arena, at, length);

        if (length > 0 && is_server_folder(arena, folder))
            return folder;
        at += length + (at[length] == ':');
    }
    return NULL;
}

static const char *
told_by_pg_config(Arena *arena)
{
    Error ignored = {.arena = arena}; /* without pg_config there is one place less to look at */
    const char *const argv[] = {"pg_config", "--bindir", NULL};
    Process process = {.argv = argv, .timeout_ms = 5000};
    char *folder;

    if (!process_run(&process, arena, &folder, &ignored))
        return NULL;
    folder[strcspn(folder, "\n")] = '\0';
    return is_server_folder(arena, folder) ? folder : NULL;
}

static bool
not_there(const char *folder, Error *error)
{
    error_set(error, ERROR_NO_SERVER, "there is no PostgreSQL server in folder \"%s\"", folder);
    error_detail(error, "It must hold the programs initdb and postgres.");
    return error_hint(error, "Install one (apt-get install postgresql-15), or use --no-server.");
}

bool
binaries_find(Arena *arena, const char *given, const char **folder, Error *error)
{
    const char *found = given != NULL ? given : getenv("TENFOLD_PG_BIN");

    if (found != NULL && found[0] != '\0')
    {
        if (!is_server_folder(arena, found))
            return not_there(found, error);
        *folder = found;
        return true;
    }
    found = newest_of_distribution(arena);
    if (found == NULL)
        found = first_in_path(arena);
    if (found == NULL)
        found = told_by_pg_config(arena);
    if (found == NULL)
    {
        error_set(error, ERROR_NO_SERVER, "no PostgreSQL server is installed");
        return error_hint(error,
                          "Install one (apt-get install postgresql-15), or use --no-server.");
    }
    *folder = found;
    return true;
}

bool
binaries_version(const char *folder, uint32_t *version, Error *error)
{
    const char *const argv[] = {arena_printf(error->arena, "%s/postgres", folder), "--version",
                                NULL};
    Process process = {.argv = argv, .timeout_ms = 5000};
    char *answer;
    char *end;
    unsigned long major, minor = 0;

    /* "postgres (PostgreSQL) 15.20 (Debian …)", "… 18beta1" */
    if (!process_run(&process, error->arena, &answer, error))
        return false;
    answer = strpbrk(answer, "0123456789");
    if (answer == NULL)
        return error_set(error, ERROR_NO_SERVER, "could not learn the version of \"%s\"", argv[0]);
    major = strtoul(answer, &end, 10);
    if (*end == '.')
        minor = strtoul(end + 1, NULL, 10);
    *version = (uint32_t) (major * 10000 + minor);
    return true;
}
