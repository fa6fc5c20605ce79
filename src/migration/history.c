/*
 * history.c - a folder as a history: find it, choose its layout, gather, cut at --until.
 *
 * People name the folder above as often as the folder itself. When the named one fits no layout, those
 * below it are asked; one that fits is taken, several are named.
 */
#include "migration/history.h"

#include "base/nearest.h"
#include "base/strbuf.h"
#include "migration/framework.h"
#include "migration/layout.h"
#include "migration/template.h"

enum
{
    LEVELS_DOWN = 11,
    FOLDERS_NAMED = 8
};

/* A folder with its layout. */
typedef struct Found Found;
struct Found
{
    Found *next;
    Folder folder;
    const Layout *layout;
    size_t migrations; /* how many it holds, when they are compared */
    bool is_test;
};
LIST_OF(Found);

static const char *const test_folders[] = {
    "test*", "fixture*", "__tests__", "integration-tests", "example*", "template*", "stub*", NULL};

static unsigned
depth_of(const char *relative)
{
    unsigned depth = 1;

    for (; *relative != '\0'; relative++)
        depth += *relative == '/';
    return depth;
}

/* Numbers before names mean migrations only where the folder says so. */
static bool
is_named_so(const Folder *folder)
{
    return strcasestr(folder->path, "migrat") != NULL || strcasestr(folder->path, "delta") != NULL;
}

static bool
fits(Arena *arena, const Folder *folder, const Layout *forced, bool is_named, const Layout **layout,
     Error *error)
{
    *layout = NULL;
    if (forced != NULL)
    {
        *layout = recognise_forced(arena, folder, forced) > 0 ? forced : NULL;
        return true;
    }
    if (!recognise(arena, folder, layout, error))
        return false;
    if (*layout != NULL && (*layout)->certainty == CERTAIN_LAST && !is_named &&
        !is_named_so(folder))
        *layout = NULL;
    return true;
}

/* What lies below a folder that fits belongs to it. */
static bool
find_below(Arena *arena, const Folder *folder, const Layout *forced, FoundList *all, Error *error)
{
    const char *inside = NULL;

    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        Folder within;
        const Layout *layout;
        Found *found;

        if (!file->is_folder || depth_of(file->relative) > LEVELS_DOWN ||
            (inside != NULL && strncmp(file->relative, inside, strlen(inside)) == 0))
            continue;
        within = folder_within(folder, file);
        if (!fits(arena, &within, forced, false, &layout, error))
            return false;
        if (layout == NULL)
            continue;
        inside = arena_printf(arena, "%s/", file->relative);
        found = arena_new_object(arena, Found);
        found->folder = within;
        found->layout = layout;
        list_append(all, found);
    }
    return true;
}

/* True when one of the folders of the path is called so; "test*" stands for all that begin so. */
static bool
has_folder(const char *path, const char *const *names)
{
    for (const char *at = path; at != NULL; at = strchr(at, '/'))
    {
        at += *at == '/';
        for (size_t i = 0; names[i] != NULL; i++)
        {
            size_t length = strcspn(names[i], "*");

            if (strncmp(at, names[i], length) == 0 &&
                (names[i][length] == '*' || at[length] == '/' || at[length] == '\0'))
                return true;
        }
    }
    return false;
}

static FoundList
without(Arena *arena, const FoundList *all, const char *root, const char *const *names)
{
    FoundList rest = {0};

    for (const Found *found = all->first; found != NULL; found = found->next)
    {
        Found *copy;

        if (has_folder(found->folder.path + strlen(root), names))
            continue;
        copy = arena_new_object(arena, Found);
        *copy = *found;
        list_append(&rest, copy);
    }
    return rest;
}

/*
 * Migrations of other databases and of tests lie beside the ones that are meant. Those of tests are
 * taken where there are no others.
 */
static FoundList
choose(Arena *arena, const FoundList *all, const char *root)
{
    static const char *const dialects[] = {
        "mysql*",      "mariadb",   "sqlite*",     "oracle",    "mssql",       "h2",
        "hsqldb",      "db2",       "crdb",        "spanner",   "bigquery",    "cockroach*",
        "clickhouse*", "sqlserver", "mongodb",     "cassandra", "planetscale", "turso",
        "ydb",         "starrocks", "singlestore", NULL};
    FoundList rest = without(arena, all, root, dialects);
    FoundList real = without(arena, &rest, root, test_folders);

    return real.count > 0 ? real : rest;
}

static bool
has_sql(const Folder *folder)
{
    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
        if (!file->is_folder && folder_ends_with(file->name, ".sql"))
            return true;
    return false;
}

static bool
refuse_none(const Folder *folder, const Layout *forced, bool *is_none, Error *error)
{
    const char *language;
    size_t code = gather_count_code(folder, &language);
    const Framework *framework = framework_find(folder);
    const Layout *other;
    Error ignored = {.arena = error->arena};

    if ((code > 0 || framework != NULL) && !has_sql(folder))
    {
        error_set(error, ERROR_INPUT, "no migration in \"%s\" is SQL", folder->path);
        if (framework != NULL)
            error_detail(error, "They are written for %s.", framework->name);
        else
            error_detail(error, code == 1 ? "%zu file is %s." : "%zu files are %s.", code,
                         language);
        return error_hint(error, "%s", framework_hint(error->arena, framework));
    }
    *is_none = true;
    if (forced == NULL)
    {
        error_set(error, ERROR_INPUT, "no migrations in folder \"%s\"", folder->path);
        if (code > 0)
        {
            error_detail(error,
                         code == 1 ? "%zu file looks like a migration in %s."
                                   : "%zu files look like migrations in %s.",
                         code, language);
            return error_hint(error, "%s", framework_hint(error->arena, framework));
        }
        return error_hint(error, "\"tenfold migrations --layouts\" lists what is known; --layout "
                                 "NAME forces one.");
    }
    error_set(error, ERROR_INPUT, "no migrations of %s in folder \"%s\"", forced->runner,
              folder->path);
    if (recognise(error->arena, folder, &other, &ignored) && other != NULL)
        error_detail(error, "It looks like %s (--layout %s).", other->runner, other->name);
    return error_hint(error, "Those look like %s.", forced->pattern);
}

/* Those with most migrations first, those of tests last. */
static int
compare_found(const void *left, const void *right)
{
    const Found *a = left;
    const Found *b = right;

    if (a->is_test != b->is_test)
        return a->is_test - b->is_test;
    if (a->migrations != b->migrations)
        return a->migrations < b->migrations ? 1 : -1;
    return strcmp(a->folder.path, b->folder.path);
}

static bool
refuse_several(Arena *arena, const char *path, const FoundList *all, Error *error)
{
    Found *sorted = arena_new_array(arena, Found, all->count);
    StrBuf names = strbuf_new(arena);
    size_t count = 0;
    Certainty ignored;

    for (const Found *found = all->first; found != NULL; found = found->next, count++)
    {
        sorted[count] = *found;
        sorted[count].migrations = recognise_fit(arena, &found->folder, found->layout, &ignored);
        sorted[count].is_test = has_folder(found->folder.path + strlen(path), test_folders);
    }
    qsort(sorted, count, sizeof(Found), compare_found);
    for (size_t i = 0; i < count && i < FOLDERS_NAMED; i++)
        strbuf_printf(&names, "\n  %s (%s, %zu)", sorted[i].folder.path, sorted[i].layout->name,
                      sorted[i].migrations);
    if (count > FOLDERS_NAMED)
        strbuf_printf(&names, "\n  and %zu more", count - FOLDERS_NAMED);
    error_set(error, ERROR_INPUT, "folder \"%s\" holds %zu folders of migrations", path,
              all->count);
    error_detail(error, "They are:%s", names.text);
    return error_hint(error, "Name one of them.");
}

/* `is_none`: no history is here, whatever else there may be. */
static bool
find(Arena *arena, const char *path, const char *layout_name, Found *out, bool *is_none,
     Error *error)
{
    const Layout *forced = NULL;
    FoundList all = {0};
    Folder named;

    *is_none = false;
    if (layout_name != NULL)
    {
        forced = recognise_named(layout_name, error);
        if (forced == NULL)
            return false;
    }
    if (!folder_open(arena, path, &named, error) ||
        !fits(arena, &named, forced, true, &out->layout, error))
        return false;
    out->folder = named;
    if (out->layout != NULL)
        return true;
    if (!find_below(arena, &named, forced, &all, error))
        return false;
    if (all.count == 0)
        return refuse_none(&named, forced, is_none, error);
    all = choose(arena, &all, named.path);
    if (all.count == 0)
        return refuse_none(&named, forced, is_none, error);
    *out = *all.first;
    return all.count == 1 || refuse_several(arena, path, &all, error);
}

static bool
is_end_of_path(const char *path, const char *end)
{
    size_t length = strlen(path);
    size_t end_length = strlen(end);

    return length > end_length && path[length - end_length - 1] == '/' &&
           strcmp(path + length - end_length, end) == 0;
}

/* "42" is "000042"; a name, a file's name and the end of its path will do as well. */
static bool
is_meant(const Migration *migration, const char *until)
{
    const char *slash = strrchr(migration->up.name, '/');
    const char *file = slash == NULL ? migration->up.name : slash + 1;
    bool is_number;

    if (str_equal(migration->version, until) || str_equal(migration->name, until) ||
        strcmp(migration->up.name, until) == 0 || is_end_of_path(migration->up.name, until))
        return true;
    if (migration->version == NULL)
        return false;
    until += (*until == 'V' || *until == 'v') && version_digits(until + 1) > 0;
    is_number = version_digits(until) == strlen(until) && *until != '\0';
    if (is_number && version_digits(migration->version) == strlen(migration->version))
        return version_compare(ORDER_NUMBER, migration->version, until) == 0;
    return strncmp(file, until, strlen(until)) == 0 && file[strlen(until)] == '.';
}

static bool
cut(History *history, const char *until, Error *error)
{
    Nearest nearest = nearest_start(until);
    Migration *last = NULL;
    size_t count = 0;
    size_t at = 0;

    for (Migration *item = history->migrations.first; item != NULL; item = item->next)
    {
        at++;
        if (is_meant(item, until))
        {
            last = item;
            count = at;
        }
        nearest_offer(&nearest, item->version == NULL ? item->name : item->version);
        nearest_offer(&nearest, item->name);
    }
    if (last == NULL)
    {
        error_set(error, ERROR_USAGE, "no migration in \"%s\" is called \"%s\"", history->folder,
                  until);
        return nearest.best == NULL
                   ? error_hint(error, "\"tenfold migrations %s\" lists them.", history->folder)
                   : error_hint(error, "Did you mean \"%s\"?", nearest.best);
    }
    last->next = NULL;
    history->migrations.last = last;
    history->migrations.count = count;
    return true;
}

/* A layout that fits, and nothing in it that can be read. */
static bool
refuse_empty(const History *history, Error *error)
{
    const Problem *first = history->problems.first;

    error_set(error, ERROR_INPUT, "no migration of %s in \"%s\" is SQL", history->runner,
              history->folder);
    if (first == NULL)
        return false;
    error_detail(error, "%s: %s.", first->location.file, first->message);
    return first->hint == NULL ? false : error_hint(error, "%s", first->hint);
}

/* What a runner does not send needs no values: it is blank by now. */
static bool
fill(Arena *arena, History *history, NameList *defaults, const HistoryOptions *options,
     Error *error)
{
    const NameList *settings = options->settings;
    Template template;

    for (const Name *name = settings == NULL ? NULL : settings->first; name != NULL;
         name = name->next)
        name_list_add(arena, defaults, name->text);
    if (!template_start(arena, defaults, &template, error))
        return false;
    for (Migration *item = history->migrations.first; item != NULL; item = item->next)
        if (!template_fill(&template, &item->up, error) && !options->needs_no_values)
            return false;
    if (!options->needs_no_values)
        return template_check(&template, error);
    error_clear(error);
    return true;
}

bool
history_read(Arena *arena, const char *folder, const HistoryOptions *options, History *out,
             Error *error)
{
    Found found;
    bool is_none;
    History history = {0};
    Builder builder = {.arena = arena, .options = options, .history = &history};

    if (!find(arena, folder, options->layout, &found, &is_none, error))
        return false;
    builder.folder = &found.folder;
    builder.layout = found.layout;
    history.folder = arena_strdup(arena, found.folder.path);
    history.layout = found.layout->name;
    history.runner = found.layout->runner;
    if (!(found.layout->gather == NULL ? gather_files(&builder, error)
                                       : found.layout->gather(&builder, error)))
        return false;
    if (found.layout->check != NULL && !found.layout->check(&builder, error))
        return false;
    if (found.layout->read_name != NULL)
    {
        gather_name_code(&builder);
        gather_name_strays(&builder);
    }
    if (history.migrations.count == 0)
        return refuse_empty(&history, error);
    if (options->until != NULL && !cut(&history, options->until, error))
        return false;
    if (!fill(arena, &history, &builder.defaults, options, error))
        return false;
    *out = history;
    return true;
}

bool
history_is_there(Arena *arena, const char *folder)
{
    Error ignored = {.arena = arena};
    Found found;
    bool is_none;

    return find(arena, folder, NULL, &found, &is_none, &ignored) || !is_none;
}

/* How most of them run, and how many run otherwise. */
static void
add_rule(StrBuf *text, const History *history)
{
    static const char *const words[] = {
        [TRANSACTION_PER_STATEMENT] = "each statement its own transaction",
        [TRANSACTION_PER_FILE] = "each file one transaction",
        [TRANSACTION_PER_QUERY] = "each file one query",
        [TRANSACTION_PER_RUN] = "all in one transaction",
    };
    size_t counts[ARRAY_LENGTH(words)] = {0};
    size_t most = 0;

    for (const Migration *item = history->migrations.first; item != NULL; item = item->next)
        counts[item->transaction]++;
    for (size_t rule = 0; rule < ARRAY_LENGTH(words); rule++)
        most = counts[rule] > counts[most] ? rule : most;
    strbuf_printf(text, ", %s", words[most]);
    if (counts[most] < history->migrations.count)
        strbuf_printf(text, " (%zu otherwise)", history->migrations.count - counts[most]);
}

static const char *
version_of(const Migration *migration)
{
    return migration->version != NULL ? migration->version : migration->name;
}

char *
history_text(Arena *arena, const History *history)
{
    StrBuf text = strbuf_new(arena);
    const MigrationList *list = &history->migrations;
    const Migration *last = NULL;

    strbuf_printf(&text, list->count == 1 ? "%zu migration of %s" : "%zu migrations of %s",
                  list->count, history->runner);
    if (list->count == 0)
        return text.text;
    for (const Migration *item = list->first; item != NULL; item = item->next)
        last = item->is_repeatable && last != NULL ? last : item;
    strbuf_printf(&text, ", %s", version_of(list->first));
    if (list->count > 1)
        strbuf_printf(&text, " to %s", version_of(last));
    add_rule(&text, history);
    return text.text;
}
