/*
 * A query's relations are read whole, or some rows of each through an index. What is read whole grows
 * with its table; what an index finds grows with the rows of one value: not at all where the values
 * grow along, as keys do. Rows turn into milliseconds by two rates, the better and the worse case.
 *
 * The trap: this knows nothing of plans. It says a span, never a number, and nothing where rows or
 * growth are not known.
 */
#include "advise/forecast.h"

#include "rule/access.h"
#include "rule/key.h"

#include <math.h>

enum
{
    HORIZON_MONTHS = 12
};

/* Fewer rows are read in no time, by index or not. */
static const double ROWS_SMALL = 10000;

/* A whole read has a part that does not grow, and may begin to miss the cache. */
static const double GROWTH_LEAST = 0.8;
static const double GROWTH_MOST = 1.2;
static const double OUT_OF_CACHE = 2;

/* A call, and each row that an index finds: in cache and side by side, or spread and from disk. */
static const double CALL_MS_LEAST = 0.02;
static const double CALL_MS_MOST = 0.3;
static const double ROW_MS_LEAST = 0.001;
static const double ROW_MS_MOST = 0.01;
static const double ROW_MS_DISK = 0.1;

/* Of the rows that are read whole, where a fix is one: what is left of a join is said as well. */
static const double ROWS_LEFT_MOST = 0.9;

/* A query that is fired costs as much as so many rows, and a child that is deleted or cleared too. */
static const double ROWS_OF_FIRED = 10;
static const double ROWS_OF_WRITE = 5;

/* What a query reads of one table, a call. */
typedef struct Reading
{
    bool is_whole;
    bool is_known; /* rows, and growth */
    double rows; /* of the table where it is read whole; else of an average value */
    double rows_most; /* of the most common value */
    double growth; /* of the rows in 12 months */
    bool misses_cache; /* in 12 months, and not yet */
} Reading;

typedef struct Sum
{
    double whole_rows;
    double whole_low;
    double whole_high;
    double found_rows;
    double found_rows_most;
    double found_growth;
    bool is_rows_known;
    bool is_growth_known;
} Sum;

static Quantity
growth_of(const Design *design, const Table *table)
{
    return design_growth_factor(design, table, day_add_months(design->today, HORIZON_MONTHS));
}

/* The table alone outgrows what is cached. */
static bool
outgrows_cache(const Design *design, const Table *table, double growth)
{
    Quantity cache = design_cache_bytes(design);
    const TableStats *stats = design_table_stats(design, table);
    double bytes = stats == NULL ? 0 : stats->heap_bytes.value;

    return quantity_known(cache) && bytes <= cache.value && bytes * growth > cache.value;
}

static Reading
read_whole(const Design *design, const Table *table)
{
    Quantity rows = design_rows(design, table);
    Quantity growth = growth_of(design, table);

    return (Reading){
        .is_whole = true,
        .is_known = quantity_known(rows),
        .rows = rows.value,
        .rows_most = rows.value,
        .growth = quantity_known(growth) ? fmax(1, growth.value) : 0,
        .misses_cache = outgrows_cache(design, table, growth.value),
    };
}

/* The values of one column: how many, the share of the most common one, and how they grow. */
typedef struct Values
{
    double count; /* 0: not known */
    double most_fraction;
    double growth;
} Values;

static Values
values_of(const Design *design, const Table *table, const char *column, double growth)
{
    const ColumnStats *stats = stats_find_column(design_table_stats(design, table), column);
    const Constraint *key = key_foreign_key(table, column);
    const Table *parent =
        key == NULL ? NULL : schema_find_table(design->schema, key->ref_schema, key->ref_table);
    Values values = {.growth = 1};

    if (stats != NULL && stats->common_count > 0)
        values.most_fraction = stats->common[0].fraction;
    if (stats != NULL && stats->distinct.value >= 1)
        values.count = stats->distinct.value;
    else if (parent != NULL)
        values.count = design_rows(design, parent).value;
    if (parent != NULL && quantity_known(growth_of(design, parent)))
        values.growth = fmax(1, growth_of(design, parent).value);
    else if (stats != NULL && quantity_known(stats->distinct_share))
        values.growth = growth;
    return values;
}

static const AccessCondition *
condition_on(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (column != NULL && strcmp(at->use->name, column) == 0 &&
            (at->use->roles & (USE_EQUAL | USE_JOINED)) != 0)
            return at;
    return NULL;
}

/* Rows of one value of the leading columns that are compared by equality. */
static Reading
read_some(const Design *design, const Access *access)
{
    Reading reading = read_whole(design, access->table);
    double most_fraction = 1;

    reading.is_whole = reading.misses_cache = false;
    for (const IndexElement *element = access->index->elements.first;
         element != NULL && condition_on(access, element->column) != NULL; element = element->next)
    {
        Values values = values_of(design, access->table, element->column, reading.growth);

        reading.is_known = reading.is_known && values.count >= 1;
        if (values.count >= 1)
            reading.rows /= values.count;
        most_fraction *= values.most_fraction;
        if (reading.growth > 0)
            reading.growth = fmax(1, reading.growth / values.growth);
    }
    reading.rows_most = fmax(reading.rows, reading.rows_most * fmin(1, most_fraction));
    if (!access->is_unique)
        return reading;
    reading.rows = reading.rows_most = reading.growth = 1;
    reading.is_known = true;
    return reading;
}

/* LIMIT ends it early: nothing asks for an order, and nothing leaves rows out. */
static bool
ends_early(const Access *access)
{
    const QuerySelect *select = access->relation->select;

    return select != NULL && select->limit_kind != LIMIT_NONE && !select->has_order &&
           !select->has_group && !select->is_distinct && !select->has_where;
}

/* The index that is used: one whose condition narrows. */
static Access
access_by_narrowing(Arena *arena, const Design *design, const Query *query,
                    const QueryRelation *relation)
{
    Access access = access_of(arena, design->schema, query, relation);

    for (const AccessCondition *at = access.conditions.first; at != NULL; at = at->next)
        if (!at->is_weak && at->index != NULL)
        {
            access.index = at->index;
            break;
        }
    return access;
}

static void
add(Sum *sum, Reading reading)
{
    double growth = reading.growth - 1;

    sum->is_rows_known = sum->is_rows_known && reading.is_known;
    sum->is_growth_known = sum->is_growth_known && reading.growth > 0;
    if (!reading.is_whole)
    {
        sum->found_rows += reading.rows;
        sum->found_rows_most += reading.rows_most;
        sum->found_growth = fmax(sum->found_growth, reading.growth);
        return;
    }
    sum->whole_rows += reading.rows;
    sum->whole_low += reading.rows * (1 + growth * GROWTH_LEAST);
    sum->whole_high +=
        reading.rows * (1 + growth * GROWTH_MOST) * (reading.misses_cache ? OUT_OF_CACHE : 1);
}

static void
add_relations(Arena *arena, const Design *design, const Query *query, Sum *sum)
{
    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
    {
        Access access;

        if (relation->kind != RELATION_TABLE || relation->table == NULL ||
            (query->command == QUERY_INSERT && relation->is_written) ||
            design_stays_small(design, relation->table))
            continue;
        access = access_by_narrowing(arena, design, query, relation);
        if (access.is_served || access.index != NULL)
            add(sum, read_some(design, &access));
        else if (!ends_early(&access))
            add(sum, read_whole(design, relation->table));
    }
}

/* Of one parent, on average. */
static double
children_of(const Design *design, const FiredQuery *fired, double children)
{
    double parents = fired->event_table == NULL ? 0 : design_rows(design, fired->event_table).value;

    return parents >= 1 ? children / parents : 1;
}

/* Children that a foreign key looks for, once for each row that is deleted or changes its key. */
static void
add_children(const Design *design, const Schema *schema, const WorkloadQuery *query,
             const FiredQuery *fired, Sum *sum)
{
    const Table *table = schema_find_table(schema, fired->table->schema, fired->table->name);
    double times = fired->is_once ? 1 : fmax(1, query->per_call[COUNTER_ROWS].value);
    Reading reading;

    if (table == NULL || design_stays_small(design, table))
        return;
    reading = read_whole(design, table);
    if (key_serving(table, &fired->columns) != NULL)
    {
        reading.is_whole = reading.misses_cache = false;
        reading.growth = 1;
        reading.rows = children_of(design, fired, reading.rows);
        reading.rows_most = ROWS_OF_FIRED + reading.rows * ROWS_OF_WRITE;
    }
    reading.rows *= times;
    reading.rows_most *= times;
    add(sum, reading);
}

/* What statements of triggers read is as it was: they are not asked of another schema. */
static void
add_fired(Arena *arena, const Design *design, const Schema *schema, const WorkloadQuery *query,
          Sum *sum)
{
    for (const FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
    {
        bool seeks_children = fired->kind == FIRED_CHECK || fired->kind == FIRED_CASCADE ||
                              fired->kind == FIRED_CLEAR;

        if (fired->is_unlikely)
            continue;
        if (seeks_children && fired->table != NULL)
            add_children(design, schema, query, fired, sum);
        else if (fired->meaning != NULL)
            add_relations(arena, design, fired->meaning, sum);
    }
}

/* What a query reads on a schema, by its meaning there. */
static Sum
sum_of(const Design *design, const Schema *schema, const WorkloadQuery *query, const Query *meaning)
{
    Arena *arena = arena_new(NULL, "forecast");
    Sum sum = {.is_rows_known = true, .is_growth_known = true, .found_growth = 1};

    add_relations(arena, design, meaning, &sum);
    add_fired(arena, design, schema, query, &sum);
    arena_free(arena);
    return sum;
}

static Span
growth_span(const Sum *sum)
{
    if (!sum->is_growth_known)
        return (Span){0};
    if (sum->whole_rows < ROWS_SMALL)
        return (Span){1, sum->found_growth, PROVENANCE_ASSUMED, true};
    return (Span){sum->whole_low / sum->whole_rows, sum->whole_high / sum->whole_rows,
                  PROVENANCE_ASSUMED, true};
}

void
forecast_growth(const Design *design, Workload *workload)
{
    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        Quantity now = query->per_call[COUNTER_MS];
        Sum sum;

        if (query->meaning == NULL)
            continue;
        sum = sum_of(design, design->schema, query, query->meaning);
        if (sum.is_rows_known || sum.whole_rows > 0)
            query->rows_read = (Quantity){sum.whole_rows, PROVENANCE_ASSUMED};
        query->growth = growth_span(&sum);
        if (query->growth.is_known && quantity_known(now))
            query->ms_in_12_months =
                (Span){now.value * query->growth.low, now.value * query->growth.high,
                       PROVENANCE_ASSUMED, true};
    }
}

/* Rows returned are found; those that are counted or grouped are not all returned. */
static Span
found_ms(const Design *design, const WorkloadQuery *query, const Sum *sum)
{
    Quantity cache = design_cache_bytes(design);
    size_t known;
    bool is_cached = quantity_known(cache) &&
                     design_total_bytes_on(design, design->today, &known).value <= cache.value;
    double returned = query->per_call[COUNTER_ROWS].value;

    return (Span){
        .low = CALL_MS_LEAST + fmax(returned, sum->found_rows) * ROW_MS_LEAST,
        .high = CALL_MS_MOST +
                fmax(returned, sum->found_rows_most) * (is_cached ? ROW_MS_MOST : ROW_MS_DISK),
        .source = PROVENANCE_ASSUMED,
        .is_known = sum->is_rows_known,
    };
}

/* What is still read whole takes its part of today's time. */
static Span
fixed_ms(const Design *design, const WorkloadQuery *query, const Sum *sum)
{
    double now = query->per_call[COUNTER_MS].value;
    double rest = now * sum->whole_rows / query->rows_read.value;
    Span span = found_ms(design, query, sum);

    span.low = fmin(now, span.low + rest * GROWTH_LEAST);
    span.high = fmin(now, span.high + rest);
    return span;
}

static bool
may_gain(const WorkloadQuery *query)
{
    return query->meaning != NULL && query->rows_read.value >= ROWS_SMALL &&
           quantity_known(query->per_call[COUNTER_MS]);
}

void
forecast_fix(const Design *design, Workload *workload, const Schema *target)
{
    Arena *arena = arena_new(NULL, "forecast_fix");
    QueryContext *context = query_context_new(arena, target);
    const char *path = workload_search_path(arena, target);

    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        Arena *work = arena_new(arena, "query");
        Error error = {.arena = work}; /* what cannot be asked any more has no forecast */
        Query meaning = {0};
        Sum sum;

        if (may_gain(query) &&
            query_resolve_in(context, work, path, query->sql, &meaning, &error) &&
            meaning.problems.first == NULL)
        {
            sum = sum_of(design, target, query, &meaning);
            if (sum.whole_rows < query->rows_read.value * ROWS_LEFT_MOST)
                query->ms_with_fix = fixed_ms(design, query, &sum);
        }
        arena_free(work);
    }
    arena_free(arena);
}
