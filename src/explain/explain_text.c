/*
 * EXPLAIN's text format. The column in which "->" stands says whose child a node is; a line without it
 * belongs to the last node that stands further left, or, by its name, to the whole.
 */
#include "explain/explain_internal.h"

#include "base/strbuf.h"
#include "explain/explain_name.h"

#include <ctype.h>

typedef struct Open
{
    size_t column;
    ExplainNode *node;
} Open;

typedef struct Reading
{
    Arena *arena;
    Explain *out;
    Open open[EXPLAIN_DEPTH_MAXIMUM]; /* the path to the last node */
    size_t depth;
    const char *subplan; /* the name of the node that comes next; or NULL */
    bool is_after; /* what follows the tree */
    size_t worker_column; /* of "Worker 0:", whose details are not the node's; SIZE_MAX: none */
} Reading;

/* The number after a word: "rows=" in "(cost=0.00..1.20 rows=3 width=4)". */
static bool
number_after(const char *text, const char *word, double *out)
{
    const char *at = strstr(text, word);
    char *end;

    if (at == NULL)
        return false;
    at += strlen(word);
    *out = strtod(at, &end);
    return end != at;
}

static void
read_cost(ExplainNode *node, const char *text)
{
    const char *range;

    if (!number_after(text, "cost=", &node->startup_cost))
        return;
    range = strstr(strstr(text, "cost="), "..");
    node->has_cost = range != NULL && number_after(range, "..", &node->total_cost);
    node->has_cost &= number_after(text, "rows=", &node->plan_rows);
    (void) number_after(text, "width=", &node->width_bytes); /* 0 where it is not said */
}

static void
read_actual(ExplainNode *node, const char *text)
{
    const char *range;

    node->has_actual = number_after(text, "rows=", &node->actual_rows) &&
                       number_after(text, "loops=", &node->loops);
    if (!number_after(text, "time=", &node->actual_startup_ms))
        return;
    range = strstr(strstr(text, "time="), "..");
    node->has_timing = range != NULL && number_after(range, "..", &node->actual_ms);
}

/* Where the numbers of a node's line begin; its end when it has none. */
static const char *
find_numbers(const char *line)
{
    static const char *const starts[] = {"(cost=", "(actual ", "(never executed"};
    const char *first = line + strlen(line);

    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++)
    {
        const char *at = strstr(line, starts[i]);

        if (at != NULL && at < first)
            first = at;
    }
    return first;
}

static bool
add_node(Reading *reading, const char *line, size_t column, Error *error)
{
    ExplainNode *node = arena_new_object(reading->arena, ExplainNode);
    const char *numbers = find_numbers(line);
    const char *actual = strstr(numbers, "(actual ");
    size_t length = (size_t) (numbers - line);

    while (length > 0 && line[length - 1] == ' ')
        length--;
    explain_name_read(reading->arena, arena_strndup(reading->arena, line, length), node);
    read_cost(node, numbers);
    if (actual != NULL)
        read_actual(node, actual);
    if (strstr(numbers, "(never executed") != NULL)
        node->has_actual = node->is_never_executed = true;
    node->subplan = reading->subplan;
    reading->subplan = NULL;
    reading->worker_column = SIZE_MAX;
    while (reading->depth > 0 && reading->open[reading->depth - 1].column >= column)
        reading->depth--;
    if (reading->depth == EXPLAIN_DEPTH_MAXIMUM)
        return error_set(error, ERROR_INPUT, "the plan is deeper than %d nodes",
                         EXPLAIN_DEPTH_MAXIMUM);
    if (reading->depth == 0 && reading->out->root != NULL)
        return explain_refuse_second(error, line);
    if (reading->depth == 0)
        reading->out->root = node;
    else
    {
        node->parent = reading->open[reading->depth - 1].node;
        list_append(&reading->open[reading->depth - 1].node->children, node);
    }
    reading->open[reading->depth++] = (Open){column, node};
    return true;
}

/* "Trigger for constraint orders_fkey on orders: time=1.2 calls=3" */
static void
read_trigger(Reading *reading, const char *text)
{
    ExplainTrigger *trigger = arena_new_object(reading->arena, ExplainTrigger);
    const char *colon = strstr(text, ": time=");
    const char *on = NULL;
    const char *name = text;
    bool is_constraint = strncmp(text, "for constraint ", 15) == 0;

    if (colon == NULL)
        return;
    if (is_constraint)
        name += 15;
    on = strstr(name, " on ");
    if (on == NULL || on > colon)
        on = colon;
    trigger->name = arena_strndup(reading->arena, name, (size_t) (on - name));
    trigger->constraint = is_constraint ? trigger->name : NULL;
    trigger->relation =
        on == colon ? NULL : arena_strndup(reading->arena, on + 4, (size_t) (colon - on) - 4);
    (void) number_after(colon, "time=", &trigger->ms); /* 0 where it is not said */
    (void) number_after(colon, "calls=", &trigger->calls);
    list_append(&reading->out->triggers, trigger);
}

/* "jit = 'off', work_mem = '64MB'" */
static void
read_settings(Reading *reading, const char *text)
{
    while (*text != '\0')
    {
        size_t name = strcspn(text, " =");
        const char *value = strchr(text, '\'');
        size_t length = value == NULL ? 0 : strcspn(value + 1, "'");

        if (value == NULL)
            return;
        explain_add_text(reading->arena, &reading->out->settings,
                         arena_strndup(reading->arena, text, name),
                         arena_strndup(reading->arena, value + 1, length));
        text = value + 1 + length;
        text += strspn(text, "', ");
    }
}

/* What is said of the whole; false when it is none of that. */
static bool
read_whole(Reading *reading, const char *line)
{
    Explain *out = reading->out;

    if (strncmp(line, "Planning Time: ", 15) == 0 || strncmp(line, "Planning time: ", 15) == 0)
        out->planning_ms = strtod(line + 15, NULL);
    else if (strncmp(line, "Execution Time: ", 16) == 0 ||
             strncmp(line, "Execution time: ", 16) == 0 ||
             strncmp(line, "Total runtime: ", 15) == 0)
    {
        out->execution_ms = strtod(strchr(line, ':') + 1, NULL);
        out->has_execution_ms = true;
    }
    else if (strncmp(line, "Trigger ", 8) == 0)
        read_trigger(reading, line + 8);
    else if (strncmp(line, "Settings: ", 10) == 0)
        read_settings(reading, line + 10);
    else if (strncmp(line, "Planning:", 9) != 0 && strncmp(line, "JIT:", 4) != 0 &&
             strncmp(line, "Query Identifier: ", 18) != 0)
        return false;
    reading->is_after = true;
    return true;
}

/* Lines of several numbers: a word before each, and the name that JSON has for it. */
static const struct
{
    const char *label;
    const char *word;
    const char *name;
} several[] = {
    {"Buffers", "shared hit=", "Shared Hit Blocks"},
    {"Heap Blocks", "exact=", "Exact Heap Blocks"},
    {"Heap Blocks", "lossy=", "Lossy Heap Blocks"},
    {"Buckets", "Batches: ", "Hash Batches"},
    {"Buckets", "Memory Usage: ", "Peak Memory Usage"},
    {"Batches", "Batches: ", "HashAgg Batches"},
    {"Batches", "Memory Usage: ", "Peak Memory Usage"},
    {"Batches", "Disk Usage: ", "Disk Usage"},
    {"Planned Partitions", "Batches: ", "HashAgg Batches"},
    {"Planned Partitions", "Memory Usage: ", "Peak Memory Usage"},
    {"Planned Partitions", "Disk Usage: ", "Disk Usage"},
    {"Sort Method", "Memory: ", "Sort Space Used"},
    {"Sort Method", "Disk: ", "Sort Space Used"},
};

/* "shared hit=3 read=1, temp read=4 written=2": "read=" means what the word before it says. */
static void
read_buffers(Arena *arena, ExplainNode *node, const char *text)
{
    const char *shared = strstr(text, "shared ");
    const char *temp = strstr(text, "temp ");
    double value;

    if (shared != NULL &&
        number_after(arena_strndup(arena, shared, strcspn(shared, ",")), "read=", &value))
        explain_set_number(arena, node, "Shared Read Blocks", value);
    if (temp != NULL && number_after(temp, "read=", &value))
        explain_set_number(arena, node, "Temp Read Blocks", value);
    if (temp != NULL && number_after(temp, "written=", &value))
        explain_set_number(arena, node, "Temp Written Blocks", value);
}

static bool
read_several(Arena *arena, ExplainNode *node, const char *label, const char *line)
{
    bool is_known = false;
    double value;

    for (size_t i = 0; i < ARRAY_LENGTH(several); i++)
    {
        if (strcmp(several[i].label, label) != 0)
            continue;
        is_known = true;
        if (number_after(line, several[i].word, &value))
            explain_set_number(arena, node, several[i].name, value);
    }
    if (strcmp(label, "Buffers") == 0)
        read_buffers(arena, node, line);
    if (strcmp(label, "Sort Method") == 0)
    {
        const char *method = line + strlen("Sort Method: ");
        const char *space;

        method += strspn(method, " ");
        space = strstr(method, "  ");
        explain_set_text(arena, node, label,
                         arena_strndup(arena, method,
                                       space == NULL ? strlen(method) : (size_t) (space - method)));
        explain_set_text(arena, node, "Sort Space Type",
                         strstr(line, "Disk: ") != NULL ? "Disk" : "Memory");
    }
    return is_known;
}

static void
read_detail(Reading *reading, const char *line, size_t column)
{
    const char *colon = strstr(line, ": ");
    ExplainNode *node = reading->open[reading->depth - 1].node;
    const char *label;
    const char *value;
    char *end;
    double number;

    if (strncmp(line, "Worker ", 7) == 0)
        reading->worker_column = column;
    if (colon == NULL || (reading->worker_column != SIZE_MAX && column >= reading->worker_column &&
                          (column > reading->worker_column || strncmp(line, "Worker ", 7) == 0)))
        return;
    label = arena_strndup(reading->arena, line, (size_t) (colon - line));
    value = colon + 2;
    value += strspn(value, " ");
    if (read_several(reading->arena, node, label, line))
        return;
    number = strtod(value, &end);
    if (end != value && *end == '\0')
        explain_set_number(reading->arena, node, label, number);
    else
        explain_set_text(reading->arena, node, label, value);
}

/*
 * Another plan behind the plan: a node without an arrow, which has its numbers before any colon, or after
 * the end of the first one; or auto_explain's next text.
 */
static bool
is_second(const Reading *reading, const char *line, bool has_arrow)
{
    const char *numbers = find_numbers(line);
    const char *colon = strchr(line, ':');

    if (has_arrow)
        return reading->is_after;
    if (strncmp(line, "Query Text: ", 12) == 0)
        return true;
    if (*numbers == '\0')
        return reading->is_after && explain_name_is_known(line);
    return numbers != line && (colon == NULL || colon > numbers);
}

/* "LOG:  duration: 24.034 ms  plan:" of auto_explain: its text has no other end. */
static void
read_duration(Reading *reading, const char *line)
{
    const char *duration = strstr(line, "duration: ");

    if (duration == NULL || strstr(duration, " plan:") == NULL)
        return;
    reading->out->execution_ms = strtod(duration + 10, NULL);
    reading->out->has_execution_ms = true;
}

/* "CTE recent", "InitPlan 1 (returns $0)", "SubPlan 2": the name of the node below. */
static bool
is_subplan(const char *line)
{
    return strstr(line, ": ") == NULL &&
           (strncmp(line, "CTE ", 4) == 0 || strncmp(line, "InitPlan", 8) == 0 ||
            strncmp(line, "SubPlan", 7) == 0) &&
           strstr(line, "(cost=") == NULL && strstr(line, "(actual ") == NULL;
}

/* Until the plan begins. */
static bool
read_before(Reading *reading, const char *text, Error *error)
{
    read_duration(reading, text);
    if (strncmp(text, "Query Text: ", 12) == 0)
        reading->out->query = arena_strdup(reading->arena, text + 12);
    else if (*find_numbers(text) != '\0' || explain_name_is_known(text))
        return add_node(reading,
                        text + (strncmp(text, "->", 2) == 0 ? 2 + strspn(text + 2, " ") : 0), 0,
                        error);
    return true;
}

static void
read_subplan(Reading *reading, const char *text, size_t column)
{
    while (reading->depth > 1 && reading->open[reading->depth - 1].column >= column)
        reading->depth--;
    reading->subplan = arena_strdup(reading->arena, text);
}

static void
read_after(const Reading *reading, const char *text)
{
    if (strncmp(text, "Timing: ", 8) == 0 && strstr(text, "Total ") != NULL)
        reading->out->jit_ms = strtod(strstr(text, "Total ") + 6, NULL);
}

static bool
read_line(Reading *reading, const char *line, Error *error)
{
    size_t column = strspn(line, " \t");
    const char *text = line + column;
    bool has_arrow = strncmp(text, "->", 2) == 0;

    if (reading->out->root != NULL && is_second(reading, text, has_arrow))
        return explain_refuse_second(error, text);
    if (has_arrow && reading->depth > 0)
        return add_node(reading, text + 2 + strspn(text + 2, " "), column, error);
    if (reading->out->root == NULL)
        return read_before(reading, text, error);
    if (is_subplan(text))
        read_subplan(reading, text, column);
    else if (read_whole(reading, text))
        return true;
    else if (reading->is_after)
        read_after(reading, text);
    else
        read_detail(reading, text, column);
    return true;
}

bool
explain_read_text(Arena *arena, const char *text, Explain *out, Error *error)
{
    Reading *reading = arena_new_object(arena, Reading);

    reading->arena = arena;
    reading->out = out;
    reading->worker_column = SIZE_MAX;
    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");

        if (!read_line(reading, arena_strndup(arena, text, length), error))
            return false;
        text += length + (text[length] == '\n');
    }
    if (out->root != NULL)
    {
        out->is_cut = out->root->has_timing && !reading->is_after && !out->has_execution_ms;
        return true;
    }
    return error_set(error, ERROR_INPUT,
                     "no plan found: expected a line as \"Seq Scan on orders  "
                     "(cost=0.00..12.34 rows=5 width=8)\", or JSON");
}
