/*
 * access.c - the conditions on one table of a query, and the indexes that serve them.
 */
#include "rule/access_internal.h"

#include "rule/key.h"
#include "schema/type.h"

#include <ctype.h>
#include <strings.h>

enum
{
    INDEX_COLUMNS = 3 /* more hardly narrow further */
};

static bool
is_method(const Index *index, const char *name)
{
    return strcmp(index->method, name) == 0;
}

static bool
has_pattern_class(const IndexElement *element)
{
    return (element->opclass != NULL && strstr(element->opclass, "pattern_ops") != NULL) ||
           (element->collation != NULL && strstr(element->collation, "C") != NULL);
}

static bool
can_answer(const Index *index, const IndexElement *element, const ColumnUse *use)
{
    bool is_contained = (use->roles & (USE_CONTAINMENT | USE_FULL_TEXT)) != 0;
    bool is_trigram = element->opclass != NULL && strstr(element->opclass, "trgm") != NULL;

    if (is_method(index, "hash"))
        return (use->roles & (USE_EQUAL | USE_IN | USE_JOINED)) != 0;
    if (is_method(index, "gin"))
        return is_contained || (is_trigram && (use->roles & USE_LIKE_PREFIX) != 0);
    if (!is_method(index, "btree"))
        return true; /* gist, spgist, brin, bloom: their classes decide */
    if ((use->roles & USE_LIKE_PREFIX) != 0)
        return has_pattern_class(element);
    return !is_contained;
}

static bool
is_usable(const Index *index, const Query *query, const QueryRelation *relation)
{
    return !index->is_invalid && index->elements.first != NULL &&
           access_implies(query, relation, index->predicate);
}

/* The columns of a GIN or BRIN index are all first ones. */
const Index *
access_serving(const Table *table, const Query *query, const ColumnUse *use)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        bool has_order = !is_method(index, "gin") && !is_method(index, "brin");

        for (const IndexElement *element = index->elements.first; element != NULL;
             element = has_order ? NULL : element->next)
            if (str_equal(element->column, use->name) && can_answer(index, element, use) &&
                is_usable(index, query, use->relation))
                return index;
    }
    return NULL;
}

static bool
mentions(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = strcasestr(text, word); at != NULL; at = strcasestr(at + 1, word))
        if ((at == text || (!isalnum((unsigned char) at[-1]) && at[-1] != '_')) &&
            !isalnum((unsigned char) at[length]) && at[length] != '_')
            return true;
    return false;
}

const Index *
access_expression_index(const Access *access, const char *column, const char *function)
{
    for (const Index *index = access->table->indexes.first; index != NULL; index = index->next)
    {
        const IndexElement *element = index->elements.first;

        if (element == NULL || element->expr == NULL || !mentions(element->expr->sql, column))
            continue;
        if ((function == NULL || strcasestr(element->expr->sql, function) != NULL) &&
            is_usable(index, access->query, access->relation))
            return index;
    }
    return NULL;
}

const Index *
access_arm_index(const Access *access, const ColumnUse *use)
{
    if (!access_is_bare(use))
        return access_expression_index(access, use->name, use->function);
    return (use->roles & ACCESS_SARGABLE) == 0 ? NULL
                                               : access_serving(access->table, access->query, use);
}

/* --- the access ---------------------------------------------------------------------------------- */

static bool
is_equal_to(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (strcmp(at->use->name, column) == 0 && (at->use->roles & (USE_EQUAL | USE_JOINED)) != 0)
            return true;
    return false;
}

static bool
finds_one_row(const Access *access)
{
    for (const Index *index = access->table->indexes.first; index != NULL; index = index->next)
    {
        bool is_whole = index->is_unique && is_usable(index, access->query, access->relation);

        for (const IndexElement *element = index->elements.first; is_whole && element != NULL;
             element = element->next)
            is_whole = element->column != NULL && is_equal_to(access, element->column);
        if (is_whole)
            return true;
    }
    return false;
}

static void
add_condition(Arena *arena, Access *access, const ColumnUse *use)
{
    AccessCondition *condition = arena_new_object(arena, AccessCondition);

    condition->use = use;
    condition->is_join = (use->roles & USE_JOINED) != 0;
    condition->is_weak = !condition->is_join && access_is_weak(access->schema, access->query, use);
    condition->is_fixed =
        condition->is_join ? use->other->is_outer : access_is_fixed(access->query, use);
    condition->index = access_serving(access->table, access->query, use);
    access->is_narrowed |= !condition->is_weak;
    access->is_served |= !condition->is_weak && condition->index != NULL;
    list_append(&access->conditions, condition);
}

static bool
has_search_of_its_own(const Access *access)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (!at->is_join && !at->is_weak)
            return true;
    return false;
}

/*
 * Two tables that find each other by keys do not find the first row: where a table has a search of its
 * own, a join serves it only from what is reached by an index.
 */
static void
find_index(Arena *arena, Access *access)
{
    bool has_own = has_search_of_its_own(access);
    AccessSet reached = {0}; /* found when it is asked for */

    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
    {
        bool depends = at->is_join && has_own && !at->use->other->is_outer;

        if (access->index != NULL || at->index == NULL)
            continue;
        if (depends && reached.relations == NULL)
            reached = access_set_of(arena, access->schema, access->query, access->relation, true);
        if (!depends || access_set_has(&reached, at->use->other->relation))
            access->index = at->index;
    }
    for (const ColumnUse *use = access->query->uses.first; use != NULL; use = use->next)
        if (access->index == NULL && use->relation == access->relation && access_is_looked_up(use))
        {
            access->index = access_serving(access->table, access->query, use);
            access->is_served |= access->index != NULL && use->other->is_outer;
        }
}

Access
access_of(Arena *arena, const Schema *schema, const Query *query, const QueryRelation *relation)
{
    return access_of_table(arena, schema, query, relation, relation->table);
}

/* Only joins depend on which other relations are narrowed. */
static bool
is_joined(const Query *query, const QueryRelation *relation)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && (use->roles & USE_JOINED) != 0)
            return true;
    return false;
}

Access
access_of_table(Arena *arena, const Schema *schema, const Query *query,
                const QueryRelation *relation, const Table *table)
{
    Access access = {.schema = schema, .query = query, .relation = relation, .table = table};
    AccessSet narrowed = {0};

    if (is_joined(query, relation))
        narrowed = access_set_of(arena, schema, query, relation, false);
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && access_is_sargable(use) &&
            !access_is_cut_before(query, use) &&
            (access_narrows(schema, query, use, &narrowed) ||
             ((use->roles & USE_JOINED) == 0 && access_is_weak(schema, query, use))))
            add_condition(arena, &access, use);
    find_index(arena, &access);
    access.is_unique = finds_one_row(&access);
    return access;
}

/* One of the tables that it is joined with is found by an index, or by the query around. */
static bool
is_joined_with_reached(Arena *arena, const Access *access)
{
    AccessSet reached = {0}; /* found when it is asked for */

    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
    {
        if (!at->is_join)
            continue;
        if (at->use->other->is_outer)
            return true;
        if (reached.relations == NULL)
            reached = access_set_of(arena, access->schema, access->query, access->relation, true);
        if (access_set_has(&reached, at->use->other->relation))
            return true;
    }
    return false;
}

static void
add_columns(Arena *arena, const Access *access, uint32_t roles, size_t limit, NameList *columns)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (!at->is_weak && (at->use->roles & roles) != 0 && columns->count < limit &&
            !name_list_contains(columns, at->use->name))
            name_list_add(arena, columns, at->use->name);
}

/* What is newer than a time: as many rows in ten years as today, where every other range grows. */
static bool
asks_for_recent(const Access *access, const ColumnUse *use)
{
    TypeCategory category;

    if ((use->roles & USE_RANGE) == 0 || use->column == NULL ||
        (!str_equal(use->operation, ">") && !str_equal(use->operation, ">=") &&
         !str_equal(use->operation, "BETWEEN")))
        return false;
    category = type_facts(access->schema, &use->column->type).category;
    return category == CATEGORY_TIMESTAMP || category == CATEGORY_TIMESTAMPTZ ||
           category == CATEGORY_DATE;
}

static void
add_recent(Arena *arena, const Access *access, size_t limit, NameList *columns)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (!at->is_weak && asks_for_recent(access, at->use) && columns->count < limit &&
            !name_list_contains(columns, at->use->name))
            name_list_add(arena, columns, at->use->name);
}

/*
 * Of several ranges an index uses the first one. Where nothing that the table is joined with is found
 * first, it is where the query begins: by what it is searched by itself.
 */
NameList
access_columns(Arena *arena, const Access *access)
{
    bool is_first = has_search_of_its_own(access) && !is_joined_with_reached(arena, access);
    NameList columns = {0};
    size_t limit;

    if (is_first)
        add_columns(arena, access, USE_EQUAL | USE_IN, INDEX_COLUMNS - 1, &columns);
    if (!is_first || columns.count > 0)
        add_columns(arena, access, USE_EQUAL | USE_IN | USE_JOINED, INDEX_COLUMNS - 1, &columns);
    limit = columns.count + 1;
    add_recent(arena, access, limit, &columns);
    add_columns(arena, access, USE_RANGE | USE_LIKE_PREFIX, limit, &columns);
    return columns;
}

/* Kept back while the table's rows are unknown. */
static void
propose(Findings *findings, Finding *finding, Index *index)
{
    Change *change = change_new(findings->arena, CHANGE_ADD_INDEX, finding->table);

    change->index = index;
    finding_change(finding, change);
    if (quantity_known(design_rows(findings->design, finding->table)))
        return;
    finding->kept_back = "an index for each query is too much; how large the table is, and how "
                         "often the query runs, is not known";
    finding->is_advised = false;
    finding->severity = SEVERITY_REMARK;
}

void
access_propose(Findings *findings, Finding *finding, const NameList *columns)
{
    propose(findings, finding,
            change_make_index(findings->arena, findings->design->schema, finding->table, columns));
}

void
access_propose_expression(Findings *findings, Finding *finding, const char *column,
                          const char *expression)
{
    Arena *arena = findings->arena;
    NameList columns = {0};
    Expr *expr = arena_new_object(arena, Expr);
    Reference *reference = arena_new_object(arena, Reference);
    Index *index;

    name_list_add(arena, &columns, column);
    index = change_make_index(arena, findings->design->schema, finding->table, &columns);
    expr->sql = expression;
    reference->kind = REFERENCE_COLUMN;
    reference->name = column;
    list_append(&expr->references, reference);
    index->elements.first->column = NULL;
    index->elements.first->expr = expr;
    propose(findings, finding, index);
}
