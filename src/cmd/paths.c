#include "cmd/paths.h"

#include "cmd/input.h"

#include <unistd.h>

HistoryOptions
paths_options(const Invocation *invocation, const NameList *settings)
{
    return (HistoryOptions){
        .layout = invocation_value(invocation, "layout"),
        .until = invocation_value(invocation, "until"),
        .settings = settings,
    };
}

static void
say_reading(const Invocation *invocation, const History *history, NameList *readings)
{
    char *text = history_text(invocation->arena, history);

    name_list_add(invocation->arena, readings, text);
    fprintf(stderr, "tenfold: %s: %s\n", history->folder, text);
}

/* Loose files are read as such, unless the options ask for migrations. */
static bool
read_folder(const Invocation *invocation, const char *path, const NameList *settings,
            Schema *schema, NameList *readings, Error *error)
{
    const HistoryOptions options = paths_options(invocation, settings);
    History history;

    if (options.layout == NULL && options.until == NULL &&
        !history_is_there(invocation->arena, path))
    {
        static const char text[] = "no migrations: its SQL files are read as loose ones";

        name_list_add(invocation->arena, readings, text);
        fprintf(stderr, "tenfold: %s: %s\n", path, text);
        return input_read_folder(path, settings, schema, error);
    }
    if (!history_read(invocation->arena, path, &options, &history, error) ||
        !history_apply(&history, schema, error))
        return false;
    say_reading(invocation, &history, readings);
    return true;
}

/* Files that stand side by side are read together. */
static bool
read_pending(NameList *pending, const NameList *settings, Schema *schema, Error *error)
{
    bool is_read = pending->count == 0 || input_read(pending, settings, schema, error);

    *pending = (NameList){0};
    return is_read;
}

bool
paths_read(const Invocation *invocation, const NameList *paths, const NameList *settings,
           Schema *schema, NameList *readings, Error *error)
{
    NameList pending = {0};

    for (const Name *path = paths->first; path != NULL; path = path->next)
    {
        if (!file_is_folder(path->text) && file_exists(path->text) &&
            invocation_value(invocation, "until") != NULL)
            return error_set(error, ERROR_USAGE,
                             "--until is for folders of migrations, and \"%s\" is a file",
                             path->text);
        if (!file_is_folder(path->text))
            name_list_add(invocation->arena, &pending, path->text);
        else if (!read_pending(&pending, settings, schema, error) ||
                 !read_folder(invocation, path->text, settings, schema, readings, error))
            return false;
    }
    return read_pending(&pending, settings, schema, error);
}
