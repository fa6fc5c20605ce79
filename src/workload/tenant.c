/*
 * tenant.c - candidates are tables that many point to, and columns that many tables share and begin
 * their indexes with, or that their policies of row security ask for.
 *
 * Of each it is counted how many tables say directly whose their rows are, how many more are reached by
 * foreign keys that are never null, and how many queries compare the column. The trap is the table of
 * users: many tables say who made a row. Where users belong to something themselves, that reaches
 * further; where keys may be null, they say who did it, not whose it is.
 */
#include "workload/tenant.h"

enum
{
    DIRECT_FEWEST = 3, /* tables with a column of their own */
    TABLES_FEWEST = 5 /* a schema with fewer has no tenants to speak of */
};

typedef struct Candidate Candidate;
struct Candidate
{
    Candidate *next;
    const Table *root; /* or NULL */
    const char *column; /* the name that was met first */
    const TypeName *type;
    TenantTableList tables;
    Map *members; /* TenantTable by table */
    size_t direct;
    size_t leading; /* where the column begins an index */
    size_t queries;
};
LIST_OF(Candidate);

typedef struct Search
{
    Arena *arena;
    const Schema *schema;
    const Workload *workload;
    Map *by_root; /* candidates by table, "schema.name" */
    Map *by_column; /* candidates by name and type of a column */
    CandidateList list;
    size_t tables;
} Search;

static char *
table_key(Arena *arena, const char *schema, const char *name)
{
    return arena_printf(arena, "%s.%s", schema == NULL ? "" : schema, name);
}

static Candidate *
candidate_in(Search *search, Map *map, const char *key, const Column *column)
{
    Candidate *candidate = map_get(map, key);

    if (candidate != NULL)
        return candidate;
    candidate = arena_new_object(search->arena, Candidate);
    candidate->column = column->name;
    candidate->type = &column->type;
    candidate->members = map_new(search->arena);
    list_append(&search->list, candidate);
    map_put(map, key, candidate);
    return candidate;
}

/* False when it is a member already. */
static bool
add_member(const Search *search, Candidate *candidate, const Table *table, const Column *column,
           const Constraint *through)
{
    char *key = table_key(search->arena, table->schema, table->name);
    TenantTable *member;

    if (map_get(candidate->members, key) != NULL)
        return false;
    member = arena_new_object(search->arena, TenantTable);
    member->table = table;
    member->column = column;
    member->through = through;
    list_append(&candidate->tables, member);
    map_put(candidate->members, key, member);
    candidate->direct += column != NULL;
    return true;
}

static bool
leads_index(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->elements.first != NULL && str_equal(index->elements.first->column, column))
            return true;
    return false;
}

/* The table's own identity: no two rows have the same. */
static bool
is_own_key(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && index->elements.count == 1 && index->predicate == NULL &&
            str_equal(index->elements.first->column, column))
            return true;
    return false;
}

static bool
names_column(const Expr *expr, const char *column)
{
    for (const Reference *at = expr == NULL ? NULL : expr->references.first; at != NULL;
         at = at->next)
        if (at->kind == REFERENCE_COLUMN && strcmp(at->name, column) == 0)
            return true;
    return false;
}

/* Row security shows rows by it. */
static bool
is_in_policy(const Table *table, const char *column)
{
    for (const Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
        if (names_column(policy->using_expr, column))
            return true;
    return false;
}

/* --- candidates -------------------------------------------------------------------------------- */

/* By keys that are never null, or that queries will have to speak for. */
static void
add_keys(Search *search, const Table *table)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        const Table *root;
        const Column *column;
        Candidate *candidate;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || key->columns.count != 1)
            continue;
        root = schema_find_table(search->schema, key->ref_schema, key->ref_table);
        column = table_find_column(table, key->columns.first->text);
        if (root == NULL || root == table || column == NULL || !column->is_not_null)
            continue;
        candidate = candidate_in(search, search->by_root,
                                 table_key(search->arena, root->schema, root->name), column);
        candidate->root = root;
        (void) add_member(search, candidate, table, column, NULL); /* one column of several */
    }
}

static bool
may_name_tenant(const Table *table, const Column *column)
{
    static const char *const types[] = {"int4", "int8", "uuid"};

    if (column->type.schema != NULL || column->type.dimensions > 0 ||
        (!column->is_not_null && !is_in_policy(table, column->name)))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
        if (str_equal(column->type.name, types[i]))
            return true;
    return false;
}

/* By columns of one name and type that no key declares; they count where an index begins with them. */
static void
add_columns(Search *search, const Table *table)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Candidate *candidate;

        if (!may_name_tenant(table, column) || is_own_key(table, column->name))
            continue;
        candidate = candidate_in(
            search, search->by_column,
            arena_printf(search->arena, "%s %s", column->name, column->type.name), column);
        if (add_member(search, candidate, table, column, NULL))
            candidate->leading +=
                leads_index(table, column->name) || is_in_policy(table, column->name);
    }
}

static size_t
tables_with(const Candidate *candidate, const char *column)
{
    size_t count = 0;

    for (const TenantTable *at = candidate->tables.first; at != NULL; at = at->next)
        count += at->column != NULL && strcmp(at->column->name, column) == 0;
    return count;
}

/* The name that most tables have for it. */
static void
choose_column(Candidate *candidate)
{
    size_t most = 0;

    for (const TenantTable *at = candidate->tables.first; at != NULL; at = at->next)
    {
        size_t count = tables_with(candidate, at->column->name);

        if (count <= most)
            continue;
        most = count;
        candidate->column = at->column->name;
        candidate->type = &at->column->type;
    }
}

/* Tables with the column of a candidate and no key for it: another service's table, a log. */
static void
add_undeclared(const Search *search, Candidate *candidate)
{
    const Candidate *alike =
        map_get(search->by_column,
                arena_printf(search->arena, "%s %s", candidate->column, candidate->type->name));

    if (candidate->root == NULL || alike == NULL)
        return;
    for (const TenantTable *at = alike->tables.first; at != NULL; at = at->next)
        if (at->table != candidate->root)
            (void) add_member(search, candidate, at->table, at->column, NULL); /* or is one */
}

/* --- what speaks for them ---------------------------------------------------------------------- */

/* Columns of a key that are never null: each row has its parent. */
static bool
is_certain(const Constraint *key)
{
    for (const Name *name = key->columns.first; name != NULL; name = name->next)
    {
        const Column *column = table_find_column(key->table, name->text);

        if (column == NULL || !column->is_not_null)
            return false;
    }
    return true;
}

static bool
reach_one(const Search *search, Candidate *candidate, const Table *table)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && is_certain(key) &&
            map_get(candidate->members,
                    table_key(search->arena, key->ref_schema, key->ref_table)) != NULL)
            return add_member(search, candidate, table, NULL, key);
    return false;
}

/* Along keys, until nothing is added. */
static void
reach_all(const Search *search, Candidate *candidate)
{
    size_t before;

    do
    {
        before = candidate->tables.count;
        for (const Table *table = search->schema->tables.first; table != NULL; table = table->next)
            if (table->partition_of == NULL && table != candidate->root)
                (void) reach_one(search, candidate, table); /* the count tells */
    } while (candidate->tables.count > before);
}

static bool
compares(const Search *search, const Candidate *candidate, const Query *query)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        const TenantTable *member;

        if ((use->roles & USE_EQUAL) == 0 || use->parameter == NULL || use->table == NULL)
            continue;
        member = map_get(candidate->members,
                         table_key(search->arena, use->table->schema, use->table->name));
        if (member != NULL && member->column == use->column)
            return true;
    }
    return false;
}

static void
count_queries(const Search *search, Candidate *candidate)
{
    if (search->workload == NULL)
        return;
    for (const WorkloadQuery *query = search->workload->queries.first; query != NULL;
         query = query->next)
        candidate->queries += query->meaning != NULL && compares(search, candidate, query->meaning);
}

/* --- the choice -------------------------------------------------------------------------------- */

static bool
is_likely(const Search *search, const Candidate *candidate)
{
    if (candidate->direct < DIRECT_FEWEST || candidate->tables.count * 2 < search->tables)
        return false;
    return candidate->root != NULL ||
           (candidate->leading * 2 >= candidate->direct && candidate->direct * 2 >= search->tables);
}

/* Tables reached weigh most; what queries compare decides between those that reach alike. */
static double
score(const Search *search, const Candidate *candidate)
{
    double tables = (double) search->tables;
    double queries = search->workload == NULL ? 0 : (double) search->workload->queries.count;

    return (double) candidate->tables.count / tables + (double) candidate->direct / tables / 2 +
           (queries > 0 ? (double) candidate->queries / queries : 0) +
           (candidate->root != NULL ? 0.1 : 0);
}

static const Candidate *
best_of(const Search *search)
{
    const Candidate *best = NULL;

    for (Candidate *candidate = search->list.first; candidate != NULL; candidate = candidate->next)
    {
        if (candidate->direct < DIRECT_FEWEST - 1)
            continue;
        choose_column(candidate);
        add_undeclared(search, candidate);
        if (candidate->direct < DIRECT_FEWEST)
            continue;
        reach_all(search, candidate);
        if (!is_likely(search, candidate))
            continue;
        count_queries(search, candidate);
        if (best == NULL || score(search, candidate) > score(search, best))
            best = candidate;
    }
    return best;
}

const Tenants *
tenant_find(Arena *arena, const Schema *schema, const Workload *workload)
{
    Search search = {.arena = arena,
                     .schema = schema,
                     .workload = workload,
                     .by_root = map_new(arena),
                     .by_column = map_new(arena)};
    const Candidate *best;
    Tenants *tenants;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        if (table->partition_of != NULL)
            continue;
        search.tables++;
        add_keys(&search, table);
        add_columns(&search, table);
    }
    best = search.tables < TABLES_FEWEST ? NULL : best_of(&search);
    if (best == NULL)
        return NULL;
    tenants = arena_new_object(arena, Tenants);
    *tenants = (Tenants){.root = best->root,
                         .column = best->column,
                         .tables = best->tables,
                         .direct = best->direct,
                         .queries = best->queries};
    return tenants;
}

const TenantTable *
tenant_table(const Tenants *tenants, const Table *table)
{
    for (const TenantTable *at = tenants == NULL ? NULL : tenants->tables.first; at != NULL;
         at = at->next)
        if (at->table == table)
            return at;
    return NULL;
}
