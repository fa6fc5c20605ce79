/*
 * With an index in the order asked for, ORDER BY … LIMIT 10 reads ten rows; without, it reads and
 * sorts all that fit. Only the first column of the order is asked of the index: what ties behind it
 * PostgreSQL sorts in small groups.
 */
#include "rule/access.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "schema/type.h"

/* Rows to be sorted from which it takes some 10 ms. */
static const double ROWS_THAT_MATTER = 100000;

/* The column that leads the order of a SELECT; NULL where it is an expression or not known. */
static const ColumnUse *
leading(const Query *query, const QuerySelect *select)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->select == select && (use->roles & USE_ORDERED) != 0 && use->position == 1 &&
            use->relation != NULL && use->relation->kind == RELATION_TABLE)
            return use->function == NULL && use->cast == NULL && use->path == NULL &&
                           use->column != NULL
                       ? use
                       : NULL;
    return NULL;
}

static bool
is_fixed(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if ((at->is_fixed || (at->use->roles & (USE_IS_NULL | USE_BOOLEAN)) != 0) &&
            strcmp(at->use->name, column) == 0)
            return true;
    return false;
}

/* A partial index that holds one value of each of the columns alone need not begin with them. */
static bool
holds_one_value(const Index *index, const NameList *columns)
{
    for (const Name *column = columns->first; column != NULL; column = column->next)
    {
        bool is_found = false;

        for (const Reference *at = index->predicate == NULL ? NULL
                                                            : index->predicate->references.first;
             at != NULL; at = at->next)
            is_found =
                is_found || (at->kind == REFERENCE_COLUMN && str_equal(at->name, column->text));
        if (!is_found)
            return false;
    }
    return true;
}

/* Some index has the column after columns that one value is asked of. */
static bool
gives_order(const Access *access, const Index *index, const char *column, const NameList *before)
{
    const IndexElement *element = index->elements.first;
    bool has_prefix = holds_one_value(index, before);

    if (strcmp(index->method, "btree") != 0 || index->is_invalid ||
        !access_implies(access->query, access->relation, index->predicate))
        return false;
    for (; element != NULL && element->column != NULL; element = element->next)
    {
        if (strcmp(element->column, column) == 0)
            return has_prefix;
        if (!is_fixed(access, element->column))
            return false;
        has_prefix = true;
    }
    return false;
}

/* Columns that are equal to one value, and not weak, must come first in the index. */
static NameList
columns_before(Arena *arena, const Access *access)
{
    NameList columns = {0};

    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (!at->is_weak && at->is_fixed && columns.count < 2 &&
            !name_list_contains(&columns, at->use->name))
            name_list_add(arena, &columns, at->use->name);
    return columns;
}

/*
 * States that the query asks for one of: an index in the order alone would pass all finished jobs to find the ten
 * that wait. A boolean is no state: most rows have the value that is asked for.
 */
static void
add_states(const Design *design, const Access *access, NameList *columns)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (at->is_weak && at->is_fixed && columns->count < 2 && at->use->column != NULL &&
            (at->use->roles & USE_EQUAL) != 0 &&
            type_facts(design->schema, &at->use->column->type).category == CATEGORY_ENUM &&
            !name_list_contains(columns, at->use->name))
            name_list_add(design->arena, columns, at->use->name);
}

/* Rows that a join finds come in the order of the other table: no index on these gives one. */
static bool
is_joined_to(const Access *access)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (at->is_join && at->index != NULL && !at->is_fixed)
            return true;
    return false;
}

static const char unjudged[] =
    "how many rows pass the other conditions is not known: reading in order until enough of them "
    "pass takes longer than sorting when few do";

/* A condition on another column of which nobody knows how many rows pass it. */
static bool
is_unjudged(const Access *access, const ColumnUse *use)
{
    const uint32_t unknown = USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_LIKE_PATTERN |
                             USE_CONTAINMENT | USE_FULL_TEXT | USE_JSON_PATH | USE_FILTER_OTHER;

    if ((use->clause != CLAUSE_WHERE && use->clause != CLAUSE_ON) || use->is_outer)
        return false;
    return (use->roles & unknown) != 0 ||
           ((use->roles & USE_NOT_EQUAL) != 0 && use->constant == NULL) ||
           ((use->roles & USE_EQUAL) != 0 && !is_fixed(access, use->name));
}

static bool
has_unjudged(const Access *access, const char *column)
{
    for (const ColumnUse *use = access->query->uses.first; use != NULL; use = use->next)
        if (use->relation == access->relation && !str_equal(use->name, column) &&
            is_unjudged(access, use))
            return true;
    return false;
}

/* One query that surely gains is enough. */
static void
hold_back(Finding *finding, bool is_first, bool is_held)
{
    if (is_held ? !is_first || finding->kept_back != NULL : finding->kept_back != unjudged)
        return;
    finding->kept_back = is_held ? unjudged : NULL;
    finding->is_advised = !is_held;
    finding->severity = is_held ? SEVERITY_REMARK : rule_sort_without_index.severity;
}

static void
report(const Design *design, const WorkloadQuery *query, const Table *table, NameList columns,
       bool is_held, Findings *findings)
{
    Arena *arena = findings->arena;
    char *id = key_object_id(arena, table, &columns);
    Finding *finding = finding_find(findings, &rule_sort_without_index, table, id);
    bool is_first = finding == NULL;

    if (is_first)
    {
        finding = finding_add(findings, &rule_sort_without_index, table, NULL, query->location,
                              "%s is sorted by %s for its first rows, and no index has that order",
                              table_label(arena, table), columns.last->text);
        finding->object_id = id;
        finding->weight = shape_likely_rows(design, table) / 2;
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
        access_propose(findings, finding, &columns);
    }
    hold_back(finding, is_first, is_held);
    finding_query(findings, finding, query);
}

static void
check_select(const Design *design, const WorkloadQuery *query, const QuerySelect *select,
             Findings *findings)
{
    const ColumnUse *use = leading(query->meaning, select);
    Access access;
    NameList columns;

    if (use == NULL || design_stays_small(design, use->table))
        return;
    access = access_of(findings->arena, design->schema, query->meaning, use->relation);
    if (access.is_unique || is_fixed(&access, use->name) || is_joined_to(&access))
        return;
    columns = columns_before(findings->arena, &access);
    for (const Index *index = use->table->indexes.first; index != NULL; index = index->next)
        if (gives_order(&access, index, use->name, &columns))
            return;
    add_states(design, &access, &columns);
    if (!name_list_contains(&columns, use->name))
        name_list_add(findings->arena, &columns, use->name);
    report(design, query, use->table, columns, has_unjudged(&access, use->name), findings);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
        if (select->limit_kind != LIMIT_NONE && !select->has_group && !select->is_distinct)
            check_select(design, query, select, findings);
}

const Rule rule_sort_without_index = {
    .id = "sort-without-index",
    .catalogue = "QRY02",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_WARNING,
    .title = "ORDER BY … LIMIT in an order that no index has",
    .why =
        "With an index that has the columns compared by equality first and then the order, "
        "PostgreSQL reads as many rows as the LIMIT says. Without it, all rows that fit are read "
        "and sorted, to return the first few: the time grows with the largest group.",
    .fix = "Add an index: the columns compared by equality, then the one that is sorted by.",
    .gain = "the first rows come out of the index in order; nothing is sorted",
    .trade_off = "One more index to be written by every insert, and by every update that is not "
                 "HOT; an index on the leading columns alone may become needless.",
    .not_when =
        "An index gives the order after the columns compared by equality, ties left aside; "
        "at most one row fits; a join finds the rows; the order is an expression, or that of "
        "groups; or the table stays under 10,000 rows. Told, but not advised: another column is "
        "compared by a list, a range, a pattern, or otherwise so that nobody knows how many rows "
        "pass.",
    .source = "PostgreSQL manual, 11.4 Indexes and ORDER BY",
    .group = "%zu sorts without an index",
    .explains_time = true,
    .check_query = check,
};
