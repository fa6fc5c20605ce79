/*
 * layout_sqitch.c - sqitch.plan says the order, deploy/NAME.sql holds each change.
 *
 * A change that stands in the plan twice was reworked: the script of the earlier one carries the first
 * tag after it that has a file, as in deploy/users@v1.0.sql. Sqitch runs each script with psql.
 */
#include "migration/step_name.h"

#include <ctype.h>

/* A line of the plan: a change, or a tag. */
typedef struct PlanLine PlanLine;
struct PlanLine
{
    PlanLine *next;
    const char *name; /* with "@" for a tag */
    bool is_tag;
    bool is_revert;
    uint32_t line;
};
LIST_OF(PlanLine);

static size_t
fit(const Folder *folder, Certainty *certainty)
{
    *certainty = CERTAIN_FILE;
    return folder_find(folder, "sqitch.plan") != NULL ? 1 : 0;
}

static void
read_line(Arena *arena, PlanLineList *plan, const char *text, size_t length, uint32_t line)
{
    PlanLine *item;
    size_t at = 0;
    size_t end;

    while (at < length && isspace((unsigned char) text[at]))
        at++;
    if (at == length || text[at] == '#' || text[at] == '%')
        return;
    item = arena_new_object(arena, PlanLine);
    item->line = line;
    item->is_tag = text[at] == '@';
    item->is_revert = text[at] == '-';
    if (text[at] == '-' || text[at] == '+')
        at++;
    while (at < length && isspace((unsigned char) text[at]))
        at++;
    for (end = at; end < length && !isspace((unsigned char) text[end]) && text[end] != '[' &&
                   text[end] != '#';)
        end++;
    item->name = arena_strndup(arena, text + at, end - at);
    list_append(plan, item);
}

static PlanLineList
read_plan(Arena *arena, const FileText *text)
{
    PlanLineList plan = {0};
    uint32_t line = 1;

    for (const char *at = text->text; *at != '\0'; line++)
    {
        size_t length = strcspn(at, "\n");

        read_line(arena, &plan, at, length, line);
        at += length + (at[length] == '\n');
    }
    return plan;
}

/* "deploy_dir = x" of sqitch.conf, here or above. */
static const char *
configured(Builder *builder, const char *key, const char *otherwise)
{
    FolderFile *file = folder_find(builder->folder, "sqitch.conf");
    Error ignored = {.arena = builder->arena};
    const FileText *text = file == NULL ? NULL : folder_text(builder->folder, file, &ignored);
    const char *found = text == NULL ? NULL : strstr(text->text, key);
    const char *slash;
    size_t length;

    if (found == NULL)
        return otherwise;
    found += strlen(key);
    found += strspn(found, " \t=");
    length = strcspn(found, " \t\r\n");
    slash = memrchr(found, '/', length);
    if (slash != NULL && slash + 1 < found + length)
    {
        length -= (size_t) (slash + 1 - found);
        found = slash + 1;
    }
    return length == 0 ? otherwise : arena_strndup(builder->arena, found, length);
}

static FolderFile *
find_script(Builder *builder, const char *name, const char *tag)
{
    return folder_find(builder->folder,
                       arena_printf(builder->arena, "%s/%s%s.%s",
                                    configured(builder, "deploy_dir", "deploy"), name, tag,
                                    configured(builder, "extension", "sql")));
}

/* Of a reworked change, the script with the first tag up to its next appearance that has one. */
static FolderFile *
script_of(Builder *builder, const PlanLine *change)
{
    const PlanLine *again = change->next;

    while (again != NULL && (again->is_tag || strcmp(again->name, change->name) != 0))
        again = again->next;
    for (const PlanLine *tag = change->next; again != NULL && tag != again; tag = tag->next)
    {
        FolderFile *file = tag->is_tag ? find_script(builder, change->name, tag->name) : NULL;

        if (file != NULL)
            return file;
    }
    return again != NULL ? NULL : find_script(builder, change->name, "");
}

static bool
add_change(Builder *builder, const FolderFile *plan, const PlanLine *change, Error *error)
{
    FolderFile *file = script_of(builder, change);
    const FileText *text;
    Migration *migration;
    const char *revert;

    if (file == NULL)
    {
        gather_problem(
            builder, true, plan->path,
            arena_printf(builder->arena, "no script deploys change \"%s\"", change->name), NULL);
        builder->history->problems.last->location.line = change->line;
        return true;
    }
    text = folder_text(builder->folder, file, error);
    if (text == NULL)
        return false;
    migration = gather_add(builder, NULL, change->name, text);
    revert = strchr(file->relative, '/');
    revert = revert == NULL ? NULL : arena_printf(builder->arena, "revert%s", revert);
    if (revert != NULL && folder_find(builder->folder, revert) != NULL)
        migration->down_file = folder_find(builder->folder, revert)->path;
    return true;
}

static bool
gather(Builder *builder, Error *error)
{
    FolderFile *file = folder_find(builder->folder, "sqitch.plan");
    const FileText *text = file == NULL ? NULL : folder_text(builder->folder, file, error);
    PlanLineList plan;

    if (text == NULL)
        return file != NULL ? false
                            : error_set(error, ERROR_INPUT, "no sqitch.plan in folder \"%s\"",
                                        builder->folder->path);
    plan = read_plan(builder->arena, text);
    for (const PlanLine *line = plan.first; line != NULL; line = line->next)
        if (!line->is_tag && !line->is_revert && !add_change(builder, file, line, error))
            return false;
    return true;
}

const Layout layout_sqitch = {
    .name = "sqitch",
    .runner = "Sqitch",
    .pattern = "sqitch.plan, deploy/name.sql",
    .transaction = TRANSACTION_PER_STATEMENT,
    .without = TRANSACTION_PER_STATEMENT,
    .starts_session = true,
    .order = ORDER_FILE,
    .repeats_versions = true,
    .fit = fit,
    .gather = gather,
};
