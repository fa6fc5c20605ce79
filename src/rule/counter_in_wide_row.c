/*
 * PostgreSQL writes a whole new row for every update. A counter beside texts, documents or many
 * indexes makes each click copy the row and, unless the update is HOT, write to every index. The
 * counter moved into a narrow table of its own leaves the wide rows alone.
 */
#include "rule/counter_in_wide_row.h"

#include "base/strbuf.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"
#include "stats/size.h"

static const double ROW_WIDE = 200; /* bytes, what TOAST has moved out not counted */
static const double UPDATES_INDEXED = 50e3; /* a day: none of them is HOT */
static const double UPDATES_HOT = 1e6;

static const char *const counter_words[] = {
    "downloads", "views",     "hits",   "likes",     "clicks", "plays",  "impressions", "favorites",
    "upvotes",   "downvotes", "visits", "followers", "stars",  "shares", NULL};

static bool
is_counter(const Design *design, const Column *column)
{
    TypeCategory category = type_facts(design->schema, &column->type).category;

    if (category != CATEGORY_INTEGER || key_is_generated(column) || column->generated_expr != NULL)
        return false;
    return name_is_any(column->name, counter_words) ||
           name_ends_with_word(column->name, "counter") ||
           (name_ends_with_word(column->name, "count") &&
            (column->default_expr != NULL || name_has_any_word(column->name, counter_words))) ||
           (name_ends_with_word(column->name, "seen") && name_has_word(column->name, "times"));
}

/* A document or long text in the row; or NULL. */
static const Column *
wide_column(const Design *design, const Table *table)
{
    static const char *const words[] = {"readme", "body",    "content",  "html", "description",
                                        "text",   "payload", "document", NULL};

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        switch (type_facts(design->schema, &column->type).category)
        {
        case CATEGORY_TSVECTOR:
        case CATEGORY_JSON:
        case CATEGORY_JSONB:
            return column;
        case CATEGORY_TEXT:
            if (name_has_any_word(column->name, words))
                return column;
            break;
        default:
            break;
        }
    return NULL;
}

/* A table whose key is a foreign key to this one and that has the counter already. */
static bool
is_moved_out(const Design *design, const Table *table, const Column *counter)
{
    const ForeignKeyRefList *references = design_referencing(design, table);

    for (const ForeignKeyRef *at = references->first; at != NULL; at = at->next)
    {
        const Constraint *primary = table_primary_key(at->constraint->table);

        if (primary != NULL && name_list_equal(&primary->columns, &at->constraint->columns) &&
            table_find_column(at->constraint->table, counter->name) != NULL)
            return true;
    }
    return false;
}

static const Index *
index_on(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
            if (str_equal(at->column, column))
                return index;
    return NULL;
}

/* Counters of one row are one matter: they move together. */
typedef struct Counters
{
    StrBuf names;
    const Column *first;
    const Index *index; /* that holds one of them; or NULL */
    size_t count;
} Counters;

static Counters
find_counters(const Design *design, const Table *table, Arena *arena)
{
    Counters counters = {.names = strbuf_new(arena)};

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const Index *index = index_on(table, column->name);

        if (!is_counter(design, column) || is_moved_out(design, table, column))
            continue;
        strbuf_separate(&counters.names, ", ");
        strbuf_add(&counters.names, column->name);
        counters.count++;
        if (counters.first == NULL || (counters.index == NULL && index != NULL))
            counters.first = column;
        if (counters.index == NULL)
            counters.index = index;
    }
    return counters;
}

static void
report(const Design *design, const Table *table, const Counters *counters, const Column *wide,
       Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity updates = design_updates_per_day(design, table);
    Quantity row = size_row_bytes(design->schema, design->stats, table);
    Finding *finding =
        finding_add(findings, &rule_counter_in_wide_row, table, counters->first->name,
                    counters->first->location,
                    "%s.%s counts in a row with %s: each update copies about %.0f bytes%s",
                    table_label(arena, table), counters->first->name, wide->name, row.value,
                    counters->index == NULL ? ""
                                            : arena_printf(arena, " and writes to all %zu indexes",
                                                           table->indexes.count));

    if (counters->index != NULL)
        finding_detail(findings, finding, "%s holds the counter, so that no update is HOT.",
                       counters->index->name);
    if (counters->count > 1)
        finding_detail(findings, finding, "Counters of this row: %s.", counters->names.text);
    if (quantity_known(updates))
        finding_evidence(findings, finding, "updates", updates, "rows/day");
    finding_evidence(findings, finding, "row", row, "bytes");
    finding->weight = updates.value;
    finding->kept_back = "the application must count elsewhere: a table of the key and the counter";
    if (updates.value >= (counters->index == NULL ? UPDATES_HOT : UPDATES_INDEXED))
    {
        finding->severity = SEVERITY_WARNING;
        finding_bites_on(findings, finding, design->today);
    }
    else if (quantity_known(updates))
        finding_bites_on(findings, finding, DAY_NEVER);
}

/* What there is to be said; count 0: nothing. */
static Counters
judge(Arena *arena, const Design *design, const Table *table, const Column **wide)
{
    Counters counters;

    *wide = wide_column(design, table);
    if (*wide == NULL || design_stays_small(design, table) ||
        (size_row_bytes(design->schema, design->stats, table).value < ROW_WIDE &&
         table->indexes.count < 6))
        return (Counters){0};
    counters = find_counters(design, table, arena);
    if (counters.index == NULL && design_updates_per_day(design, table).value < UPDATES_HOT)
        counters.count = 0;
    return counters;
}

bool
counter_in_wide_row_speaks(Arena *arena, const Design *design, const Table *table)
{
    const Column *wide;

    return judge(arena, design, table, &wide).count > 0;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *wide;
    Counters counters = judge(findings->arena, design, table, &wide);

    if (counters.count > 0)
        report(design, table, &counters, wide, findings);
}

const Rule rule_counter_in_wide_row = {
    .id = "counter-in-wide-row",
    .catalogue = "TBL19 TBL20",
    .severity = SEVERITY_REMARK,
    .title = "counter in a row with documents or many indexes",
    .why = "Every update writes a new copy of the row, and if an index holds the changed column, a "
           "new entry in every index. At a hundred updates a second a row of 1 kB makes 9 GB of "
           "dead rows and WAL a day, for one number.",
    .fix = "Drop the index on the counter, if there is one. Keep the counter in a table of its own "
           "with the key and the number, fillfactor 50 or "
           "less, or gather counts and add them up in batches.",
    .trade_off = "Reading row and counter together becomes a join on the primary key.",
    .not_when =
        "Counters without an index on them, unless updates are known to pass a million a day: "
        "such updates are HOT and cost little more than in a narrow row. Narrow rows with "
        "few indexes; tables that stay under 10,000 rows; counters that a table with the "
        "same key holds already.",
    .source = "PostgreSQL manual, 73.7 Heap-Only Tuples (HOT); measured: docs/design/"
              "where_the_guides_disagree.md, 17",
    .group = "%zu counters in wide rows",
    .check_table = check,
};
