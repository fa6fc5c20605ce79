/*
 * The names that EXPLAIN gives to numbers and texts, and the fields that they fill: one table for all
 * formats.
 */
#include "explain/explain_internal.h"

static const struct
{
    const char *label;
    size_t offset; /* of a double */
} numbers[] = {
    {"Startup Cost", offsetof(ExplainNode, startup_cost)},
    {"Total Cost", offsetof(ExplainNode, total_cost)},
    {"Plan Rows", offsetof(ExplainNode, plan_rows)},
    {"Plan Width", offsetof(ExplainNode, width_bytes)},
    {"Actual Startup Time", offsetof(ExplainNode, actual_startup_ms)},
    {"Actual Total Time", offsetof(ExplainNode, actual_ms)},
    {"Actual Rows", offsetof(ExplainNode, actual_rows)},
    {"Actual Loops", offsetof(ExplainNode, loops)},
    {"Rows Removed by Filter", offsetof(ExplainNode, rows_removed_by_filter)},
    {"Rows Removed by Join Filter", offsetof(ExplainNode, rows_removed_by_join_filter)},
    {"Rows Removed by Index Recheck", offsetof(ExplainNode, rows_removed_by_recheck)},
    {"Heap Fetches", offsetof(ExplainNode, heap_fetches)},
    {"Exact Heap Blocks", offsetof(ExplainNode, exact_blocks)},
    {"Lossy Heap Blocks", offsetof(ExplainNode, lossy_blocks)},
    {"Hash Batches", offsetof(ExplainNode, hash_batches)},
    {"HashAgg Batches", offsetof(ExplainNode, hash_batches)},
    {"Peak Memory Usage", offsetof(ExplainNode, memory_kb)},
    {"Sort Space Used", offsetof(ExplainNode, sort_kb)},
    {"Disk Usage", offsetof(ExplainNode, disk_kb)},
    {"Workers Planned", offsetof(ExplainNode, workers_planned)},
    {"Workers Launched", offsetof(ExplainNode, workers_launched)},
    {"Shared Hit Blocks", offsetof(ExplainNode, shared_hit)},
    {"Shared Read Blocks", offsetof(ExplainNode, shared_read)},
    {"Temp Read Blocks", offsetof(ExplainNode, temp_read)},
    {"Temp Written Blocks", offsetof(ExplainNode, temp_written)},
    {"Subplans Removed", offsetof(ExplainNode, subplans_removed)},
};

static const struct
{
    const char *label;
    size_t offset; /* of a const char * */
} words[] = {
    {"Node Type", offsetof(ExplainNode, type)},
    {"Parent Relationship", offsetof(ExplainNode, relationship)},
    {"Subplan Name", offsetof(ExplainNode, subplan)},
    {"Relation Name", offsetof(ExplainNode, relation)},
    {"Function Name", offsetof(ExplainNode, relation)},
    {"CTE Name", offsetof(ExplainNode, relation)},
    {"Tuplestore Name", offsetof(ExplainNode, relation)},
    {"Schema", offsetof(ExplainNode, schema)},
    {"Alias", offsetof(ExplainNode, alias)},
    {"Index Name", offsetof(ExplainNode, index)},
    {"Join Type", offsetof(ExplainNode, join)},
    {"Strategy", offsetof(ExplainNode, strategy)},
    {"Partial Mode", offsetof(ExplainNode, partial)},
    {"Operation", offsetof(ExplainNode, operation)},
    {"Scan Direction", offsetof(ExplainNode, direction)},
    {"Sort Method", offsetof(ExplainNode, sort_method)},
    {"Sort Space Type", offsetof(ExplainNode, sort_space)},
};

void
explain_add_text(Arena *arena, ExplainTextList *list, const char *label, const char *text)
{
    ExplainText *item = arena_new_object(arena, ExplainText);

    item->label = arena_strdup(arena, label);
    item->text = arena_strdup(arena, text);
    list_append(list, item);
}

void
explain_set_number(Arena *arena, ExplainNode *node, const char *label, double value)
{
    if (str_equal(label, "Total Cost"))
        node->has_cost = true;
    if (str_equal(label, "Actual Loops"))
    {
        node->has_actual = true;
        node->is_never_executed = value <= 0;
    }
    if (str_equal(label, "Actual Total Time"))
        node->has_timing = true;
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
        if (strcmp(numbers[i].label, label) == 0)
        {
            *(double *) (void *) ((char *) node + numbers[i].offset) = value;
            return;
        }
    explain_add_text(arena, &node->texts, label, arena_printf(arena, "%.15g", value));
}

void
explain_set_text(Arena *arena, ExplainNode *node, const char *label, const char *text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strcmp(words[i].label, label) == 0)
        {
            *(const char **) (void *) ((char *) node + words[i].offset) = arena_strdup(arena, text);
            return;
        }
    explain_add_text(arena, &node->texts, label, text);
}

const char *
explain_text_of(const ExplainNode *node, const char *label)
{
    for (const ExplainText *item = node->texts.first; item != NULL; item = item->next)
        if (strcmp(item->label, label) == 0)
            return item->text;
    return NULL;
}
