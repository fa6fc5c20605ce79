/*
 * The trap of "never scanned" is all that a scan does not count: a unique index is asked on every
 * insert, a replica scans for itself, the quarter's report comes once a quarter, and a parent row may
 * be deleted tomorrow. So each is looked for before an index is called unused.
 */
#include "rule/index_use.h"

#include "rule/access.h"
#include "rule/key.h"

static const double DAYS_ENOUGH = 30; /* a month's end lies in them */

static void
add(Quantity *sum, Quantity more)
{
    if (!quantity_known(*sum))
        *sum = more;
    else if (quantity_known(more))
        sum->value += more.value;
}

static void
add_use(IndexUse *sum, const IndexUse *more)
{
    add(&sum->scans, more->scans);
    add(&sum->entries_read, more->entries_read);
    add(&sum->rows_fetched, more->rows_fetched);
    if (quantity_known(more->days_since_scan) &&
        (!quantity_known(sum->days_since_scan) ||
         more->days_since_scan.value < sum->days_since_scan.value))
        sum->days_since_scan = more->days_since_scan;
}

/* The attached parts on a partition. */
static bool
add_parts(const Design *design, const Table *partition, const Index *parent, IndexUse *sum)
{
    bool is_known = false;

    for (const Index *index = partition->indexes.first; index != NULL; index = index->next)
    {
        IndexUse part;

        if (!str_equal(index->parent_name, parent->name) ||
            !str_equal(index->parent_schema, parent->schema))
            continue;
        if (!index_use_of(design, partition, index, &part))
            return false;
        add_use(sum, &part);
        is_known = true;
    }
    return is_known;
}

bool
index_use_of(const Design *design, const Table *table, const Index *index, IndexUse *out)
{
    const IndexUse *use = stats_find_index_use(design->stats, index->schema, index->name);
    const PartitionRefList *partitions = design_partitions(design, table);
    IndexUse sum = {.scans = QUANTITY_UNKNOWN,
                    .entries_read = QUANTITY_UNKNOWN,
                    .rows_fetched = QUANTITY_UNKNOWN,
                    .days_since_scan = QUANTITY_UNKNOWN};

    if (use != NULL && quantity_known(use->scans))
    {
        *out = *use;
        return true;
    }
    if (table->kind != TABLE_PARTITIONED || partitions == NULL || partitions->count == 0)
        return false;
    for (const PartitionRef *at = partitions->first; at != NULL; at = at->next)
        if (!add_parts(design, at->table, index, &sum))
            return false;
    *out = sum;
    return quantity_known(sum.scans);
}

bool
index_use_is_bound(const Index *index)
{
    return index->is_primary || index->is_unique || index->constraint != NULL ||
           index->is_replica_identity || index->parent_name != NULL;
}

/* --- duties -------------------------------------------------------------------------------------- */

static bool
is_dropped(const Findings *findings, const Table *table, const Index *index)
{
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        for (const Change *change = finding->changes.first;
             finding->table == table && finding->is_advised && change != NULL;
             change = change->next)
            if (change->kind == CHANGE_DROP_INDEX && str_equal(change->object, index->name))
                return true;
    return false;
}

/* The table as it were with this index alone, or with all others that stay. */
static Table
table_with(const Findings *findings, const Table *table, const Index *index, bool is_alone)
{
    Table copy = *table;

    copy.indexes = (IndexList){0};
    for (const Index *at = table->indexes.first; at != NULL; at = at->next)
    {
        Index *kept;

        if ((at == index) != is_alone || (!is_alone && is_dropped(findings, table, at)))
            continue;
        kept = arena_new_object(findings->arena, Index);
        *kept = *at;
        list_append(&copy.indexes, kept);
    }
    return copy;
}

static const char *
foreign_key_duty(const Findings *findings, const Table *table, const Table *alone,
                 const Table *others)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key_serving(alone, &key->columns) != NULL &&
            key_serving(others, &key->columns) == NULL)
            return arena_printf(findings->arena,
                                "it alone finds the rows of %s when one of %s is deleted",
                                table_label(findings->arena, table), key->ref_table);
    return NULL;
}

static bool
is_served(const Findings *findings, const WorkloadQuery *query, const QueryRelation *relation,
          const Table *table)
{
    return access_of_table(findings->arena, findings->design->schema, query->meaning, relation,
                           table)
               .index != NULL;
}

static bool
is_ordered_by(const Index *index, const QueryRelation *relation, const WorkloadQuery *query)
{
    const char *column = index->elements.first == NULL ? NULL : index->elements.first->column;

    for (const ColumnUse *use = query->meaning->uses.first; use != NULL; use = use->next)
        if (use->relation == relation && (use->roles & USE_ORDERED) != 0 && use->position == 1 &&
            str_equal(use->name, column) && use->select->limit_kind != LIMIT_NONE)
            return true;
    return false;
}

static bool
is_ordered_by_any(const Table *table, const QueryRelation *relation, const WorkloadQuery *query)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (is_ordered_by(index, relation, query))
            return true;
    return false;
}

/* What the server counted ran while the index was not scanned: it does without. */
static bool
is_counted(const WorkloadQuery *query)
{
    return query->calls_per_day.source == PROVENANCE_MEASURED && query->calls_per_day.value > 0;
}

static const char *
query_duty(const Findings *findings, const Table *table, const Table *alone, const Table *others)
{
    const Workload *workload = findings->design->workload;

    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
    {
        if (query->meaning == NULL || is_counted(query))
            continue;
        for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
             relation = relation->next)
        {
            if (relation->table != table || relation->kind != RELATION_TABLE)
                continue;
            if ((is_served(findings, query, relation, alone) &&
                 !is_served(findings, query, relation, others)) ||
                (is_ordered_by_any(alone, relation, query) &&
                 !is_ordered_by_any(others, relation, query)))
                return arena_printf(findings->arena, "%s, which nobody counted, has no other index",
                                    query->name);
        }
    }
    return NULL;
}

const char *
index_use_duty(const Findings *findings, const Table *table, const Index *index)
{
    Table alone = table_with(findings, table, index, true);
    Table others = table_with(findings, table, index, false);
    const char *duty;

    if (index->is_clustered)
        return "CLUSTER goes by it";
    duty = foreign_key_duty(findings, table, &alone, &others);
    return duty != NULL ? duty : query_duty(findings, table, &alone, &others);
}

/* --- the window ---------------------------------------------------------------------------------- */

const char *
index_use_doubt(const Findings *findings)
{
    const Stats *stats = findings->design->stats;
    double unread = stats->replicas.value - (double) (stats->nodes_read - 1);

    if (stats->is_replica)
        return "the primary was not read, and may use it";
    if (!quantity_known(stats->replicas))
        return "whether there are replicas, which may use it, could not be seen";
    if (unread > 0)
        return arena_printf(findings->arena,
                            "%.0f %s not read, and may use it: take a snapshot there too", unread,
                            unread == 1 ? "replica was" : "replicas were");
    if (!quantity_known(stats->counted_days))
        return "nobody knows since when uses are counted: it takes a month to be sure";
    if (stats->counted_days.value < DAYS_ENOUGH)
        return arena_printf(findings->arena,
                            "uses are counted for %s: what runs once a month may need it",
                            quantity_days_text(findings->arena, stats->counted_days.value));
    return NULL;
}

char *
index_use_window(Arena *arena, const Stats *stats)
{
    const char *nodes =
        stats->nodes_read > 1 ? arena_printf(arena, " on %zu nodes", stats->nodes_read) : "";

    if (!quantity_known(stats->counted_days))
        return arena_printf(arena, "since the counters were reset%s", nodes);
    return arena_printf(arena, "in %s%s", quantity_days_text(arena, stats->counted_days.value),
                        nodes);
}
