#include "live/baseline.h"

#include "base/map.h"

#include <math.h>

/* Moments of a reset are printed with microseconds and may lose some on the way. */
static const double SAME_SECONDS = 1.0;
static const double DAY_SECONDS = 86400;

struct Baseline
{
    Arena *arena;
    double table_since;
    double table_at;
    double statement_since;
    double statement_at;
    Map *tables;
    Map *statements;
    Map *sequences; /* double */
};

static double
number(const DbResult *row, const char *column)
{
    const char *text = row->rows == 0 ? NULL : answers_value(row, 0, column);

    return text == NULL ? 0 : strtod(text, NULL);
}

char *
baseline_statement_key(Arena *arena, const DbResult *row)
{
    const char *user = answers_value(row, 0, "user_oid");
    const char *query = answers_value(row, 0, "query_id");
    const char *level = answers_value(row, 0, "toplevel");

    if (user == NULL || query == NULL)
        return NULL;
    return arena_printf(arena, "%s %s %s", user, query, level == NULL ? "" : level);
}

StatementCounters
baseline_statement_counters(const DbResult *row)
{
    static const char *const columns[] = {"total_ms",    "rows",        "blocks",
                                          "blocks_read", "temp_blocks", "wal_bytes"};
    StatementCounters counters = {.calls = number(row, "calls")};

    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
        counters.values[i] = number(row, columns[i]);
    return counters;
}

static void
take_statement(void *context, const DbResult *row)
{
    Baseline *baseline = context;
    char *key = baseline_statement_key(baseline->arena, row);
    StatementCounters *counters = arena_new_object(baseline->arena, StatementCounters);

    *counters = baseline_statement_counters(row);
    if (key != NULL)
        map_put(baseline->statements, key, counters);
}

static void
take_table(void *context, const DbResult *row)
{
    Baseline *baseline = context;
    TableCounters *counters = arena_new_object(baseline->arena, TableCounters);

    *counters =
        (TableCounters){number(row, "inserts"), number(row, "updates"), number(row, "deletes")};
    map_put(baseline->tables,
            arena_printf(baseline->arena, "%s.%s", answers_text(row, 0, "schema"),
                         answers_text(row, 0, "name")),
            counters);
}

static void
take_sequence(void *context, const DbResult *row)
{
    Baseline *baseline = context;
    double *last = arena_new_object(baseline->arena, double);

    *last = number(row, "last_value");
    if (answers_value(row, 0, "last_value") != NULL)
        map_put(baseline->sequences,
                arena_printf(baseline->arena, "%s.%s", answers_text(row, 0, "schema"),
                             answers_text(row, 0, "name")),
                last);
}

bool
baseline_read(Answers *answers, Arena *arena, Baseline **out, Error *error)
{
    Baseline *baseline = arena_new_object(arena, Baseline);
    Schema *remarks = schema_new(arena); /* the later look says what it could not see */
    DbResult tables, statements;

    baseline->arena = arena;
    baseline->tables = map_new(arena);
    baseline->statements = map_new(arena);
    baseline->sequences = map_new(arena);
    if (!answers_ask(answers, arena, remarks, QUESTION_MEASURED_SINCE, &tables, error) ||
        !answers_each(answers, remarks, QUESTION_TABLE_STATISTICS, take_table, baseline, error) ||
        !answers_each(answers, remarks, QUESTION_SEQUENCE_VALUES, take_sequence, baseline, error) ||
        !answers_ask(answers, arena, remarks, QUESTION_STATEMENTS_SINCE, &statements, error) ||
        !answers_each(answers, remarks, QUESTION_STATEMENTS, take_statement, baseline, error))
        return false;
    baseline->table_since = number(&tables, "since");
    baseline->table_at = number(&tables, "at");
    if (statements.rows == 0) /* before 14: statements.c takes the same */
        statements = tables;
    baseline->statement_since = number(&statements, "since");
    baseline->statement_at = number(&statements, "at");
    *out = baseline;
    return true;
}

static bool
days_between(double then_since, double then, double since, double at, double *days)
{
    if (then <= 0 || at <= then || fabs(since - then_since) > SAME_SECONDS)
        return false;
    *days = (at - then) / DAY_SECONDS;
    return true;
}

bool
baseline_table_days(const Baseline *baseline, double since, double at, double *days)
{
    return days_between(baseline->table_since, baseline->table_at, since, at, days);
}

bool
baseline_statement_days(const Baseline *baseline, double since, double at, double *days)
{
    return days_between(baseline->statement_since, baseline->statement_at, since, at, days);
}

const TableCounters *
baseline_table(const Baseline *baseline, const char *schema, const char *name)
{
    Arena *arena = arena_new(NULL, "baseline_table");
    const TableCounters *counters =
        map_get(baseline->tables, arena_printf(arena, "%s.%s", schema, name));

    arena_free(arena);
    return counters;
}

Quantity
baseline_sequence(const Baseline *baseline, const char *schema, const char *name)
{
    Arena *arena = arena_new(NULL, "baseline_sequence");
    const double *last = map_get(baseline->sequences, arena_printf(arena, "%s.%s", schema, name));

    arena_free(arena);
    return last == NULL ? QUANTITY_UNKNOWN : (Quantity){*last, PROVENANCE_MEASURED};
}

double
baseline_read_at(const Baseline *baseline)
{
    return baseline->table_at;
}

const StatementCounters *
baseline_statement(const Baseline *baseline, const char *key)
{
    return key == NULL ? NULL : map_get(baseline->statements, key);
}
