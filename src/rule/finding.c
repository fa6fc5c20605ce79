/*
 * A finding starts as what its rule says of every case: the rule's severity, no urgency, no number.
 * Each call below makes it more precise. Nothing here decides whether something is worth saying.
 */
#include "rule/finding.h"

#include "rule/cost.h"
#include "rule/rule.h"

Finding *
finding_add(Findings *findings, const Rule *rule, const Table *table, const char *object,
            Location location, const char *format, ...)
{
    Finding *finding = arena_new_object(findings->arena, Finding);
    va_list arguments;

    finding->rule = rule;
    finding->severity = rule->severity;
    finding->table = table;
    finding->object = object;
    finding->location = location;
    finding->bites_on = DAY_NEVER;
    finding->bites_at_rows = finding->ms_per_day = QUANTITY_UNKNOWN;
    va_start(arguments, format);
    finding->message = arena_vprintf(findings->arena, format, arguments);
    va_end(arguments);
    if (table != NULL)
        finding->object_id =
            object == NULL
                ? arena_printf(findings->arena, "%s.%s", table->schema, table->name)
                : arena_printf(findings->arena, "%s.%s.%s", table->schema, table->name, object);
    else
        finding->object_id = object;
    list_append(&findings->list, finding);
    return finding;
}

void
finding_detail(Findings *findings, Finding *finding, const char *format, ...)
{
    va_list arguments;
    char *sentence;

    va_start(arguments, format);
    sentence = arena_vprintf(findings->arena, format, arguments);
    va_end(arguments);
    finding->detail = finding->detail == NULL
                          ? sentence
                          : arena_printf(findings->arena, "%s %s", finding->detail, sentence);
}

void
finding_evidence(Findings *findings, Finding *finding, const char *label, Quantity quantity,
                 const char *unit)
{
    Evidence *evidence = arena_new_object(findings->arena, Evidence);

    evidence->label = label;
    evidence->quantity = quantity;
    evidence->unit = unit;
    list_append(&finding->evidence, evidence);
}

Finding *
finding_find(const Findings *findings, const Rule *rule, const Table *table, const char *object_id)
{
    for (Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (finding->rule == rule && finding->table == table &&
            str_equal(finding->object_id, object_id))
            return finding;
    return NULL;
}

/* Queries of unknown cost count as nothing, so that the first one read stays. */
static bool
costs_more(const WorkloadQuery *query, const WorkloadQuery *than)
{
    Quantity left = workload_ms_per_day(query);
    Quantity right = workload_ms_per_day(than);

    return quantity_known(left) && (!quantity_known(right) || left.value > right.value);
}

/* The queries whose writes and calls make a function run a statement suffer with it. */
static void
add_firing(Findings *findings, Finding *finding, const FiredQuery *fired)
{
    for (const WorkloadQuery *query = findings->design->workload->queries.first; query != NULL;
         query = query->next)
        for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
            if (at->routine == fired->routine && at->offset == fired->offset && !at->is_unlikely)
            {
                finding_query(findings, finding, query);
                break;
            }
}

/* A statement of a function that was not counted: what fires it takes the time. */
static void
add_of_function(Findings *findings, Finding *finding, const WorkloadQuery *query)
{
    if (name_list_contains(&finding->queries, query->name))
        return;
    name_list_add(findings->arena, &finding->queries, query->name);
    finding_detail(findings, finding, "Fired by %s, on %s.",
                   fired_cause_text(findings->arena, query->fired_as),
                   fired_event_text(findings->arena, query->fired_as));
    add_firing(findings, finding, query->fired_as);
}

static bool
is_of_function(const WorkloadQuery *query)
{
    return query->fired_as != NULL && query->fired_as->routine != NULL;
}

void
finding_query(Findings *findings, Finding *finding, const WorkloadQuery *query)
{
    QueryRef *ref;

    if (finding->query == NULL || costs_more(query, finding->query))
    {
        finding->query = query;
        if (query->location.line > 0)
            finding->location = query->location;
    }
    if (is_of_function(query) && !quantity_known(query->per_call[COUNTER_MS]))
    {
        add_of_function(findings, finding, query);
        return;
    }
    for (const QueryRef *at = finding->suffering.first; at != NULL; at = at->next)
        if (at->query == query)
            return;
    ref = arena_new_object(findings->arena, QueryRef);
    ref->query = query;
    list_append(&finding->suffering, ref);
    if (is_of_function(query))
        add_of_function(findings, finding, query);
    else if (!name_list_contains(&finding->queries, query->name))
        name_list_add(findings->arena, &finding->queries, query->name);
}

void
finding_tell_queries(Findings *findings, Finding *finding)
{
    enum
    {
        QUERIES_NAMED = 5
    };
    size_t count = finding->queries.count;
    Quantity number = {.value = (double) count, .source = PROVENANCE_MEASURED};
    NameList named = {0};

    if (count == 0)
        return;
    for (const Name *name = finding->queries.first; name != NULL && named.count < QUERIES_NAMED;
         name = name->next)
        name_list_add(findings->arena, &named, name->text);
    if (count > 1)
        finding_evidence(findings, finding, "queries", number, "");
    if (count > QUERIES_NAMED)
        finding_detail(findings, finding, "Queries: %s and %zu more.",
                       name_list_text(findings->arena, &named), count - QUERIES_NAMED);
    else
        finding_detail(findings, finding, "%s: %s.", count == 1 ? "Query" : "Queries",
                       name_list_text(findings->arena, &named));
}

void
finding_bites_on(Findings *findings, Finding *finding, Day day)
{
    Day today = findings->design->today;

    finding->bites_on = day;
    if (day == DAY_NEVER)
        finding->urgency = URGENCY_NEVER;
    else if (day <= today)
        finding->urgency = URGENCY_NOW;
    else if (day <= day_add_months(today, 12))
        finding->urgency = URGENCY_12_MONTHS;
    else if (day <= day_add_months(today, 36))
        finding->urgency = URGENCY_36_MONTHS;
    else
        finding->urgency = URGENCY_LATER;
}

void
finding_bites_at_rows(Findings *findings, Finding *finding, double rows)
{
    Provenance source;
    Day day;

    finding->bites_at_rows = (Quantity){.value = rows, .source = PROVENANCE_ASSUMED};
    if (finding->table != NULL &&
        design_day_of_rows(findings->design, finding->table, rows, &day, &source))
        finding_bites_on(findings, finding, day);
}

void
finding_change(Finding *finding, Change *change)
{
    change->reason = finding->rule->id;
    list_append(&finding->changes, change);
    finding->is_advised = true;
}

/*
 * Where nothing is known of growth, a finding stands behind what is dated and before what is
 * not due.
 */
static int
urgency_rank(Urgency urgency)
{
    static const int ranks[] = {
        [URGENCY_NOW] = 0,     [URGENCY_12_MONTHS] = 1, [URGENCY_36_MONTHS] = 2,
        [URGENCY_UNKNOWN] = 3, [URGENCY_LATER] = 4,     [URGENCY_NEVER] = 5,
    };

    return ranks[urgency];
}

static int
compare_text(const char *left, const char *right)
{
    return strcmp(left == NULL ? "" : left, right == NULL ? "" : right);
}

/* What breaks within a year, what takes time that was measured, all else. */
static int
rank(const Finding *finding)
{
    bool is_near = finding->urgency == URGENCY_NOW || finding->urgency == URGENCY_12_MONTHS;

    if (finding->severity == SEVERITY_ERROR && (is_near || finding->is_at_end))
        return 0;
    return cost_ranks(finding) ? 1 : 2;
}

static int
compare(const void *left_at, const void *right_at)
{
    const Finding *left = *(Finding *const *) left_at;
    const Finding *right = *(Finding *const *) right_at;
    int order = rank(left) - rank(right);

    if (order != 0)
        return order;
    if (rank(left) == 1 && left->cost != right->cost)
        return left->cost > right->cost ? -1 : 1;
    order = urgency_rank(left->urgency) - urgency_rank(right->urgency);
    if (order != 0)
        return order;
    if (left->severity != right->severity)
        return left->severity < right->severity ? -1 : 1;
    if (left->cost != right->cost)
        return left->cost > right->cost ? -1 : 1;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    order = strcmp(left->rule->id, right->rule->id);
    if (order == 0)
        order = compare_text(left->object_id, right->object_id);
    return order != 0 ? order : strcmp(left->message, right->message);
}

/* qsort need not be stable: the order above is total, so that it does not matter. */
void
finding_sort(Findings *findings)
{
    size_t count = findings->list.count;
    Finding **sorted = arena_new_array(findings->arena, Finding *, count + 1);
    size_t at = 0;

    for (Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        sorted[at++] = finding;
    qsort(sorted, count, sizeof(Finding *), compare);
    findings->list = (FindingList){0};
    for (at = 0; at < count; at++)
        list_append(&findings->list, sorted[at]);
}

const char *
severity_name(Severity severity)
{
    static const char *const names[] = {
        [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_REMARK] = "remark"};

    return names[severity];
}

const char *
urgency_name(Urgency urgency)
{
    static const char *const names[] = {
        [URGENCY_UNKNOWN] = "unknown",     [URGENCY_NOW] = "now",
        [URGENCY_12_MONTHS] = "12 months", [URGENCY_36_MONTHS] = "36 months",
        [URGENCY_LATER] = "later",         [URGENCY_NEVER] = "never",
    };

    return names[urgency];
}
