#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"

static bool
names_mark(const Index *index, const Column *mark)
{
    if (index->predicate != NULL)
        return strstr(index->predicate->sql, mark->name) != NULL;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
        if (str_equal(element->column, mark->name))
            return true;
    return false;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *mark = shape_soft_delete(design, table);
    const Index *first = NULL;
    size_t count = 0;
    Finding *finding;

    if (mark == NULL || design_stays_small(design, table))
        return;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (names_mark(index, mark))
            return;
        if (index->is_unique)
            continue;
        first = first == NULL ? index : first;
        count++;
    }
    if (count == 0)
        return;
    finding = finding_add(
        findings, &rule_index_soft_delete, table, mark->name, first->location,
        "%s marks rows as deleted with %s, but no index leaves them out: %s%s hold%s them for ever",
        table_label(findings->arena, table), mark->name, first->name,
        count == 1 ? "" : arena_printf(findings->arena, " and %zu more", count - 1),
        count == 1 ? "s" : "");
    finding->kept_back = "worth it once a good part of the rows is deleted, and where queries say "
                         "the same condition";
}

const Rule rule_index_soft_delete = {
    .id = "index-soft-delete",
    .catalogue = "IDX18",
    .severity = SEVERITY_REMARK,
    .title = "indexes that hold deleted rows",
    .why = "Rows that are marked as deleted stay in every index. Queries find them there, fetch "
           "them from the "
           "table and throw them away: with 80 % deleted, four of five reads are for nothing, and "
           "the index is five times as large as it need be.",
    .fix = "Make the indexes that serve the application partial: WHERE the row is not deleted; or "
           "move deleted "
           "rows to a table of their own.",
    .gain = "the index holds only rows that are alive",
    .trade_off = "Queries that show deleted rows need another index.",
    .not_when = "An index holds the mark as a column or in its condition already, or the table "
                "stays small.",
    .source = "PostgreSQL manual, 11.8 Partial Indexes; measured in "
              "docs/design/where_the_guides_disagree.md, point 6",
    .group = "%zu tables whose indexes hold deleted rows",
    .check_table = check,
};
