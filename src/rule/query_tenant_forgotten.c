/*
 * In a database of many tenants nearly every search names its tenant. A column is taken for the
 * tenant's when several tables point by it to the same parent, and most searches of the table
 * compare it. A foreign key or key that is compared instead implies the tenant.
 */
#include "rule/list.h"
#include "rule/name.h"
#include "rule/query_reading.h"
#include "rule/shape.h"

enum
{
    MINDING_FEWEST = 3, /* queries that name the tenant, to call it a habit */
    TABLES_FEWEST = 3 /* that point to the same parent by a column of the same name */
};

static bool
is_tenant_name(const char *name)
{
    static const char *const names[] = {
        "tenant_id",     "organization_id", "organisation_id", "org_id",    "account_id",
        "workspace_id",  "project_id",      "company_id",      "team_id",   "customer_id",
        "enterprise_id", "merchant_id",     "shop_id",         "store_id",  "site_id",
        "community_id",  "instance_id",     "namespace_id",    "realm_id",  "environment_id",
        "business_id",   "client_id",       "school_id",       "clinic_id", "tenant",
        "organization",  "organisation",    "project",         "workspace", "account",
        "company",       "customer",        "realm",           "space_id",  "group_id",
        "app_id",        "practice_id",     "firm_id",         "brand_id",  "venue_id",
        "restaurant_id", "property_id",     "hotel_id",        "church_id", NULL};

    return name_is_any(name, names);
}

static const Constraint *
key_of(const Table *table, const char *column)
{
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_FOREIGN_KEY && at->columns.count == 1 &&
            strcmp(at->columns.first->text, column) == 0)
            return at;
    return NULL;
}

/* Several tables belong to the same parent by a column of this name. */
static bool
is_shared(const Design *design, const Table *table, const Column *column)
{
    const Constraint *key = key_of(table, column->name);
    size_t tables = 0;

    for (const Table *other = design->schema->tables.first; other != NULL; other = other->next)
    {
        const Constraint *same = key_of(other, column->name);

        if (key == NULL && table_find_column(other, column->name) != NULL)
            tables++;
        else if (key != NULL && same != NULL && strcmp(same->ref_table, key->ref_table) == 0)
            tables++;
    }
    return tables >= TABLES_FEWEST;
}

static bool
is_of_key(const Table *table, const char *column)
{
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        if ((at->kind == CONSTRAINT_FOREIGN_KEY || at->kind == CONSTRAINT_PRIMARY_KEY) &&
            at->columns.count == 1 && strcmp(at->columns.first->text, column) == 0)
            return true;
    return false;
}

/* Nobody else has the same: the row found is the one that is meant, whose tenant is known. */
static bool
is_nearly_unique(const char *column)
{
    static const char *const words[] = {"hash",  "hashed",      "secret", "token",  "email",
                                        "uuid",  "guid",        "sha",    "digest", "nonce",
                                        "phone", "fingerprint", "uid",    "key",    NULL};

    return name_has_any_word(column, words);
}

/* With what a sub-select or function gives: unnest($1). */
static bool
is_computed(const ColumnUse *use)
{
    return (use->roles & (USE_EQUAL | USE_IN)) != 0 && use->constant == NULL &&
           use->parameter == NULL && use->function == NULL &&
           str_equal(use->operation, "=") + str_equal(use->operation, "IN") > 0;
}

/* A purge is about all tenants. */
static bool
removes(const Query *query)
{
    for (const QuerySelect *select = query->selects.first; select != NULL; select = select->next)
        if (select->command == QUERY_DELETE)
            return true;
    return false;
}

/* Rows of one user, one list, one job belong to one tenant. */
static bool
implies_tenant(const Query *query, const QueryRelation *relation)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && !use->is_outer &&
            (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_negated &&
            ((use->roles & USE_JOINED) != 0 || is_computed(use) ||
             ((use->roles & (USE_EQUAL | USE_IN)) != 0 &&
              (is_of_key(relation->table, use->name) || is_nearly_unique(use->name)))))
            return true;
    return false;
}

/* Whether rows of other tenants are returned, counted or changed. */
static bool
forgets(Findings *findings, const WorkloadQuery *query, const Table *table)
{
    const QueryRelation *relation =
        query_reading_of(findings->design->schema, query->meaning, table, false);

    return relation != NULL && !removes(query->meaning) &&
           relation->select->kind != SELECT_EXISTS &&
           relation->select->limit_kind != LIMIT_CONSTANT &&
           !implies_tenant(query->meaning, relation);
}

static void
report(const Table *table, const Column *column, const Readers *readers, Findings *findings)
{
    WorkloadQueryRefs group = {
        .items = arena_new_array(findings->arena, const WorkloadQuery *, readers->careless.count)};
    Finding *finding;

    for (size_t i = 0; i < readers->careless.count; i++)
        if (forgets(findings, readers->careless.items[i], table))
            group.items[group.count++] = readers->careless.items[i];
    if (group.count == 0)
        return;
    finding = query_group_add(findings, &rule_query_tenant_forgotten, table, &group, "searches",
                              "search", "%s without %s, which %zu of %zu queries name", table->name,
                              column->name, readers->minding, readers->count);
    finding->object = column->name;
    finding_evidence(findings, finding, "queries that name the tenant",
                     (Quantity){(double) readers->minding, PROVENANCE_MEASURED}, "");
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    if (design->workload == NULL || design_stays_small(design, table))
        return;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Readers readers;

        if (!is_tenant_name(column->name) || !is_shared(design, table, column))
            continue;
        readers = query_reading_readers(findings, table, column, true);
        if (readers.minding < MINDING_FEWEST || readers.minding * 2 < readers.count)
            continue;
        report(table, column, &readers, findings);
        return;
    }
}

const Rule rule_query_tenant_forgotten = {
    .id = "query-tenant-forgotten",
    .catalogue = "QRY05",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "Query over the rows of all tenants, where most name one",
    .why = "Where most queries name the tenant, one that does not reads the rows of all: its time "
           "grows with the number of tenants, and what it returns or changes may belong to "
           "somebody else.",
    .fix = "Add the tenant's column to the condition. Where all tenants are meant, say so in a "
           "comment (tenfold:ignore); row-level security makes forgetting impossible.",
    .trade_off = "None where the condition was forgotten.",
    .not_when = "Fewer than three queries, or less than half of those that search the table, name "
                "the tenant; the query comes by key, by a foreign key, or by a join; it deletes, "
                "or only asks whether there is a row; fewer than three tables have the column.",
    .source = "docs/design/query_rules.md",
    .group = "%zu tables that are searched without the tenant",
    .check_table = check,
};
