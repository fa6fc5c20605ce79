/*
 * Findings of one rule, with one outcome, are one pain: a reader acts on causes, not on rows. The
 * findings come sorted, so the first of a group is its worst and groups appear in order of their worst.
 */
#include "report/report_internal.h"
#include "rule/key.h"
#include "rule/shape.h"
#include "workload/window.h"

#include <math.h>

enum
{
    OBJECTS_NAMED = 3
};

typedef struct Group Group;
struct Group
{
    Group *next;
    const Rule *rule;
    bool is_fixed;
    bool is_remark;
    bool is_framework;
    bool is_cost; /* ranked by the time that it explains: a cause of its own, whatever its rules */
    double cost;
    size_t place; /* by its first finding */
    size_t count;
    const Finding **findings;
};
LIST_OF(Group);

Severity
pains_severity(const Pain *pain, const Finding *finding)
{
    return pain->is_remark ? SEVERITY_REMARK : finding->severity;
}

bool
report_passes(const Report *report, Severity limit)
{
    for (const Pain *pain = report->pains.first; pain != NULL; pain = pain->next)
        for (size_t i = 0; i < pain->finding_count; i++)
            if (pains_severity(pain, pain->findings[i]) <= limit)
                return false;
    return true;
}

/* Composition leaves out an index that a wider one beside it makes needless. */
static bool
is_served(const Report *report, const Change *change)
{
    const Table *table;
    NameList columns;

    if (change->kind != CHANGE_ADD_INDEX || report->target == NULL)
        return false;
    table = schema_find_table(report->target, change->table_schema, change->table_name);
    columns = key_columns(report->arena, change->index);
    return table != NULL && columns.count > 0 && key_serving(table, &columns) != NULL;
}

bool
pains_is_fixed(const Report *report, const Finding *finding)
{
    if (!finding->is_advised || finding->changes.count == 0)
        return false;
    for (const Change *change = finding->changes.first; change != NULL; change = change->next)
        if (!change_list_has(report->changes, change) && !is_served(report, change))
            return false;
    return true;
}

/*
 * A remark is what nobody has to act on now: of the lowest severity with no advised change, kept back
 * for a reason, or biting later than the report looks ahead.
 */
static bool
is_remark(const Finding *finding, bool is_fixed)
{
    if (finding->urgency == URGENCY_NEVER || finding->urgency == URGENCY_LATER)
        return !is_fixed || finding->severity == SEVERITY_REMARK;
    if (finding->severity == SEVERITY_REMARK)
        return true;
    return finding->kept_back != NULL && finding->severity != SEVERITY_ERROR;
}

/* The framework's own tables are grouped apart: their owner is somebody else. */
static Group *
find_group(GroupList *groups, const Group *like)
{
    for (Group *group = groups->first; group != NULL; group = group->next)
        if (!group->is_cost && group->rule == like->rule && group->is_fixed == like->is_fixed &&
            group->is_remark == like->is_remark && group->is_framework == like->is_framework)
            return group;
    return NULL;
}

/* One cause: an index on the same columns ends both, or one query suffers most from both. */
static bool
is_same_cause(const Finding *left, const Finding *right)
{
    bool have_changes = left->changes.count > 0 && right->changes.count > 0;

    return left->query == right->query ||
           (have_changes && left->table != NULL && left->table == right->table &&
            str_equal(left->object_id, right->object_id));
}

static Group *
find_cause(GroupList *groups, const Finding *finding)
{
    for (Group *group = groups->first; group != NULL; group = group->next)
        for (size_t i = 0; group->is_cost && i < group->count; i++)
            if (is_same_cause(group->findings[i], finding))
                return group;
    return NULL;
}

static GroupList
group_findings(const Report *report)
{
    GroupList groups = {0};

    for (const Finding *finding = report->findings->list.first; finding != NULL;
         finding = finding->next)
    {
        Group like = {.rule = finding->rule, .is_fixed = pains_is_fixed(report, finding)};
        Group *group;

        like.is_cost = cost_ranks(finding);
        like.is_remark = !like.is_cost && is_remark(finding, like.is_fixed);
        like.is_framework =
            like.is_remark && finding->table != NULL && shape_is_framework(finding->table);
        if (finding->is_ignored)
            continue;
        group = like.is_cost ? find_cause(&groups, finding) : find_group(&groups, &like);
        if (group == NULL)
        {
            group = arena_new_object(report->arena, Group);
            *group = like;
            group->findings =
                arena_new_array(report->arena, const Finding *, report->findings->list.count);
            list_append(&groups, group);
        }
        group->findings[group->count++] = finding;
        group->cost += finding->cost;
        group->is_fixed = group->is_fixed || (like.is_cost && like.is_fixed);
    }
    return groups;
}

/* Of its costliest query, in whole percents: what the row of the point says. */
static long
share_shown(const Group *group)
{
    double most = 0;

    for (size_t i = 0; i < group->count; i++)
        for (const QueryRef *at = group->findings[i]->suffering.first; at != NULL; at = at->next)
            most = fmax(most, at->query->share);
    return lround(most * 100);
}

/* Causes stand together, as the findings do; by the share that is shown, then by time and growth. */
static int
compare_groups(const void *left_at, const void *right_at)
{
    const Group *left = *(Group *const *) left_at;
    const Group *right = *(Group *const *) right_at;

    if (left->is_cost && right->is_cost && share_shown(left) != share_shown(right))
        return share_shown(left) > share_shown(right) ? -1 : 1;
    if (left->is_cost && right->is_cost && left->cost != right->cost)
        return left->cost > right->cost ? -1 : 1;
    return left->place < right->place ? -1 : 1;
}

static Group **
ordered(Arena *arena, const GroupList *groups)
{
    Group **items = arena_new_array(arena, Group *, groups->count + 1);
    size_t count = 0;

    for (Group *group = groups->first; group != NULL; group = group->next)
    {
        group->place = count;
        items[count++] = group;
    }
    qsort(items, count, sizeof(*items), compare_groups);
    return items;
}

/* The rule's phrase for many ("%zu foreign keys without index") with the number in its place. */
static const char *
group_headline(Arena *arena, const Group *group)
{
    const char *phrase = group->rule->group;
    const char *place = phrase == NULL ? NULL : strstr(phrase, "%zu");

    if (group->count == 1 || group->is_cost)
        return group->findings[0]->message;
    if (place == NULL)
        return arena_printf(arena, "%s, %zu times", group->rule->title, group->count);
    return arena_printf(arena, "%.*s%zu%s%s", (int) (place - phrase), phrase, group->count,
                        place + strlen("%zu"),
                        group->is_framework ? ", in tables made by the framework" : "");
}

/* " (20k calls a day, declared)", " (90 calls in 3 minutes, measured)" of the query that suffers most; "" when nobody knows. */
static const char *
calls_text(const Report *report, const Finding *finding)
{
    Arena *arena = report->arena;
    const Workload *workload = report->design->workload;
    Quantity calls = finding->query == NULL ? QUANTITY_UNKNOWN : finding->query->calls_per_day;
    Quantity said;

    if (!quantity_known(calls) || !finding->rule->explains_time)
        return "";
    said = window_quantity(workload, calls);
    return arena_printf(arena, " (%s call%s %s, %s)", quantity_count_text(arena, said.value),
                        said.value == 1 ? "" : "s", window_text(arena, workload, calls.source),
                        provenance_name(said.source));
}

static const char *
consequence(const Report *report, const Group *group)
{
    Arena *arena = report->arena;
    const Finding *worst = group->findings[0];

    if (group->is_cost)
        return group->count == 1 ? NULL : group->findings[1]->message;
    if (group->count > 1)
        return arena_printf(arena, "%s: %s%s",
                            worst->urgency == URGENCY_UNKNOWN ? "for example" : "worst",
                            worst->message, calls_text(report, worst));
    return worst->detail == NULL
               ? NULL
               : arena_printf(arena, "%s%s", worst->detail, calls_text(report, worst));
}

/* The three worst by name: where to begin. */
static const char *
first_objects(Arena *arena, const Group *group)
{
    StrBuf text = strbuf_new(arena);
    NameList named = {0};

    for (size_t i = 0; i < group->count && named.count < OBJECTS_NAMED; i++)
    {
        const Finding *finding = group->findings[i];
        const char *id = finding->object_id;

        if (name_list_contains(&named, id))
            continue;
        name_list_add(arena, &named, id);
        strbuf_separate(&text, ", ");
        if (strncmp(id, "public.", strlen("public.")) == 0)
            id += strlen("public.");
        strbuf_add(&text, id);
        if (finding->table != NULL && strstr(id, finding->table->name) == NULL)
            strbuf_printf(&text, " of %s", table_label(arena, finding->table));
    }
    return text.text;
}

/* The recommended change that does what this one asks: itself, or a wider index; or NULL. */
static const Change *
standing_for(const Report *report, const Change *change)
{
    NameList columns;

    if (change_list_has(report->changes, change) || change->kind != CHANGE_ADD_INDEX)
        return change;
    columns = key_columns(report->arena, change->index);
    for (const Change *other = report->changes->first; other != NULL; other = other->next)
    {
        const Table alone = {.indexes = {.first = other->index, .last = other->index, .count = 1}};

        if (other->kind == CHANGE_ADD_INDEX && other->index->next == NULL &&
            str_equal(other->table_name, change->table_name) &&
            str_equal(other->table_schema, change->table_schema) &&
            key_serving(&alone, &columns) != NULL)
            return other;
    }
    return change;
}

static ChangeList
changes_of(const Report *report, const Group *group)
{
    ChangeList changes = {0};

    for (size_t i = 0; i < group->count; i++)
        for (const Change *at = group->findings[i]->changes.first; at != NULL; at = at->next)
        {
            const Change *change = standing_for(report, at);
            Change *copy;

            if (change_list_has(&changes, change))
                continue;
            copy = arena_new_object(report->arena, Change);
            *copy = *change;
            list_append(&changes, copy);
        }
    return changes;
}

/* "ends it: indexes on notifications (task_id), tasks (parent_id)": the first screen has no room. */
static const char *
way_out_indexes(Arena *arena, const ChangeList *changes)
{
    StrBuf text = strbuf_new(arena);

    strbuf_printf(&text, "ends it: %s", changes->count == 1 ? "index on " : "indexes on ");
    for (const Change *change = changes->first; change != NULL; change = change->next)
    {
        if (change->kind != CHANGE_ADD_INDEX || change->index == NULL)
            return arena_printf(arena, "ends it: %s", impact_changes_text(arena, changes));
        strbuf_printf(&text, "%s%s (%s)", change == changes->first ? "" : ", ", change->table_name,
                      key_index_text(arena, change->index));
    }
    return text.text;
}

/* What ends a fixed pain: its changes, the first two by name. */
static const char *
way_out_fixed(const Report *report, const Group *group)
{
    Arena *arena = report->arena;
    StrBuf text = strbuf_new(arena);
    ChangeList changes = changes_of(report, group);
    size_t named = 0;

    if (group->is_cost)
        return way_out_indexes(arena, &changes);
    if (changes.count > 2)
        return arena_printf(arena, "ends it: %s; first %s", impact_changes_text(arena, &changes),
                            first_objects(arena, group));
    for (const Change *change = changes.first; change != NULL; change = change->next, named++)
        strbuf_printf(&text, "%s%s", named == 0 ? "" : "; ", change_text(arena, change));
    return arena_printf(arena, "ends it: %s", text.text);
}

static const char *
way_out(const Report *report, const Group *group)
{
    Arena *arena = report->arena;
    const Finding *worst = group->findings[0];

    if (group->is_fixed)
        return way_out_fixed(report, group);
    if (worst->kept_back != NULL)
        return arena_printf(arena, "not changed yet: %s", worst->kept_back);
    if (worst->wanted != NULL)
        return arena_printf(arena, "to decide: %s", worst->wanted);
    return arena_printf(arena, "to decide: %s", group->rule->fix);
}

/* All queries of a cause, or those that its end helps; the costliest first. */
static void
add_queries(Arena *arena, Pain *pain)
{
    for (size_t i = 0; i < pain->finding_count; i++)
    {
        pain->share += pain->findings[i]->share;
        for (const QueryRef *at = pain->findings[i]->suffering.first; at != NULL; at = at->next)
            if (!pain->is_fixed || workload_may_gain(at->query))
                costs_add_query(arena, &pain->queries, at->query);
    }
}

void
pains_build(Report *report)
{
    GroupList groups = group_findings(report);
    Group **items = ordered(report->arena, &groups);
    unsigned number = 0;

    for (int remarks = 0; remarks < 2; remarks++)
        for (size_t i = 0; i < groups.count; i++)
        {
            const Group *group = items[i];
            Pain *pain;

            if (group->is_remark != (remarks == 1))
                continue;
            pain = arena_new_object(report->arena, Pain);
            pain->number = ++number;
            pain->worst = group->findings[0];
            pain->findings = group->findings;
            pain->finding_count = group->count;
            pain->is_fixed = group->is_fixed;
            pain->is_remark = group->is_remark;
            pain->headline = group_headline(report->arena, group);
            pain->consequence = consequence(report, group);
            pain->way_out = way_out(report, group);
            if (group->is_cost)
                add_queries(report->arena, pain);
            report->remark_count += group->is_remark;
            list_append(&report->pains, pain);
        }
}
