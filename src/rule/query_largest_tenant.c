/*
 * One call in a hundred is for the largest customer, and it is that customer who leaves. A mean hides
 * it: what the largest value costs is reckoned from the rows that it has, and said to be.
 */
#include "rule/list.h"
#include "rule/reach.h"
#include "workload/tenant.h"

#include <math.h>

/* Less uneven is how things are. */
static const double TIMES_THAT_MATTER = 20;

/* Rows found by an index from which it takes some 10 ms, and some 100 ms. */
static const double ROWS_THAT_MATTER = 10000;
static const double ROWS_THAT_HURT = 100000;

static const double MS_THAT_HURT = 100;

/* What is looked for, and in which tenants; these are NULL where there are none. */
typedef struct Look
{
    const Design *design;
    const Tenants *tenants;
    Findings *findings;
} Look;

static bool
is_tenant(const Look *look, const Reach *reach)
{
    const TenantTable *table = tenant_table(look->tenants, reach->skewed_table);

    return table != NULL && table->column != NULL &&
           strcmp(table->column->name, reach->column) == 0;
}

/* "workspace" of a key workspace_id or workspaceId; "value of status". */
static const char *
noun(const Look *look, const Reach *reach)
{
    static const char *const endings[] = {"_id", "Id", "_uuid", "_key"};
    Arena *arena = look->findings->arena;
    bool is_whose = is_tenant(look, reach);
    size_t length = strlen(reach->column);

    for (const Constraint *at = reach->skewed_table->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_FOREIGN_KEY && at->columns.count == 1 &&
            strcmp(at->columns.first->text, reach->column) == 0)
            is_whose = true;
    for (size_t i = 0; is_whose && i < ARRAY_LENGTH(endings); i++)
    {
        size_t ending = strlen(endings[i]);

        if (length > ending && strcmp(reach->column + length - ending, endings[i]) == 0)
            return arena_strndup(arena, reach->column, length - ending);
    }
    return arena_printf(arena, "value of %s", reach->column);
}

static const char *
span_text(Arena *arena, Span span)
{
    const char *low = quantity_ms_text(arena, span.low);
    const char *high = quantity_ms_text(arena, span.high);

    return strcmp(low, high) == 0 ? low : arena_printf(arena, "%s to %s", low, high);
}

/*
 * Where a query returns each row that it reads, the mean of rows says what was asked for, and the span
 * becomes a number.
 */
static Skew
skew_of_calls(const Findings *findings, const WorkloadQuery *query, const Reach *reach)
{
    const QuerySelect *top = query->meaning->selects.first;
    Quantity returned = query->per_call[COUNTER_ROWS];
    double rows = design_rows(findings->design, reach->table).value;
    Skew skew = reach->skew;

    if (top != NULL && !top->has_group && !top->is_distinct && top->limit_kind == LIMIT_NONE &&
        query->meaning->relations.count == 1 && quantity_known(returned) && returned.value > 0 &&
        query->meaning->uses.count > 0 && reach->typical_rows <= returned.value &&
        returned.value <= reach->largest_rows)
        skew.of_any_row = skew.of_any_value = returned.value / rows;
    return skew;
}

/* No call took longer than the slowest one that was counted, whoever asked. */
static Span
bounded(Span span, Quantity most)
{
    if (!span.is_known || !quantity_known(most))
        return span;
    span.low = fmin(span.low, most.value);
    span.high = fmin(span.high, most.value);
    return span;
}

static void
tell_most(Findings *findings, Finding *finding, Quantity most)
{
    if (!quantity_known(most))
        return;
    finding_detail(findings, finding, "The slowest call counted took %s.",
                   quantity_ms_text(findings->arena, most.value));
    finding_evidence(findings, finding, "slowest call", most, "ms");
}

/* What calls take by the mean that was measured; nothing where it was not. */
static void
tell_time(const Look *look, Finding *finding, const WorkloadQuery *query, const Reach *reach)
{
    Findings *findings = look->findings;
    Arena *arena = findings->arena;
    Quantity mean = query->per_call[COUNTER_MS];
    Skew skew = skew_of_calls(findings, query, reach);
    Quantity most = query->ms_most;
    Span typical = bounded(skew_ms(&skew, skew.typical, mean), most);
    Span largest = bounded(skew_ms(&skew, skew.largest, mean), most);
    bool is_bounded = quantity_known(most) && largest.high >= most.value;

    if (!typical.is_known)
        return;
    finding_detail(findings, finding,
                   "At %s on average it takes %s for the median %s and %s for the largest: derived "
                   "from the %s mean by the rows that each reads, whichever values are asked for "
                   "most.",
                   quantity_ms_text(arena, mean.value), span_text(arena, typical),
                   noun(look, reach), span_text(arena, largest), provenance_name(mean.source));
    tell_most(findings, finding, most);
    if (!is_bounded)
        finding_evidence(findings, finding, "time at the largest, at most",
                         (Quantity){largest.high, PROVENANCE_ASSUMED}, "ms");
    if (largest.high >= MS_THAT_HURT)
        finding->severity = SEVERITY_WARNING;
}

static void
tell_skew(const Look *look, Finding *finding, const Reach *reach)
{
    Findings *findings = look->findings;
    Arena *arena = findings->arena;
    const Skew *skew = &reach->skew;
    const char *which =
        skew->largest_text == NULL ? "" : arena_printf(arena, " (%s)", skew->largest_text);

    finding_detail(findings, finding, "The largest %s%s has %.*f %% of all %s.", noun(look, reach),
                   which, skew->largest < 0.1 ? 1 : 0, skew->largest * 100,
                   table_label(arena, reach->skewed_table));
    if (is_tenant(look, reach))
        finding_detail(findings, finding,
                       "It is the tenant: %zu of %zu tables belong to one, %zu by this column or "
                       "one like it.",
                       look->tenants->tables.count, look->design->schema->tables.count,
                       look->tenants->direct);
    if (skew->from != NULL)
        finding_detail(findings, finding,
                       "That is so in %s; of %s itself it is not known and assumed to be alike.",
                       table_label(arena, skew->from), table_label(arena, reach->skewed_table));
    finding_evidence(findings, finding, "rows read, typical",
                     (Quantity){reach->typical_rows, skew->source}, "rows");
    finding_evidence(findings, finding, "rows read, largest",
                     (Quantity){reach->largest_rows, skew->source}, "rows");
}

static void
report(const Look *look, const WorkloadQuery *query, const Reach *reach)
{
    Findings *findings = look->findings;
    Arena *arena = findings->arena;
    char *id = arena_printf(arena, "%s.%s.%s:%s", reach->skewed_table->schema,
                            reach->skewed_table->name, reach->column, reach->table->name);
    Finding *finding = finding_find(findings, &rule_query_largest_tenant, reach->table, id);

    if (finding == NULL)
    {
        finding = finding_add(
            findings, &rule_query_largest_tenant, reach->table, reach->column, query->location,
            "%s reads %s rows of %s for a typical %s, %s for the largest", query->name,
            quantity_count_text(arena, ceil(reach->typical_rows)), table_label(arena, reach->table),
            noun(look, reach), quantity_count_text(arena, reach->largest_rows));
        finding->object_id = id;
        finding->weight = reach->largest_rows;
        if (reach->largest_rows >= ROWS_THAT_HURT)
            finding->severity = SEVERITY_WARNING;
        tell_skew(look, finding, reach);
        tell_time(look, finding, query, reach);
        if (finding->severity == SEVERITY_WARNING)
            finding_bites_on(findings, finding, findings->design->today);
    }
    finding_query(findings, finding, query);
}

static void
check_query(const Look *look, const WorkloadQuery *query)
{
    Reach reach;

    if (query->meaning == NULL || (query->fired_as != NULL && query->fired_as->key != NULL))
        return;
    reach = reach_of(look->findings->arena, look->design, query->meaning);
    if (reach.is_known && reach.largest_rows >= ROWS_THAT_MATTER &&
        reach.largest_rows >= TIMES_THAT_MATTER * reach.typical_rows)
        report(look, query, &reach);
}

static void
check(const Design *design, Findings *findings)
{
    Look look = {.design = design, .findings = findings};
    const Workload *workload = design->workload;

    if (workload == NULL)
        return;
    look.tenants = tenant_find(findings->arena, design->schema, workload);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        check_query(&look, query);
    for (const WorkloadQuery *query = workload->fired.first; query != NULL; query = query->next)
        check_query(&look, query);
}

const Rule rule_query_largest_tenant = {
    .id = "query-largest-tenant",
    .catalogue = "WRK03",
    .needs = NEEDS_QUERIES | NEEDS_LIVE,
    .severity = SEVERITY_REMARK,
    .title = "query that is quick for most values and slow for the largest",
    .why =
        "Customers, workspaces and projects differ in size by factors of a thousand. A query that "
        "reads all rows of one of them takes a millisecond for the median and seconds for the "
        "largest, now, without any growth; means and percentiles over all calls hide it, and the "
        "plan that suits the one need not suit the other. It is told from twenty times as many "
        "rows and 10,000 rows on.",
    .fix =
        "Read a page by LIMIT in the order of an index instead of all rows; keep counts and sums "
        "in rows of their own; let an index hold all columns that are read. Test with the "
        "largest value.",
    .trade_off = "Counts kept apart are written with each change, and pages change the program.",
    .not_when =
        "How values are spread is not known (no pg_stats); one row fits; the table is read "
        "whole for any value; LIMIT ends the reading in the order of an index; the value is "
        "a constant.",
    .source = "PostgreSQL manual, 54.27 pg_stats and 76.1 Row Estimation Examples",
    .group = "%zu queries that the largest value makes slow",
    .explains_time = true,
    .check_design = check,
};
