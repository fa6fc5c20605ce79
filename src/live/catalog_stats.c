/*
 * Everything here is measured by the server: estimates of ANALYZE, counters, sizes. What it does not
 * know stays unknown. Rates need at least a day of counting; a shorter window says more about the hour
 * than about the growth.
 */
#include "live/catalog_internal.h"

static const double WINDOW_MIN_DAYS = 1.0;
static const double COUNTED_MIN_ROWS = 10000;
static const double DAY_SECONDS = 86400;

Quantity
catalog_measured(const char *text)
{
    if (text == NULL)
        return QUANTITY_UNKNOWN;
    return (Quantity){.value = strtod(text, NULL), .source = PROVENANCE_MEASURED};
}

static Quantity
per_day(const Reading *reading, double count)
{
    if (reading->days < WINDOW_MIN_DAYS)
        return QUANTITY_UNKNOWN;
    return (Quantity){.value = count / reading->days, .source = PROVENANCE_MEASURED};
}

bool
catalog_ask(Reading *reading, QuestionId id, DbResult *out, Error *error)
{
    return answers_ask(reading->answers, reading->schema->arena, reading->schema, id, out, error);
}

TableStats *
catalog_table(Reading *reading, const DbResult *result, size_t row)
{
    return stats_table(reading->stats, answers_text(result, row, "schema"),
                       answers_text(result, row, "name"));
}

/* A replica counts no writes, so it says nothing about growth. */
static bool
read_role(Reading *reading, Error *error)
{
    DbResult result;

    if (!catalog_ask(reading, QUESTION_NODE, &result, error))
        return false;
    reading->stats->is_replica =
        result.rows > 0 && str_equal(answers_value(&result, 0, "is_replica"), "t");
    if (reading->stats->is_replica)
        schema_problem(reading->schema, false, (Location){0},
                       "a replica counts no writes: growth is not measured",
                       "Read the primary as well, or declare growth in the project file.");
    return true;
}

/* The time since the baseline, where it is of the same counting; otherwise since the reset. */
static void
choose_days(Reading *reading, const DbResult *result)
{
    const char *days = answers_value(result, 0, "days");
    const char *since = answers_value(result, 0, "since");
    const char *at = answers_value(result, 0, "at");

    reading->days = days == NULL ? 0 : strtod(days, NULL);
    if (reading->baseline != NULL && at != NULL)
    {
        reading->sequences = reading->baseline;
        reading->sequence_days =
            (strtod(at, NULL) - baseline_read_at(reading->baseline)) / DAY_SECONDS;
    }
    if (reading->baseline == NULL || since == NULL || at == NULL ||
        baseline_table_days(reading->baseline, strtod(since, NULL), strtod(at, NULL),
                            &reading->days))
        return;
    reading->baseline = NULL;
    schema_problem(reading->schema, false, (Location){0},
                   "the counters were reset between the snapshots: growth is that since the reset",
                   NULL);
}

static bool
read_window(Reading *reading, Error *error)
{
    DbResult result;

    if (!read_role(reading, error) ||
        !catalog_ask(reading, QUESTION_MEASURED_SINCE, &result, error))
        return false;
    if (result.rows == 0 || reading->stats->is_replica)
        return true;
    choose_days(reading, &result);
    reading->stats->rate_days = (Quantity){reading->days, PROVENANCE_MEASURED};
    if (reading->days < WINDOW_MIN_DAYS)
        schema_problem(reading->schema, false, (Location){0},
                       reading->baseline == NULL
                           ? "the server has counted for less than a day: growth is not measured"
                           : "less than a day lies between the snapshots: growth is not measured",
                       "Declare it in the project file, or ask again tomorrow.");
    return true;
}

/* Counters do not tell a year's growth from a restore of yesterday. Partitions count as their parent. */
static bool
holds_only_counted(const Reading *reading, const TableStats *table, double growth)
{
    const Table *model = schema_find_table(reading->schema, table->schema, table->name);

    return model != NULL && model->partition_of == NULL && table->rows.value >= COUNTED_MIN_ROWS &&
           growth >= 0.9 * table->rows.value;
}

static void
note_counted(Reading *reading, size_t tables)
{
    if (tables == 0 || reading->days < WINDOW_MIN_DAYS)
        return;
    schema_problem(reading->schema, false, (Location){0},
                   arena_printf(reading->schema->arena,
                                "%zu %s all rows in the %.0f days that the server has counted: "
                                "what was restored grows more slowly than measured",
                                tables, tables == 1 ? "table got" : "tables got", reading->days),
                   "Then declare their growth: --table NAME=ROWS,+N/day.");
}

/* What was counted since the baseline, or since the counters were reset. */
static void
take_changes(const Reading *reading, TableStats *table, const DbResult *result, size_t row)
{
    double inserts = catalog_measured(answers_value(result, row, "inserts")).value;
    double deletes = catalog_measured(answers_value(result, row, "deletes")).value;
    double updates = catalog_measured(answers_value(result, row, "updates")).value;
    const TableCounters *then = reading->baseline == NULL
                                    ? NULL
                                    : baseline_table(reading->baseline, table->schema, table->name);

    if (then != NULL)
    {
        inserts -= then->inserts;
        deletes -= then->deletes;
        updates -= then->updates;
    }
    table->inserts_per_day = per_day(reading, inserts);
    table->updates_per_day = per_day(reading, updates);
    table->deletes_per_day = per_day(reading, deletes);
    table->rows_per_day = per_day(reading, inserts - deletes);
}

static bool
read_tables(Reading *reading, Error *error)
{
    DbResult result;
    size_t only_counted = 0;

    if (!catalog_ask(reading, QUESTION_TABLE_STATISTICS, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        TableStats *table = catalog_table(reading, &result, row);

        if (!str_equal(answers_value(&result, row, "is_counted"), "t"))
            continue;
        table->rows = catalog_measured(answers_value(&result, row, "rows"));
        table->heap_bytes = catalog_measured(answers_value(&result, row, "pages_bytes"));
        table->pages = catalog_measured(answers_value(&result, row, "pages"));
        table->visible_fraction = catalog_measured(answers_value(&result, row, "visible_fraction"));
        take_changes(reading, table, &result, row);
        only_counted +=
            holds_only_counted(reading, table, table->rows_per_day.value * reading->days);
    }
    if (reading->baseline == NULL)
        note_counted(reading, only_counted);
    return true;
}

static bool
read_table_sizes(Reading *reading, Error *error)
{
    DbResult result;

    if (!catalog_ask(reading, QUESTION_TABLE_SIZES, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        catalog_table(reading, &result, row)->heap_bytes =
            catalog_measured(answers_value(&result, row, "bytes"));
    return true;
}

static void
add_object(Reading *reading, ObjectStatsList *list, const DbResult *result, size_t row,
           const char *column)
{
    ObjectStats *object = arena_new_object(reading->stats->arena, ObjectStats);

    object->schema = arena_strdup(reading->stats->arena, answers_text(result, row, "schema"));
    object->name = arena_strdup(reading->stats->arena, answers_text(result, row, "name"));
    object->value = catalog_measured(answers_value(result, row, column));
    list_append(list, object);
}

static bool
read_index_sizes(Reading *reading, Error *error)
{
    DbResult result;

    if (!catalog_ask(reading, QUESTION_INDEX_SIZES, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        add_object(reading, &reading->stats->indexes, &result, row, "bytes");
    return true;
}

/* What it gave out between two readings; less than before is another sequence, or one set back. */
static void
add_rate(Reading *reading, const ObjectStats *sequence)
{
    ObjectStats *rate;
    Quantity before;

    if (reading->sequences == NULL || reading->sequence_days < WINDOW_MIN_DAYS)
        return;
    before = baseline_sequence(reading->sequences, sequence->schema, sequence->name);
    if (!quantity_known(before) || before.value > sequence->value.value)
        return;
    rate = arena_new_object(reading->stats->arena, ObjectStats);
    *rate = *sequence;
    rate->next = NULL;
    rate->value.value = (sequence->value.value - before.value) / reading->sequence_days;
    list_append(&reading->stats->sequence_rates, rate);
}

static bool
read_sequences(Reading *reading, Error *error)
{
    DbResult result;
    size_t unreadable = 0;

    if (!catalog_ask(reading, QUESTION_SEQUENCE_VALUES, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        unreadable += !str_equal(answers_value(&result, row, "is_readable"), "t");
        if (answers_value(&result, row, "last_value") == NULL)
            continue;
        add_object(reading, &reading->stats->sequences, &result, row, "last_value");
        add_rate(reading, reading->stats->sequences.last);
    }
    if (unreadable > 0)
        schema_problem(reading->schema, false, (Location){0},
                       arena_printf(reading->schema->arena,
                                    "%zu sequence%s cannot be read: how far %s not known (GRANT "
                                    "pg_read_all_data, or SELECT on them)",
                                    unreadable, unreadable == 1 ? "" : "s",
                                    unreadable == 1 ? "it is is" : "they are is"),
                       "GRANT pg_read_all_data TO the role that reads, or GRANT SELECT ON ALL "
                       "SEQUENCES IN SCHEMA … TO it.");
    return true;
}

static bool
read_settings(Reading *reading, Error *error)
{
    DbResult result;

    if (!catalog_ask(reading, QUESTION_SETTINGS, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
        stats_set_setting(reading->stats, answers_text(&result, row, "name"),
                          answers_value(&result, row, "value"), PROVENANCE_MEASURED);
    return true;
}

static bool
note_unreadable(Reading *reading, Error *error)
{
    DbResult result;

    if (!catalog_ask(reading, QUESTION_UNREADABLE, &result, error))
        return false;
    if (result.rows > 0)
        schema_problem(reading->schema, false, (Location){0},
                       arena_printf(reading->schema->arena,
                                    "%zu table%s cannot be read: how wide rows are is assumed "
                                    "(GRANT pg_read_all_data, or SELECT on them)",
                                    result.rows, result.rows == 1 ? "" : "s"),
                       "GRANT pg_read_all_data TO the role that reads, or GRANT SELECT ON ALL "
                       "TABLES IN SCHEMA … TO it; tenfold reads statistics only, no rows.");
    return true;
}

bool
catalog_stats(Answers *answers, const Baseline *baseline, Schema *schema, Stats *stats,
              Error *error)
{
    Reading reading = {.answers = answers, .schema = schema, .stats = stats, .baseline = baseline};
    Error later = {.arena =
                       error->arena}; /* ending a transaction that only read: nothing to lose */
    bool is_read = answers_begin(answers, error) && read_window(&reading, error) &&
                   read_tables(&reading, error) && read_table_sizes(&reading, error) &&
                   read_index_sizes(&reading, error) && read_sequences(&reading, error) &&
                   catalog_columns(&reading, error) && catalog_extended(&reading, error) &&
                   read_settings(&reading, error) && catalog_usage(&reading, error) &&
                   note_unreadable(&reading, error);

    stats->server_version = answers_version(answers);
    stats->database = arena_strdup(stats->arena, answers_database(answers));
    if (!is_read)
    {
        (void) !answers_end(answers, &later);
        return false;
    }
    return answers_end(answers, error);
}

bool
catalog_read_stats(Db *db, Schema *schema, Stats *stats, Error *error)
{
    return catalog_stats(answers_of_db(schema->arena, db), NULL, schema, stats, error);
}
