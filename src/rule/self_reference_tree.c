#include "rule/list.h"

static const double ROWS_LARGE = 1000000;

static const Constraint *
find_parent_key(const Table *table)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key->columns.count == 1 &&
            str_equal(key->ref_table, table->name) && str_equal(key->ref_schema, table->schema) &&
            strstr(key->columns.first->text, "parent") != NULL)
            return key;
    return NULL;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Constraint *key = find_parent_key(table);
    Quantity later = design_rows_on(design, table, day_add_months(design->today, 36));
    Finding *finding;

    if (key == NULL || !quantity_known(later) || later.value < ROWS_LARGE)
        return;
    finding = finding_add(
        findings, &rule_self_reference_tree, table, key->columns.first->text, key->location,
        "%s is a tree of %s rows in three years: a whole branch is read one level at a time",
        table_label(findings->arena, table), quantity_count_text(findings->arena, later.value));
    finding->weight = later.value;
    finding_evidence(findings, finding, "rows in three years", later, "rows");
    finding->kept_back = "right as it is where branches are short or written more often than read";
}

const Rule rule_self_reference_tree = {
    .id = "self-reference-tree",
    .catalogue = "FK06",
    .needs = NEEDS_SIZES,
    .severity = SEVERITY_REMARK,
    .title = "large tree by parent column",
    .why = "With only a parent column, a branch is read by a recursive query: one index "
           "look-up for each node, level after level, with no statistics for the planner. A "
           "branch of 1,111 nodes took about 1 ms, and 4 to 9 times less by a path with the "
           "right operator class. It matters where branches of thousands are read often.",
    .fix = "Keep the parent column and its index. Where whole branches are read often, keep "
           "a path beside it (ltree, or text with text_pattern_ops), or a closure table. "
           "Nested sets never: one new leaf wrote 46 MB of WAL.",
    .trade_off = "Each keeps the tree twice and must be kept in step by a trigger.",
    .not_when = "Rows are not known or stay under a million in three years.",
    .source = "PostgreSQL manual, 7.8.2 Recursive Queries; F.23 ltree; measured in "
              "docs/design/where_the_guides_disagree.md, point 20",
    .group = "%zu large trees by parent column",
    .check_table = check,
};
