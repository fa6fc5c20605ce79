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

/* "x.postgres.autocommit": what a name ends with, if it is one of Pop's words. */
static void
read_pop_dialect(const char *relative, size_t *length, StepName *out)
{
    static const char *const ours[] = {".postgres", ".postgresql", ".pg", ".pgx"};
    static const char *const others[] = {".mysql",   ".mariadb", ".sqlite",
                                         ".sqlite3", ".crdb",    ".cockroach"};

    (void) step_name_ends(relative, length, ".autocommit"); /* read again by check_pop() */
    for (size_t i = 0; i < ARRAY_LENGTH(ours); i++)
        if (step_name_ends(relative, length, ours[i]))
            return;
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        if (step_name_ends(relative, length, others[i]))
        {
            out->role = ROLE_OTHER_DIALECT;
            return;
        }
}

static bool
read_pop_name(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    if (!read_direction(relative, &length, out))
        return false;
    read_pop_dialect(relative, &length, out);
    return step_name_number(arena, relative, length, "_", out);
}

/* Pop's words at the end of a name: a dialect, autocommit. */
static bool
has_pop_words(Arena *arena, const char *relative)
{
    StepName all = {0};
    StepName plain = {0};

    return read_pop_name(arena, relative, &all) && read_name(arena, relative, &plain) &&
           strcmp(all.name, plain.name) != 0;
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
        const FileText *text;

        own += !file->is_folder && folder_ends_with(file->relative, ".up.fizz");
        if (file->is_folder || !read_pop_name(folder->arena, file->relative, &step))
            continue;
        named += step.role == ROLE_UP;
        own += has_pop_words(folder->arena, file->relative);
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
        Migration *next = at->next;

        if (strcmp(at->version, next->version) != 0)
            at = next;
        else if (strstr(at->up.name, ".postgres") != NULL)
            list_remove(list, next);
        else
        {
            list_remove(list, at);
            at = next;
        }
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
