/*
 * What runs out is the sequence's numbers, not the rows: deleted rows, rolled back transactions and
 * INSERT … ON CONFLICT that changes nothing all take one. A server counts rolled back rows as inserted;
 * conflicts show in the calls, or where the sequence was read twice.
 */
#include "design/numbers.h"

#include <math.h>
#include <strings.h>

static const double DAYS_ENDLESS = 36525; /* a hundred years */

bool
numbers_are_generated(const Column *column)
{
    return column->identity != IDENTITY_NONE || column->sequence != NULL ||
           (column->default_expr != NULL &&
            strncasecmp(column->default_expr->sql, "nextval(", strlen("nextval(")) == 0);
}

const Sequence *
numbers_sequence(const Design *design, const Table *table, const Column *column)
{
    const Expr *value = column->default_expr;

    if (column->sequence != NULL)
        return column->sequence;
    if (value == NULL || !numbers_are_generated(column))
        return NULL;
    for (const Reference *at = value->references.first; at != NULL; at = at->next)
        if (at->kind == REFERENCE_RELATION)
            return schema_find_sequence(design->schema,
                                        at->schema == NULL ? table->schema : at->schema, at->name);
    return NULL;
}

Quantity
numbers_used(const Design *design, const Table *table, const Sequence *sequence)
{
    const TableStats *stats = design_table_stats(design, table);
    Quantity value = stats == NULL ? QUANTITY_UNKNOWN : stats->numbers_used;

    if (!quantity_known(value) && sequence != NULL)
        value = stats_sequence_value(design->stats, sequence->schema, sequence->name);
    if (!quantity_known(value) && sequence != NULL && sequence->last_value > 0)
        value = (Quantity){.value = (double) sequence->last_value, .source = PROVENANCE_MEASURED};
    return quantity_known(value) ? value : design_rows(design, table);
}

/* How many numbers a value of the sequence stands for. */
static double
step_of(const Sequence *sequence)
{
    return sequence == NULL ? 1 : fmax(1, fabs((double) sequence->increment));
}

Quantity
numbers_per_day(const Design *design, const Table *table, const Sequence *sequence)
{
    const TableStats *stats = design_table_stats(design, table);
    Quantity inserts = design_inserts_per_day(design, table);
    Quantity asked = stats == NULL || sequence == NULL ? QUANTITY_UNKNOWN : stats->numbers_per_day;
    Quantity read = sequence == NULL
                        ? QUANTITY_UNKNOWN
                        : stats_sequence_rate(design->stats, sequence->schema, sequence->name);

    read.value /= step_of(sequence);
    if (quantity_known(read) && inserts.source != PROVENANCE_DECLARED)
        return read;
    if (quantity_known(asked) && (!quantity_known(inserts) || asked.value > inserts.value))
        return asked;
    return inserts;
}

bool
numbers_day(const Design *design, const Table *table, const Sequence *sequence, double last,
            Day *day, Provenance *source)
{
    Quantity used = numbers_used(design, table, sequence);
    Quantity pace = numbers_per_day(design, table, sequence);
    double days;

    if (!quantity_known(pace))
        return false;
    *source =
        provenance_weaker(pace.source, quantity_known(used) ? used.source : PROVENANCE_ASSUMED);
    days = (last - used.value) / step_of(sequence) / pace.value;
    if (last <= used.value)
        *day = design->today;
    else
        *day =
            pace.value <= 0 || days > DAYS_ENDLESS ? DAY_NEVER : design->today + (Day) ceil(days);
    return true;
}

static bool
inserts_into(const WorkloadQuery *query, const Table *table)
{
    if (query->meaning == NULL || query->meaning->command != QUERY_INSERT)
        return false;
    for (const QueryRelation *at = query->meaning->relations.first; at != NULL; at = at->next)
        if (at->is_written && at->table == table)
            return true;
    return false;
}

Quantity
numbers_counted(const Design *design, const Table *table)
{
    static const double window_least_days = 1.0 / 1440;
    const Workload *workload = design->workload;
    Quantity sum = QUANTITY_UNKNOWN;

    if (workload == NULL ||
        (quantity_known(workload->window_days) && workload->window_days.value < window_least_days))
        return sum;
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        Quantity rows = query->per_call[COUNTER_ROWS];

        if (query->calls_per_day.source >= PROVENANCE_ASSUMED || !inserts_into(query, table))
            continue;
        sum.source = PROVENANCE_ASSUMED;
        sum.value += query->calls_per_day.value * (quantity_known(rows) ? rows.value : 1);
    }
    return sum;
}

char *
numbers_pace_text(Arena *arena, const Design *design, const Table *table, const Sequence *sequence)
{
    Quantity inserts = design_inserts_per_day(design, table);
    Quantity pace = numbers_per_day(design, table, sequence);

    if (!quantity_known(pace))
        return arena_strdup(arena, "");
    if (quantity_known(inserts) && pace.value <= inserts.value)
        return arena_printf(arena, "at %s inserts a day", quantity_count_text(arena, pace.value));
    return arena_printf(
        arena, "at %s numbers a day%s", quantity_count_text(arena, pace.value),
        pace.source == PROVENANCE_MEASURED && sequence != NULL &&
                quantity_known(stats_sequence_rate(design->stats, sequence->schema, sequence->name))
            ? ", read twice"
            : ", ON CONFLICT takes one also where the row is there");
}
