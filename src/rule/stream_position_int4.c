/*
 * Numbers that the application gives out (stream ids, event sequences) end like those of a sequence,
 * but no catalog says so. The evidence is the name, a unique or indexed column, and for the date that
 * every insert takes at least one.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

static const double ROWS_LARGE = 10e6; /* in 36 months: smaller tables do not use up 2 billion */

static bool
is_position(const char *name)
{
    static const char *const last_words[] = {"ordering", "seq", "seqno", "seqnum",
                                             "offset",   "lsn", NULL};

    if (name_has_word(name, "stream") &&
        (name_ends_with_word(name, "id") || name_ends_with_word(name, "position") ||
         name_ends_with_word(name, "ordering")))
        return true;
    for (size_t i = 0; last_words[i] != NULL; i++)
        if (name_ends_with_word(name, last_words[i]))
            return true;
    return (name_has_word(name, "event") || name_has_word(name, "sequence")) &&
           (name_ends_with_word(name, "number") || name_ends_with_word(name, "sequence"));
}

static bool
is_unique_alone(Arena *arena, const Table *table, const Column *column)
{
    NameList columns = {0};

    name_list_add(arena, &columns, column->name);
    return key_is_unique(table, &columns);
}

/* "event_stream_ordering" holds what "stream_ordering" numbers; one word alone says too little. */
static bool
is_copy(const Table *table, const Column *column, const Table *other, const Column *copy)
{
    size_t length = strlen(column->name);
    size_t copy_length = strlen(copy->name);

    if (other == table && str_equal(copy->name, column->name))
        return true;
    if (strchr(column->name, '_') == NULL || copy_length < length ||
        !str_equal(copy->name + copy_length - length, column->name))
        return false;
    return copy_length == length || copy->name[copy_length - length - 1] == '_';
}

/* The same name elsewhere, as narrow: copies of these numbers, which end with them. */
static size_t
widen_copies(const Design *design, const Table *of, const Column *column, Findings *findings,
             Finding *finding)
{
    size_t copies = 0;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        for (const Column *copy = table->columns.first;
             copy != NULL && design_is_counted(design, table); copy = copy->next)
        {
            Change *change;

            if (!is_copy(of, column, table, copy) ||
                !str_equal(type_facts(design->schema, &copy->type).base_name, "int4"))
                continue;
            change = change_new(findings->arena, CHANGE_COLUMN_TYPE, table);
            change->column = copy->name;
            change->type = type_builtin(findings->arena, "int8");
            finding_change(finding, change);
            copies++;
        }
    return copies;
}

static void
report(const Design *design, const Table *table, const Column *column, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, table);
    Quantity inserts = design_inserts_per_day(design, table);
    double last = (double) INT32_MAX;
    Provenance source;
    Day day = DAY_NEVER;
    bool is_dated = design_day_of_inserts(design, table, last - rows.value, &day, &source);
    const char *when = "";
    Finding *finding;
    size_t copies;

    if (is_dated && day != DAY_NEVER)
        when = arena_printf(arena, " by %s", day_month_text(arena, day));
    finding =
        finding_add(findings, &rule_stream_position_int4, table, column->name, column->location,
                    "%s.%s is integer and numbered by the application: 2,147,483,647 %s%s",
                    table_label(arena, table), column->name,
                    is_dated && day != DAY_NEVER ? "is reached" : "is its end", when);
    copies = widen_copies(design, table, column, findings, finding);
    if (copies > 1)
        finding_detail(findings, finding, "%zu integer columns hold these numbers.", copies);
    if (quantity_known(rows))
        finding_evidence(findings, finding, "rows now", rows, "rows");
    if (quantity_known(inserts))
        finding_evidence(findings, finding, "inserts", inserts, "rows/day");
    finding->weight = inserts.value;
    if (!is_dated)
    {
        finding->is_advised = false;
        finding->kept_back = "how fast it is used up is not known: declare the growth of the table";
        return;
    }
    finding_bites_on(findings, finding, day);
    if (day <= day_add_months(design->today, 36))
        finding->severity = SEVERITY_ERROR;
    else if (day <= day_add_months(design->today, 120))
        finding->severity = SEVERITY_WARNING;
    else
    {
        finding->is_advised = false;
        finding->kept_back = "at one number for each insert it lasts for more than ten years";
    }
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Quantity then = design_rows_on(design, table, day_add_months(design->today, 36));

    if (design_stays_small(design, table) || (quantity_known(then) && then.value < ROWS_LARGE))
        return;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (column->type.dimensions == 0 && !key_is_generated(column) &&
            str_equal(type_facts(design->schema, &column->type).base_name, "int4") &&
            is_position(column->name) && key_foreign_key(table, column->name) == NULL &&
            is_unique_alone(findings->arena, table, column))
            report(design, table, column, findings);
}

const Rule rule_stream_position_int4 = {
    .id = "stream-position-int4",
    .catalogue = "KEY03 SEQ03",
    .severity = SEVERITY_REMARK,
    .title = "integer column that numbers a stream of rows",
    .why = "An application that numbers events itself uses up at least one number for each insert, "
           "often more. An integer ends at 2,147,483,647; then no event can be stored, and because "
           "the number is in every index that orders the stream, the way out takes days.",
    .fix = "Make the column bigint, with every copy of it in other tables.",
    .gain = "positions above 2,147,483,647 can be stored",
    .trade_off = "Four bytes a row; the table and the indexes that hold it are rewritten, or it is "
                 "done with a second column that is filled in batches.",
    .not_when = "Columns that are not unique alone (positions within a list), and tables that stay "
                "under ten million rows for 36 months.",
    .source = "PostgreSQL manual, 8.1.1 Integer Types",
    .group = "%zu integer columns that number streams of rows",
    .check_table = check,
};
