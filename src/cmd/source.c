#include "cmd/source.h"

#include "base/file.h"
#include "cmd/paths.h"
#include "live/catalog.h"

#include <unistd.h>

enum
{
    LIVE_STATEMENT_TIMEOUT_MS = 30000,
    LIVE_LOCK_TIMEOUT_MS = 1000,
    LIVE_CONNECT_TIMEOUT_S = 10
};

/* Less is a forgotten unit. */
static const double RAM_BYTES_FEWEST = 64.0 * 1024 * 1024;

static const char project_file[] = "tenfold.yaml";

static bool
starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool
ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);

    return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static bool
is_database(const char *argument)
{
    return starts_with(argument, "postgresql://") || starts_with(argument, "postgres://") ||
           (strchr(argument, '=') != NULL && !file_exists(argument));
}

/* The last part of a folder's path; of "." its own name. */
static const char *
folder_name(Arena *arena, const char *path)
{
    char *copy = arena_strdup(arena, path);
    size_t length = strlen(copy);
    const char *slash;

    if (strcmp(path, ".") == 0)
    {
        char *folder = getcwd(NULL, 0);

        copy = folder == NULL ? copy : arena_strdup(arena, folder);
        free(folder);
        length = strlen(copy);
    }
    while (length > 1 && copy[length - 1] == '/')
        copy[--length] = '\0';
    slash = strrchr(copy, '/');
    return slash == NULL ? copy : slash + 1;
}

/* Dumps are often called dump.sql: the folder is named too. */
static const char *
file_label(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0)
        return "standard input";
    while (slash != NULL && slash > path && slash[-1] != '/')
        slash--;
    return slash == NULL ? path : slash;
}

static bool
open_live(const Invocation *invocation, const char *target, Db **db, Error *error)
{
    const DbOptions options = {
        .target = target,
        .is_read_only = true,
        .statement_timeout_ms = LIVE_STATEMENT_TIMEOUT_MS,
        .lock_timeout_ms = LIVE_LOCK_TIMEOUT_MS,
        .connect_timeout_s = LIVE_CONNECT_TIMEOUT_S,
        .application_name = "tenfold",
    };

    return db_open(invocation->arena, &options, db, error);
}

static bool
read_live(const Invocation *invocation, const char *target, Source *source, Error *error)
{
    Db *db;

    if (!open_live(invocation, target, &db, error))
        return false;
    source->is_live = true;
    if (!catalog_read_schema(db, source->schema, error) ||
        !catalog_read_stats(db, source->schema, source->stats, error))
        return false;
    source->label = source->stats->database;
    return true;
}

/* What the project file gives a value, and after it, for the later one wins, the command line. */
static NameList
gather_settings(const Invocation *invocation, const Project *project)
{
    NameList settings = {0};

    for (const Name *name = project == NULL ? NULL : project->settings.first; name != NULL;
         name = name->next)
        name_list_add(invocation->arena, &settings, name->text);
    for (const Name *name = invocation_list(invocation, "set")->first; name != NULL;
         name = name->next)
        name_list_add(invocation->arena, &settings, name->text);
    return settings;
}

/* What is said when nothing of the input makes a table. */
static bool
check_tables(const Schema *schema, const char *input, Error *error)
{
    if (schema->tables.count > 0)
        return true;
    error_set(error, ERROR_INPUT, "no table in \"%s\"", input);
    for (const Problem *problem = schema->problems.first; problem != NULL; problem = problem->next)
        if (problem->is_error)
        {
            error_detail(error, "%s:%u:%u: %s.", problem->location.file, problem->location.line,
                         problem->location.column, problem->message);
            break;
        }
    if (schema->statements == 0)
        error_detail(error,
                     "No statement was found: the input is empty, or all of it is comments.");
    return error_hint(error, "tenfold reads the DDL of PostgreSQL, e.g. from pg_dump -s.");
}

static bool
read_files(const Invocation *invocation, const NameList *files, Source *source, Error *error)
{
    NameList settings = gather_settings(invocation, &source->project);

    if (!paths_read(invocation, files, &settings, source->schema, &source->readings, error))
        return false;
    return check_tables(source->schema, files->first->text, error);
}

static bool
read_project(const Invocation *invocation, const char *path, Source *source, Error *error)
{
    return project_read(invocation->arena, path, &source->project, source->stats, error);
}

/* A project file, or a folder that holds one. */
static bool
is_project(const Invocation *invocation, const char *argument)
{
    if (file_is_folder(argument))
        return file_exists(arena_printf(invocation->arena, "%s/%s", argument, project_file));
    return ends_with(argument, ".yaml") || ends_with(argument, ".yml");
}

static bool
read_project_source(const Invocation *invocation, const char *argument, Source *source,
                    Error *error)
{
    const char *path = argument;

    if (file_is_folder(argument))
        path = arena_printf(invocation->arena, "%s/%s", argument, project_file);
    if (!read_project(invocation, path, source, error))
        return false;
    if (source->project.sources.count == 0)
    {
        error_set(error, ERROR_USAGE, "project file \"%s\" names no schema", path);
        return error_hint(error, "Add a line \"schema: FILE\".");
    }
    source->label =
        source->stats->database != NULL
            ? source->stats->database
            : folder_name(invocation->arena, file_is_folder(argument) ? argument : "project");
    return read_files(invocation, &source->project.sources, source, error);
}

static bool
read_declarations(const Invocation *invocation, Source *source, Error *error)
{
    const char *ram = invocation_value(invocation, "ram");
    const char *disk = invocation_value(invocation, "disk");
    Stats *stats = source->stats;

    for (const Name *text = invocation_list(invocation, "table")->first; text != NULL;
         text = text->next)
        if (!project_declare_table(stats, text->text, error))
            return false;
    if (ram != NULL && (!quantity_parse_bytes(ram, &stats->ram_bytes.value) ||
                        stats->ram_bytes.value < RAM_BYTES_FEWEST))
        return error_set(error, ERROR_USAGE, "\"%s\" is no size, as 16GB would be", ram);
    if (disk != NULL && !quantity_parse_bytes(disk, &stats->disk_bytes.value))
        return error_set(error, ERROR_USAGE, "\"%s\" is no size, as 500GB would be", disk);
    if (ram != NULL)
        stats->ram_bytes.source = PROVENANCE_DECLARED;
    if (disk != NULL)
        stats->disk_bytes.source = PROVENANCE_DECLARED;
    return project_check_tables(stats, source->schema, error);
}

static bool
read_argument(const Invocation *invocation, Source *source, Error *error)
{
    const char *first = invocation->arguments.first->text;
    const char *project = invocation_value(invocation, "project");

    if (is_database(first))
        return read_live(invocation, first, source, error);
    if (is_project(invocation, first))
        return read_project_source(invocation, first, source, error);
    source->label =
        file_is_folder(first) ? folder_name(invocation->arena, first) : file_label(first);
    if (project != NULL && !read_project(invocation, project, source, error))
        return false;
    return read_files(invocation, &invocation->arguments, source, error);
}

bool
source_read(const Invocation *invocation, Source *out, Error *error)
{
    const char *project = invocation_value(invocation, "project");
    Source source = {
        .schema = schema_new(invocation->arena),
        .stats = stats_new(invocation->arena),
    };

    source.stats->ram_bytes = source.stats->disk_bytes = QUANTITY_UNKNOWN;
    if (invocation->arguments.count == 0)
    {
        error_set(error, ERROR_USAGE, "no source given");
        return error_hint(
            error,
            "Name a pg_dump -s file, \"-\", a folder of migrations or with a %s, or a "
            "postgresql:// address.",
            project_file);
    }
    if (!read_argument(invocation, &source, error))
        return false;
    if (project != NULL && !str_equal(source.project.file, project) &&
        !read_project(invocation, project, &source, error))
        return false;
    if (!read_declarations(invocation, &source, error) ||
        !queries_read(invocation, &source.project, source.schema, &source.workload, error))
        return false;
    *out = source;
    return true;
}

bool
source_read_schema(const Invocation *invocation, Schema *schema, Error *error)
{
    const char *first = invocation->arguments.first->text;
    NameList settings = gather_settings(invocation, NULL);
    NameList readings = {0};
    Db *db;

    if (!is_database(first))
        return paths_read(invocation, &invocation->arguments, &settings, schema, &readings, error);
    return open_live(invocation, first, &db, error) && catalog_read_schema(db, schema, error);
}
