/*
 * layout_golang_migrate.c - NUMBER_name.up.sql and NUMBER_name.down.sql.
 *
 * A file is sent as one query. Without BEGIN of its own it is one transaction, because PostgreSQL makes
 * one of a query of many statements. Pop's files are named alike, with fizz and dialects among them.
 */
#include "migration/step_name.h"

/* "2016_x.up.sql" */
static bool
read_direction(const char *relative, size_t *length, StepName *out)
{
    if (strchr(relative, '/') != NULL || !step_name_is_sql(relative, length))
        return false;
    if (step_name_ends(relative, length, ".up"))
        out->role = ROLE_UP;
    else if (step_name_ends(relative, length, ".down"))
        out->role = ROLE_DOWN;
    else
        return false;
    return true;
}

static bool
read_name(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    return read_direction(relative, &length, out) &&
           step_name_number(arena, relative, length, "_", out);
}

/* concourse and morph say it, golang-migrate itself has no such word. */
static Mark
read_mark(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "no_transaction") ||
        blank_says(line, length, "--", "morph:nontransactional"))
        return MARK_NO_TRANSACTION;
    return MARK_NONE;
}

const Layout layout_golang_migrate = {
    .name = "golang-migrate",
    .runner = "golang-migrate",
    .pattern = "000001_name.up.sql, 000001_name.down.sql",
    .transaction = TRANSACTION_PER_QUERY,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_NUMBER,
    .certainty = CERTAIN_NAME_OWN,
    .read_name = read_name,
    .read_mark = read_mark,
};

static bool
is_dialect(const char *text, size_t length, const char *dialect)
{
    return strlen(dialect) == length && strncasecmp(text, dialect, length) == 0;
}

/* "x.postgres.autocommit": what stands after the name's first dot. */
static bool
read_pop_dialect(const char *relative, size_t *length, StepName *out)
{
    const char *dot = memchr(relative, '.', *length);
    size_t rest;

    step_name_ends(relative, length, ".autocommit");
    dot = memchr(relative, '.', *length);
    if (dot == NULL)
        return true;
    rest = *length - (size_t) (dot + 1 - relative);
    *length = (size_t) (dot - relative);
    if (!is_dialect(dot + 1, rest, "postgres") && !is_dialect(dot + 1, rest, "postgresql") &&
        !is_dialect(dot + 1, rest, "cockroach"))
        out->role = ROLE_OTHER_DIALECT;
    return !is_dialect(dot + 1, rest, "cockroach") || (out->role = ROLE_OTHER_DIALECT);
}

static bool
read_pop_name(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    return read_direction(relative, &length, out) && read_pop_dialect(relative, &length, out) &&
           step_name_number(arena, relative, length, "_", out);
}

/* Fizz beside SQL, a dialect in a name, or Pop's own words in a template. */
static size_t
fit_pop(const Folder *folder, Certainty *certainty)
{
    Error ignored = {.arena = folder->arena};
    size_t named = 0;
    size_t own = 0;

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};
        size_t length = strlen(file->name);
        const FileText *text;

        own += !file->is_folder && folder_ends_with(file->relative, ".up.fizz");
        if (file->is_folder || !read_pop_name(folder->arena, file->relative, &step))
            continue;
        named += step.role == ROLE_UP;
        step_name_is_sql(file->name, &length);
        own += strchr(file->name, '.') + 3 < file->name + length &&
               strncmp(strchr(file->name, '.'), ".up.", 4) != 0 &&
               strncmp(strchr(file->name, '.'), ".down.", 6) != 0;
        text = named > 3 ? NULL : folder_text(folder, file, &ignored);
        own += text != NULL && strstr(text->text, "{{ index .Options ") != NULL;
    }
    *certainty = CERTAIN_MARK;
    return own == 0 ? 0 : named;
}

/* Of one version, the file for PostgreSQL stands for the one for all. */
static void
drop_general(MigrationList *list)
{
    for (Migration *at = list->first; at != NULL && at->next != NULL;)
    {
        if (strcmp(at->version, at->next->version) == 0)
            list_remove(list, at->next);
        else
            at = at->next;
    }
}

static bool
check_pop(Builder *builder, Error *error)
{
    (void) error;
    drop_general(&builder->history->migrations);
    for (Migration *migration = builder->history->migrations.first; migration != NULL;
         migration = migration->next)
        if (strstr(migration->up.name, ".autocommit.") != NULL)
        {
            migration->transaction = TRANSACTION_PER_QUERY;
            migration->transaction_location = (Location){.file = migration->up.name, .line = 1};
        }
    return true;
}

const Layout layout_pop = {
    .name = "pop",
    .runner = "Pop (Soda)",
    .pattern = "20160101000000_name.up.sql, 20160101000000_name.postgres.up.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_TEXT,
    .certainty = CERTAIN_NAME,
    .repeats_versions = true,
    .read_name = read_pop_name,
    .fit = fit_pop,
    .check = check_pop,
};
