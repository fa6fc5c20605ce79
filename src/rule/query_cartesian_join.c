/*
 * Conditions tie relations of one FROM together into islands; each row of one island meets each row
 * of every other. That is meant where an island has one row, or where a function or a VALUES list
 * makes its rows; two islands of stored rows are multiplied.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/query_lookup.h"

enum
{
    DEPTH_MAXIMUM = 8 /* of sub-selects that are looked into for stored rows */
};

static bool reads_many(const Design *design, const Query *query, const QuerySelect *select,
                       int depth);

static bool
is_cut_to_one(const QuerySelect *select)
{
    return select->is_one_row || (select->limit_kind == LIMIT_CONSTANT && select->limit <= 1);
}

static bool
is_within(const QuerySelect *select, const QuerySelect *outer)
{
    while (select != NULL && select != outer)
        select = select->parent;
    return select != NULL;
}

/* A sub-select of which a key is asked from outside: WHERE ranked.id = $1. */
static bool
is_asked_by_key(const Query *query, const QueryRelation *relation)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->select == relation->select && (use->roles & USE_EQUAL) != 0 && !use->is_in_or &&
            use->relation != NULL && use->relation->table != NULL &&
            is_within(use->relation->select, relation->body) &&
            key_of_one(use->relation->table, use->name) != NULL)
            return true;
    return false;
}

/* Stored rows, of which there may be many. */
static bool
has_many(const Design *design, const Query *query, const QueryRelation *relation, int depth)
{
    if (query_lookup_is_single(query, relation))
        return false;
    if (relation->kind == RELATION_TABLE)
        return relation->table != NULL && !design_stays_small(design, relation->table);
    if (relation->kind == RELATION_VIEW)
        return true;
    return relation->body != NULL && !is_asked_by_key(query, relation) &&
           reads_many(design, query, relation->body, depth - 1);
}

static bool
reads_many(const Design *design, const Query *query, const QuerySelect *select, int depth)
{
    if (depth == 0 || is_cut_to_one(select) || select->command != QUERY_SELECT)
        return false;
    for (const QuerySelect *side = query->selects.first; side != NULL; side = side->next)
        if (side->parent == select && side->kind == SELECT_SET_OPERAND &&
            reads_many(design, query, side, depth - 1))
            return true;
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
        if (at->select == select && has_many(design, query, at, depth))
            return true;
    return false;
}

/* Both are compared with the same parameter: as good as with each other. */
static bool
share_parameter(const Query *query, const QueryRelation *one, const QueryRelation *two)
{
    for (const ColumnUse *left = query->uses.first; left != NULL; left = left->next)
    {
        if (left->relation != one || left->parameter == NULL || (left->roles & USE_EQUAL) == 0)
            continue;
        for (const ColumnUse *right = query->uses.first; right != NULL; right = right->next)
            if (right->relation == two && right->parameter == left->parameter &&
                (right->roles & USE_EQUAL) != 0)
                return true;
    }
    return false;
}

static bool
is_tied(const Query *query, const QueryRelation *one, const QueryRelation *two)
{
    return (one->island != 0 && one->island == two->island) || share_parameter(query, one, two);
}

/* The second of two relations that nothing ties together; `*other` is the first of them. */
static const QueryRelation *
multiplied(const Design *design, const Query *query, const QuerySelect *select,
           const QueryRelation **other)
{
    for (const QueryRelation *one = query->relations.first; one != NULL; one = one->next)
    {
        if (one->select != select || one->is_through_view ||
            !has_many(design, query, one, DEPTH_MAXIMUM))
            continue;
        for (const QueryRelation *two = one->next; two != NULL; two = two->next)
        {
            if (two->select != select || two->is_through_view || is_tied(query, one, two) ||
                !has_many(design, query, two, DEPTH_MAXIMUM))
                continue;
            *other = one;
            return two;
        }
    }
    return NULL;
}

static const char *
name_of(const QueryRelation *relation)
{
    if (relation->alias != NULL)
        return relation->alias;
    return relation->name != NULL ? relation->name : "a sub-select";
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
    {
        const QueryRelation *one = NULL;
        const QueryRelation *two = multiplied(design, query->meaning, select, &one);
        Finding *finding;

        if (two == NULL)
            continue;
        finding = finding_add(findings, &rule_query_cartesian_join,
                              two->table != NULL ? two->table : one->table, NULL, query->location,
                              "%s joins each row of %s with each row of %s: no condition connects "
                              "them",
                              query->name, name_of(one), name_of(two));
        if (finding->table == NULL)
            finding->object_id = query->name;
        if (two->join == JOINED_CROSS)
            finding->severity = SEVERITY_REMARK; /* written as one: it may be meant */
        finding_query(findings, finding, query);
        return;
    }
}

const Rule rule_query_cartesian_join = {
    .id = "query-cartesian-join",
    .catalogue = "QRY15",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "Join without a condition that connects its sides",
    .why =
        "Each row of one side meets each row of the other: a thousand rows of both are a million "
        "rows to read, sort or count. When both tables grow tenfold, the work grows a "
        "hundredfold.",
    .fix =
        "Say how the sides belong together, in ON or in WHERE. Where each combination is wanted, "
        "make one side small first: the distinct values that count, or a range of days.",
    .trade_off = "None where a condition was forgotten.",
    .not_when = "One side has a single row: by key, by aggregate or by LIMIT 1; one side is a "
                "function or a list of values; both are compared with the same parameter; a table "
                "stays under 10,000 rows. A join that is written CROSS JOIN is a remark.",
    .source = "PostgreSQL manual, 7.2.1.1 Joined Tables: CROSS JOIN",
    .group = "%zu joins without a condition",
    .explains_time = true,
    .check_query = check,
};
