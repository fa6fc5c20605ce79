/*
 * statements.c - pg_stat_statements into the workload.
 *
 * Counters divided by the time since their reset are rates; less an earlier look they are those of the
 * days in between. Row by row: a server may keep ten thousand texts of ten thousand bytes.
 */
#include "live/statements.h"

#include <assert.h>

/* A reset just now: less than this would make a day of a moment. */
static const double WINDOW_LEAST_DAYS = 1.0 / 86400;
static const double WINDOW_SHORT_DAYS = 1.0;

typedef struct StatementReading
{
    Answers *answers;
    const Baseline *baseline;
    Schema *schema;
    Workload *workload;
    double days;
} StatementReading;

static_assert(ARRAY_LENGTH(((StatementCounters *) NULL)->values) == COUNTER_KINDS,
              "the baseline keeps what the workload counts");

/* False for an entry that was evicted and came back: whatever its calls, it has less of something. */
static bool
goes_on(const StatementCounters *then, const StatementCounters *now)
{
    bool is_less = now->calls < then->calls;

    for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
        is_less = is_less || now->values[counter] < then->values[counter];
    return !is_less;
}

/* Counters less those of the baseline; an entry that was evicted and came back counts from zero. */
static StatementCounters
counted(const StatementReading *reading, const DbResult *row)
{
    Arena *work = arena_new(NULL, "counted");
    StatementCounters now = baseline_statement_counters(row);
    const StatementCounters *then =
        reading->baseline == NULL
            ? NULL
            : baseline_statement(reading->baseline, baseline_statement_key(work, row));

    if (then != NULL && goes_on(then, &now))
    {
        now.calls -= then->calls;
        for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
            now.values[counter] -= then->values[counter];
    }
    arena_free(work);
    return now;
}

static double
number(const DbResult *result, const char *column)
{
    const char *text = result->rows == 0 ? NULL : answers_value(result, 0, column);

    return text == NULL ? 0 : strtod(text, NULL);
}

/* The slowest call is that since the reset, also where a baseline is taken off: no less than it was since. */
static void
take_statement(void *context, const DbResult *row)
{
    StatementReading *reading = context;
    StatementCounters counters = counted(reading, row);
    MeasuredStatement statement = {
        .text = answers_value(row, 0, "query"),
        .is_nested = str_equal(answers_value(row, 0, "toplevel"), "false"),
        .calls = counters.calls,
        .ms_most = number(row, "most_ms"),
    };

    for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
    {
        statement.totals[counter] = counters.values[counter];
        statement.is_known[counter] = true;
    }
    workload_add_measured(reading->workload, &statement, reading->days);
}

/* The window of servers before 14, which do not tell it: that of the database's counters. */
static bool
read_other_window(StatementReading *reading, DbResult *result, Error *error)
{
    if (result->rows > 0)
        return true;
    name_list_add(
        reading->workload->arena, &reading->workload->unseen,
        "since when pg_stat_statements counts: taken as the age of the database's counters");
    return answers_ask(reading->answers, reading->workload->arena, reading->schema,
                       QUESTION_MEASURED_SINCE, result, error);
}

static void
choose_days(StatementReading *reading, const DbResult *result)
{
    Workload *workload = reading->workload;
    double since = number(result, "since");

    reading->days = number(result, "days");
    if (reading->baseline != NULL &&
        !baseline_statement_days(reading->baseline, since, number(result, "at"), &reading->days))
    {
        reading->baseline = NULL;
        name_list_add(workload->arena, &workload->unseen,
                      "statements before pg_stat_statements was reset, between the snapshots");
    }
    if (reading->days < WINDOW_LEAST_DAYS)
        reading->days = WINDOW_LEAST_DAYS;
    if (reading->days < WINDOW_SHORT_DAYS)
        name_list_add(workload->arena, &workload->unseen,
                      arena_printf(workload->arena, "a whole day: statements were counted for %s",
                                   quantity_days_text(workload->arena, reading->days)));
    if (!quantity_known(workload->window_days) || reading->days < workload->window_days.value)
        workload->window_days = (Quantity){reading->days, PROVENANCE_MEASURED};
}

static bool
read_window(StatementReading *reading, Error *error)
{
    DbResult result;

    if (!answers_ask(reading->answers, reading->workload->arena, reading->schema,
                     QUESTION_STATEMENTS_SINCE, &result, error))
        return false;
    reading->workload->evicted += (size_t) number(&result, "evicted");
    if (!read_other_window(reading, &result, error))
        return false;
    choose_days(reading, &result);
    return true;
}

/* Why there is nothing: each has another way out. */
static void
say_refused(Workload *workload, const char *refusal)
{
    const char *text = strlen(refusal) > 6 ? refusal + 6 : refusal;

    if (strncmp(refusal, "42P01", 5) == 0)
        text = "queries: pg_stat_statements is not installed in this database";
    else if (strncmp(refusal, "55000", 5) == 0)
        text = "queries: pg_stat_statements is not in shared_preload_libraries";
    else if (strncmp(refusal, "42501", 5) == 0)
        text = arena_printf(workload->arena, "queries: %s (GRANT pg_read_all_stats)", text);
    else
        text = arena_printf(workload->arena, "queries: %s", text);
    name_list_add(workload->arena, &workload->unseen, text);
}

static void
say_hidden(StatementReading *reading, size_t hidden)
{
    Workload *workload = reading->workload;

    if (hidden > 0)
        name_list_add(workload->arena, &workload->unseen,
                      arena_printf(workload->arena,
                                   "texts of %zu %s of other users (GRANT pg_read_all_stats)",
                                   hidden, hidden == 1 ? "statement" : "statements"));
}

static bool
read_statements(StatementReading *reading, Error *error)
{
    Workload *workload = reading->workload;
    size_t hidden = workload->hidden_statements;
    const char *refusal;
    DbResult path;

    if (!answers_ask(reading->answers, workload->arena, reading->schema, QUESTION_STATEMENTS_PATH,
                     &path, error))
        return false;
    if (path.rows == 0)
    {
        say_refused(workload, "42P01");
        return true;
    }
    if (!read_window(reading, error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_STATEMENTS, take_statement,
                      reading, error))
        return false;
    refusal = answers_refusal(reading->answers, QUESTION_STATEMENTS);
    if (refusal != NULL)
        say_refused(workload, refusal);
    say_hidden(reading, workload->hidden_statements - hidden);
    return true;
}

bool
statements_read(Answers *answers, const Baseline *baseline, Schema *schema, Workload *workload,
                Error *error)
{
    StatementReading reading = {
        .answers = answers, .baseline = baseline, .schema = schema, .workload = workload};
    Error later = {.arena =
                       error->arena}; /* ending a transaction that only read: nothing to lose */

    if (!answers_begin(answers, error) || !read_statements(&reading, error))
    {
        (void) !answers_end(answers, &later);
        return false;
    }
    return answers_end(answers, error);
}
