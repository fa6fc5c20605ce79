/*
 * gather.c - the files of a layout as migrations, by its record: named, ordered, divided.
 */
#include "base/strbuf.h"
#include "migration/framework.h"
#include "migration/layout.h"

#include <ctype.h>

enum
{
    STRAYS_NAMED = 5
};

typedef struct Candidate
{
    FolderFile *file;
    StepName name;
    const Layout *layout;
} Candidate;

typedef struct Candidates
{
    Candidate *items;
    size_t count;
} Candidates;

void
gather_problem(Builder *builder, bool is_error, const char *file, const char *message,
               const char *hint)
{
    Problem *problem = arena_new_object(builder->arena, Problem);

    problem->is_error = is_error;
    problem->message = message;
    problem->hint = hint;
    problem->location = (Location){.file = file, .line = 1, .column = 1};
    list_append(&builder->history->problems, problem);
}

Migration *
gather_add(Builder *builder, const char *version, const char *name, const FileText *text)
{
    Migration *migration = arena_new_object(builder->arena, Migration);

    migration->version = version;
    migration->name = name;
    migration->up = *text;
    migration->transaction = builder->layout->transaction;
    migration->starts_session = builder->layout->starts_session;
    list_append(&builder->history->migrations, migration);
    return migration;
}

static Candidates
find_candidates(Builder *builder)
{
    const Folder *folder = builder->folder;
    Candidates found = {.items =
                            arena_new_array(builder->arena, Candidate, folder->files.count + 1)};

    for (FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        Candidate *candidate = &found.items[found.count];

        *candidate = (Candidate){.file = file, .layout = builder->layout};
        if (!file->is_folder &&
            builder->layout->read_name(builder->arena, file->relative, &candidate->name))
            found.count++;
    }
    return found;
}

/* Repeatables after all others, by their names. */
static int
compare_candidates(const void *left, const void *right)
{
    const Candidate *a = left;
    const Candidate *b = right;
    int result = (a->name.role == ROLE_REPEATABLE) - (b->name.role == ROLE_REPEATABLE);

    if (result == 0 && a->name.role != ROLE_REPEATABLE && a->layout->order != ORDER_FILE)
        result = version_compare(a->layout->order, a->name.version, b->name.version);
    if (result == 0 && a->name.role == ROLE_REPEATABLE)
        result = strcmp(a->name.name, b->name.name);
    return result != 0 ? result : strcmp(a->file->relative, b->file->relative);
}

static bool
has_same_version(const Candidate *left, const Candidate *right)
{
    return left->name.version != NULL && right->name.version != NULL &&
           version_compare(left->layout->order, left->name.version, right->name.version) == 0;
}

/* Up and down files of one version stand side by side in the order. */
static const char *
find_down(const Candidates *all, size_t at)
{
    const Candidate *up = &all->items[at];

    for (size_t i = at; i-- > 0 && has_same_version(up, &all->items[i]);)
        if (all->items[i].name.role == ROLE_DOWN)
            return all->items[i].file->path;
    for (size_t i = at + 1; i < all->count && has_same_version(up, &all->items[i]); i++)
        if (all->items[i].name.role == ROLE_DOWN)
            return all->items[i].file->path;
    return NULL;
}

static void
say_repeated(Builder *builder, const Candidate *first, const Candidate *second)
{
    gather_problem(
        builder, true, second->file->path,
        arena_printf(builder->arena, "version %s is also that of \"%s\": %s would refuse to run",
                     second->name.version, first->file->relative, builder->layout->runner),
        NULL);
}

/* Text of another runner's file is taken whole, its way back included: that must be known. */
static void
say_foreign_marks(Builder *builder, const FileText *text)
{
    if (builder->layout->needs_mark)
        return;
    for (const Layout *const *layout = layout_list; *layout != NULL; layout++)
        if ((*layout)->needs_mark && *layout != builder->layout && blank_has_mark(*layout, text))
            gather_problem(builder, true, text->name,
                           arena_printf(builder->arena,
                                        "the file is written for %s; as %s it is taken whole",
                                        (*layout)->runner, builder->layout->runner),
                           NULL);
}

static void
apply_marks(Builder *builder, Migration *migration, const Marked *marked)
{
    const Layout *layout = builder->layout;

    if (marked->transaction == MARK_NO_TRANSACTION)
        migration->transaction = layout->without;
    else if (marked->transaction == MARK_TRANSACTION)
        migration->transaction = TRANSACTION_PER_FILE;
    migration->transaction_location = marked->location;
    if (marked->has_down)
        migration->down_file = migration->up.name;
    if (layout->needs_mark && !layout->takes_unmarked && marked->ups == 0)
        gather_problem(
            builder, true, migration->up.name,
            arena_printf(builder->arena, "nothing in it goes up: %s finds no mark", layout->runner),
            arena_printf(builder->arena, "%s", layout->pattern));
}

/* All before a checkpoint is in it. */
static void
start_at(Builder *builder, const Migration *checkpoint)
{
    MigrationList *list = &builder->history->migrations;

    while (list->first != checkpoint)
        list_remove(list, list->first);
}

static bool
take(Builder *builder, const Candidates *all, size_t at, Error *error)
{
    const Candidate *candidate = &all->items[at];
    const FileText *text = folder_text(builder->folder, candidate->file, error);
    Migration *migration;
    Marked marked;

    if (text == NULL)
        return false;
    say_foreign_marks(builder, text);
    migration = gather_add(builder, candidate->name.version, candidate->name.name, text);
    migration->is_repeatable = candidate->name.role == ROLE_REPEATABLE;
    migration->down_file = find_down(all, at);
    marked = blank_marked(builder->layout, &migration->up);
    apply_marks(builder, migration, &marked);
    if (marked.is_checkpoint || candidate->name.role == ROLE_BASELINE)
        start_at(builder, migration);
    return true;
}

/* The number a version should have, where the runner counts. */
static void
say_gap(Builder *builder, const Candidate *candidate, const Candidate *last)
{
    unsigned long number;
    unsigned long before;

    if (!builder->layout->needs_every_number)
        return;
    number = strtoul(candidate->name.version, NULL, 10);
    before = last == NULL ? number - 1 : strtoul(last->name.version, NULL, 10);
    if (number > before + 1)
        gather_problem(builder, false, candidate->file->path,
                       arena_printf(builder->arena,
                                    "migration %lu is missing: %s would refuse to run", before + 1,
                                    builder->layout->runner),
                       NULL);
}

/* Not to be run: the way back, another database's, or what a baseline stands for. */
static bool
is_left(const Candidate *candidate, const Candidate *last)
{
    if (candidate->name.role == ROLE_DOWN || candidate->name.role == ROLE_OTHER_DIALECT)
        return true;
    return last != NULL && last->name.role == ROLE_BASELINE && candidate->name.role == ROLE_UP &&
           has_same_version(last, candidate);
}

bool
gather_files(Builder *builder, Error *error)
{
    Candidates all = find_candidates(builder);
    const Candidate *last = NULL;

    qsort(all.items, all.count, sizeof(Candidate), compare_candidates);
    for (size_t i = 0; i < all.count; i++)
    {
        const Candidate *candidate = &all.items[i];

        if (is_left(candidate, last))
            continue;
        if (last != NULL && !builder->layout->repeats_versions &&
            last->name.role == candidate->name.role && has_same_version(last, candidate))
            say_repeated(builder, last, candidate);
        else
            say_gap(builder, candidate, last);
        if (!take(builder, &all, i, error))
            return false;
        last = candidate;
    }
    return true;
}

/* A migration's file, by how it begins: "0002_x.py", "V3__Name.java", "m22_x.rs". */
static bool
begins_like_migration(const char *name)
{
    if (isdigit((unsigned char) *name))
        return true;
    return strchr("VRm", *name) != NULL && isdigit((unsigned char) name[1]);
}

static const char *
code_language(const FolderFile *file)
{
    static const char *const languages[][2] = {
        {".go", "Go"},          {".py", "Python"},      {".js", "JavaScript"},
        {".mjs", "JavaScript"}, {".cjs", "JavaScript"}, {".ts", "TypeScript"},
        {".rb", "Ruby"},        {".java", "Java"},      {".kt", "Kotlin"},
        {".exs", "Elixir"},     {".php", "PHP"},        {".rs", "Rust"},
        {".cs", "C#"},          {".fizz", "fizz"},      {".clj", "Clojure"},
        {".groovy", "Groovy"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(languages); i++)
        if (folder_ends_with(file->name, languages[i][0]))
            return languages[i][1];
    return NULL;
}

static bool
is_code(const FolderFile *file)
{
    return !file->is_folder && code_language(file) != NULL && begins_like_migration(file->name) &&
           strstr(file->name, ".down.") == NULL && strstr(file->name, "_test.") == NULL &&
           strstr(file->name, ".d.ts") == NULL;
}

size_t
gather_count_code(const Folder *folder, const char **language)
{
    size_t count = 0;

    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        if (!is_code(file))
            continue;
        *language = code_language(file);
        count++;
    }
    return count;
}

void
gather_name_code(Builder *builder)
{
    const char *hint = NULL;

    for (const FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
    {
        if (!is_code(file))
            continue;
        if (hint == NULL)
            hint = framework_hint(builder->arena, framework_find(builder->folder));
        gather_problem(
            builder, false, file->path,
            arena_printf(builder->arena, "a migration in %s was left out", code_language(file)),
            hint);
    }
}

static bool
is_stray(Builder *builder, const FolderFile *file)
{
    StepName step = {0};

    if (file->is_folder || strchr(file->relative, '/') != NULL ||
        !folder_ends_with(file->name, ".sql") ||
        builder->layout->read_name(builder->arena, file->relative, &step))
        return false;
    for (const Problem *problem = builder->history->problems.first; problem != NULL;
         problem = problem->next)
        if (strcmp(problem->location.file, file->path) == 0)
            return false;
    return true;
}

void
gather_name_strays(Builder *builder)
{
    size_t count = 0;

    for (const FolderFile *file = builder->folder->files.first; file != NULL; file = file->next)
    {
        if (!is_stray(builder, file) || count++ >= STRAYS_NAMED)
            continue;
        gather_problem(builder, false, file->path,
                       arena_printf(builder->arena, "left out: its name has not the form of %s",
                                    builder->layout->runner),
                       "Name the file before the folder where the migrations build on it.");
    }
    if (count > STRAYS_NAMED)
        gather_problem(
            builder, false, builder->folder->path,
            arena_printf(builder->arena, "%zu more SQL files were left out", count - STRAYS_NAMED),
            NULL);
}

const char gather_record_hint[] = "\"tenfold record -- COMMAND\" runs the project's own migrate "
                                  "command and captures what it sends.";
