#include "rule/list.h"
#include "rule/query_lookup.h"
#include "rule/shape.h"
#include "schema/type.h"

static bool
is_of_few_values(const Design *design, const Column *column)
{
    const Type *type = schema_find_type(
        design->schema, column->type.schema == NULL ? "pg_catalog" : column->type.schema,
        column->type.name);

    return column->type.dimensions == 0 &&
           (type_facts(design->schema, &column->type).category == CATEGORY_BOOLEAN ||
            (type != NULL && type->kind == TYPE_ENUM));
}

/* A condition that leaves a share of the rows which does not depend on how many there are. */
static bool
is_weak(const Design *design, const ColumnUse *use)
{
    return use->column != NULL && use->function == NULL && use->path == NULL &&
           is_of_few_values(design, use->column);
}

static bool
is_condition(const ColumnUse *use)
{
    return use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON || use->clause == CLAUSE_HAVING;
}

/* A part of ON that joins, or that narrows only what is joined. */
static bool
is_about_others(const ColumnUse *use)
{
    return (use->roles & USE_FILTERED) == 0 || use->is_through_cte || use->is_through_subquery ||
           (use->relation != NULL && use->relation->is_nullable);
}

/* WHERE holds nothing but tests of booleans and enums; ON nothing but joins and such tests. */
static bool
is_narrowed(const Design *design, const Query *query, const QuerySelect *top)
{
    size_t weak = 0;

    for (const QuerySelect *select = query->selects.first; select != NULL; select = select->next)
        if (select->parent == top && (select->kind == SELECT_EXISTS || select->kind == SELECT_IN))
            return true;
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        if (use->select != top || !is_condition(use))
            continue;
        if (use->clause == CLAUSE_ON && is_about_others(use))
            continue;
        if (!is_weak(design, use))
            return true;
        weak++;
    }
    return top->has_where && !top->is_always && weak == 0;
}

/* The first table of the first view that is read, when it shows all rows of it; or NULL. */
static const Table *
whole_view(const Query *query)
{
    const QueryRelation *found = NULL;

    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (!relation->is_through_view || relation->table == NULL ||
            relation->join != JOINED_FIRST || relation->select->parent != NULL)
            continue;
        found = relation;
        break;
    }
    if (found == NULL || found->select->has_where || found->select->has_group ||
        found->select->is_distinct || found->select->limit_kind != LIMIT_NONE)
        return NULL;
    return found->table;
}

/* The table whose rows are returned, all of them; NULL when what is read may be few rows. */
static const Table *
whole_table(const Query *query, const QuerySelect *top)
{
    const Table *table = NULL;

    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (relation->select != top)
            continue;
        if (relation->kind == RELATION_TABLE && relation->join != JOINED_LEFT && table == NULL)
            table = relation->table;
        else if (relation->kind == RELATION_VIEW && table == NULL)
            table = whole_view(query);
        else if (relation->kind != RELATION_TABLE && relation->kind != RELATION_VIEW &&
                 !relation->is_nullable)
            return NULL;
    }
    return table;
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    const QuerySelect *top = query->meaning->selects.first;
    const Table *table;
    Finding *finding;

    if (top == NULL || top->command != QUERY_SELECT || query->meaning->command != QUERY_SELECT ||
        top->limit_kind != LIMIT_NONE || top->is_one_row || top->has_group || top->is_distinct)
        return;
    table = whole_table(query->meaning, top);
    if (table == NULL || is_narrowed(design, query->meaning, top) ||
        query_lookup_is_unique(query->meaning, top))
        return;
    finding = finding_find(findings, &rule_query_returns_unbounded, table,
                           arena_printf(findings->arena, "%s.%s", table->schema, table->name));
    if (finding == NULL)
        finding = finding_add(findings, &rule_query_returns_unbounded, table, NULL, query->location,
                              "%s returns %s %s%s, without LIMIT", query->name,
                              shape_rows_text(findings->arena, design, table),
                              table_label(findings->arena, table),
                              top->has_where && !top->is_always ? " of one kind" : "");
    finding_query(findings, finding, query);
}

const Rule rule_query_returns_unbounded = {
    .id = "query-returns-unbounded",
    .catalogue = "QRY05 QRY19",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Result that grows with the table",
    .why = "Nothing bounds what is returned: time, network and the memory of the program that asks "
           "grow with the table, until one call is too many.",
    .fix = "Page by key with ORDER BY and LIMIT, or ask for the rows that are needed.",
    .trade_off = "Who needs every row must ask more than once.",
    .not_when = "A condition on anything but a boolean or an enum; aggregates; LIMIT.",
    .source = "PostgreSQL manual, 7.6 LIMIT and OFFSET",
    .group = "%zu tables returned whole",
    .explains_time = true,
    .is_about_results = true,
    .check_query = check,
};
