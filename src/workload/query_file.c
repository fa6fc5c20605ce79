/*
 * query_file.c - a file of queries: sqlc's, yesql's, or statements with a ';' after each.
 *
 * A line "-- name: X" begins a query and ends the one before, with or without a ';'. Comments above a
 * query, or on its first lines, may say how often it runs and how long it takes:
 *
 *     -- name: ListTasks :many
 *     -- calls: 40k/day        or: -- rate: 40k/day
 *     -- mean: 2.5 ms
 *     -- rows: 20
 *
 * Files of recordings also say what was counted: most_in_transaction, most_in_a_row, read_after_write.
 * The query is kept as text with $n; its place is that of its first word.
 */
#include "workload/workload_internal.h"

#include "sql/split.h"
#include "workload/tag.h"

#include <ctype.h>
#include <strings.h>

typedef struct QueryFile
{
    Workload *workload;
    const FileText *input;
    const char *from; /* the comments of the next query begin here */
} QueryFile;

static const char *
skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* What follows "-- key:" on the line, without white space around it; NULL when that is another line. */
static char *
comment_value(Arena *arena, const char *line, const char *end, const char *key)
{
    size_t length = strlen(key);

    line = skip_blanks(line, end);
    if (end - line < 2 || strncmp(line, "--", 2) != 0)
        return NULL;
    line = skip_blanks(line + 2, end);
    if ((size_t) (end - line) <= length || strncasecmp(line, key, length) != 0 ||
        line[length] != ':')
        return NULL;
    line = skip_blanks(line + length + 1, end);
    while (end > line && isspace((unsigned char) end[-1]))
        end--;
    return arena_strndup(arena, line, (size_t) (end - line));
}

static const char *
line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t) (end - at));

    return newline == NULL ? end : newline;
}

/* The first "-- key: value" of a text; NULL when there is none. */
static char *
find_comment(Arena *arena, const char *text, const char *end, const char *key)
{
    while (text < end)
    {
        const char *stop = line_end(text, end);
        char *value = comment_value(arena, text, stop, key);

        if (value != NULL)
            return value;
        text = stop + (stop < end);
    }
    return NULL;
}

static double
days_of(const char *unit)
{
    static const struct
    {
        const char *name;
        double days;
    } units[] = {{"s", 1.0 / 86400},
                 {"sec", 1.0 / 86400},
                 {"second", 1.0 / 86400},
                 {"min", 1.0 / 1440},
                 {"minute", 1.0 / 1440},
                 {"h", 1.0 / 24},
                 {"hour", 1.0 / 24},
                 {"d", 1},
                 {"day", 1},
                 {"week", 7},
                 {"month", 30.44}};

    for (size_t i = 0; i < ARRAY_LENGTH(units); i++)
        if (strcasecmp(unit, units[i].name) == 0)
            return units[i].days;
    return 0;
}

bool
query_file_rate(const char *text, double *per_day)
{
    const char *unit;
    double days;

    if (!quantity_parse_count(text, per_day, &unit))
        return false;
    while (*unit == ' ')
        unit++;
    if (*unit == '/')
        unit++;
    else if (strncasecmp(unit, "per ", 4) == 0)
        unit += 4;
    else if (strncasecmp(unit, "a ", 2) == 0)
        unit += 2;
    else
        return false;
    days = days_of(unit);
    if (days > 0)
        *per_day /= days;
    return days > 0;
}

static bool
parse_milliseconds(const char *text, double *milliseconds)
{
    const char *unit;

    if (!quantity_parse_count(text, milliseconds, &unit))
        return false;
    while (*unit == ' ')
        unit++;
    if (strcasecmp(unit, "s") == 0)
        *milliseconds *= 1000;
    else if (strcasecmp(unit, "us") == 0)
        *milliseconds /= 1000;
    else if (*unit != '\0' && strcasecmp(unit, "ms") != 0)
        return false;
    return true;
}

static void
add_problem(const QueryFile *file, Location location, const char *message)
{
    Problem *problem = arena_new_object(file->workload->arena, Problem);

    problem->is_error = true;
    problem->location = location;
    problem->message = message;
    list_append(&file->workload->problems, problem);
}

static void
read_rates(const QueryFile *file, WorkloadQuery *query, const char *from, const char *end)
{
    Arena *arena = file->workload->arena;
    const char *calls = find_comment(arena, from, end, "calls");
    const char *mean = find_comment(arena, from, end, "mean");
    double value;

    if (calls == NULL)
        calls = find_comment(arena, from, end, "rate");
    if (calls != NULL && query_file_rate(calls, &value))
        query->calls_per_day = (Quantity){value, PROVENANCE_DECLARED};
    else if (calls != NULL && !quantity_parse_count(calls, &value, NULL))
        add_problem(file, query->location,
                    arena_printf(arena, "\"%s\" is no rate, as 40k/day would be", calls));
    if (mean != NULL && parse_milliseconds(mean, &value))
        query->per_call[COUNTER_MS] = (Quantity){value, PROVENANCE_DECLARED};
    else if (mean != NULL)
        add_problem(file, query->location,
                    arena_printf(arena, "\"%s\" is no time, as 2.5 ms would be", mean));
}

static void
read_count(const QueryFile *file, const char *from, const char *end, const char *key,
           Provenance source, Quantity *into)
{
    const char *text = find_comment(file->workload->arena, from, end, key);
    double value;

    if (text != NULL && quantity_parse_count(text, &value, NULL))
        *into = (Quantity){value, source};
}

/* What a recording saw; beside a plain number of calls its rows are those of all of them. */
static void
read_counts(const QueryFile *file, WorkloadQuery *query, const char *from, const char *end)
{
    if (quantity_known(query->calls_per_day))
        read_count(file, from, end, "rows", PROVENANCE_DECLARED, &query->per_call[COUNTER_ROWS]);
    read_count(file, from, end, "most_in_transaction", PROVENANCE_MEASURED,
               &query->calls_per_transaction);
    read_count(file, from, end, "most_in_a_row", PROVENANCE_MEASURED, &query->calls_in_row);
    read_count(file, from, end, "read_after_write", PROVENANCE_MEASURED, &query->reads_after_write);
}

/* "ListTasks :many" is sqlc's: the name ends at the first space. */
static void
read_name(const QueryFile *file, WorkloadQuery *query, const char *end)
{
    Arena *arena = file->workload->arena;
    char *name = find_comment(arena, file->from, end, "name");

    query->is_named = name != NULL && *name != '\0';
    query->name = arena_printf(arena, "query %zu", file->workload->queries.count);
    if (!query->is_named)
        return;
    query->is_for_one = strstr(name, " :one") != NULL;
    name[strcspn(name, " \t")] = '\0';
    query->name = name;
}

/* `stop` is where the next one may begin: comments before that belong to this one, tags foremost. */
static void
add_query(QueryFile *file, const SplitPart *part, const char *stop)
{
    Arena *arena = file->workload->arena;
    const char *end = part->text + part->length;
    WorkloadQuery *query = workload_add(file->workload);
    const char *sql = arena_strndup(arena, part->text, part->length);

    read_name(file, query, end);
    query->location = (Location){file->input->name, part->line, part->column};
    read_rates(file, query, file->from, end);
    read_counts(file, query, file->from, end);
    tag_read(arena, arena_strndup(arena, file->from, (size_t) (stop - file->from)), &query->tags);
    query->place = tag_place(arena, &query->tags);
    parameter_rewrite(arena, sql, &query->written);
    query->sql = query->written.sql;
    file->from = stop;
}

static bool
read_block(QueryFile *file, const char *start, const char *end, uint32_t line, Error *error)
{
    Splitter splitter;
    SplitPart part;

    file->from = start;
    if (!split_start(&splitter, start, (size_t) (end - start), error))
        return false;
    splitter.line = line;
    while (split_next(&splitter, &part))
        if (part.kind == SPLIT_STATEMENT)
            add_query(file, &part, splitter.text + splitter.at);
        else if (part.kind == SPLIT_BROKEN)
            add_problem(file, (Location){file->input->name, part.line, part.column}, part.message);
    return true;
}

/* A file that holds one query is named after it. */
static void
name_after_file(Workload *workload, const FileText *input, size_t before)
{
    const char *slash = strrchr(input->name, '/');
    const char *name = slash == NULL ? input->name : slash + 1;
    const char *dot = strrchr(name, '.');
    WorkloadQuery *query = workload->queries.last;

    if (workload->queries.count != before + 1 || query->is_named || dot == NULL || dot == name)
        return;
    query->name = arena_strndup(workload->arena, name, (size_t) (dot - name));
}

bool
workload_read_queries(Workload *workload, const FileText *input, Error *error)
{
    size_t before = workload->queries.count;
    QueryFile file = {.workload = workload, .input = input};
    const char *end = input->text + input->length;
    const char *block = input->text;
    uint32_t block_line = 1;
    uint32_t line = 1;

    for (const char *at = input->text; at < end; at = line_end(at, end) + 1, line++)
        if (at > block && comment_value(workload->arena, at, line_end(at, end), "name") != NULL)
        {
            if (!read_block(&file, block, at, block_line, error))
                return false;
            block = at;
            block_line = line;
        }
    if (block < end && !read_block(&file, block, end, block_line, error))
        return false;
    name_after_file(workload, input, before);
    return true;
}

bool
workload_is_queries(const FileText *input)
{
    const char *end = input->text + input->length;
    Arena *arena = arena_new(NULL, "workload_is_queries");
    bool is_named = find_comment(arena, input->text, end, "name") != NULL;

    arena_free(arena);
    return is_named;
}
