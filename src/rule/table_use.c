/*
 * What a table is written is known from its counters, or because the user declared it, or because
 * every query that writes to it has a rate. That no query seen writes to it proves something only
 * where a server's statements were all seen: a file of queries may be a part of the application.
 */
#include "rule/table_use.h"

#include "rule/access.h"

#include <math.h>

enum
{
    LAST_RETURNED,
    LAST_SEARCHED,
    LAST_UPDATED,
    SEARCHED = USE_FILTERED | USE_JOINED | USE_ORDERED | USE_GROUPED | USE_DISTINCT
};

typedef struct Building
{
    Arena *arena;
    Arena *work; /* of one query */
    const Design *design;
    TableUses *uses;
} Building;

static void
add_rate(Quantity *sum, Quantity rate)
{
    if (!quantity_known(rate))
        return;
    if (!quantity_known(*sum))
        *sum = rate;
    else
        *sum = (Quantity){sum->value + rate.value, provenance_weaker(sum->source, rate.source)};
}

static const char *
key_of(Arena *arena, const Table *table)
{
    return arena_printf(arena, "%s\x01%s", table->schema, table->name);
}

static TableUse *
new_use(const Building *building, const Table *table)
{
    TableUse *use = arena_new_object(building->arena, TableUse);
    size_t at = 0;

    use->table = table;
    use->read_calls = use->rows_written = QUANTITY_UNKNOWN;
    for (ReadPattern pattern = 0; pattern < READ_PATTERNS; pattern++)
        use->reads_by[pattern] = QUANTITY_UNKNOWN;
    for (WriteKind kind = 0; kind < WRITE_KINDS; kind++)
        use->write_calls[kind] = QUANTITY_UNKNOWN;
    use->columns = arena_new_array(building->arena, ColumnRates, table->columns.count + 1);
    for (const Column *column = table->columns.first; column != NULL; column = column->next, at++)
    {
        use->columns[at].column = column;
        use->columns[at].returned = use->columns[at].searched = use->columns[at].updated =
            QUANTITY_UNKNOWN;
    }
    return use;
}

static TableUse *
use_of(const Building *building, const Table *table)
{
    const char *key = key_of(building->work, table);
    TableUse *use = map_get(building->uses->by_name, key);

    if (use != NULL)
        return use;
    use = new_use(building, table);
    map_put(building->uses->by_name, key, use);
    return use;
}

/* --- reads and writes ---------------------------------------------------------------------------- */

/* One row: of the table, or, where only joins say which, for each row of the other side. */
static ReadPattern
pattern_of(const Access *access)
{
    ReadPattern best = READ_WHOLE;

    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
    {
        ReadPattern pattern = READ_BY_SEARCH;

        if (at->is_weak)
            continue;
        if (at->is_join)
            pattern = READ_BY_JOIN;
        else if ((at->use->roles & (USE_EQUAL | USE_IN)) != 0)
            pattern = READ_BY_VALUE;
        else if ((at->use->roles & USE_RANGE) != 0)
            pattern = READ_BY_RANGE;
        if (pattern < best)
            best = pattern;
    }
    if (access->is_unique && best == READ_BY_VALUE)
        return READ_BY_KEY;
    return best;
}

static bool
is_read_by(const TableUse *use, const WorkloadQuery *query)
{
    return use->reads.last != NULL && use->reads.last->query == query;
}

static void
add_read(const Building *building, const WorkloadQuery *query, const QueryRelation *relation)
{
    TableUse *use = use_of(building, relation->table);
    TableRead *read;
    Access access;

    if (is_read_by(use, query))
        return;
    access = access_of(building->work, building->design->schema, query->meaning, relation);
    read = arena_new_object(building->arena, TableRead);
    read->query = query;
    read->relation = relation;
    read->pattern = pattern_of(&access);
    read->is_served = access.is_served;
    read->is_locking = relation->is_locked || relation->is_written;
    list_append(&use->reads, read);
    if (relation->is_written) /* finding what it writes is part of the write */
        return;
    add_rate(&use->read_calls, query->calls_per_day);
    add_rate(&use->reads_by[read->pattern], query->calls_per_day);
    use->unrated_reads += !quantity_known(query->calls_per_day);
}

static WriteKind
kind_of(QueryCommand command)
{
    if (command == QUERY_INSERT)
        return WRITE_INSERT;
    return command == QUERY_DELETE ? WRITE_DELETE : WRITE_UPDATE;
}

static void
add_write(const Building *building, const WorkloadQuery *query, const QueryRelation *relation)
{
    TableUse *use = use_of(building, relation->table);
    TableWrite *write = arena_new_object(building->arena, TableWrite);

    write->query = query;
    write->kind = kind_of(relation->select->command);
    list_append(&use->writes, write);
    add_rate(&use->write_calls[write->kind], query->calls_per_day);
    use->unrated_writes += !quantity_known(query->calls_per_day);
}

/* What a trigger or a foreign key writes: as often as the statement, and to as many rows. */
static void
add_fired(const Building *building, const WorkloadQuery *query, const FiredQuery *fired)
{
    TableUse *use;
    TableWrite *write;

    if (fired->table == NULL || fired->command == QUERY_SELECT || fired->is_unlikely)
        return;
    use = use_of(building, fired->table);
    write = arena_new_object(building->arena, TableWrite);
    write->query = query;
    write->fired = fired;
    write->kind = kind_of(fired->command);
    list_append(&use->writes, write);
    if (fired->counted != NULL) /* by itself: its rate is known there */
        return;
    add_rate(&use->write_calls[write->kind], query->calls_per_day);
    use->unrated_writes += !quantity_known(query->calls_per_day);
}

static void
add_relations(const Building *building, const WorkloadQuery *query)
{
    for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (relation->kind != RELATION_TABLE || relation->table == NULL)
            continue;
        if (relation->is_written)
            add_write(building, query, relation);
        if (!relation->is_written || relation->select->command != QUERY_INSERT)
            add_read(building, query, relation);
    }
}

/* --- columns ------------------------------------------------------------------------------------- */

static void
count_once(ColumnRates *rates, int what, Quantity *sum, size_t *queries, const WorkloadQuery *query)
{
    if (rates->last[what] == query)
        return;
    rates->last[what] = query;
    add_rate(sum, query->calls_per_day);
    if (queries != NULL)
        ++*queries;
}

static ColumnRates *
rates_of(const TableUse *use, const char *name)
{
    size_t position = table_column_position(use->table, name);

    return position == 0 ? NULL : &use->columns[position - 1];
}

static void
add_columns(const Building *building, const WorkloadQuery *query, const Query *meaning)
{
    for (const ColumnUse *use = meaning->uses.first; use != NULL; use = use->next)
    {
        ColumnRates *rates = use->table == NULL || use->column == NULL
                                 ? NULL
                                 : rates_of(use_of(building, use->table), use->name);

        if (rates == NULL)
            continue;
        if ((use->roles & (USE_RETURNED | USE_COMPUTED)) != 0)
            count_once(rates, LAST_RETURNED, &rates->returned, &rates->returned_by, query);
        if ((use->roles & SEARCHED) != 0)
            count_once(rates, LAST_SEARCHED, &rates->searched, NULL, query);
        if ((use->roles & USE_UPDATED) != 0)
            count_once(rates, LAST_UPDATED, &rates->updated, &rates->updated_by, query);
    }
}

/* --- rates --------------------------------------------------------------------------------------- */

/* All of a server's statements were seen: what is not among them was not asked. */
static bool
is_all_seen(const Workload *workload)
{
    return quantity_known(workload->window_days) && workload->evicted == 0 &&
           workload->hidden_statements == 0 && workload->unseen.count == 0;
}

static Quantity
counted_rows(const Design *design, const Table *table)
{
    const Quantity parts[] = {design_inserts_per_day(design, table),
                              design_updates_per_day(design, table),
                              design_deletes_per_day(design, table)};
    Quantity sum = QUANTITY_UNKNOWN;

    if (!quantity_known(parts[0]) ||
        !quantity_known(parts[1])) /* growth alone is no rate of writes */
        return QUANTITY_UNKNOWN;
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        add_rate(&sum, parts[i]);
    return sum;
}

static Quantity
asked_rows(const Design *design, const TableUse *use)
{
    Quantity sum = QUANTITY_UNKNOWN;

    if (use->unrated_writes > 0)
        return QUANTITY_UNKNOWN;
    if (use->writes.count == 0)
        return is_all_seen(design->workload) ? (Quantity){0, PROVENANCE_MEASURED} : sum;
    for (const TableWrite *write = use->writes.first; write != NULL; write = write->next)
    {
        Quantity rows = write->query->per_call[COUNTER_ROWS];
        Quantity calls = write->query->calls_per_day;

        if (write->fired != NULL && write->fired->counted != NULL)
            continue;
        if (quantity_known(rows))
            calls =
                (Quantity){calls.value * rows.value, provenance_weaker(calls.source, rows.source)};
        else
            calls.source = PROVENANCE_ASSUMED; /* one row a call */
        add_rate(&sum, calls);
    }
    return sum;
}

static void
finish(const Building *building)
{
    for (const Table *table = building->design->schema->tables.first; table != NULL;
         table = table->next)
    {
        TableUse *use = map_get(building->uses->by_name, key_of(building->work, table));

        if (use == NULL)
            continue;
        use->rows_written = counted_rows(building->design, table);
        if (!quantity_known(use->rows_written))
            use->rows_written = asked_rows(building->design, use);
        list_append(&building->uses->list, use);
    }
}

const TableUses *
table_uses_of(Arena *arena, const Design *design)
{
    Building building = {.arena = arena, .design = design};

    if (design->workload == NULL)
        return NULL;
    building.uses = arena_new_object(arena, TableUses);
    building.uses->by_name = map_new(arena);
    for (const WorkloadQuery *query = design->workload->queries.first; query != NULL;
         query = query->next)
    {
        if (query->meaning == NULL)
            continue;
        building.work = arena_new(arena, "table_uses_of");
        add_relations(&building, query);
        add_columns(&building, query, query->meaning);
        for (const FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
        {
            add_fired(&building, query, fired);
            if (fired->meaning != NULL && fired->counted == NULL && fired->command != QUERY_SELECT)
                add_columns(&building, query, fired->meaning);
        }
        arena_free(building.work);
    }
    building.work = arena_new(arena, "table_uses_of");
    finish(&building);
    arena_free(building.work);
    return building.uses;
}

const TableUse *
table_use_find(const TableUses *uses, const Table *table)
{
    Arena *work;
    const TableUse *use;

    if (uses == NULL)
        return NULL;
    work = arena_new(NULL, "table_use_find");
    use = map_get(uses->by_name, key_of(work, table));
    arena_free(work);
    return use;
}

const ColumnRates *
table_use_column(const TableUse *use, const char *name)
{
    return rates_of(use, name);
}

Quantity
table_use_read_ratio(const TableUse *use)
{
    if (!quantity_known(use->read_calls) || !quantity_known(use->rows_written))
        return QUANTITY_UNKNOWN;
    return (Quantity){use->rows_written.value > 0 ? use->read_calls.value / use->rows_written.value
                                                  : HUGE_VAL,
                      provenance_weaker(use->read_calls.source, use->rows_written.source)};
}

const char *
table_use_pattern_name(ReadPattern pattern)
{
    static const char *const names[] = {
        [READ_BY_KEY] = "by key",       [READ_BY_VALUE] = "by value", [READ_BY_RANGE] = "by range",
        [READ_BY_SEARCH] = "by search", [READ_BY_JOIN] = "by join",   [READ_WHOLE] = "whole",
    };

    return names[pattern];
}

const char *
table_use_write_name(WriteKind kind)
{
    static const char *const names[] = {
        [WRITE_INSERT] = "inserts", [WRITE_UPDATE] = "updates", [WRITE_DELETE] = "deletes"};

    return names[kind];
}
