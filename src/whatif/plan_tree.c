/*
 * Fingerprints are taken over words in the order of the tree. What a plan's shape is to us is what would
 * be another way to do the work: the same nodes over the same relations by the same indexes. Gather and its
 * like count, the number of their workers does not.
 */
#include "whatif/plan_tree.h"

#include "base/strbuf.h"

#include <jansson.h>

enum
{
    DEPTH_MOST = 200
};

static const char *
text_of(Arena *arena, const json_t *object, const char *key)
{
    return arena_strdup(arena, json_string_value(json_object_get(object, key)));
}

static double
number_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static bool
has(const json_t *object, const char *key)
{
    return json_object_get(object, key) != NULL;
}

static const char *
relation_of(Arena *arena, const json_t *object)
{
    static const char *const keys[] = {"Relation Name", "CTE Name", "Function Name"};

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
        if (has(object, keys[i]))
            return text_of(arena, object, keys[i]);
    return NULL;
}

static bool
has_condition(const json_t *object)
{
    return has(object, "Index Cond") || has(object, "Hash Cond") || has(object, "Merge Cond") ||
           has(object, "TID Cond");
}

static bool
is_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

/* NULL when it is no plan, or nested too deep. */
static PlanNode *
read_node(Arena *arena, const json_t *object, int depth)
{
    PlanNode *node = arena_new_object(arena, PlanNode);
    const json_t *children = json_object_get(object, "Plans");

    node->type = text_of(arena, object, "Node Type");
    if (node->type == NULL || depth > DEPTH_MOST)
        return NULL;
    node->relation = relation_of(arena, object);
    node->schema = text_of(arena, object, "Schema");
    node->alias = text_of(arena, object, "Alias");
    node->index = text_of(arena, object, "Index Name");
    node->part_of = text_of(arena, object, "Part Of");
    node->part_alias = text_of(arena, object, "Part Of Alias");
    node->index_of = text_of(arena, object, "Index Of");
    node->join = text_of(arena, object, "Join Type");
    node->strategy = text_of(arena, object, "Strategy");
    node->operation = text_of(arena, object, "Operation");
    node->role = text_of(arena, object, "Parent Relationship");
    node->subplan = text_of(arena, object, "Subplan Name");
    node->startup_cost = number_of(object, "Startup Cost");
    node->total_cost = number_of(object, "Total Cost");
    node->rows = number_of(object, "Plan Rows");
    node->width_bytes = number_of(object, "Plan Width");
    node->workers = (int) number_of(object, "Workers Planned");
    node->is_parallel = is_true(object, "Parallel Aware");
    node->is_backward = str_equal(text_of(arena, object, "Scan Direction"), "Backward");
    node->has_condition = has_condition(object);
    node->has_filter = has(object, "Filter") || has(object, "Join Filter");
    for (size_t i = 0; i < json_array_size(children); i++)
    {
        PlanNode *child = read_node(arena, json_array_get(children, i), depth + 1);

        if (child == NULL)
            return NULL;
        list_append(&node->children, child);
    }
    return node;
}

bool
plan_tree_read(Arena *arena, const char *json, PlanNode **out, Error *error)
{
    json_error_t problem;
    json_t *value = json_loads(json, JSON_DECODE_INT_AS_REAL, &problem);
    const json_t *root = json_is_array(value) ? json_array_get(value, 0) : value;
    PlanNode *node;

    if (value == NULL)
        return error_set(error, ERROR_INPUT, "could not read the JSON of a plan: %s", problem.text);
    if (has(root, "Plan"))
        root = json_object_get(root, "Plan");
    node = read_node(arena, root, 0);
    json_decref(value);
    if (node == NULL)
        return error_set(error, ERROR_INPUT, "this is no plan, or one of more than %d levels",
                         DEPTH_MOST);
    *out = node;
    return true;
}

static uint64_t
hash_text(uint64_t hash, const char *text)
{
    for (const char *at = text == NULL ? "" : text; *at != '\0'; at++) /* FNV-1a */
        hash = (hash ^ (unsigned char) *at) * UINT64_C(1099511628211);
    return (hash ^ 0xff) * UINT64_C(1099511628211);
}

static uint64_t hash_node(uint64_t hash, const PlanNode *node);

static const uint64_t HASH_START = UINT64_C(14695981039346656037);

static bool
is_append(const PlanNode *node)
{
    return str_equal(node->type, "Append") || str_equal(node->type, "Merge Append");
}

static bool
is_same_way(const PlanNode *left, const PlanNode *right)
{
    return hash_node(HASH_START, left) == hash_node(HASH_START, right);
}

static bool
is_repeated(const PlanNode *parent, const PlanNode *child)
{
    if (!is_append(parent))
        return false;
    for (const PlanNode *at = parent->children.first; at != child; at = at->next)
        if (is_same_way(at, child))
            return true;
    return false;
}

size_t
plan_tree_alike(const PlanNode *parent, const PlanNode *child)
{
    size_t count = 1;

    if (is_repeated(parent, child))
        return 0;
    for (const PlanNode *at = child->next; is_append(parent) && at != NULL; at = at->next)
        count += is_same_way(child, at);
    return count;
}

double
plan_tree_rows_alike(const PlanNode *parent, const PlanNode *child)
{
    double rows = child->rows;

    for (const PlanNode *at = child->next; is_append(parent) && at != NULL; at = at->next)
        rows += is_same_way(child, at) ? at->rows : 0;
    return rows;
}

/* An Append that reads partitions all the same way is no other plan than one that reads one of them. */
static const PlanNode *
only_way(const PlanNode *node)
{
    const PlanNode *first = node->children.first;

    if (!is_append(node) || first == NULL || first->part_of == NULL)
        return node;
    for (const PlanNode *at = first->next; at != NULL; at = at->next)
        if (!is_same_way(first, at))
            return node;
    return first;
}

static uint64_t
hash_node(uint64_t hash, const PlanNode *node)
{
    const PlanNode *way = only_way(node);
    bool is_part = way->part_of != NULL;
    const char *const words[] = {way->type,
                                 is_part ? NULL : way->schema,
                                 is_part ? way->part_of : way->relation,
                                 is_part ? way->part_alias : way->alias,
                                 way->index_of != NULL ? way->index_of : way->index,
                                 way->join,
                                 way->strategy,
                                 way->operation,
                                 node->subplan};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        hash = hash_text(hash, words[i]);
    hash = hash_text(hash, way->is_backward ? "backward" : "");
    for (const PlanNode *child = way->children.first; child != NULL; child = child->next)
        if (!is_repeated(way, child))
            hash = hash_node(hash, child);
    return hash_text(hash, "end");
}

uint64_t
plan_tree_fingerprint(const PlanNode *plan)
{
    return hash_node(HASH_START, plan);
}

/* Sums do not depend on the order of relations. */
static uint64_t
sum_access(const PlanNode *node, const PlanNode *heap)
{
    uint64_t sum = 0;
    const PlanNode *read = node->relation != NULL ? node : heap;

    if ((node->relation != NULL || node->index != NULL) && read != NULL)
        sum = hash_text(hash_text(hash_text(HASH_START, node->type),
                                  read->part_alias != NULL ? read->part_alias : read->alias),
                        node->index_of != NULL ? node->index_of : node->index);
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        if (!is_repeated(node, child))
            sum += sum_access(child, read);
    return sum;
}

uint64_t
plan_tree_access_fingerprint(const PlanNode *plan)
{
    return sum_access(plan, NULL);
}

size_t
plan_tree_partitions(const PlanNode *plan, const char *table)
{
    size_t count = plan->part_of != NULL && (table == NULL || str_equal(plan->part_of, table));

    for (const PlanNode *child = plan->children.first; child != NULL; child = child->next)
        count += plan_tree_partitions(child, table);
    return count;
}

static void add_children(StrBuf *out, const PlanNode *node, bool is_many);

/* Of many partitions that are read the same way, the names of what they are parts of. */
static void
add_text(StrBuf *out, const PlanNode *node, size_t times, bool is_many)
{
    const char *index = is_many && node->index_of != NULL ? node->index_of : node->index;
    const char *relation = is_many && node->part_of != NULL ? node->part_of : node->relation;

    strbuf_add(out, node->type);
    if (index != NULL)
        strbuf_printf(out, " %s", index);
    if (relation != NULL)
        strbuf_printf(out, " on %s", relation);
    if (node->children.first != NULL)
        add_children(out, node, is_many);
    if (times > 1)
        strbuf_printf(out, " × %zu", times);
}

static void
add_children(StrBuf *out, const PlanNode *node, bool is_many)
{
    strbuf_add(out, " (");
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
    {
        size_t times = plan_tree_alike(node, child);

        if (times == 0)
            continue;
        if (child != node->children.first)
            strbuf_add(out, ", ");
        add_text(out, child, times, is_many || times > 1);
    }
    strbuf_add_char(out, ')');
}

char *
plan_tree_text(Arena *arena, const PlanNode *plan)
{
    StrBuf out = strbuf_new(arena);

    add_text(&out, plan, 1, false);
    return out.text;
}
