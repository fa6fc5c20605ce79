/*
 * PostgreSQL answers x = 1 OR y = 2 from two indexes at once, when each arm has one. An arm without
 * an index, or about another table, makes it read all rows. Said only where nothing else finds them.
 */
#include "rule/access.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "rule/wanted_index.h"

static const double ROWS_THAT_MATTER = 100000;

enum
{
    ARMS_MAXIMUM = 16
};

/* The OR that is a whole AND-ed part of a condition. */
typedef struct Choice
{
    const Query *query;
    const QuerySelect *select;
    uint32_t conjunct;
    uint32_t arms;
    const QueryRelation *relation; /* the first that an arm is about */
    bool has_others; /* arms are about other relations, too */
} Choice;

static bool
is_of(const Choice *choice, const ColumnUse *use)
{
    return use->select == choice->select && use->conjunct == choice->conjunct && use->arm != 0 &&
           (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_outer;
}

/* Leaves rows out in a way that an index could answer, were there one. */
static bool
compares(const ColumnUse *use)
{
    const uint32_t roles = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_LIKE_PATTERN |
                           USE_CONTAINMENT | USE_FULL_TEXT | USE_JSON_PATH | USE_JOINED;

    if (use->relation != NULL && use->relation->is_written && use->relation->select != NULL &&
        use->relation->select->command == QUERY_INSERT)
        return false; /* ON CONFLICT found the row */
    return !use->is_negated && use->relation != NULL && use->relation->kind == RELATION_TABLE &&
           use->column != NULL && (use->roles & roles) != 0 &&
           (use->operation == NULL || strncmp(use->operation, "NOT", 3) != 0);
}

/* A comparison that narrows: more than a boolean, and with more than nothing. */
static bool
is_strong(const ColumnUse *use)
{
    return compares(use) && !str_equal(use->column->type.name, "bool") &&
           (use->constant == NULL || *use->constant != '\0' || (use->roles & USE_EQUAL) == 0);
}

/* Each arm leaves rows out, some of them most. */
static bool
narrows(Arena *arena, const Choice *choice)
{
    bool *has_compared = arena_new_array(arena, bool, choice->arms + 1);
    uint32_t compared = 0;
    bool is_one_strong = false;

    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
    {
        if (!is_of(choice, use) || !compares(use))
            continue;
        compared += !has_compared[use->arm];
        has_compared[use->arm] = true;
        is_one_strong = is_one_strong || is_strong(use);
    }
    return compared == choice->arms && is_one_strong;
}

/* x = 1 OR x = 2: an index on x serves all of it. */
static bool
is_about_one_column(const Choice *choice)
{
    const Column *only = NULL;

    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
    {
        if (!is_of(choice, use) || use->relation == NULL || use->table == NULL)
            continue;
        if (only != NULL && only != use->column)
            return false;
        only = use->column;
    }
    return true;
}

static bool
are_arms_served(Arena *arena, const Choice *choice, const Access *access)
{
    bool *is_arm_served = arena_new_array(arena, bool, choice->arms + 1);
    uint32_t served = 0;

    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
        if (is_of(choice, use) && !is_arm_served[use->arm] && compares(use) &&
            use->relation == access->relation && access_arm_index(access, use) != NULL)
        {
            is_arm_served[use->arm] = true;
            served++;
        }
    return served == choice->arms;
}

static bool
is_relation_served(Findings *findings, const Choice *choice, const QueryRelation *relation)
{
    Access access = access_of(findings->arena, findings->design->schema, choice->query, relation);

    return access.is_served || access.is_unique ||
           are_arms_served(findings->arena, choice, &access) ||
           design_stays_small(findings->design, relation->table);
}

/* Some relation is found without the OR, or by an index for each of its arms. */
static bool
is_served(Findings *findings, const Choice *choice)
{
    size_t most = choice->query->relations.count + 1;
    const QueryRelation **seen = arena_new_array(findings->arena, const QueryRelation *, most);
    size_t count = 0;

    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
    {
        bool is_seen = !is_of(choice, use) || !compares(use);

        for (size_t i = 0; i < count; i++)
            is_seen = is_seen || seen[i] == use->relation;
        if (is_seen || count == most)
            continue;
        seen[count++] = use->relation;
        if (is_relation_served(findings, choice, use->relation))
            return true;
    }
    return false;
}

/* Fills in what the arms are about. */
static void
look(Choice *choice)
{
    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
    {
        if (!is_of(choice, use))
            continue;
        if (use->arm > choice->arms)
            choice->arms = use->arm;
        if (!compares(use))
            continue;
        if (choice->relation == NULL)
            choice->relation = use->relation;
        else if (choice->relation != use->relation)
            choice->has_others = true;
    }
    for (const QuerySelect *at = choice->query->selects.first; at != NULL; at = at->next)
        if (at->parent == choice->select && at->conjunct == choice->conjunct &&
            at->arm > choice->arms)
            choice->arms = at->arm;
}

static NameList
columns_of(Arena *arena, const Choice *choice)
{
    NameList names = {0};

    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
    {
        const char *name = use->name;

        if (!is_of(choice, use) || !compares(use) || !is_strong(use))
            continue;
        if (choice->has_others)
            name = arena_printf(arena, "%s.%s", use->table->name, name);
        if (!name_list_contains(&names, name))
            name_list_add(arena, &names, name);
    }
    return names;
}

/* The index that an arm has, or the one that it wants, which is told in `wanted`. */
static void
tell_arm(Findings *findings, Finding *finding, const Choice *choice, const Access *access,
         uint32_t arm)
{
    Arena *arena = findings->arena;
    const char *wanted = NULL;

    for (const ColumnUse *use = choice->query->uses.first; use != NULL; use = use->next)
    {
        const Index *index;

        if (!is_of(choice, use) || use->arm != arm || !compares(use))
            continue;
        index = access_arm_index(access, use);
        if (index != NULL)
        {
            finding_detail(findings, finding, "%s has index %s.", use->name, index->name);
            return;
        }
        wanted = wanted == NULL ? wanted_index_text(arena, access->schema, use) : wanted;
    }
    if (wanted == NULL)
        return;
    finding_detail(findings, finding, "%s.", wanted);
    finding->wanted =
        finding->wanted == NULL ? wanted : arena_printf(arena, "%s; %s", finding->wanted, wanted);
}

static void
tell_arms(Findings *findings, Finding *finding, const Choice *choice)
{
    Access access =
        access_of(findings->arena, findings->design->schema, choice->query, choice->relation);

    for (uint32_t arm = 1; arm <= choice->arms && !choice->has_others; arm++)
        tell_arm(findings, finding, choice, &access, arm);
}

static void
report(const WorkloadQuery *query, const Choice *choice, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = choice->relation->table;
    NameList columns = columns_of(arena, choice);
    char *id = key_object_id(arena, table, &columns);
    Finding *finding = finding_find(findings, &rule_query_or_across_columns, table, id);

    if (finding == NULL)
    {
        finding = finding_add(
            findings, &rule_query_or_across_columns, table, NULL, query->location,
            choice->has_others ? "%s asks for %s with OR: tables are joined before a row is left "
                                 "out"
                               : "%s asks for %s with OR, and not each of them has an index",
            query->name, name_list_text(arena, &columns));
        finding->object_id = id;
        finding->weight = shape_likely_rows(findings->design, table);
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
        finding_detail(findings, finding,
                       choice->has_others
                           ? "Two queries with UNION, one for each table, can use their indexes."
                           : "With an index for each arm PostgreSQL combines them.");
        tell_arms(findings, finding, choice);
    }
    finding_query(findings, finding, query);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    uint32_t seen[ARMS_MAXIMUM] = {0};
    size_t count = 0;

    (void) design;
    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
    {
        Choice choice = {.query = query->meaning, .select = use->select, .conjunct = use->conjunct};
        bool is_seen = use->arm == 0 || use->is_through_view || count == ARMS_MAXIMUM;

        for (size_t i = 0; i < count; i++)
            is_seen = is_seen || seen[i] == use->conjunct;
        if (is_seen)
            continue;
        seen[count++] = use->conjunct;
        look(&choice);
        if (choice.arms > 1 && choice.relation != NULL && narrows(findings->arena, &choice) &&
            !is_about_one_column(&choice) && !is_served(findings, &choice))
            report(query, &choice, findings);
    }
}

const Rule rule_query_or_across_columns = {
    .id = "query-or-across-columns",
    .catalogue = "QRY12",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "OR between columns that no indexes serve together",
    .why = "PostgreSQL combines two indexes for x = 1 OR y = 2, when there is one for each arm. If "
           "one is missing, all rows are read; if the arms are about two tables, these are joined "
           "whole before a single row is left out.",
    .fix = "Give each arm an index. Across tables, or where one arm cannot have an index: two "
           "queries with UNION (UNION ALL where no row fits both), each with an index of its own.",
    .trade_off =
        "One more index to write; UNION removes doubles, which sorts or hashes the result.",
    .not_when = "Each arm has an index; another condition of the query has one; the arms are about "
                "the same column; an arm narrows nothing (IS NULL, a parameter that switches the "
                "condition off); the table stays under 10,000 rows.",
    .source = "PostgreSQL manual, 11.5 Combining Multiple Indexes",
    .group = "%zu conditions with OR that no indexes serve",
    .explains_time = true,
    .check_query = check,
};
