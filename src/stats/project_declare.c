#include "stats/project.h"

#include "stats/declare.h"
#include "stats/rate.h"

/* "updates=40k/day": what has no form of its own is named as in the project file. */
static bool
declare_named(TableStats *table, const char *part, const char *equals, const char **expected)
{
    Arena *names = arena_new(NULL, "part");
    bool is_declared = declare_value(table, arena_strndup(names, part, (size_t) (equals - part)),
                                     equals + 1, expected);

    arena_free(names);
    return is_declared;
}

/* "2M", "+8k/day" or "90d", told apart by their form. Rows come first, so that the commas of
 * "2,000,000" are not read as further parts. */
static bool
declare_part(TableStats *table, const char *part, bool is_first, const char **expected)
{
    const char *equals = strchr(part, '=');
    double ignored;

    if (equals != NULL)
        return declare_named(table, part, equals, expected);
    if (!is_first && rate_parse_period(part, &ignored))
        return declare_value(table, "retention", part, expected);
    if (!is_first || *part == '+' || strchr(part, '/') != NULL || strstr(part, " per ") != NULL)
        return declare_value(table, "grows", part, expected);
    return declare_value(table, "rows", part, expected);
}

bool
project_declare_table(Stats *stats, const char *text, Error *error)
{
    const char *equals = strchr(text, '=');
    TableStats *table;

    if (equals == NULL || equals == text)
    {
        error_set(error, ERROR_USAGE, "\"%s\" declares no table", text);
        return error_hint(error, "Write table=rows,+growth, such as tasks=2M,+8k/day.");
    }
    table = declare_table(stats, arena_strndup(stats->arena, text, (size_t) (equals - text)));
    if (table == NULL)
        return error_set(error, ERROR_USAGE, "\"%.*s\" is no name of a table",
                         (int) (equals - text), text);
    table->location = (Location){0};
    for (const char *at = equals; *at != '\0'; at += strcspn(at, ","))
    {
        const char *expected;
        const char *part = arena_strndup(stats->arena, at + 1, strcspn(at + 1, ","));

        at++;
        if (declare_part(table, part, at == equals + 1, &expected))
            continue;
        error_set(error, ERROR_USAGE, "\"%s\" in \"%s\" is not understood", part, text);
        return error_detail(error, "Expected %s.", expected);
    }
    return true;
}
