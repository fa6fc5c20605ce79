/*
 * With an index in the order asked for, ORDER BY … LIMIT 10 reads ten rows; without, it reads and
 * sorts all that fit. Only the first column of the order is asked of the index: what ties behind it
 * PostgreSQL sorts in small groups.
 */
#include "rule/asked.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "sql/quote.h"

#include <math.h>

/* Rows to be sorted from which it takes some 10 ms. */
static const double ROWS_THAT_MATTER = 100000;

/* A state that more rows have is passed soon; one that fewer have makes an index in the order alone a trap. */
static const double SHARE_OF_MOST = 0.5;
static const double SHARE_RARE = 0.1;

/* Counted a call: what ten rows from an index do not take. */
static const double BLOCKS_OF_A_TRAP = 1000;
static const double BLOCKS_FOR_A_ROW = 20;
static const double MS_OF_A_TRAP = 20;
static const double MS_FOR_A_ROW = 1;

/* What is sorted, and what an index for it needs. */
typedef struct Order
{
    Access access;
    const ColumnUse *use; /* that leads it */
    NameList columns; /* of the index: those before the order, then this one */
    NameList rare; /* states that an index in the order must tell */
    const char *null; /* the column of which only nulls are asked for; or NULL */
    const Index *passing; /* that has the order, and passes the rows of other states; or NULL */
} Order;

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

/* After a column that IS NULL PostgreSQL does not see the order of an index, as it does after x = 1. */
static bool
is_one_value(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if ((at->is_fixed || (at->use->roles & USE_BOOLEAN) != 0) &&
            strcmp(at->use->name, column) == 0)
            return true;
    return false;
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
        if (!is_one_value(access, element->column))
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
 * that wait. Not those that most rows have, nor a mark of deletion, where nobody knows.
 */
static bool
is_worth_leading(const Design *design, const AccessCondition *condition)
{
    double share = asked_share(design, condition);

    if (!asked_is_state(design, condition) || share >= SHARE_OF_MOST)
        return false;
    return share >= 0 ||
           ((condition->use->roles & USE_IS_NULL) == 0 &&
            condition->use->column != shape_soft_delete(design, condition->use->table));
}

static void
add_states(const Design *design, Order *order)
{
    for (const AccessCondition *at = order->access.conditions.first; at != NULL; at = at->next)
    {
        if (!is_worth_leading(design, at))
            continue;
        if ((at->use->roles & USE_IS_NULL) != 0)
            order->null = at->use->name;
        else if (order->columns.count < 2 && !name_list_contains(&order->columns, at->use->name))
            name_list_add(design->arena, &order->columns, at->use->name);
    }
}

/*
 * Of a parameter nobody knows whether its value is rare. What was counted does: few rows come, and
 * many pages are read for them.
 */
static bool
passes_many(const WorkloadQuery *query)
{
    double rows = fmax(1, query->per_call[COUNTER_ROWS].value);
    Quantity blocks = query->per_call[COUNTER_BLOCKS];
    Quantity ms = query->per_call[COUNTER_MS];
    size_t tables = 0;

    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
        tables += at->kind == RELATION_TABLE;
    if (tables != 1 || !quantity_known(query->per_call[COUNTER_ROWS]))
        return false;
    if (quantity_known(blocks))
        return blocks.value >= BLOCKS_OF_A_TRAP && blocks.value >= BLOCKS_FOR_A_ROW * rows;
    return ms.value >= MS_OF_A_TRAP && ms.value >= MS_FOR_A_ROW * rows;
}

static void
find_rare(const Design *design, const WorkloadQuery *query, Order *order)
{
    bool is_trap = passes_many(query);

    for (const AccessCondition *at = order->access.conditions.first; at != NULL; at = at->next)
    {
        double share = asked_share(design, at);

        if (asked_is_state(design, at) && (share < 0 ? is_trap : share <= SHARE_RARE))
            name_list_add(design->arena, &order->rare, at->use->name);
    }
}

/* Before its order, or in its predicate. */
static bool
tells(const Index *index, const char *state, const char *column)
{
    for (const IndexElement *at = index->elements.first;
         at != NULL && at->column != NULL && strcmp(at->column, column) != 0; at = at->next)
        if (strcmp(at->column, state) == 0)
            return true;
    for (const Reference *at = index->predicate == NULL ? NULL : index->predicate->references.first;
         at != NULL; at = at->next)
        if (at->kind == REFERENCE_COLUMN && str_equal(at->name, state))
            return true;
    return false;
}

/* An index has the order and, of states that few rows are in, those alone. */
static bool
is_served(Order *order)
{
    const char *column = order->use->name;

    for (const Index *index = order->use->table->indexes.first; index != NULL; index = index->next)
    {
        bool tells_all = true;

        if (!gives_order(&order->access, index, column, &order->columns))
            continue;
        for (const Name *state = order->rare.first; state != NULL; state = state->next)
            tells_all = tells_all && tells(index, state->text, column);
        if (tells_all)
            return true;
        order->passing = index;
    }
    return false;
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
hold_nulls_alone(Arena *arena, Index *index, const char *column)
{
    Reference *reference = arena_new_object(arena, Reference);
    Expr *predicate = arena_new_object(arena, Expr);

    reference->kind = REFERENCE_COLUMN;
    reference->name = column;
    predicate->sql = arena_printf(arena, "%s IS NULL", quote_ident(arena, column));
    list_append(&predicate->references, reference);
    index->predicate = predicate;
}

static void
tell_passing(Findings *findings, Finding *finding, const Order *order)
{
    if (order->passing == NULL)
        return;
    finding->message = arena_printf(
        findings->arena,
        "%s is sorted by %s for its first rows: index %s passes all rows of another %s",
        table_label(findings->arena, order->use->table), order->use->name, order->passing->name,
        name_list_text(findings->arena, &order->rare));
    finding_detail(
        findings, finding,
        "Few rows have the value that is asked for, and where they stand in the order the "
        "planner does not know: it takes them for spread evenly.");
}

static Finding *
add(const Design *design, const WorkloadQuery *query, const Order *order, const char *id,
    Findings *findings)
{
    const Table *table = order->use->table;
    Finding *finding =
        finding_add(findings, &rule_sort_without_index, table, NULL, query->location,
                    "%s is sorted by %s for its first rows, and no index has that order",
                    table_label(findings->arena, table), order->use->name);

    finding->object_id = id;
    finding->weight = shape_likely_rows(design, table) / 2;
    finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
    access_propose(findings, finding, &order->columns);
    if (order->null != NULL)
        hold_nulls_alone(findings->arena, finding->changes.first->index, order->null);
    tell_passing(findings, finding, order);
    return finding;
}

static void
report(const Design *design, const WorkloadQuery *query, const Order *order, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = order->use->table;
    char *id = key_object_id(arena, table, &order->columns);
    Finding *finding;
    bool is_first;

    if (order->null != NULL)
        id = arena_printf(arena, "%s, %s IS NULL", id, order->null);
    finding = finding_find(findings, &rule_sort_without_index, table, id);
    is_first = finding == NULL;
    if (is_first)
        finding = add(design, query, order, id, findings);
    hold_back(finding, is_first, has_unjudged(&order->access, order->use->name));
    finding_query(findings, finding, query);
}

static void
check_select(const Design *design, const WorkloadQuery *query, const QuerySelect *select,
             Findings *findings)
{
    Order order = {.use = leading(query->meaning, select)};

    if (order.use == NULL || design_stays_small(design, order.use->table))
        return;
    order.access = access_of(findings->arena, design->schema, query->meaning, order.use->relation);
    if (order.access.is_unique || is_fixed(&order.access, order.use->name) ||
        is_joined_to(&order.access))
        return;
    order.columns = columns_before(findings->arena, &order.access);
    find_rare(design, query, &order);
    if (is_served(&order))
        return;
    add_states(design, &order);
    if (!name_list_contains(&order.columns, order.use->name))
        name_list_add(findings->arena, &order.columns, order.use->name);
    report(design, query, &order, findings);
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
        "and sorted, to return the first few: the time grows with the largest group. An index in "
        "the "
        "order alone is a trap where few rows are in the state that is asked for: all others are "
        "passed on the way, which with finished jobs is nearly the whole table.",
    .fix =
        "Add an index: the columns compared by equality, the state among them, then the one that "
        "is sorted by; for x IS NULL an index of the order WHERE x IS NULL, since after a null "
        "PostgreSQL sees no order.",
    .gain = "the first rows come out of the index in order; nothing is sorted",
    .trade_off = "One more index to be written by every insert, and by every update that is not "
                 "HOT; an index on the leading columns alone may become needless.",
    .not_when =
        "An index gives the order after the columns compared by equality, and tells states of "
        "which "
        "statistics, or the pages counted, say that few rows have them, ties left aside; "
        "at most one row fits; a join finds the rows; the order is an expression, or that of "
        "groups; or the table stays under 10,000 rows. Told, but not advised: another column is "
        "compared by a list, a range, a pattern, or otherwise so that nobody knows how many rows "
        "pass.",
    .source = "PostgreSQL manual, 11.4 Indexes and ORDER BY",
    .group = "%zu sorts without an index",
    .explains_time = true,
    .check_query = check,
};
