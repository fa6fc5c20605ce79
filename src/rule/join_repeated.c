/*
 * When most of the hot reads of a table fetch the same few columns through the same foreign key, and
 * those columns hardly ever change, a copy in the child saves the join. The price is that one change
 * in the parent becomes one for each child: so writes are multiplied by the children of a parent
 * before they are weighed against the reads.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/table_use.h"
#include "schema/type.h"

static const double READS_MANY = 10000; /* a day, with the join */
static const double SHARE_MOST = 0.5; /* of all reads of the child */
static const double READS_PER_WRITE = 10;
static const double TIME_THAT_MATTERS = 0.05; /* of all statements */

enum
{
    QUERIES_LEAST = 2,
    COLUMNS_MOST = 3
};

/* What the reads through one foreign key come to. */
typedef struct Join
{
    const Constraint *key;
    const TableUse *child;
    const TableUse *parent;
    NameList columns; /* of the parent, that they return */
    const WorkloadQuery **queries;
    size_t count;
    Quantity reads; /* a day */
    double share; /* of the time of all statements */
} Join;

static bool
is_joined(const Query *query, const Join *join)
{
    const char *from = join->key->columns.first->text;
    const char *to = join->key->ref_columns.first->text;

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->table == join->child->table && str_equal(use->name, from) &&
            (use->roles & USE_JOINED) != 0 && use->other != NULL &&
            use->other->table == join->parent->table && str_equal(use->other->name, to) &&
            str_equal(use->operation, "="))
            return true;
    return false;
}

/* True when the parent gives columns to the result and nothing else but the join. */
static bool
takes_columns(Arena *arena, const Query *query, const Join *join, NameList *columns)
{
    const char *to = join->key->ref_columns.first->text;

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        if (use->table != join->parent->table || str_equal(use->name, to))
            continue;
        if ((use->roles & ~(uint32_t) (USE_RETURNED | USE_COMPUTED)) != 0 || use->column == NULL)
            return false;
        if (!name_list_contains(columns, use->name))
            name_list_add(arena, columns, use->name);
    }
    return columns->count > 0;
}

static void
add_query(Arena *arena, Join *join, const TableRead *read)
{
    const WorkloadQuery *query = read->query;
    NameList columns = {0};

    if (query->meaning->command != QUERY_SELECT || !quantity_known(query->calls_per_day) ||
        !is_joined(query->meaning, join) || !takes_columns(arena, query->meaning, join, &columns))
        return;
    for (const Name *name = columns.first; name != NULL; name = name->next)
        if (!name_list_contains(&join->columns, name->text))
            name_list_add(arena, &join->columns, name->text);
    join->queries[join->count++] = query;
    join->reads = (Quantity){
        join->reads.value + query->calls_per_day.value,
        join->count == 1 ? query->calls_per_day.source
                         : provenance_weaker(join->reads.source, query->calls_per_day.source)};
    join->share += query->share;
}

/* Rows of the child that must change when the columns do, a day; unknown where the writes are. */
static Quantity
copies_written(const Design *design, const Join *join)
{
    Quantity parents = design_rows(design, join->parent->table);
    Quantity children = design_rows(design, join->child->table);
    Quantity sum = {0, PROVENANCE_MEASURED};

    if (!quantity_known(join->parent->rows_written) || join->parent->unrated_writes > 0 ||
        !quantity_known(parents) || !quantity_known(children) || parents.value < 1)
        return QUANTITY_UNKNOWN;
    for (const Name *name = join->columns.first; name != NULL; name = name->next)
    {
        const ColumnRates *rates = table_use_column(join->parent, name->text);

        if (rates != NULL && quantity_known(rates->updated))
            sum.value += rates->updated.value;
    }
    sum.value *= children.value / parents.value;
    sum.source = provenance_weaker(join->parent->rows_written.source,
                                   provenance_weaker(parents.source, children.source));
    return sum;
}

static bool
is_worth_it(const Design *design, const Join *join, Quantity written)
{
    bool has_times = quantity_known(workload_total_ms(design->workload));

    return join->count >= QUERIES_LEAST && join->columns.count <= COLUMNS_MOST &&
           join->reads.value >= READS_MANY &&
           join->reads.value >= SHARE_MOST * join->child->read_calls.value &&
           (!has_times || join->share >= TIME_THAT_MATTERS) && quantity_known(written) &&
           join->reads.value >= READS_PER_WRITE * written.value;
}

static void
report(const Join *join, Quantity written, Findings *findings)
{
    Arena *arena = findings->arena;
    Finding *finding = finding_add(
        findings, &rule_join_repeated, join->child->table, join->key->columns.first->text,
        join->key->location, "%.0f %% of the reads of %s join %s for %s, which hardly ever changes",
        join->reads.value / join->child->read_calls.value * 100,
        table_label(arena, join->child->table), table_label(arena, join->parent->table),
        name_list_text(arena, &join->columns));

    for (size_t i = 0; i < join->count; i++)
        finding_query(findings, finding, join->queries[i]);
    finding_evidence(findings, finding, "reads with the join", join->reads, "calls/day");
    finding_evidence(findings, finding, "rows to keep alike", written, "rows/day");
    finding->weight = join->reads.value;
    finding->kept_back = "a copy must be kept alike by a trigger or the application";
}

static void
check_key(const Design *design, const TableUse *child, const Constraint *key, Findings *findings)
{
    const Table *table = schema_find_table(design->schema, key->ref_schema, key->ref_table);
    Join join = {.key = key, .child = child, .reads = QUANTITY_UNKNOWN};
    Quantity written;

    join.parent = table == NULL ? NULL : table_use_find(findings->uses, table);
    if (join.parent == NULL || join.parent == child || key->columns.count != 1 ||
        design_stays_small(design, child->table))
        return;
    join.queries = arena_new_array(findings->arena, const WorkloadQuery *, child->reads.count + 1);
    for (const TableRead *read = child->reads.first; read != NULL; read = read->next)
        add_query(findings->arena, &join, read);
    written = copies_written(design, &join);
    if (is_worth_it(design, &join, written))
        report(&join, written, findings);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const TableUse *use = table_use_find(findings->uses, table);

    if (use == NULL)
        return;
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY)
            check_key(design, use, key, findings);
}

const Rule rule_join_repeated = {
    .id = "join-repeated",
    .catalogue = "",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "the same join in most of the hot reads",
    .why = "Each of these reads looks up the parent for a column or two that hardly ever changes. "
           "The lookup costs some pages for each row, at every read.",
    .fix = "Consider a copy of the columns in the child, filled by a trigger, and only after the "
           "indexes are right: a lookup by key in memory takes microseconds.",
    .trade_off =
        "A change in the parent becomes one in each of its children; a copy that is not kept "
        "alike is wrong.",
    .not_when =
        "Under 10,000 such reads a day, half of the table's reads or 5 % of the time; more than "
        "three columns; the parent is filtered or sorted by; its writes or the rows of both "
        "tables are not known; fewer than ten reads for each row that had to be kept alike.",
    .source = "docs/design/queries_and_counts.md",
    .group = "%zu joins that most hot reads repeat",
    .check_table = check,
};
