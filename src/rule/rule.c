/*
 * A run is every rule over every table that counts. Rules know nothing of each other: what one of
 * them says about a cause that another names as well is settled when the changes are composed.
 */
#include "rule/rule.h"

#include "rule/cost.h"
#include "rule/shape.h"
#include "rule/table_use.h"

#include <fnmatch.h>

const Rule *
rule_find(const char *id)
{
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        if (strcmp((*rule)->id, id) == 0)
            return *rule;
    return NULL;
}

/*
 * An ignored object is a table, "schema.table" or anything that a finding calls itself; *
 * matches.
 */
static bool
names_object(const char *pattern, const Finding *finding, Arena *arena)
{
    const Table *table = finding->table;

    if (finding->object_id != NULL && fnmatch(pattern, finding->object_id, 0) == 0)
        return true;
    if (finding->object != NULL && fnmatch(pattern, finding->object, 0) == 0)
        return true;
    if (table == NULL)
        return false;
    return fnmatch(pattern, table->name, 0) == 0 ||
           fnmatch(pattern, arena_printf(arena, "%s.%s", table->schema, table->name), 0) == 0 ||
           (finding->object != NULL &&
            fnmatch(pattern, arena_printf(arena, "%s.%s", table->name, finding->object), 0) == 0);
}

static bool
is_ignored(const Finding *finding, const IgnoreList *ignores, Arena *arena)
{
    for (const Ignore *ignore = ignores->first; ignore != NULL; ignore = ignore->next)
    {
        if (ignore->rule != NULL && strcmp(ignore->rule, finding->rule->id) != 0)
            continue;
        if (ignore->object == NULL || names_object(ignore->object, finding, arena))
            return true;
    }
    return false;
}

static void
check_tables(const Rule *rule, const Design *design, Findings *findings)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (design_is_counted(design, table))
            rule->check_table(design, table, findings);
}

/* What a foreign key asks, fk-without-index says; what a function asks, its client does not get. */
static bool
is_checked(const Rule *rule, const WorkloadQuery *query)
{
    const FiredQuery *fired = query->fired_as;

    if (query->meaning == NULL)
        return false;
    return fired == NULL || (fired->key == NULL && !rule->is_about_results);
}

static void
check_queries(const Rule *rule, const Design *design, Findings *findings)
{
    const WorkloadQueryList *lists[] = {&design->workload->queries, &design->workload->fired};

    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
        for (const WorkloadQuery *query = lists[i]->first; query != NULL; query = query->next)
            if (is_checked(rule, query))
                rule->check_query(design, query, findings);
}

/* A change to a table that the framework made is undone or missed by its next release. */
static void
keep_back_framework(Finding *finding)
{
    bool is_dated = finding->urgency == URGENCY_NOW || finding->urgency == URGENCY_12_MONTHS ||
                    finding->urgency == URGENCY_36_MONTHS;

    if (is_dated || finding->table == NULL || !shape_is_framework(finding->table))
        return;
    finding->severity = SEVERITY_REMARK;
    finding->is_advised = false;
    finding->kept_back = "the framework made the table, and its own releases change it";
}

Findings *
rule_run_all(Arena *arena, const Design *design)
{
    Findings *findings = arena_new_object(arena, Findings);

    findings->arena = arena;
    findings->design = design;
    findings->uses = table_uses_of(arena, design);
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
    {
        if ((*rule)->check_design != NULL)
            (*rule)->check_design(design, findings);
        if ((*rule)->check_table != NULL)
            check_tables(*rule, design, findings);
        if ((*rule)->check_query != NULL && design->workload != NULL)
            check_queries(*rule, design, findings);
    }
    for (Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
    {
        keep_back_framework(finding);
        finding->is_ignored = is_ignored(finding, &design->stats->ignores, arena);
        finding_tell_queries(findings, finding);
    }
    cost_assign(findings);
    finding_sort(findings);
    return findings;
}
