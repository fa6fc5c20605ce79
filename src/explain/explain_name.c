/*
 * The text format says in one phrase what JSON says in several fields: "Hash Left Join" is a Hash Join whose
 * join type is Left. Both directions stand here.
 */
#include "explain/explain_name.h"

#include "base/strbuf.h"

static const char *const joins[] = {"Left", "Right",      "Full",      "Semi",
                                    "Anti", "Right Semi", "Right Anti"};

static const struct
{
    const char *name;
    const char *type;
    const char *strategy;
} aggregates[] = {
    {"HashAggregate", "Aggregate", "Hashed"}, {"GroupAggregate", "Aggregate", "Sorted"},
    {"MixedAggregate", "Aggregate", "Mixed"}, {"Aggregate", "Aggregate", "Plain"},
    {"HashSetOp", "SetOp", "Hashed"},         {"SetOp", "SetOp", "Sorted"},
};

static const char *const operations[] = {"Insert", "Update", "Delete", "Merge"};

/* Takes a word off the front. */
static bool
take(const char **text, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    return true;
}

/* A name, which may be in quotes and have a schema before it. */
static const char *
take_name(Arena *arena, const char **text, const char **schema)
{
    StrBuf name = strbuf_new(arena);
    bool is_quoted = false;

    for (; **text != '\0' && (is_quoted || **text != ' '); (*text)++)
    {
        if (**text == '"' && is_quoted && (*text)[1] == '"')
            (*text)++;
        else if (**text == '"')
        {
            is_quoted = !is_quoted;
            continue;
        }
        if (**text == '.' && !is_quoted && schema != NULL)
        {
            *schema = name.text;
            name = strbuf_new(arena);
            continue;
        }
        strbuf_add_char(&name, **text);
    }
    *text += strspn(*text, " ");
    return name.text;
}

static void
read_relation(Arena *arena, const char *text, ExplainNode *node)
{
    node->relation = take_name(arena, &text, &node->schema);
    if (*text != '\0')
        node->alias = take_name(arena, &text, NULL);
    if (node->alias == NULL && !str_equal(node->type, "ModifyTable"))
        node->alias = node->relation;
    if (str_equal(node->type, "Subquery Scan"))
        node->relation = NULL;
}

/* "Hash Left Join", "Nested Loop Anti Join"; false when it is no join. */
static bool
read_join(Arena *arena, const char *name, ExplainNode *node)
{
    static const char *const kinds[] = {"Hash", "Merge", "Nested Loop"};

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
    {
        const char *rest = name;

        if (!take(&rest, kinds[i]) || (*rest != ' ' && *rest != '\0'))
            continue;
        rest += strspn(rest, " ");
        if (*rest == '\0' ? i < 2 : false)
            return false; /* the node Hash */
        node->type = i == 2 ? kinds[i] : arena_printf(arena, "%s Join", kinds[i]);
        node->join = "Inner";
        for (size_t j = 0; j < ARRAY_LENGTH(joins); j++)
            if (str_equal(rest, arena_printf(arena, "%s Join", joins[j])))
                node->join = joins[j];
        return str_equal(rest, "") || str_equal(rest, "Join") || !str_equal(node->join, "Inner");
    }
    return false;
}

static bool
read_aggregate(const char *name, ExplainNode *node)
{
    for (size_t i = 0; i < ARRAY_LENGTH(aggregates); i++)
    {
        const char *rest = name;

        if (!take(&rest, aggregates[i].name) || (*rest != ' ' && *rest != '\0'))
            continue;
        node->type = aggregates[i].type;
        node->strategy = aggregates[i].strategy;
        return true;
    }
    return false;
}

static bool
read_modify(Arena *arena, const char *name, ExplainNode *node)
{
    for (size_t i = 0; i < ARRAY_LENGTH(operations); i++)
    {
        const char *rest = name;

        if (!take(&rest, operations[i]) || (!take(&rest, " on ") && *rest != '\0'))
            continue;
        node->type = "ModifyTable";
        node->operation = operations[i];
        if (*rest != '\0')
            read_relation(arena, rest, node);
        return true;
    }
    return false;
}

static void
read_scan(Arena *arena, const char *name, ExplainNode *node)
{
    const char *using = strstr(name, " using ");
    const char *on = strstr(name, " on ");
    size_t length = using != NULL ? (size_t) (using - name)
                    : on != NULL  ? (size_t) (on - name)
                                  : strlen(name);
    const char *backward;

    node->type = arena_strndup(arena, name, length);
    backward = strstr(node->type, " Backward");
    if (strstr(node->type, "Index") != NULL && strstr(node->type, "Bitmap") == NULL)
        node->direction = backward != NULL ? "Backward" : "Forward";
    if (backward != NULL)
        node->type = arena_strndup(arena, node->type, (size_t) (backward - node->type));
    if (using != NULL)
    {
        const char *rest = using + strlen(" using ");

        node->index = take_name(arena, &rest, NULL);
        on = take(&rest, "on ") ? rest - 4 : NULL;
    }
    if (on == NULL)
        return;
    if (str_equal(node->type, "Bitmap Index Scan"))
    {
        const char *rest = on + strlen(" on ");

        node->index = take_name(arena, &rest, NULL);
        return;
    }
    read_relation(arena, on + strlen(" on "), node);
}

void
explain_name_read(Arena *arena, const char *name, ExplainNode *node)
{
    if (take(&name, "Async "))
        node->is_parallel = false;
    if (take(&name, "Partial "))
        node->partial = "Partial";
    else if (take(&name, "Finalize "))
        node->partial = "Finalize";
    if (take(&name, "Parallel "))
        node->is_parallel = true;
    if (!read_aggregate(name, node) && !read_join(arena, name, node) &&
        !read_modify(arena, name, node))
        read_scan(arena, name, node);
}

bool
explain_name_is_known(const char *text)
{
    static const char *const words[] = {"Seq Scan",
                                        "Index ",
                                        "Bitmap ",
                                        "Nested Loop",
                                        "Hash",
                                        "Merge ",
                                        "Sort",
                                        "Aggregate",
                                        "Group",
                                        "Limit",
                                        "Gather",
                                        "Append",
                                        "Insert on ",
                                        "Update on ",
                                        "Delete on ",
                                        "Result",
                                        "Unique",
                                        "WindowAgg",
                                        "LockRows",
                                        "Function Scan",
                                        "CTE Scan",
                                        "Subquery Scan",
                                        "Finalize ",
                                        "Parallel ",
                                        "Values Scan",
                                        "Foreign Scan",
                                        "Incremental Sort",
                                        "SetOp",
                                        "Merge Append",
                                        "ProjectSet",
                                        "Recursive Union",
                                        "Tid "};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* "Hashed" of an Aggregate is "HashAggregate". */
static const char *
aggregate_name(const ExplainNode *node)
{
    for (size_t i = 0; i < ARRAY_LENGTH(aggregates); i++)
        if (str_equal(node->type, aggregates[i].type) &&
            str_equal(node->strategy, aggregates[i].strategy))
            return aggregates[i].name;
    return node->type;
}

char *
explain_node_name(Arena *arena, const ExplainNode *node)
{
    StrBuf name = strbuf_new(arena);
    bool has_join = node->join != NULL && !str_equal(node->join, "Inner");

    if (node->partial != NULL && !str_equal(node->partial, "Simple"))
        strbuf_printf(&name, "%s ", node->partial);
    if (node->is_parallel)
        strbuf_add(&name, "Parallel ");
    if (node->operation != NULL)
        strbuf_add(&name, node->operation);
    else if (has_join && strncmp(node->type, "Nested", 6) == 0)
        strbuf_printf(&name, "Nested Loop %s Join", node->join);
    else if (has_join)
        strbuf_printf(&name, "%.*s %s Join", (int) strcspn(node->type, " "), node->type,
                      node->join);
    else
        strbuf_add(&name, aggregate_name(node));
    if (str_equal(node->direction, "Backward"))
        strbuf_add(&name, " Backward");
    if (node->index != NULL)
        strbuf_printf(&name, node->relation == NULL ? " on %s" : " using %s", node->index);
    if (node->relation != NULL)
        strbuf_printf(&name, " on %s", node->relation);
    if (node->alias != NULL && !str_equal(node->alias, node->relation))
        strbuf_printf(&name, node->relation == NULL ? " on %s" : " %s", node->alias);
    return name.text;
}
