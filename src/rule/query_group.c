/*
 * query_group.c - many queries with one habit are one finding.
 */
#include "rule/query_group.h"

WorkloadQueryRefs
query_group_of(Findings *findings, QueryTest *test)
{
    const Workload *workload = findings->design->workload;
    WorkloadQueryRefs group = {0};

    if (workload == NULL)
        return group;
    group.items = arena_new_array(findings->arena, const WorkloadQuery *, workload->queries.count);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->meaning != NULL && test(query))
            group.items[group.count++] = query;
    return group;
}

Finding *
query_group_add(Findings *findings, const Rule *rule, const Table *table,
                const WorkloadQueryRefs *group, const char *singular, const char *plural,
                const char *format, ...)
{
    Arena *arena = findings->arena;
    const WorkloadQuery *first = group->items[0];
    bool is_one = group->count == 1;
    Finding *finding;
    va_list arguments;
    const char *rest;

    va_start(arguments, format);
    rest = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    finding = finding_add(findings, rule, table, NULL, first->location, "%s %s %s",
                          is_one ? first->name : arena_printf(arena, "%zu queries", group->count),
                          is_one ? singular : plural, rest);
    if (table == NULL)
        finding->object_id = is_one ? first->name : "queries";
    for (size_t i = 0; i < group->count; i++)
        finding_query(findings, finding, group->items[i]);
    return finding;
}
