#include "rule/key.h"
#include "rule/list.h"
#include "schema/type.h"
#include "stats/size.h"

static const double ROWS_COMPARED = 1000000;

static const Column *
boolean_of(const Design *design, const Table *table, const Index *index)
{
    const IndexElement *only = index->elements.first;
    const Column *column;

    if (index->is_unique || index->predicate != NULL || index->elements.count != 1 ||
        index->include.count > 0 || only->column == NULL || !str_equal(index->method, "btree"))
        return NULL;
    column = table_find_column(table, only->column);
    if (column == NULL || column->type.dimensions > 0 ||
        type_facts(design->schema, &column->type).category != CATEGORY_BOOLEAN)
        return NULL;
    return column;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        const Column *column = boolean_of(design, table, index);
        Quantity rows = design_rows(design, table);
        double at = quantity_known(rows) ? rows.value : ROWS_COMPARED;
        Finding *finding;

        if (column == NULL)
            continue;
        finding = finding_add(
            findings, &rule_index_on_boolean, table, index->name, index->location,
            "index %s holds every row of %s, %s %s, to tell two values of %s apart", index->name,
            table_label(arena, table),
            quantity_bytes_text(
                arena, size_index_bytes(design->schema, design->stats, table, index, at).value),
            quantity_known(rows) ? "now" : "for each million rows", column->name);
        finding->object_id = index->name;
        finding->kept_back = "which of the two values is the rare one, the data must say";
    }
}

const Rule rule_index_on_boolean = {
    .id = "index-on-boolean",
    .catalogue = "IDX12",
    .severity = SEVERITY_REMARK,
    .title = "plain index on a boolean",
    .why =
        "An index on a column of two values helps only for the rare one; for the other PostgreSQL "
        "reads "
        "the table. Yet it holds an entry for each row and is written whenever the flag changes, "
        "which also keeps such updates from being HOT. On 61 million rows the whole index took "
        "1.3 GB, and the one that only held the unprocessed rows 1.6 MB.",
    .fix = "Make it partial: an index on the column that is sorted or searched by, WHERE the flag "
           "has its "
           "rare value.",
    .gain = "the index holds only the rows that are looked for",
    .trade_off = "Queries must say the same condition to use it.",
    .not_when = "Unique, partial and multicolumn indexes.",
    .source = "PostgreSQL manual, 11.8 Partial Indexes",
    .group = "%zu plain indexes on booleans",
    .check_table = check,
};
