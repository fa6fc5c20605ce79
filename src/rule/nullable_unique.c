#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"

/* Nulls that a deleted parent leaves behind are meant. */
static bool
is_cleared_by_delete(const Table *table, const char *column)
{
    const Constraint *key = key_foreign_key(table, column);

    return key != NULL && key->on_delete == ACTION_SET_NULL;
}

/*
 * The first nullable column behind a required one; or NULL. Where the first column is the
 * nullable one it usually says whose rows these are, and rows of nobody need not be unique.
 */
static const Column *
find_hole(const Table *table, const Index *index)
{
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        const Column *column =
            element->column == NULL ? NULL : table_find_column(table, element->column);

        if (column == NULL)
            return NULL;
        if (!column->is_not_null && !is_cleared_by_delete(table, column->name))
            return element == index->elements.first ? NULL : column;
    }
    return NULL;
}

/* True when another unique index sees to the rows in which the column is null. */
static bool
is_completed(const Table *table, const Index *index)
{
    for (const Index *other = table->indexes.first; other != NULL; other = other->next)
        if (other != index && other->is_unique &&
            (other->predicate != NULL || (other->elements.first->expr != NULL)))
            return true;
    return false;
}

static void
report(const Table *table, const Index *index, const Column *hole, Findings *findings)
{
    Arena *arena = findings->arena;
    Finding *finding = finding_add(
        findings, &rule_nullable_unique, table, index->name, index->location,
        "unique %s on %s (%s) does not stop repeated rows where %s is null", index->name,
        table_label(arena, table), key_index_text(arena, index), hole->name);

    finding->object_id = index->name;
    finding->kept_back = "whether rows without a value may repeat is a rule of the business";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    (void) design; /* keys and columns say it all */
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        const Column *hole = NULL;

        if (!shape_is_bookkeeping(table) && index->is_unique && !index->is_primary &&
            !index->is_nulls_not_distinct && index->predicate == NULL &&
            !is_completed(table, index))
            hole = find_hole(table, index);
        if (hole != NULL)
            report(table, index, hole, findings);
    }
}

const Rule rule_nullable_unique = {
    .id = "nullable-unique",
    .catalogue = "IDX14",
    .severity = SEVERITY_REMARK,
    .title = "unique key over a nullable column",
    .why =
        "Two nulls are not equal, so a unique key over (a, b) lets any number of rows through that "
        "share a and have no b. ON CONFLICT does not see them either: an upsert inserts one more "
        "each time, and the table grows without a limit that the key seems to promise.",
    .fix =
        "Make the column NOT NULL, or declare the key NULLS NOT DISTINCT (PostgreSQL 15), or add a "
        "second unique index on the other columns WHERE the column IS NULL.",
    .trade_off = "Rows that repeat today must be merged first.",
    .not_when = "Keys of one column (an optional e-mail address), keys that begin with the "
                "nullable column, columns that a deleted parent sets to null, partial keys, NULLS "
                "NOT DISTINCT, and tables with a second partial or expression unique index.",
    .source = "PostgreSQL manual, 5.4.3 Unique Constraints",
    .group = "%zu unique keys with a hole for nulls",
    .check_table = check,
};
