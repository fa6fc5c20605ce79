/*
 * Partitions pay for themselves in two cases: rows go by age, so that dropping a partition replaces a
 * DELETE of millions; or the table is so large that its indexes, vacuums and rebuilds take hours, and
 * queries name the time. Below that they cost more than they give, so the rule names the day.
 *
 * The trap: a key of a partitioned table holds the partition key. A table that others point to, or
 * whose uniqueness matters, cannot simply change.
 */
#include "rule/table_needs_partitions.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "schema/type.h"

static const double ROWS_LARGE = 20e6; /* guides and practice agree on the order of magnitude */
static const double ROWS_PURGED = 20e6; /* with retention, from a table of this size on */
static const double ROWS_PURGED_A_DAY = 500e3;
static const double ROWS_WORTH_IT = 50e6; /* in 36 months, without retention */
static const double ROWS_A_PARTITION = 30e6;
static const double RETENTION_SHORT = 45; /* days: partitions of a day */
static const double RETENTION_MEDIUM = 200; /* days: partitions of a week */

typedef struct Candidate
{
    const Table *table;
    const Column *time; /* or NULL */
    Quantity rows;
    Quantity inserts;
    Quantity retention;
    Day day; /* on which it passes ROWS_LARGE */
    Provenance source;
    bool is_purged;
} Candidate;

/* A uuid by its default, or as a key of its own that the application fills. */
static bool
is_random_id(const Design *design, const Table *table, const Index *index, const Column *column)
{
    const char *sql = column->default_expr == NULL ? "" : column->default_expr->sql;

    return strstr(sql, "uuid") != NULL ||
           (index->is_primary && key_foreign_key(table, column->name) == NULL &&
            str_equal(type_facts(design->schema, &column->type).base_name, "uuid"));
}

/* Unique without the time column only by who gives out the ids: a sequence, a random number. */
static bool
is_unique_by_origin(const Design *design, const Table *table, const Index *index)
{
    const Column *column;

    if (index->elements.count != 1 || index->elements.first->column == NULL)
        return false;
    column = table_find_column(table, index->elements.first->column);
    return column != NULL &&
           (key_is_generated(column) || is_random_id(design, table, index, column));
}

static bool
holds(const Index *index, const char *column)
{
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
        if (str_equal(at->column, column))
            return true;
    return false;
}

/*
 * A log by its name, or by its pace: at so many rows a day old ones must go, whatever they are called.
 * Or rows of which each belongs to a day: the time is part of the key.
 */
static bool
is_series(const Candidate *candidate)
{
    const Constraint *primary = table_primary_key(candidate->table);

    return shape_is_log(candidate->table) ||
           (candidate->inserts.value >= ROWS_PURGED_A_DAY && candidate->time != NULL &&
            candidate->time->is_not_null) ||
           (primary != NULL && candidate->time != NULL &&
            name_list_contains(&primary->columns, candidate->time->name));
}

static bool
names_table(const ReferenceList *references, const Table *table)
{
    for (const Reference *at = references->first; at != NULL; at = at->next)
        if (at->kind == REFERENCE_RELATION && str_equal(at->name, table->name) &&
            (at->schema == NULL || str_equal(at->schema, table->schema)))
            return true;
    return false;
}

/*
 * What belongs to the old table and not to its name would stay behind with it, silently: rows that no
 * policy lets through, changes that no subscriber gets, a materialised view that is empty for a while.
 */
static const char *
left_behind(const Design *design, const Table *table, Arena *arena)
{
    if (table->policies.count > 0 || table->has_row_security)
        return "its row-level security would have to be carried over to the partitioned table";
    for (const Other *other = design->schema->others.first; other != NULL; other = other->next)
    {
        bool is_meant = names_table(&other->references, table);

        if (other->kind == OTHER_PUBLICATION && (is_meant || other->references.count == 0))
            return arena_printf(arena, "publication %s would go on with the old table alone",
                                other->name == NULL ? "on it" : other->name);
        if (other->kind == OTHER_STATISTICS && is_meant)
            return "its extended statistics would stay with the old table";
    }
    for (const View *view = design->schema->views.first; view != NULL; view = view->next)
        if (view->is_materialized && view->query != NULL &&
            names_table(&view->query->references, table))
            return arena_printf(arena,
                                "materialised view %s reads it and would be empty until it is "
                                "refreshed",
                                view->name);
    return NULL;
}

static const char *
obstacle(const Design *design, const Candidate *candidate, Arena *arena)
{
    const Table *table = candidate->table;
    const ForeignKeyRefList *references = design_referencing(design, table);

    if (candidate->time == NULL)
        return "it has no time column to partition by";
    if (!candidate->time->is_not_null)
        return arena_printf(arena, "the time column %s may be null", candidate->time->name);
    if (references->count > 0)
        return arena_printf(arena,
                            "%s points to it, and a foreign key needs a key without the time",
                            table_label(arena, references->first->constraint->table));
    if (left_behind(design, table, arena) != NULL)
        return left_behind(design, table, arena);
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && !holds(index, candidate->time->name) &&
            !is_unique_by_origin(design, table, index))
            return arena_printf(arena, "%s would no longer be unique across partitions",
                                index->name);
    return NULL;
}

static const char *
partition_unit(const Candidate *candidate)
{
    double month = candidate->inserts.value * 30;

    if (quantity_known(candidate->retention))
    {
        if (candidate->retention.value <= RETENTION_SHORT)
            return "day";
        return candidate->retention.value <= RETENTION_MEDIUM ? "week" : "month";
    }
    if (month > ROWS_A_PARTITION * 4)
        return "day";
    return month > ROWS_A_PARTITION ? "week" : "month";
}

static Change *
make_change(const Candidate *candidate, Arena *arena)
{
    Change *change = change_new(arena, CHANGE_PARTITION_TABLE, candidate->table);
    IndexElement *element = arena_new_object(arena, IndexElement);

    element->column = candidate->time->name;
    change->partition_key = arena_new_object(arena, PartitionKey);
    change->partition_key->strategy = PARTITION_RANGE;
    list_append(&change->partition_key->elements, element);
    change->partition_unit = partition_unit(candidate);
    change->trade_off = "the primary key gets the partition key; every query should name the time";
    return change;
}

static const char *
message(const Candidate *candidate, const Design *design, Arena *arena)
{
    const char *label = table_label(arena, candidate->table);
    const char *a_day = quantity_count_text(arena, candidate->inserts.value);

    if (candidate->is_purged)
        return arena_printf(arena,
                            "%s keeps rows for %.0f days: %s rows are deleted a day, one by one",
                            label, candidate->retention.value, a_day);
    if (candidate->day <= design->today)
        return arena_printf(arena,
                            "%s has %s rows in one table: each index build reads all of them, "
                            "and old rows can only be deleted one by one",
                            label, quantity_count_text(arena, candidate->rows.value));
    return arena_printf(
        arena,
        "%s passes %s rows in %s, in one table: each index build reads all of them, and old rows "
        "can only be deleted one by one",
        label, quantity_count_text(arena, ROWS_LARGE), day_month_text(arena, candidate->day));
}

/* Why partitions are not recommended now; NULL when they are. */
static const char *
reason_to_wait(const Design *design, const Candidate *candidate, Arena *arena)
{
    if (candidate->is_purged)
        return obstacle(design, candidate, arena);
    if (candidate->day > day_add_months(design->today, 36))
        return arena_printf(
            arena, "%s passes %s rows only in %s", table_label(arena, candidate->table),
            quantity_count_text(arena, ROWS_LARGE), day_month_text(arena, candidate->day));
    if (!is_series(candidate) ||
        design_rows_on(design, candidate->table, day_add_months(design->today, 36)).value <
            ROWS_WORTH_IT)
        return "lookups do not slow down with rows; partitions pay once old rows are dropped or "
               "queries name the time";
    return obstacle(design, candidate, arena);
}

static void
report(const Design *design, const Candidate *candidate, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = candidate->table;
    const char *reason = reason_to_wait(design, candidate, arena);
    Finding *finding = finding_add(findings, &rule_table_needs_partitions, table, NULL,
                                   table->location, "%s", message(candidate, design, arena));

    finding->bites_at_rows = (Quantity){.value = ROWS_LARGE, .source = PROVENANCE_ASSUMED};
    if (candidate->is_purged || is_series(candidate)) /* others do not get slow by it */
        finding_bites_on(findings, finding, candidate->is_purged ? design->today : candidate->day);
    finding->weight = candidate->inserts.value * (shape_is_log(table) ? 2 : 1);
    finding_evidence(findings, finding, "rows now", candidate->rows, "rows");
    if (quantity_known(candidate->inserts))
        finding_evidence(findings, finding, "inserts", candidate->inserts, "rows/day");
    if (obstacle(design, candidate, arena) == NULL)
        finding_change(finding, make_change(candidate, arena));
    finding->kept_back = reason;
    finding->is_advised = reason == NULL;
    if (finding->is_advised && !candidate->is_purged)
        finding_detail(findings, finding,
                       "The primary key takes the time with it, and what does not name the time "
                       "asks every partition: it pays where old rows are dropped.");
    if (candidate->is_purged)
        finding_detail(findings, finding,
                       "With partitions by %s the oldest is dropped in milliseconds; DELETE leaves "
                       "dead rows for vacuum in the table and in each of its %zu indexes.",
                       partition_unit(candidate), table->indexes.count);
    else if (!is_series(candidate) || candidate->day > day_add_months(design->today, 36))
        finding->severity = SEVERITY_REMARK;
}

/* With retention a table stops growing at a number of rows that may never be large. */
static bool
is_purged(const Candidate *candidate)
{
    return quantity_known(candidate->retention) && candidate->inserts.value >= ROWS_PURGED_A_DAY &&
           candidate->inserts.value * candidate->retention.value >= ROWS_PURGED;
}

static bool
find_candidate(const Design *design, const Table *table, Candidate *candidate)
{
    const TableStats *stats = design_table_stats(design, table);

    *candidate = (Candidate){.table = table,
                             .time = shape_time_column(design, table),
                             .rows = design_rows(design, table),
                             .inserts = design_inserts_per_day(design, table),
                             .retention = stats == NULL ? QUANTITY_UNKNOWN : stats->retention_days,
                             .day = DAY_NEVER};
    if (table->kind != TABLE_PLAIN || table->inherits.count > 0 ||
        design_partitions(design, table)->count > 0)
        return false;
    candidate->is_purged = is_purged(candidate);
    if (!design_day_of_rows(design, table, ROWS_LARGE, &candidate->day, &candidate->source) ||
        (candidate->time == NULL && !candidate->is_purged))
        return false;
    if (!candidate->is_purged && !is_series(candidate))
        return candidate->day <= day_add_months(design->today, 36);
    return candidate->is_purged || candidate->day != DAY_NEVER;
}

bool
table_needs_partitions_soon(Arena *arena, const Design *design, const Table *table)
{
    Candidate candidate;

    return find_candidate(design, table, &candidate) &&
           reason_to_wait(design, &candidate, arena) == NULL;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Candidate candidate;

    if (find_candidate(design, table, &candidate))
        report(design, &candidate, findings);
}

const Rule rule_table_needs_partitions = {
    .id = "table-needs-partitions",
    .catalogue = "TBL17",
    .needs = NEEDS_SIZES | NEEDS_GROWTH,
    .severity = SEVERITY_WARNING,
    .title = "table that should be partitioned by time",
    .why = "Lookups by key do not slow down with the rows. But in one table of many tens of "
           "millions of rows vacuum reads all of it again and again, "
           "every index is rebuilt whole, and rows that have served their time are deleted one by "
           "one, which leaves dead rows in the table and in every index. Partitions by time make "
           "the old ones a DROP TABLE, and queries that name the time read only theirs.",
    .fix = "Partition by range of the time column; drop old partitions instead of deleting rows.",
    .gain = "old rows go by dropping a partition, and queries that name the time read only theirs",
    .trade_off =
        "Primary key and unique constraints must hold the partition key, foreign keys to "
        "the table need it too, queries that do not name the time ask every partition, and "
        "somebody must make the partitions ahead of time.",
    .not_when = "Tables that do not pass 20 million rows; with retention, those that delete fewer "
                "than 500,000 a day and stay under that. Tables without a time column, partitioned "
                "tables. A remark for tables without retention that are no log by their name, "
                "key or pace (500,000 rows a day), or stay under 50 million rows for 36 months.",
    .source = "PostgreSQL manual, 5.11 Table Partitioning; measured: docs/design/"
              "where_the_guides_disagree.md, 13",
    .group = "%zu tables that should be partitioned by time",
    .check_table = check,
};
