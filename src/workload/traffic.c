/*
 * traffic.c - calls a day times rows a call.
 *
 * A sum that leaves one query out would be a false all-clear or a false alarm, so one call whose rows nobody
 * knows makes the table's number unknown. INSERT … ON CONFLICT inserts fewer rows than it is called for, and
 * takes a number of the sequence for each of them all the same: a table of stable size runs out of keys.
 */
#include "workload/traffic.h"

#include "workload/window.h"

#include <math.h>

/* Rows a day of one kind, while queries are added up. */
typedef struct Sum
{
    Quantity rows;
    bool is_open; /* a query adds to it, and nobody knows how much */
} Sum;

typedef struct Traffic
{
    Sum inserts;
    Sum updates;
    Sum deletes;
    Sum deletes_most;
    Sum numbers;
} Traffic;

/* A statement that writes a table, alone or fired by another. */
typedef struct Write
{
    const Query *meaning;
    const QuerySelect *select;
    QueryCommand command;
    const Table *table;
    Quantity calls;
    Quantity rows; /* a call; unknown where the server did not count them */
} Write;

static void
add(Sum *sum, Quantity calls, double rows)
{
    sum->rows.source = quantity_known(sum->rows) ? provenance_weaker(sum->rows.source, calls.source)
                                                 : calls.source;
    sum->rows.value += calls.value * rows;
}

static void
add_known(Sum *sum, Quantity calls, Quantity rows)
{
    if (quantity_known(rows))
        add(sum, calls, rows.value);
    else
        sum->is_open = true;
}

static const Column *
numbered_column(const Table *table)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (column->sequence != NULL || column->identity != IDENTITY_NONE ||
            (column->default_expr != NULL && strstr(column->default_expr->sql, "nextval(") != NULL))
            return column;
    return NULL;
}

/* With a number of its own the sequence is not asked. */
static bool
gives_number(const Write *write, const Column *column)
{
    for (const ColumnUse *use = write->meaning->uses.first; use != NULL; use = use->next)
        if (use->table == write->table && use->column == column && (use->roles & USE_INSERTED) != 0)
            return true;
    return false;
}

static void
add_insert(Traffic *traffic, const Write *write)
{
    const QuerySelect *select = write->select;
    const Column *column = numbered_column(write->table);
    Quantity written = write->rows;

    if (select->values_rows > 0 && (!quantity_known(written) || select->has_conflict))
        written =
            (Quantity){fmax((double) select->values_rows, written.value), PROVENANCE_DECLARED};
    add_known(&traffic->inserts, write->calls, written);
    traffic->inserts.is_open |= select->has_conflict;
    if (column != NULL && !gives_number(write, column) && quantity_known(written))
        add(&traffic->numbers, write->calls, written.value);
}

static bool
compares(const Write *write, const char *column)
{
    for (const ColumnUse *use = write->meaning->uses.first; use != NULL; use = use->next)
        if (use->table == write->table && use->column != NULL &&
            str_equal(use->column->name, column) && use->clause == CLAUSE_WHERE &&
            (use->roles & USE_EQUAL) != 0 && !use->is_in_or && use->other == NULL)
            return true;
    return false;
}

static bool
finds_one(const Write *write)
{
    for (const Index *index = write->table->indexes.first; index != NULL; index = index->next)
    {
        bool is_found = index->is_unique && index->predicate == NULL;

        for (const IndexElement *at = index->elements.first; at != NULL && is_found; at = at->next)
            is_found = at->column != NULL && compares(write, at->column);
        if (is_found)
            return true;
    }
    return false;
}

/* DELETE … WHERE id IN (SELECT id … LIMIT 50000): no call takes more; 0 where there is no such end. */
static double
limit_of(const Write *write)
{
    for (const QuerySelect *at = write->meaning->selects.first; at != NULL; at = at->next)
        if (at != write->select && at->limit_kind == LIMIT_CONSTANT &&
            (at->kind == SELECT_IN || at->kind == SELECT_CTE || at->kind == SELECT_SCALAR ||
             at->kind == SELECT_FROM))
            return (double) at->limit;
    return 0;
}

static void
add_change(Sum *sum, const Write *write)
{
    const Quantity one = {1, PROVENANCE_DECLARED};

    add_known(sum, write->calls,
              quantity_known(write->rows) ? write->rows
              : finds_one(write)          ? one
                                          : QUANTITY_UNKNOWN);
}

static void
add_delete(Traffic *traffic, const Write *write)
{
    double limit = limit_of(write);

    add_change(&traffic->deletes, write);
    if (limit > 0)
        add(&traffic->deletes_most, write->calls, limit);
    else
        add_change(&traffic->deletes_most, write);
}

static void
add_write(Map *tables, Arena *arena, const Write *write)
{
    const char *key = arena_printf(arena, "%s.%s", write->table->schema, write->table->name);
    Traffic *traffic = map_get(tables, key);

    if (traffic == NULL)
    {
        const Sum none = {.rows = QUANTITY_UNKNOWN};

        traffic = arena_new_object(arena, Traffic);
        *traffic = (Traffic){none, none, none, none, none};
        map_put(tables, key, traffic);
    }
    switch (write->command)
    {
    case QUERY_INSERT:
        add_insert(traffic, write);
        break;
    case QUERY_UPDATE:
        add_change(&traffic->updates, write);
        break;
    case QUERY_DELETE:
        add_delete(traffic, write);
        break;
    case QUERY_MERGE:
        traffic->inserts.is_open = traffic->updates.is_open = traffic->deletes.is_open = true;
        traffic->deletes_most.is_open = true;
        break;
    case QUERY_SELECT:
        break;
    }
}

static void
add_writes(Map *tables, Arena *arena, const Query *meaning, Quantity calls, Quantity rows)
{
    for (const QueryRelation *at = meaning->relations.first; at != NULL; at = at->next)
    {
        const QuerySelect *select = at->select == NULL ? meaning->selects.first : at->select;
        bool is_top = select == meaning->selects.first;
        const Write write = {.meaning = meaning,
                             .select = select,
                             .command = select == NULL ? meaning->command : select->command,
                             .table = at->table,
                             .calls = calls,
                             .rows = is_top ? rows : QUANTITY_UNKNOWN};

        if (at->is_written && at->table != NULL && select != NULL)
            add_write(tables, arena, &write);
    }
}

/* What triggers write, as often as they are fired. */
static void
add_fired(Map *tables, Arena *arena, const WorkloadQuery *query)
{
    Quantity rows = query->per_call[COUNTER_ROWS];

    for (const FiredQuery *at = query->fired.first; at != NULL; at = at->next)
    {
        Quantity calls = query->calls_per_day;

        if (at->kind != FIRED_TRIGGER || at->meaning == NULL || at->is_unlikely || at->depth > 0)
            continue;
        if (!at->is_once && quantity_known(rows))
            calls.value *= rows.value;
        add_writes(tables, arena, at->meaning, calls, QUANTITY_UNKNOWN);
    }
}

static void
take(Quantity *into, const Sum *sum)
{
    if (!quantity_known(*into) && quantity_known(sum->rows) && !sum->is_open)
        *into = sum->rows;
}

/* Inserts alone would be growth: of a table that is deleted from they are none. */
static void
fill_table(TableStats *table, const Traffic *traffic)
{
    bool is_limited = quantity_known(traffic->deletes_most.rows) && !traffic->deletes_most.is_open;

    table->numbers_per_day = traffic->numbers.rows;
    if (is_limited && traffic->deletes.is_open)
        table->deletes_most_per_day = traffic->deletes_most.rows;
    if (!quantity_known(table->rows))
        return;
    take(&table->updates_per_day, &traffic->updates);
    take(&table->deletes_per_day, &traffic->deletes);
    if (!traffic->deletes.is_open || is_limited || quantity_known(table->rows_per_day) ||
        quantity_known(table->deletes_per_day))
        take(&table->inserts_per_day, &traffic->inserts);
}

Quantity
traffic_rows_updated(const WorkloadQuery *query, const Table *table)
{
    const Write write = {.meaning = query->meaning, .table = table};
    Quantity rows = query->per_call[COUNTER_ROWS];
    const QuerySelect *top = query->meaning->selects.first;

    if (query->meaning->command == QUERY_INSERT)
    {
        double most = top == NULL ? 0 : (double) top->values_rows;

        return quantity_known(rows) || most > 0
                   ? (Quantity){quantity_known(rows) ? rows.value : most, PROVENANCE_ASSUMED}
                   : QUANTITY_UNKNOWN;
    }
    if (query->meaning->command == QUERY_UPDATE && quantity_known(rows))
        return rows;
    return finds_one(&write) ? (Quantity){1, PROVENANCE_DECLARED} : QUANTITY_UNKNOWN;
}

void
traffic_fill(const Workload *workload, Stats *stats)
{
    Map *tables = map_new(workload->arena);

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->meaning != NULL && !query->is_nested && quantity_known(query->calls_per_day) &&
            window_makes_days(workload, query->calls_per_day.source))
        {
            add_writes(tables, workload->arena, query->meaning, query->calls_per_day,
                       query->per_call[COUNTER_ROWS]);
            add_fired(tables, workload->arena, query);
        }
    for (TableStats *table = stats->tables.first; table != NULL; table = table->next)
    {
        const Traffic *traffic =
            map_get(tables, arena_printf(workload->arena, "%s.%s", table->schema, table->name));

        if (traffic != NULL)
            fill_table(table, traffic);
    }
}
