/*
 * Two conditions with an index each: PostgreSQL reads the rows of one and leaves most of them out, or
 * reads both indexes and keeps what is in both (BitmapAnd). Either costs as much as the smaller of the
 * two; one index on both columns costs as much as the answer. Which it is, statistics alone can say.
 */
#include "rule/access.h"
#include "rule/key.h"
#include "rule/list.h"
#include "stats/skew.h"

static const double ROWS_THAT_MATTER = 10000; /* read for one value, the most common */
static const double ROWS_THAT_HURT = 100000;
static const double SHARE_OF_RANGE =
    1.0 / 3; /* as PostgreSQL takes it, when the bound is not known */
static const double SHARE_LEFT = 0.5; /* of these rows at most: else nothing is won */

enum
{
    COLUMNS_MOST = 3 /* more hardly narrow further */
};

/* One table of a query, and what finds its rows. */
typedef struct Combination
{
    const Design *design;
    const Access *access;
    double rows; /* of the table */
    Provenance source; /* of what is derived from them */
    double fewest; /* that one index finds, at the most common value */
    const AccessCondition *leader; /* that finds them */
    double share; /* of these, that the other conditions leave */
} Combination;

static bool
is_equal(const AccessCondition *condition)
{
    return !condition->is_join && (condition->use->roles & USE_EQUAL) != 0 &&
           (condition->use->constant != NULL || condition->use->parameter != NULL);
}

static bool
is_range(const AccessCondition *condition)
{
    return !condition->is_join && !condition->is_weak && (condition->use->roles & USE_RANGE) != 0;
}

/* Of the rows, at the most common value or the one that is written; 0 when nobody knows. */
static double
share_of(const Combination *look, const AccessCondition *condition)
{
    const Table *table = look->access->table;
    const ColumnStats *column =
        stats_find_column(design_table_stats(look->design, table), condition->use->name);
    const char *constant = condition->use->constant;
    Skew skew = skew_of(look->design->stats, look->design->schema, table, condition->use->name);

    for (size_t i = 0; constant != NULL && column != NULL && i < column->common_count; i++)
        if (str_equal(column->common[i].text, constant))
            return column->common[i].fraction;
    return skew.is_known && skew.from == NULL ? skew.largest : 0;
}

static const AccessCondition *
equal_on(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (is_equal(at) && str_equal(at->use->name, column))
            return at;
    return NULL;
}

static bool
has_condition_on(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if ((is_equal(at) || is_range(at)) && str_equal(at->use->name, column))
            return true;
    return false;
}

/* An index that begins with what leads, and narrows by one condition more. */
static bool
has_both(const Combination *look, const Index *index)
{
    const IndexElement *element = index->elements.first;
    bool is_led = false;
    size_t used = 0;

    if (index->is_invalid || strcmp(index->method, "btree") != 0 ||
        !access_implies(look->access->query, look->access->relation, index->predicate))
        return false;
    for (; element != NULL && has_condition_on(look->access, element->column);
         element = element->next)
    {
        is_led = is_led || str_equal(element->column, look->leader->use->name);
        used++;
        if (equal_on(look->access, element->column) == NULL)
            break; /* behind a range nothing narrows */
    }
    return is_led && used > 1;
}

/* The equal one with an index that finds the fewest rows. */
static void
find_leader(Combination *look)
{
    for (const AccessCondition *at = look->access->conditions.first; at != NULL; at = at->next)
    {
        double share = at->index != NULL && !at->is_weak && is_equal(at) ? share_of(look, at) : 0;

        if (share <= 0 || (look->leader != NULL && share * look->rows >= look->fewest))
            continue;
        look->leader = at;
        look->fewest = share * look->rows;
    }
}

/* Another condition with an index of its own; what all others leave of the rows. */
static bool
find_others(Combination *look)
{
    bool has_index = false;

    look->share = 1;
    for (const AccessCondition *at = look->access->conditions.first; at != NULL; at = at->next)
    {
        double share = is_equal(at) ? share_of(look, at) : 0;

        if (str_equal(at->use->name, look->leader->use->name) || (!is_equal(at) && !is_range(at)))
            continue;
        has_index = has_index || (at->index != NULL && !at->is_weak &&
                                  (is_range(at) || share * look->rows >= ROWS_THAT_MATTER));
        if (is_range(at) || share > 0)
            look->share *= is_range(at) ? SHARE_OF_RANGE : share;
    }
    return has_index;
}

static void
add_column(Arena *arena, NameList *columns, const AccessCondition *condition)
{
    if (columns->count < COLUMNS_MOST && !name_list_contains(columns, condition->use->name))
        name_list_add(arena, columns, condition->use->name);
}

/* What leads, what is equal, then one range: for which there is room kept. */
static NameList
columns_of(Arena *arena, const Combination *look)
{
    const AccessCondition *range = NULL;
    NameList columns = {0};

    add_column(arena, &columns, look->leader);
    for (const AccessCondition *at = look->access->conditions.first; at != NULL; at = at->next)
        if (range == NULL && is_range(at) && equal_on(look->access, at->use->name) == NULL)
            range = at;
    for (const AccessCondition *at = look->access->conditions.first; at != NULL; at = at->next)
        if (is_equal(at) && columns.count + (range != NULL) < COLUMNS_MOST)
            add_column(arena, &columns, at);
    if (range != NULL)
        add_column(arena, &columns, range);
    return columns;
}

static void
report(const Combination *look, const WorkloadQuery *query, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = look->access->table;
    NameList columns = columns_of(arena, look);
    char *id = key_object_id(arena, table, &columns);
    Finding *finding = finding_find(findings, &rule_query_combines_indexes, table, id);

    if (finding == NULL)
    {
        finding = finding_add(findings, &rule_query_combines_indexes, table, NULL, query->location,
                              "%s is searched by %s, and no index has more than one of them: up to "
                              "%s rows of one %s are read",
                              table_label(arena, table), name_list_text(arena, &columns),
                              quantity_count_text(arena, look->fewest), look->leader->use->name);
        finding->object_id = id;
        finding->weight = look->fewest;
        finding_evidence(findings, finding, "rows found by one index, at most",
                         (Quantity){look->fewest, look->source}, "rows");
        if (look->fewest >= ROWS_THAT_HURT)
        {
            finding->severity = SEVERITY_WARNING;
            finding_bites_on(findings, finding, findings->design->today);
        }
        access_propose(findings, finding, &columns);
    }
    finding_query(findings, finding, query);
}

static void
check_relation(const Design *design, const WorkloadQuery *query, const QueryRelation *relation,
               Findings *findings)
{
    Access access = access_of(findings->arena, design->schema, query->meaning, relation);
    Quantity rows = design_rows(design, relation->table);
    Combination look = {.design = design,
                        .access = &access,
                        .rows = rows.value,
                        .source = provenance_weaker(rows.source, PROVENANCE_MEASURED)};

    if (access.is_unique || !quantity_known(rows))
        return;
    find_leader(&look);
    if (look.leader == NULL || look.fewest < ROWS_THAT_MATTER || !find_others(&look) ||
        look.share > SHARE_LEFT)
        return;
    for (const Index *index = relation->table->indexes.first; index != NULL; index = index->next)
        if (has_both(&look, index))
            return;
    report(&look, query, findings);
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
         relation = relation->next)
    {
        const QuerySelect *select = relation->select;
        bool ends_early = select != NULL && select->limit_kind != LIMIT_NONE && !select->has_group;

        if (relation->kind == RELATION_TABLE && relation->table != NULL && !ends_early &&
            (query->meaning->command != QUERY_INSERT || !relation->is_written))
            check_relation(design, query, relation, findings);
    }
}

const Rule rule_query_combines_indexes = {
    .id = "query-combines-indexes",
    .catalogue = "IDX11 IDX20",
    .needs = NEEDS_QUERIES | NEEDS_LIVE,
    .severity = SEVERITY_REMARK,
    .title = "indexes on single columns, of which each finds many rows",
    .why =
        "Two conditions, an index for each: PostgreSQL reads all rows that one of them finds, or "
        "puts together what both find before it looks at a row. Either takes as long as the "
        "smaller of the two has entries, however few rows fit both. One index on both columns "
        "reads what fits. It is told when the most common value has 10,000 rows and more.",
    .fix = "One index: the columns compared by equality, then the one compared by range. Where all "
           "queries say that something IS NULL, it can be partial. An index on the first column "
           "alone may then go.",
    .gain = "queries read the rows that fit instead of all rows of the most common value",
    .trade_off = "One more index to be written, if none goes for it.",
    .not_when = "No statistics say how many rows a value has; an index has two of the columns; the "
                "other conditions leave more than half of the rows; one row fits; LIMIT ends the "
                "reading.",
    .source = "PostgreSQL manual, 11.5 Combining Multiple Indexes",
    .group = "%zu searches that put indexes on single columns together",
    .explains_time = true,
    .check_query = check,
};
