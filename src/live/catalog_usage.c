/*
 * catalog_usage.c - how tables and indexes are used, summed over all nodes that are read.
 *
 * An index that the primary never uses may serve every query of a replica. So scans add up; what is a
 * state (dead rows, the last vacuum) is that of the first node, the primary where there is one.
 */
#include "live/catalog_internal.h"

static void
add(Quantity *sum, const char *text)
{
    Quantity more = catalog_measured(text);

    if (!quantity_known(*sum))
        *sum = more;
    else if (quantity_known(more))
        sum->value += more.value;
}

static void
take_state(TableStats *table, const DbResult *row)
{
    Quantity updates = catalog_measured(answers_value(row, 0, "updates"));
    Quantity hot = catalog_measured(answers_value(row, 0, "hot_updates"));

    if (quantity_known(hot) && updates.value > 0)
        table->hot_fraction = (Quantity){hot.value / updates.value, PROVENANCE_MEASURED};
    table->dead_rows = catalog_measured(answers_value(row, 0, "dead_rows"));
    table->days_since_vacuum = catalog_measured(answers_value(row, 0, "days_since_vacuum"));
    table->days_since_analyze = catalog_measured(answers_value(row, 0, "days_since_analyze"));
    table->transactions_old = catalog_measured(answers_value(row, 0, "transactions_old"));
}

static void
take_table(void *context, const DbResult *row)
{
    Reading *reading = context;
    TableStats *table = catalog_table(reading, row, 0);

    add(&table->scans, answers_value(row, 0, "scans"));
    add(&table->scanned_rows, answers_value(row, 0, "scanned_rows"));
    add(&table->index_scans, answers_value(row, 0, "index_scans"));
    if (reading->stats->nodes_read == 0)
        take_state(table, row);
}

static void
take_index(void *context, const DbResult *row)
{
    Reading *reading = context;
    IndexUse *use = stats_index_use(reading->stats, answers_text(row, 0, "schema"),
                                    answers_text(row, 0, "name"));
    Quantity days = catalog_measured(answers_value(row, 0, "days_since_scan"));

    add(&use->scans, answers_value(row, 0, "scans"));
    add(&use->entries_read, answers_value(row, 0, "entries_read"));
    add(&use->rows_fetched, answers_value(row, 0, "rows_fetched"));
    if (quantity_known(days) &&
        (!quantity_known(use->days_since_scan) || days.value < use->days_since_scan.value))
        use->days_since_scan = days;
}

/* "Unused" is said for the time that the youngest counters cover. */
static bool
read_days(Reading *reading, Error *error)
{
    Quantity *counted = &reading->stats->counted_days;
    Quantity days = QUANTITY_UNKNOWN;
    DbResult result;

    if (!catalog_ask(reading, QUESTION_MEASURED_SINCE, &result, error))
        return false;
    if (result.rows > 0)
        days = catalog_measured(answers_value(&result, 0, "days"));
    if (reading->stats->nodes_read == 0 || !quantity_known(days) || days.value < counted->value)
        *counted = days;
    return true;
}

/* Not known where it may not be asked, and where readers need not follow. */
static bool
read_replicas(Reading *reading, Error *error)
{
    Stats *stats = reading->stats;
    DbResult result, node;

    if (!catalog_ask(reading, QUESTION_REPLICAS, &result, error) ||
        !catalog_ask(reading, QUESTION_NODE, &node, error))
        return false;
    if (node.rows > 0 && str_equal(answers_value(&node, 0, "shares_storage"), "t"))
        return true;
    if (answers_refusal(reading->answers, QUESTION_REPLICAS) == NULL && !stats->is_replica)
        stats->replicas = (Quantity){(double) result.rows, PROVENANCE_MEASURED};
    return true;
}

bool
catalog_usage(Reading *reading, Error *error)
{
    if (!answers_each(reading->answers, reading->schema, QUESTION_TABLE_USAGE, take_table, reading,
                      error) ||
        !answers_each(reading->answers, reading->schema, QUESTION_INDEX_USAGE, take_index, reading,
                      error) ||
        !read_days(reading, error) ||
        (reading->stats->nodes_read == 0 && !read_replicas(reading, error)))
        return false;
    reading->stats->nodes_read++;
    return true;
}

bool
catalog_add_usage(Answers *answers, Schema *schema, Stats *stats, Error *error)
{
    Reading reading = {.answers = answers, .schema = schema, .stats = stats};
    Error later = {.arena =
                       error->arena}; /* ending a transaction that only read: nothing to lose */

    if (!answers_begin(answers, error) || !catalog_usage(&reading, error))
    {
        (void) !answers_end(answers, &later);
        return false;
    }
    return answers_end(answers, error);
}
