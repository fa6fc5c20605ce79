/*
 * migrations.c - "tenfold migrations": a folder of migrations as its runner would take it.
 */
#include "base/strbuf.h"
#include "cmd/paths.h"
#include "cmd/source.h"
#include "cmd/table.h"
#include "migration/layout.h"

#include <jansson.h>

static const char *const rule_words[] = {
    [TRANSACTION_PER_STATEMENT] = "per statement",
    [TRANSACTION_PER_FILE] = "per file",
    [TRANSACTION_PER_QUERY] = "per query",
    [TRANSACTION_PER_RUN] = "per run",
};

/* What is shown of one migration, gathered from its statements. */
typedef struct Sum
{
    const HistoryStatement *first;
    size_t statements;
    size_t transactions; /* a statement outside of any counts as its own */
} Sum;

/* The statements of a migration are neighbours; `next` goes on behind them. */
static Sum
sum_of(const Migration *migration, const HistoryStatement **next)
{
    Sum sum = {.first = *next};
    uint32_t last = 0;

    for (; *next != NULL && (*next)->migration == migration; *next = (*next)->next)
    {
        sum.statements++;
        sum.transactions += (*next)->transaction == 0 || (*next)->transaction != last;
        last = (*next)->transaction;
    }
    return sum;
}

static const char *
file_within(const History *history, const char *file)
{
    size_t length = strlen(history->folder);

    if (strncmp(file, history->folder, length) != 0)
        return file;
    return file[length] == '/' ? file + length + 1 : file;
}

static void
print_text(Arena *arena, const History *history, const HistoryStatementList *statements)
{
    const HistoryStatement *next = statements->first;

    printf("%s\n\n%10s  %12s  %s\n", history_text(arena, history), "statements", "transactions",
           "file");
    for (const Migration *item = history->migrations.first; item != NULL; item = item->next)
    {
        Sum sum = sum_of(item, &next);

        printf("%10zu  %12zu  %s%s\n", sum.statements, sum.transactions,
               file_within(history, item->up.name), item->is_repeatable ? "  (repeatable)" : "");
    }
    if (history->problems.count > 0)
        putchar('\n');
    for (const Problem *problem = history->problems.first; problem != NULL; problem = problem->next)
        printf("%s: %s\n", file_within(history, problem->location.file), problem->message);
}

static json_t *
text_or_null(const char *text)
{
    json_t *value = text == NULL ? NULL : json_string(text);

    return value == NULL ? json_null() : value;
}

static void
set(json_t *object, const char *key, json_t *value)
{
    (void) json_object_set_new(object, key, value); /* fails only without memory */
}

static json_t *
location_json(const Location *location)
{
    json_t *object;

    if (location->line == 0)
        return json_null();
    object = json_object();
    set(object, "file", text_or_null(location->file));
    set(object, "line", json_integer(location->line));
    set(object, "column", json_integer(location->column));
    return object;
}

static json_t *
statement_json(const HistoryStatement *statement)
{
    json_t *object = json_object();

    set(object, "line", json_integer(statement->location.line));
    set(object, "column", json_integer(statement->location.column));
    set(object, "transaction",
        statement->transaction == 0 ? json_null() : json_integer(statement->transaction));
    set(object, "sql", text_or_null(statement->sql));
    return object;
}

static json_t *
migration_json(const Migration *migration, const Sum *sum)
{
    json_t *object = json_object();
    json_t *statements = json_array();
    const HistoryStatement *statement = sum->first;

    for (size_t i = 0; i < sum->statements; i++, statement = statement->next)
        (void) json_array_append_new(statements, statement_json(statement)); /* as in set() */
    set(object, "version", text_or_null(migration->version));
    set(object, "name", text_or_null(migration->name));
    set(object, "file", text_or_null(migration->up.name));
    set(object, "down_file", text_or_null(migration->down_file));
    set(object, "is_repeatable", json_boolean(migration->is_repeatable));
    set(object, "transaction", json_string(rule_words[migration->transaction]));
    set(object, "transaction_location", location_json(&migration->transaction_location));
    set(object, "statements", statements);
    return object;
}

static json_t *
problem_json(const Problem *problem)
{
    json_t *object = json_object();

    set(object, "is_error", json_boolean(problem->is_error));
    set(object, "message", text_or_null(problem->message));
    set(object, "hint", text_or_null(problem->hint));
    set(object, "location", location_json(&problem->location));
    return object;
}

static void
release_json(void *json)
{
    json_decref(json);
}

static ExitCode
print_json(Arena *arena, const History *history, const HistoryStatementList *statements)
{
    const HistoryStatement *next = statements->first;
    json_t *root = json_object();
    json_t *migrations = json_array();
    json_t *problems = json_array();
    int failed;

    arena_defer(arena, release_json, root);
    for (const Migration *item = history->migrations.first; item != NULL; item = item->next)
    {
        Sum sum = sum_of(item, &next);

        (void) json_array_append_new(migrations, migration_json(item, &sum)); /* as in set() */
    }
    for (const Problem *problem = history->problems.first; problem != NULL; problem = problem->next)
        (void) json_array_append_new(problems, problem_json(problem)); /* as in set() */
    set(root, "format", json_string("tenfold migrations"));
    set(root, "version", json_integer(1));
    set(root, "folder", text_or_null(history->folder));
    set(root, "layout", text_or_null(history->layout));
    set(root, "runner", text_or_null(history->runner));
    set(root, "text", text_or_null(history_text(arena, history)));
    set(root, "migrations", migrations);
    set(root, "problems", problems);
    failed = json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    putchar('\n');
    return failed == 0 ? EXIT_OK : EXIT_INTERNAL;
}

static ExitCode
print_layouts(void)
{
    for (const Layout *const *layout = layout_list; *layout != NULL; layout++)
        printf("%-16s  %s\n", (*layout)->name, (*layout)->pattern);
    return EXIT_OK;
}

static ExitCode
run(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    Error error = {.arena = arena};
    HistoryOptions read_options = paths_options(invocation, invocation_list(invocation, "set"));
    const char *folder = ".";
    History history;
    HistoryStatementList statements;

    read_options.needs_no_values = true;
    if (invocation_flag(invocation, "layouts"))
        return print_layouts();
    if (invocation->arguments.count > 0)
        folder = invocation->arguments.first->text;
    if (file_exists(folder) && !file_is_folder(folder))
    {
        (void) error_set(&error, ERROR_USAGE, "\"%s\" is no folder", folder); /* always false */
        return command_fail(&error);
    }
    if (!history_read(arena, folder, &read_options, &history, &error))
        return command_fail(&error);
    statements = history_statements(arena, &history);
    if (invocation_flag(invocation, "json"))
        return print_json(arena, &history, &statements);
    print_text(arena, &history, &statements);
    return EXIT_OK;
}

static const OptionSpec options[] = {
    {"json", 0, OPTION_FLAG, NULL, "print JSON, with every statement and its transaction"},
    {"layouts", 0, OPTION_FLAG, NULL, "list the layouts that are known, and how their files look"},
    SOURCE_SET_OPTION,
    PATHS_OPTIONS,
    {.name = NULL},
};

const Command cmd_migrations = {
    .name = "migrations",
    .arguments = "[FOLDER]",
    .summary = "list a folder of migrations as its tool runs it",
    .description =
        "Says which tool a folder of migrations is written for, and lists them in the order in "
        "which that tool runs them: with their statements, the transactions that the tool and the "
        "files make, and what was left out. Nothing is run.\n\n"
        "The layout is recognised by the names of the files, the comments in them and the files of "
        "the tool itself; --layout forces one. The folder above will do as well, as long as there "
        "is only one folder of migrations in it. \"tenfold analyze\" and \"tenfold fmt\" take the "
        "same folders.\n\n"
        "Migrations in Go, Python, JavaScript and the like cannot be read: \"tenfold record\" runs "
        "the project's own command instead.",
    .examples = "tenfold migrations db/migrations\n"
                "tenfold migrations . --layout goose --json\n"
                "tenfold migrations --layouts",
    .options = options,
    .run = run,
};
