/*
 * What the recommended changes do to reads, writes and storage, table by table: bytes from the size
 * model, index writes counted, seconds added up from the plan. What queries gain is in impact_queries.c.
 */
#include "report/report_internal.h"

#include "stats/size.h"

typedef struct Tally
{
    size_t indexes_added;
    size_t indexes_dropped;
    size_t columns_typed;
    size_t sequences_typed;
    size_t constraints_added;
    size_t constraints_validated;
    size_t constraints_dropped;
    size_t replaced;
    size_t partitioned;
    size_t other;
} Tally;

static Tally
tally(const ChangeList *changes)
{
    Tally count = {0};

    for (const Change *change = changes->first; change != NULL; change = change->next)
        switch (change->kind)
        {
        case CHANGE_ADD_INDEX:
            count.indexes_added++;
            break;
        case CHANGE_DROP_INDEX:
            count.indexes_dropped++;
            break;
        case CHANGE_COLUMN_TYPE:
            count.columns_typed++;
            break;
        case CHANGE_SEQUENCE_TYPE:
            count.sequences_typed++;
            break;
        case CHANGE_ADD_CONSTRAINT:
            count.constraints_added++;
            break;
        case CHANGE_VALIDATE_CONSTRAINT:
            count.constraints_validated++;
            break;
        case CHANGE_DROP_CONSTRAINT:
            count.constraints_dropped++;
            break;
        case CHANGE_REPLACE_INDEX:
        case CHANGE_REPLACE_CONSTRAINT:
            count.replaced++;
            break;
        case CHANGE_PARTITION_TABLE:
            count.partitioned++;
            break;
        default:
            count.other++;
            break;
        }
    return count;
}

static void
add_count(StrBuf *text, size_t count, const char *one, const char *many)
{
    if (count == 0)
        return;
    strbuf_separate(text, ", ");
    strbuf_printf(text, "%zu %s", count, count == 1 ? one : many);
}

char *
impact_changes_text(Arena *arena, const ChangeList *changes)
{
    Tally count = tally(changes);
    StrBuf text = strbuf_new(arena);

    if (changes->count == 0)
        return NULL;
    add_count(&text, count.columns_typed, "column changes its type", "columns change their type");
    add_count(&text, count.sequences_typed, "sequence widened", "sequences widened");
    add_count(&text, count.constraints_added, "constraint added", "constraints added");
    add_count(&text, count.constraints_validated, "constraint validated", "constraints validated");
    add_count(&text, count.constraints_dropped, "constraint dropped", "constraints dropped");
    add_count(&text, count.replaced, "index replaced", "indexes replaced");
    add_count(&text, count.indexes_added, "index added", "indexes added");
    add_count(&text, count.indexes_dropped, "index dropped", "indexes dropped");
    add_count(&text, count.partitioned, "table partitioned", "tables partitioned");
    add_count(&text, count.other, "other change", "other changes");
    return text.text;
}

static bool
is_touched(const ChangeList *changes, const Table *table)
{
    for (const Change *change = changes->first; change != NULL; change = change->next)
        if (str_equal(change->table_schema, table->schema) &&
            str_equal(change->table_name, table->name))
            return true;
    return false;
}

/* Bytes of table and indexes; the rows are those of today's table, also for the target. */
static Quantity
bytes_of(const Report *report, const Schema *schema, const Table *table, const Table *today)
{
    Quantity rows = design_rows(report->design, today);
    Quantity bytes;

    if (!quantity_known(rows) || table == NULL)
        return QUANTITY_UNKNOWN;
    bytes = size_total_bytes(schema, report->design->stats, table, rows.value);
    bytes.source = provenance_weaker(bytes.source, rows.source);
    return bytes;
}

static Quantity
seconds_of(const Report *report, const Table *table)
{
    Quantity total = {.value = 0, .source = PROVENANCE_MEASURED};

    for (const Step *step = report->plan->steps.first; step != NULL; step = step->next)
    {
        if (step->change == NULL || !str_equal(step->change->table_schema, table->schema) ||
            !str_equal(step->change->table_name, table->name))
            continue;
        if (!quantity_known(step->seconds))
        {
            if (!step->is_brief)
                return QUANTITY_UNKNOWN;
            continue;
        }
        total.value += step->seconds.value;
        total.source = provenance_weaker(total.source, step->seconds.source);
    }
    return total;
}

/* What the table gains from the findings that the recommended schema ends, each rule once. */
static const char *
reads_text(const Report *report, const Table *table)
{
    StrBuf text = strbuf_new(report->arena);

    for (const Finding *finding = report->findings->list.first; finding != NULL;
         finding = finding->next)
    {
        if (finding->table != table || !pains_is_fixed(report, finding) ||
            finding->rule->gain == NULL || strstr(text.text, finding->rule->gain) != NULL)
            continue;
        strbuf_separate(&text, "; ");
        strbuf_add(&text, finding->rule->gain);
    }
    return text.text;
}

void
impact_build(Report *report)
{
    for (const Table *table = report->design->schema->tables.first; table != NULL;
         table = table->next)
    {
        const Table *target = schema_find_table(report->target, table->schema, table->name);
        Impact *impact;

        if (!is_touched(report->changes, table))
            continue;
        impact = arena_new_object(report->arena, Impact);
        impact->table = table;
        impact->reads = reads_text(report, table);
        impact->indexes_before = (unsigned) table->indexes.count;
        impact->indexes_after = target == NULL ? 0 : (unsigned) target->indexes.count;
        impact->bytes_before = bytes_of(report, report->design->schema, table, table);
        impact->bytes_after = bytes_of(report, report->target, target, table);
        impact->build_seconds = seconds_of(report, table);
        list_append(&report->impacts, impact);
    }
}
