/*
 * input.c - files of SQL, and folders of loose ones, into one schema.
 *
 * All files are read before the first is understood: one error names what is missing in any of them.
 */
#include "cmd/input.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "mermaid/mermaid.h"
#include "migration/framework.h"
#include "migration/history.h"
#include "migration/loose.h"
#include "migration/template.h"
#include "record/save.h"

enum
{
    FILES_SHOWN = 8
};

static bool
load(Arena *arena, const NameList *files, const NameList *settings, LooseFileList *inputs,
     Error *error)
{
    Template template;

    if (!template_start(arena, settings, &template, error))
        return false;
    for (const Name *name = files->first; name != NULL; name = name->next)
    {
        LooseFile *input = arena_new_object(arena, LooseFile);

        if (!file_read(arena, name->text, &input->text, error) ||
            !framework_check(&input->text, error))
            return false;
        if (!mermaid_is_diagram(&input->text) && !template_fill(&template, &input->text, error))
            return false;
        list_append(inputs, input);
    }
    return template_check(&template, error);
}

static bool
read_diagram(Schema *schema, const FileText *file, Error *error)
{
    Arena *work = arena_new(NULL, "read_diagram");
    DdlSession *session = ddl_session_open(schema);
    MermaidSql sql;
    bool is_read = mermaid_to_sql(work, file, schema, &sql, error);

    for (size_t i = 0; is_read && i < MERMAID_SCRIPTS; i++)
        is_read = ddl_session_read(session, &sql.scripts[i], error);
    ddl_session_close(session);
    arena_free(work);
    return is_read;
}

/* A recording says itself when it is not whole. */
static void
say_fault(Schema *schema, const FileText *file)
{
    const char *fault = save_fault(schema->arena, file->text);

    if (fault != NULL)
        schema_problem(
            schema, true,
            (Location){.file = arena_strdup(schema->arena, file->name), .line = 2, .column = 1},
            arena_printf(schema->arena, "%s: tables may be missing", fault), NULL);
}

static bool
read_text(Schema *schema, const FileText *file, Error *error)
{
    say_fault(schema, file);
    if (mermaid_is_diagram(file))
        return read_diagram(schema, file, error);
    return ddl_read(schema, file, error) || error_wrap(error, "%s", file->name);
}

/* "read in this order: a.sql, b.sql, …" */
static void
say_order(Schema *schema, const char *folder, const char *what, const LooseFileList *files)
{
    StrBuf names = strbuf_new(schema->arena);
    size_t prefix = strlen(folder);
    size_t count = 0;

    for (const LooseFile *file = files->first; file != NULL; file = file->next)
    {
        const char *name = file->text.name + prefix;

        if (file->only_drops || file->is_rest || count++ >= FILES_SHOWN)
            continue;
        strbuf_separate(&names, ", ");
        strbuf_add(&names, *name == '/' ? name + 1 : name);
    }
    if (count < 2)
        return;
    if (count > FILES_SHOWN)
        strbuf_printf(&names, " and %zu more", count - FILES_SHOWN);
    schema_problem(schema, false, (Location){0},
                   arena_printf(schema->arena, "%s %zu SQL files were read in this order: %s", what,
                                count, names.text),
                   NULL);
}

static bool
read_in_order(Schema *schema, const LooseFileList *inputs, Error *error)
{
    for (const LooseFile *input = inputs->first; input != NULL; input = input->next)
        if (!read_text(schema, &input->text, error))
            return false;
    return true;
}

static size_t
count_errors(const Schema *schema)
{
    size_t errors = 0;

    for (const Problem *problem = schema->problems.first; problem != NULL; problem = problem->next)
        errors += problem->is_error;
    return errors;
}

/*
 * A shell names files by the alphabet: constraints.sql before tables.sql. Where that gave errors,
 * another order is tried, and taken when it gives fewer. `before` is the schema as it was.
 */
static bool
try_other_order(Arena *work, const Schema *before, const LooseFileList *inputs, Schema *schema,
                Error *error)
{
    LooseFileList ordered = {0};
    Schema *other = schema_copy(schema->arena, before);

    for (const LooseFile *input = inputs->first; input != NULL; input = input->next)
    {
        LooseFile *copy = arena_new_object(work, LooseFile);

        copy->text = input->text;
        list_append(&ordered, copy);
    }
    loose_order(work, &ordered);
    if (!read_in_order(other, &ordered, error))
        return false;
    if (count_errors(other) < count_errors(schema))
    {
        *schema = *other;
        say_order(schema, "", "files that need each other: their", &ordered);
    }
    return true;
}

bool
input_read(const NameList *files, const NameList *settings, Schema *schema, Error *error)
{
    Arena *work = arena_new(NULL, "input_read");
    LooseFileList inputs = {0};
    const Schema *before = files->count < 2 ? NULL : schema_copy(work, schema);
    bool is_read =
        load(work, files, settings, &inputs, error) && read_in_order(schema, &inputs, error);

    if (is_read && before != NULL && count_errors(schema) > count_errors(before))
        is_read = try_other_order(work, before, &inputs, schema, error);
    arena_free(work);
    return is_read;
}

/* "-- name: get-user": queries that a program loads by name, and not the schema. */
static bool
is_of_queries(const FileText *file)
{
    const char *at = file->text;

    if (strcasestr(file->text, "create table") != NULL)
        return false;
    while (at != NULL && strncmp(at, "-- name:", 8) != 0 && strncmp(at, "--name:", 7) != 0)
    {
        at = strchr(at, '\n');
        at += at != NULL;
    }
    return at != NULL;
}

static void
read_loose(Schema *schema, const LooseFile *file)
{
    Error error = {.arena = schema->arena};
    Location location = {.file = arena_strdup(schema->arena, file->text.name), .line = 1};

    if (file->only_drops && file->is_rest)
        return;
    if (is_of_queries(&file->text))
        schema_problem(schema, false, location, "a file of queries was left out", NULL);
    else if (file->only_drops)
        schema_problem(schema, false, location, "the file only drops, and was left out", NULL);
    else if (!ddl_read(schema, &file->text, &error))
        schema_problem(schema, true, location, error.message, error.hint);
}

bool
input_read_folder(const char *folder, const NameList *settings, Schema *schema, Error *error)
{
    Arena *work = arena_new(NULL, "input_read_folder");
    LooseFileList inputs = {0};
    NameList paths = {0};
    NameList recordings = {0};
    bool is_read = loose_find(work, folder, &paths, &recordings, error);

    if (paths.count == 0 && recordings.count == 1)
        name_list_add(work, &paths, arena_printf(work, "%s/schema.sql", recordings.first->text));
    if (is_read && paths.count == 0)
        is_read = error_set(error, ERROR_INPUT, "no SQL file in folder \"%s\"", folder);
    is_read = is_read && load(work, &paths, settings, &inputs, error);
    if (is_read)
    {
        loose_order(work, &inputs);
        say_order(schema, folder, "no migration tool's folder: its", &inputs);
    }
    for (LooseFile *input = inputs.first; is_read && input != NULL; input = input->next)
        read_loose(schema, input);
    arena_free(work);
    return is_read;
}

const char *
input_recording(Arena *arena, const char *folder)
{
    Error ignored = {.arena = arena}; /* it is reported when the folder is read */
    NameList paths = {0};
    NameList recordings = {0};

    if (history_is_there(arena, folder) ||
        !loose_find(arena, folder, &paths, &recordings, &ignored) || paths.count > 0 ||
        recordings.count != 1)
        return NULL;
    return recordings.first->text;
}
