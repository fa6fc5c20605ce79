#include "cmd/source.h"

#include "base/file.h"
#include "cmd/input.h"
#include "cmd/paths.h"
#include "live/catalog.h"
#include "live/export.h"
#include "live/nodes.h"
#include "schema/locate.h"
#include "workload/traffic.h"

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

/* What the arguments are, whatever their order. */
typedef struct Arguments
{
    const char *address; /* or NULL */
    NameList snapshots;
    NameList exports; /* of statistics, as CSV */
    NameList paths; /* of what makes the schema */
} Arguments;

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

bool
source_connect(const Invocation *invocation, const char *target, Db **out, Error *error)
{
    const DbOptions options = {
        .target = target,
        .is_read_only = true,
        .statement_timeout_ms = LIVE_STATEMENT_TIMEOUT_MS,
        .lock_timeout_ms = LIVE_LOCK_TIMEOUT_MS,
        .connect_timeout_s = LIVE_CONNECT_TIMEOUT_S,
        .application_name = "tenfold",
    };

    return db_open(invocation->arena, &options, out, error);
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

static const char *
project_path(const Invocation *invocation, const char *argument)
{
    if (!file_is_folder(argument))
        return argument;
    return arena_printf(invocation->arena, "%s/%s", argument, project_file);
}

static bool
read_project_source(const Invocation *invocation, const char *argument, Source *source,
                    Error *error)
{
    const char *path = project_path(invocation, argument);

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

    source->tables_in_file = source->is_live ? 0 : stats->tables.count;
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

/* "the database has 2 tables that the files do not make: a, b" */
static void
say_difference(Schema *schema, const NameList *tables, const char *has, const char *misses)
{
    if (tables->count > 0)
        schema_problem(schema, false, (Location){0},
                       arena_printf(schema->arena, "%s %zu %s that %s: %s", has, tables->count,
                                    tables->count == 1 ? "table" : "tables", misses,
                                    name_list_text(schema->arena, tables)),
                       NULL);
}

/* Files and lines of what was measured, from the repository that made it. */
static bool
locate_measured(const Invocation *invocation, const NameList *paths, Source *source, Error *error)
{
    NameList settings = gather_settings(invocation, &source->project);
    Schema *written = schema_new(invocation->arena);
    LocateResult located;

    if (paths->count == 0)
        return true;
    if (!paths_read(invocation, paths, &settings, written, &source->readings, error))
        return false;
    locate_objects(source->schema, written, &located);
    say_difference(source->schema, &located.only_here, "the database has", "the files do not make");
    say_difference(source->schema, &located.only_written, "the files make",
                   "the database does not have");
    return true;
}

/* A database, or snapshots of one; after it come a project or the files that made its schema. */
static bool
read_measured(const Invocation *invocation, const Arguments *arguments, Source *source,
              Error *error)
{
    const NameList *paths = &arguments->paths;
    Db *db;

    source->workload = workload_new(invocation->arena);
    source->is_live = true;
    if (arguments->address == NULL
            ? !nodes_read_snapshots(&arguments->snapshots, source->schema, source->stats,
                                    source->workload, error)
            : !source_connect(invocation, arguments->address, &db, error) ||
                  !nodes_read_live(db, source->schema, source->stats, source->workload, error))
        return false;
    source->label = source->stats->database;
    if (paths->count == 1 && is_project(invocation, paths->first->text))
    {
        if (!read_project(invocation, project_path(invocation, paths->first->text), source, error))
            return false;
        paths = &source->project.sources;
    }
    return locate_measured(invocation, paths, source, error);
}

/* Snapshots and exports may stand anywhere among the arguments; an address stands first. */
static Arguments
sort_arguments(const Invocation *invocation)
{
    const Name *name = invocation->arguments.first;
    Arguments sorted = {.address = is_database(name->text) ? name->text : NULL};

    if (sorted.address != NULL)
        name = name->next;
    for (; name != NULL; name = name->next)
    {
        NameList *list = &sorted.paths;

        if (answers_is_snapshot(name->text))
            list = &sorted.snapshots;
        else if (export_is_csv(name->text))
            list = &sorted.exports;
        name_list_add(invocation->arena, list, name->text);
    }
    return sorted;
}

/* Statistics in the dumps themselves, and those beside them. */
static bool
read_exports(const Invocation *invocation, const Arguments *arguments, Source *source, Error *error)
{
    for (const Name *name = arguments->paths.first; name != NULL; name = name->next)
    {
        FileText dump;

        if (!ends_with(name->text, ".sql") || file_is_folder(name->text))
            continue;
        if (!file_read(invocation->arena, name->text, &dump, error))
            return false;
        export_take_dump(&dump, source->schema, source->stats);
    }
    if (arguments->exports.count > 0 && source->workload == NULL)
        source->workload = workload_new(invocation->arena);
    for (const Name *name = arguments->exports.first; name != NULL; name = name->next)
        if (!export_read_csv(name->text, source->schema, source->stats, source->workload, error))
            return false;
    return true;
}

/* Another scheme is neither a file nor a server that tenfold knows. */
static bool
check_scheme(const char *argument, Error *error)
{
    const char *end = strstr(argument, "://");

    if (end == NULL || end == argument || is_database(argument) || file_exists(argument))
        return true;
    error_set(error, ERROR_USAGE, "\"%.*s://\" is no address that tenfold understands",
              (int) (end - argument), argument);
    return error_hint(error, "Only PostgreSQL is read: postgresql://HOST/DATABASE.");
}

/* A folder with nothing but a recording below it is taken as that. */
static const char *
recording_in(const Invocation *invocation, const char *folder, Source *source)
{
    const char *path = NULL;
    char *text;

    if (file_is_folder(folder) && invocation->arguments.count == 1 &&
        invocation_value(invocation, "layout") == NULL &&
        invocation_value(invocation, "until") == NULL)
        path = input_recording(invocation->arena, folder);
    if (path == NULL)
        return NULL;
    text = arena_printf(invocation->arena, "no migrations and no other SQL: the recording in %s",
                        path);
    name_list_add(invocation->arena, &source->readings, text);
    fprintf(stderr, "tenfold: %s: %s\n", folder, text);
    return path;
}

static bool
read_written(const Invocation *invocation, const NameList *paths, Source *source, Error *error)
{
    const char *project = invocation_value(invocation, "project");
    const char *first;
    const char *recording;

    if (paths->count == 0)
        return error_set(error, ERROR_USAGE, "no schema given beside the statistics");
    first = paths->first->text;
    if (!check_scheme(first, error))
        return false;
    if (is_project(invocation, first))
        return read_project_source(invocation, first, source, error);
    recording = project == NULL ? recording_in(invocation, first, source) : NULL;
    if (recording != NULL)
        return read_project_source(invocation, recording, source, error);
    source->label =
        file_is_folder(first) ? folder_name(invocation->arena, first) : file_label(first);
    if (project != NULL && !read_project(invocation, project, source, error))
        return false;
    return read_files(invocation, paths, source, error);
}

static bool
read_arguments(const Invocation *invocation, Source *source, Error *error)
{
    Arguments arguments = sort_arguments(invocation);
    bool is_measured = arguments.snapshots.count > 0 || arguments.address != NULL;

    return (is_measured ? read_measured(invocation, &arguments, source, error)
                        : read_written(invocation, &arguments.paths, source, error)) &&
           read_exports(invocation, &arguments, source, error);
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
        return error_hint(error,
                          "Name a pg_dump -s file, \"-\", a folder of migrations or with a %s, a "
                          "snapshot, or a postgresql:// address.",
                          project_file);
    }
    if (!read_arguments(invocation, &source, error))
        return false;
    if (project != NULL && !str_equal(source.project.file, project) &&
        !read_project(invocation, project, &source, error))
        return false;
    if (!read_declarations(invocation, &source, error) ||
        !queries_read(invocation, &source.project, source.schema, &source.workload, error))
        return false;
    if (source.workload != NULL)
        traffic_fill(source.workload, source.stats);
    *out = source;
    return true;
}

bool
source_read_schema(const Invocation *invocation, Schema *schema, Error *error)
{
    const char *first = invocation->arguments.first->text;
    NameList settings = gather_settings(invocation, NULL);
    NameList readings = {0};
    Answers *answers;
    Db *db;

    if (answers_is_snapshot(first))
        return answers_of_file(invocation->arena, first, &answers, error) &&
               catalog_schema(answers, schema, error);
    if (!check_scheme(first, error))
        return false;
    if (!is_database(first))
        return paths_read(invocation, &invocation->arguments, &settings, schema, &readings, error);
    return source_connect(invocation, first, &db, error) && catalog_read_schema(db, schema, error);
}
