/*
 * An index that no scan used is not yet needless: index_use.h looks for what it is for and for what
 * was not seen. Only what passes all of that is advised; the rest is told with the reason to wait.
 */
#include "rule/index_use.h"
#include "rule/list.h"
#include "rule/table_use.h"
#include "stats/size.h"

static const double BYTES_WORTH_A_WORD = 1024.0 * 1024;
static const double BYTES_MANY = 100.0 * 1024 * 1024;
static const double WRITES_MANY = 100000; /* a day */
static const double DAYS_FORGOTTEN = 92; /* a quarter: what runs once in it has run */

/* Nobody in the window, or nobody for a quarter. */
static bool
is_unused(const IndexUse *use)
{
    return use->scans.value == 0 ||
           (quantity_known(use->days_since_scan) && use->days_since_scan.value >= DAYS_FORGOTTEN);
}

static Quantity
bytes_of(const Design *design, const Table *table, const Index *index)
{
    Quantity bytes = stats_index_bytes(design->stats, index->schema, index->name);
    Quantity rows = design_rows(design, table);

    if (quantity_known(bytes) || !quantity_known(rows))
        return bytes;
    return size_index_bytes(design->schema, design->stats, table, index, rows.value);
}

/* Another rule says already that it should go. */
static bool
is_told(const Findings *findings, const Table *table, const Index *index)
{
    const Rule *const others[] = {&rule_index_redundant, &rule_index_on_boolean};

    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        if (finding_find(findings, others[i], table, index->name) != NULL)
            return true;
    return false;
}

static char *
last_use(Arena *arena, const Stats *stats, const IndexUse *use)
{
    if (use->scans.value == 0)
        return arena_printf(arena, "nobody used it %s", index_use_window(arena, stats));
    return arena_printf(arena, "nobody has used it for %s",
                        quantity_days_text(arena, use->days_since_scan.value));
}

static void
add_evidence(const Design *design, const Table *table, const IndexUse *use, Quantity bytes,
             Findings *findings, Finding *finding)
{
    const TableUse *asked = table_use_find(findings->uses, table);
    Quantity nodes = {(double) design->stats->nodes_read, PROVENANCE_MEASURED};

    finding_evidence(findings, finding, "scans", use->scans, "");
    if (quantity_known(design->stats->counted_days))
        finding_evidence(findings, finding, "counted", design->stats->counted_days, "days");
    finding_evidence(findings, finding, "nodes read", nodes, "");
    if (quantity_known(bytes))
        finding_evidence(findings, finding, "index", bytes, "bytes");
    if (asked != NULL && quantity_known(asked->rows_written))
        finding_evidence(findings, finding, "rows written", asked->rows_written, "rows/day");
}

/* Inserts, and updates that are not HOT, write to every index. */
static double
writes_of(const Design *design, const Table *table)
{
    const TableStats *stats = design_table_stats(design, table);
    double cold =
        stats != NULL && quantity_known(stats->hot_fraction) ? 1 - stats->hot_fraction.value : 1;

    return design_inserts_per_day(design, table).value +
           cold * design_updates_per_day(design, table).value;
}

/* A search by something made of its first column passes it by. */
static void
say_passed_by(const Design *design, const Table *table, const Index *index, Findings *findings,
              Finding *finding)
{
    const char *column = index->elements.first == NULL ? NULL : index->elements.first->column;
    const WorkloadQuery *query =
        column == NULL || design->workload == NULL ? NULL : design->workload->queries.first;

    for (; query != NULL; query = query->next)
        for (const ColumnUse *use = query->meaning == NULL ? NULL : query->meaning->uses.first;
             use != NULL; use = use->next)
            if (use->table == table && str_equal(use->name, column) && use->function != NULL &&
                use->clause == CLAUSE_WHERE && (use->roles & (USE_EQUAL | USE_IN)) != 0)
            {
                finding_detail(findings, finding,
                               "%s searches by %s(%s), which this index does not hold.",
                               query->name, use->function, column);
                return;
            }
}

static void
judge(const Table *table, const Index *index, Findings *findings, Finding *finding)
{
    Change *change = change_new(findings->arena, CHANGE_DROP_INDEX, table);
    const char *reason = index_use_duty(findings, table, index);

    change->object = index->name;
    if (reason == NULL)
        reason = index_use_doubt(findings);
    finding_change(finding, change);
    if (reason == NULL)
        return;
    finding->kept_back = reason;
    finding->is_advised = false;
    finding->severity = SEVERITY_REMARK;
}

static void
report(const Design *design, const Table *table, const Index *index, const IndexUse *use,
       Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity bytes = bytes_of(design, table, index);
    double writes = writes_of(design, table);
    Finding *finding = finding_add(
        findings, &rule_index_unused, table, index->name, index->location, "index %s on %s: %s%s%s",
        index->name, table_label(arena, table), last_use(arena, design->stats, use),
        !quantity_known(bytes)
            ? ""
            : arena_printf(arena, ", it takes %s", quantity_bytes_text(arena, bytes.value)),
        writes < 1
            ? ""
            : arena_printf(arena, " and %s writes a day", quantity_count_text(arena, writes)));

    finding->object_id = index->name;
    finding->weight = bytes.value;
    if (bytes.value >= BYTES_MANY || writes >= WRITES_MANY)
        finding->severity = SEVERITY_WARNING;
    add_evidence(design, table, use, bytes, findings, finding);
    say_passed_by(design, table, index, findings, finding);
    judge(table, index, findings, finding);
}

/* One sentence for those that hold a constraint: nobody scans them, and yet they work. */
static void
say_bound(const Table *table, const NameList *bound, Findings *findings)
{
    Finding *last = findings->list.last;

    if (bound->count > 0 && last != NULL && last->rule == &rule_index_unused &&
        last->table == table)
        finding_detail(findings, last, "Not scanned either, but %s what they promise: %s.",
                       bound->count == 1 ? "it holds" : "they hold",
                       name_list_text(findings->arena, bound));
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    NameList bound = {0};

    if (design_stays_small(design, table))
        return;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        Quantity bytes = bytes_of(design, table, index);
        IndexUse use;

        if (index->is_invalid || !index_use_of(design, table, index, &use) || !is_unused(&use) ||
            is_told(findings, table, index))
            continue;
        if (index_use_is_bound(index))
            name_list_add(findings->arena, &bound, index->name);
        else if (!quantity_known(bytes) || bytes.value >= BYTES_WORTH_A_WORD)
            report(design, table, index, &use, findings);
    }
    say_bound(table, &bound, findings);
}

const Rule rule_index_unused = {
    .id = "index-unused",
    .catalogue = "IDX04",
    .needs = NEEDS_COUNTERS,
    .severity = SEVERITY_REMARK,
    .title = "index that nobody used",
    .why =
        "Every insert, and every update that is not HOT, writes to every index of the table; each "
        "is kept in memory, vacuumed, dumped and replicated, whether anybody reads it or not. "
        "An index on a column that is updated often also keeps those updates from being HOT.",
    .fix =
        "Drop it with DROP INDEX CONCURRENTLY, and keep its CREATE INDEX at hand. To watch: note "
        "idx_scan of pg_stat_user_indexes on the primary and on every replica, and look again "
        "after a month's end; from PostgreSQL 16 on last_idx_scan tells the day. Afterwards "
        "watch the mean times of the queries on this table in pg_stat_statements.",
    .gain = "every insert and every update that is not HOT writes one index less",
    .trade_off = "A query that runs once a quarter may read the table whole; building the index "
                 "again takes minutes to hours.",
    .not_when =
        "Unique indexes, primary keys, exclusion constraints, replica identities; indexes under "
        "1 MB; tables that stay under 10,000 rows. Told, but not advised: the only index for a "
        "foreign key's deletes or for a query that was not counted, CLUSTER, a replica whose "
        "counters were not read, and less than 30 days of counting. Indexes of partitions are "
        "judged together with that of their parent.",
    .source =
        "PostgreSQL manual, 11.12 Examining Index Usage; 28.2 The Cumulative Statistics System",
    .group = "%zu indexes that nobody used",
    .check_table = check,
};
