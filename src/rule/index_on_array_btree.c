#include "rule/key.h"
#include "rule/list.h"
#include "schema/type.h"

static void
report(const Table *table, const Index *index, const Column *column, Findings *findings)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_REPLACE_INDEX, table);
    Finding *finding = finding_add(
        findings, &rule_index_on_array_btree, table, index->name, index->location,
        "index %s on %s is a btree over the array %s: it finds whole arrays, not their elements",
        index->name, table_label(arena, table), column->name);

    finding->object_id = index->name;
    change->object = index->name;
    change->index = arena_new_object(arena, Index);
    *change->index = *index;
    change->index->next = NULL;
    change->index->method = "gin";
    finding_change(finding, change);
    finding->is_advised = false;
    finding->kept_back =
        "right if queries compare whole arrays; = ANY needs another form, @>, to use "
        "a GIN index";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    (void) design; /* the column's type says it all */
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        const IndexElement *only = index->elements.first;
        const Column *column = NULL;

        if (str_equal(index->method, "btree") && !index->is_unique && index->elements.count == 1 &&
            only->column != NULL)
            column = table_find_column(table, only->column);
        if (column != NULL && column->type.dimensions > 0)
            report(table, index, column, findings);
    }
}

const Rule rule_index_on_array_btree = {
    .id = "index-on-array-btree",
    .catalogue = "IDX16",
    .severity = SEVERITY_WARNING,
    .title = "btree index on an array",
    .why =
        "A btree sorts arrays as wholes. \"Which rows contain 42\" cannot use it and reads the "
        "table, "
        "while every insert pays for it; an array of more than about 2,700 bytes does not even fit "
        "into a btree entry, and its insert fails.",
    .fix = "Use a GIN index and ask with @> or &&.",
    .gain = "containment is answered by the index",
    .trade_off = "GIN indexes are slower to write (one entry for each element).",
    .not_when = "Unique and multicolumn indexes.",
    .source = "PostgreSQL manual, 8.15.5 Searching in Arrays; 70.1 GIN",
    .group = "%zu btree indexes on arrays",
    .check_table = check,
};
