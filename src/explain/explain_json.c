/*
 * EXPLAIN (FORMAT JSON): [{"Plan": …}], also without the brackets, and auto_explain's with "Query Text".
 */
#include "explain/explain_internal.h"

#include "base/strbuf.h"

static void
fill_node(Arena *arena, ExplainNode *node, json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        if (json_is_number(value))
            explain_set_number(arena, node, key, json_number_value(value));
        else if (json_is_string(value))
            explain_set_text(arena, node, key, json_string_value(value));
        else if (json_is_boolean(value) && strcmp(key, "Parallel Aware") == 0)
            node->is_parallel = json_is_true(value);
        else if (json_is_array(value) && json_is_string(json_array_get(value, 0)))
        {
            StrBuf list = strbuf_new(arena);

            for (size_t i = 0; i < json_array_size(value); i++)
            {
                const char *item = json_string_value(json_array_get(value, i));

                strbuf_separate(&list, ", ");
                strbuf_add(&list, item == NULL ? "" : item);
            }
            explain_set_text(arena, node, key, list.text);
        }
    }
}

static ExplainNode *
read_node(Arena *arena, json_t *object, const ExplainNode *parent, unsigned depth, Error *error)
{
    ExplainNode *node = arena_new_object(arena, ExplainNode);
    json_t *plans = json_object_get(object, "Plans");

    if (depth > EXPLAIN_DEPTH_MAXIMUM)
    {
        (void) error_set(error, ERROR_INPUT, "the plan is deeper than %d nodes", /* always false */
                         EXPLAIN_DEPTH_MAXIMUM);
        return NULL;
    }
    node->parent = parent;
    fill_node(arena, node, object);
    if (node->type == NULL)
    {
        (void) error_set(error, ERROR_INPUT, "a node of the plan has no \"Node Type\"");
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(plans); i++)
    {
        ExplainNode *child = read_node(arena, json_array_get(plans, i), node, depth + 1, error);

        if (child == NULL)
            return NULL;
        list_append(&node->children, child);
    }
    return node;
}

static void
read_triggers(Arena *arena, json_t *array, Explain *out)
{
    for (size_t i = 0; i < json_array_size(array); i++)
    {
        json_t *object = json_array_get(array, i);
        ExplainTrigger *trigger = arena_new_object(arena, ExplainTrigger);

        trigger->name =
            arena_strdup(arena, json_string_value(json_object_get(object, "Trigger Name")));
        trigger->constraint =
            arena_strdup(arena, json_string_value(json_object_get(object, "Constraint Name")));
        trigger->relation =
            arena_strdup(arena, json_string_value(json_object_get(object, "Relation")));
        trigger->ms = json_number_value(json_object_get(object, "Time"));
        trigger->calls = json_number_value(json_object_get(object, "Calls"));
        list_append(&out->triggers, trigger);
    }
}

static void
read_settings(Arena *arena, json_t *object, Explain *out)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value) if (json_is_string(value))
        explain_add_text(arena, &out->settings, key, json_string_value(value));
}

static bool
read_whole(Arena *arena, json_t *object, Explain *out, Error *error)
{
    json_t *jit = json_object_get(json_object_get(object, "JIT"), "Timing");
    json_t *execution = json_object_get(object, "Execution Time");
    json_t *plan = json_object_get(object, "Plan");
    json_t *total = json_object_get(jit, "Total");

    if (execution == NULL)
        execution = json_object_get(object, "Total Runtime");
    if (plan == NULL && json_object_get(object, "Node Type") != NULL)
        plan = object;
    if (!json_is_object(plan))
        return error_set(error, ERROR_INPUT, "there is no \"Plan\" in this JSON");
    out->query = arena_strdup(arena, json_string_value(json_object_get(object, "Query Text")));
    out->planning_ms = json_number_value(json_object_get(object, "Planning Time"));
    out->has_execution_ms = execution != NULL;
    out->execution_ms = json_number_value(execution);
    if (json_is_object(total)) /* since PostgreSQL 17 */
        total = json_object_get(total, "Total");
    out->jit_ms = json_number_value(total);
    read_triggers(arena, json_object_get(object, "Triggers"), out);
    read_settings(arena, json_object_get(object, "Settings"), out);
    out->root = read_node(arena, plan, NULL, 0, error);
    return out->root != NULL;
}

bool
explain_take_json(Arena *arena, json_t *json, Explain *out, Error *error)
{
    if (json_array_size(json) > 1 && json_object_get(json_array_get(json, 1), "Plan") != NULL)
        return explain_refuse_second(error, "\"Plan\"");
    return read_whole(arena, json_is_array(json) ? json_array_get(json, 0) : json, out, error);
}

bool
explain_read_json(Arena *arena, const char *text, Explain *out, Error *error)
{
    json_error_t where;
    json_t *json = json_loads(text, JSON_DISABLE_EOF_CHECK | JSON_DECODE_INT_AS_REAL, &where);
    bool is_read;

    if (json == NULL)
        return error_set(error, ERROR_INPUT, "line %d, column %d: this is no JSON: %s", where.line,
                         where.column, where.text);
    is_read = strstr(text + where.position, "\"Plan\":") == NULL
                  ? explain_take_json(arena, json, out, error)
                  : explain_refuse_second(error, "\"Plan\"");
    json_decref(json);
    return is_read;
}
