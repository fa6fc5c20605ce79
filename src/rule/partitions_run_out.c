/*
 * A table partitioned by time has an end, the upper bound of its last partition, unless
 * somebody goes on making new ones. After it inserts fail, or pile up in the default partition,
 * from which they must be moved by hand.
 */
#include "rule/list.h"
#include "schema/type.h"

enum
{
    MONTHS_OF_WARNING = 3
};

typedef struct Bounds
{
    Day last; /* the highest upper bound */
    const Table *table; /* that has it */
    const Table *default_partition;
    bool is_open; /* some bound is MAXVALUE or could not be read */
} Bounds;

static bool
is_by_time(const Design *design, const Table *table)
{
    const Column *column = NULL;
    TypeCategory category;

    if (table->partition_key == NULL || table->partition_key->strategy != PARTITION_RANGE ||
        table->partition_key->elements.count == 0)
        return false;
    if (table->partition_key->elements.first->column != NULL)
        column = table_find_column(table, table->partition_key->elements.first->column);
    if (column == NULL)
        return false;
    category = type_facts(design->schema, &column->type).category;
    return category == CATEGORY_DATE || category == CATEGORY_TIMESTAMP ||
           category == CATEGORY_TIMESTAMPTZ;
}

/* The day in "FOR VALUES FROM ('…') TO ('2024-07-01 00:00:00+00')". */
static bool
read_upper(Arena *arena, const char *bound, Day *day)
{
    const char *to = strstr(bound, " TO (");

    if (to == NULL || to[strlen(" TO (")] != '\'')
        return false;
    return day_parse(arena_strndup(arena, to + strlen(" TO ('"), strlen("2024-07-01")), day);
}

static Bounds
read_bounds(Arena *arena, const PartitionRefList *partitions)
{
    Bounds bounds = {.last = INT32_MIN};

    for (const PartitionRef *ref = partitions->first; ref != NULL; ref = ref->next)
    {
        const char *bound = ref->table->partition_bound;
        Day day;

        if (bound == NULL || strcmp(bound, "DEFAULT") == 0)
            bounds.default_partition = ref->table;
        else if (!read_upper(arena, bound, &day))
            bounds.is_open = true;
        else if (day > bounds.last)
        {
            bounds.last = day;
            bounds.table = ref->table;
        }
    }
    return bounds;
}

/* Its background worker makes partitions shortly before they are needed. */
static bool
is_kept_by_partman(const Schema *schema)
{
    for (const Extension *extension = schema->extensions.first; extension != NULL;
         extension = extension->next)
        if (str_equal(extension->name, "pg_partman"))
            return true;
    return false;
}

static void
report(const Design *design, const Table *table, const Bounds *bounds, Findings *findings)
{
    Arena *arena = findings->arena;
    bool has_ended = bounds->last <= design->today;
    const char *what =
        bounds->default_partition != NULL
            ? arena_printf(arena, "later rows %s to %s", has_ended ? "have gone" : "will go",
                           bounds->default_partition->name)
        : has_ended ? "inserts of later rows fail"
                    : "inserts of later rows will fail";
    Finding *finding = finding_add(
        findings, &rule_partitions_run_out, table, NULL, bounds->table->location,
        "the last partition of %s, %s, %s on %s: %s", table_label(arena, table),
        bounds->table->name, has_ended ? "ended" : "ends", day_text(arena, bounds->last), what);

    finding_evidence(findings, finding, "end of the last partition",
                     (Quantity){.value = bounds->last, .source = PROVENANCE_MEASURED}, "date");
    finding_bites_on(findings, finding, bounds->last);
    if (!design->is_live)
        finding_detail(findings, finding,
                       "Where a job makes partitions, the server may have more than this file.");
    finding->kept_back =
        "make the next partitions, and a job that goes on making them (pg_partman, "
        "or a monthly task)";
    if (bounds->default_partition != NULL || is_kept_by_partman(design->schema))
        finding->severity = SEVERITY_WARNING;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const PartitionRefList *partitions = design_partitions(design, table);
    Bounds bounds;

    if (partitions == NULL || !is_by_time(design, table))
        return;
    bounds = read_bounds(findings->arena, partitions);
    if (bounds.is_open || bounds.table == NULL ||
        bounds.last > day_add_months(design->today, MONTHS_OF_WARNING))
        return;
    report(design, table, &bounds, findings);
}

const Rule rule_partitions_run_out = {
    .id = "partitions-run-out",
    .catalogue = "",
    .severity = SEVERITY_ERROR,
    .title = "partitions by time that end",
    .why = "PostgreSQL makes no partition by itself. After the upper bound of the last one an "
           "insert fails "
           "with \"no partition of relation found for row\"; with a DEFAULT partition it succeeds, "
           "and the rows must be moved out later under a lock that stops everything.",
    .fix =
        "Make the partitions of the coming months now, and let a job make new ones ahead of time.",
    .trade_off = "An empty partition costs a little planning time.",
    .not_when =
        "A partition is open to MAXVALUE, the key is no time, or the last bound is more than three "
        "months away.",
    .source = "PostgreSQL manual, 5.11 Table Partitioning",
    .group = "%zu tables whose partitions end",
    .check_table = check,
};
