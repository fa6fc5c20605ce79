/*
 * A table whose rows have a natural key and beside it a number that nothing points to pays for the
 * number twice: in every row, and in an index as large as any. In small tables that is nothing.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "stats/size.h"

static const double BYTES_NOTABLE = 1024.0 * 1024 * 1024;

/* The generated column that alone is the primary key; or NULL. */
static const Column *
surrogate(const Table *table)
{
    const Constraint *primary = table_primary_key(table);
    const Column *column;

    if (primary == NULL || primary->columns.count != 1 || primary->index == NULL)
        return NULL;
    column = table_find_column(table, primary->columns.first->text);
    return column != NULL && key_is_generated(column) ? column : NULL;
}

/* Another key over plain columns, none of them null; or NULL. */
static const Index *
natural_key(const Table *table, const Column *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (!index->is_primary && index->elements.count > 1 && key_is_unique_index(index) &&
            key_is_not_null(table, index) &&
            !str_equal(index->elements.first->column, column->name))
            return index;
    return NULL;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    const Column *column = surrogate(table);
    const Index *natural = column == NULL ? NULL : natural_key(table, column);
    Quantity rows = design_rows_on(design, table, day_add_months(design->today, 36));
    Quantity bytes;
    Finding *finding;

    if (natural == NULL || design_referencing(design, table)->count > 0)
        return;
    if (!quantity_known(rows))
        rows = design_rows(design, table);
    if (!quantity_known(rows))
        return;
    bytes = size_index_bytes(design->schema, design->stats, table, table_primary_key(table)->index,
                             rows.value);
    if (bytes.value < BYTES_NOTABLE)
        return;
    finding = finding_add(
        findings, &rule_surrogate_key_unused, table, column->name, column->location,
        "nothing points to %s.%s, and (%s) is unique too: its index takes %s at %s rows",
        table_label(arena, table), column->name, key_index_text(arena, natural),
        quantity_bytes_text(arena, bytes.value), quantity_count_text(arena, rows.value));
    finding_evidence(findings, finding, "index of the number", bytes, "bytes");
    finding_evidence(findings, finding, "rows", rows, "rows");
    finding->weight = bytes.value;
    finding->kept_back = "whether the application addresses rows by it, only its queries tell";
}

const Rule rule_surrogate_key_unused = {
    .id = "surrogate-key-unused",
    .catalogue = "",
    .needs = NEEDS_SIZES,
    .severity = SEVERITY_REMARK,
    .title = "generated key that nothing points to, beside a natural one",
    .why = "The number is written into every row and into an index of 20 bytes a row, which has to "
           "stay in memory for inserts, and it ends one day. Counters by day, joins of two tables "
           "and readings of sensors have a key without it.",
    .fix = "Make the natural key the primary key and drop the number, when no query uses it.",
    .trade_off = "Rows are addressed by two values instead of one; some frameworks insist on one.",
    .not_when =
        "Tables that a foreign key points to; where the index of the number stays under 1 GB "
        "in 36 months or rows are not known.",
    .source = "PostgreSQL manual, 5.4.4 Primary Keys",
    .group = "%zu generated keys that nothing points to",
    .check_table = check,
};
