/*
 * What runs out is the sequence's numbers, not the rows: deleted rows, rolled back transactions and
 * INSERT … ON CONFLICT that changes nothing all take one.
 */
#include "rule/autonumber.h"

#include "rule/key.h"
#include "rule/name.h"

#include <math.h>

const Sequence *
autonumber_sequence(const Design *design, const Table *table, const Column *column)
{
    const Expr *value = column->default_expr;

    if (column->sequence != NULL)
        return column->sequence;
    if (value == NULL || !key_is_generated(column))
        return NULL;
    for (const Reference *at = value->references.first; at != NULL; at = at->next)
        if (at->kind == REFERENCE_RELATION)
            return schema_find_sequence(design->schema,
                                        at->schema == NULL ? table->schema : at->schema, at->name);
    return NULL;
}

Quantity
autonumber_used(const Design *design, const Table *table, const Sequence *sequence)
{
    Quantity value = QUANTITY_UNKNOWN;

    if (sequence != NULL)
        value = stats_sequence_value(design->stats, sequence->schema, sequence->name);
    if (!quantity_known(value) && sequence != NULL && sequence->last_value > 0)
        value = (Quantity){.value = (double) sequence->last_value, .source = PROVENANCE_MEASURED};
    return quantity_known(value) ? value : design_rows(design, table);
}

bool
autonumber_day(const Design *design, const Table *table, const Sequence *sequence, double last,
               Day *day, Provenance *source)
{
    Quantity used = autonumber_used(design, table, sequence);
    double step = sequence == NULL ? 1 : fabs((double) sequence->increment);

    if (!design_day_of_inserts(design, table, (last - used.value) / fmax(1, step), day, source))
        return false;
    if (!quantity_known(used))
        *source = provenance_weaker(*source, PROVENANCE_ASSUMED);
    else
        *source = provenance_weaker(*source, used.source);
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
autonumber_counted(const Design *design, const Table *table)
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
autonumber_pace_text(Arena *arena, const Design *design, const Table *table)
{
    Quantity inserts = design_inserts_per_day(design, table);

    if (!quantity_known(inserts))
        return arena_strdup(arena, "");
    return arena_printf(arena, "at %s inserts a day", quantity_count_text(arena, inserts.value));
}

bool
autonumber_is_implied(const Design *design, const Table *table, const Table *other,
                      const Column *column)
{
    char *noun;

    if (!name_ends_with_word(column->name, "id") || key_is_generated(column) ||
        key_foreign_key(other, column->name) != NULL)
        return false;
    noun = name_before_last_word(design->arena, column->name);
    return noun != NULL &&
           (name_is_plural_of(table->name, noun) || strcasecmp(table->name, noun) == 0);
}
