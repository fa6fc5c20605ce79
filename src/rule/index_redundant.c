/*
 * An index is needless when another one of the same table does all that it does. It is easy to
 * be wrong: a unique index says something about the data, a partial one is small on purpose,
 * another operator class, collation or sort order serves other queries, and constraints,
 * replica identity and CLUSTER name an index. Each of these but the last keeps an index from
 * being called needless here.
 *
 * A left prefix may still be worth its price when the longer index is much larger: reading
 * three columns less is reading fewer pages. So that is said and left to the reader.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/redundant.h"
#include "rule/shape.h"
#include "schema/type.h"
#include "stats/size.h"

/* The longer index may be this much larger before the shorter one is worth keeping for its size. */
static const double LARGER_AT_MOST = 12;
static const double ROWS_COMPARED = 1000000;
/* From here on it takes 100 MB of cache or more. */
static const double ROWS_THAT_MATTER = 10000000;

enum
{
    MORE_COLUMNS_AT_MOST = 2
};

static bool
is_same_text(const Expr *left, const Expr *right)
{
    return left == right || (left != NULL && right != NULL && str_equal(left->sql, right->sql));
}

static bool
is_same_element(const IndexElement *left, const IndexElement *right, bool is_reversed)
{
    return str_equal(left->column, right->column) && is_same_text(left->expr, right->expr) &&
           str_equal(left->collation, right->collation) &&
           str_equal(left->opclass, right->opclass) &&
           left->opclass_options.count == right->opclass_options.count &&
           str_equal(left->exclude_operator, right->exclude_operator) &&
           (left->is_descending == right->is_descending) != is_reversed &&
           (left->is_nulls_first == right->is_nulls_first) != is_reversed;
}

/* All columns of `shorter` lead `longer`, read forwards or, for a btree, wholly backwards. */
static bool
is_prefix(const Index *shorter, const Index *longer, bool is_reversed)
{
    const IndexElement *right = longer->elements.first;

    if (shorter->elements.count > longer->elements.count)
        return false;
    for (const IndexElement *left = shorter->elements.first; left != NULL;
         left = left->next, right = right->next)
        if (!is_same_element(left, right, is_reversed))
            return false;
    return true;
}

static bool
holds_included(const Index *shorter, const Index *longer)
{
    for (const Name *name = shorter->include.first; name != NULL; name = name->next)
    {
        bool is_held = name_list_contains(&longer->include, name->text);

        for (const IndexElement *element = longer->elements.first; element != NULL;
             element = element->next)
            is_held = is_held || str_equal(element->column, name->text);
        if (!is_held)
            return false;
    }
    return true;
}

static bool
is_exact(const Index *left, const Index *right)
{
    return left->elements.count == right->elements.count &&
           left->include.count == right->include.count;
}

/* Things that name this very index, so that another cannot take its place. */
static bool
is_named_elsewhere(const Index *index)
{
    return index->is_primary || index->is_replica_identity || index->is_on_only ||
           index->is_invalid || index->parent_name != NULL;
}

/* True when everything that `index` does is done by `other` as well. */
static bool
does_all(const Index *other, const Index *index)
{
    bool is_btree = str_equal(index->method, "btree");

    if (other == index || other->is_invalid || other->is_on_only ||
        !str_equal(index->method, other->method) ||
        !is_same_text(index->predicate, other->predicate) || !holds_included(index, other))
        return false;
    if (index->is_unique && (!other->is_unique || !is_exact(index, other) ||
                             index->is_nulls_not_distinct != other->is_nulls_not_distinct))
        return false;
    if (!is_btree)
        return index->elements.count == other->elements.count && is_prefix(index, other, false);
    return is_prefix(index, other, false) || is_prefix(index, other, true);
}

/* Of two that do the same, the one that stays: the one that is a key, then unique, then older. */
static bool
stays_before(const Index *other, const Index *index)
{
    if (is_named_elsewhere(other) != is_named_elsewhere(index))
        return is_named_elsewhere(other);
    if (other->is_clustered != index->is_clustered && !index->is_primary && !other->is_primary)
        return other->is_clustered;
    if ((other->constraint != NULL) != (index->constraint != NULL))
        return other->constraint != NULL;
    if (other->is_unique != index->is_unique)
        return other->is_unique;
    return other->ordinal < index->ordinal ||
           (other->ordinal == index->ordinal && strcmp(other->name, index->name) < 0);
}

static double
bytes_at(const Design *design, const Table *table, const Index *index, double rows)
{
    return size_index_bytes(design->schema, design->stats, table, index, rows).value;
}

/* The smallest index that makes this one needless; NULL when there is none. */
static const Index *
find_cover(const Design *design, const Table *table, const Index *index)
{
    const Index *best = NULL;

    for (const Index *other = table->indexes.first; other != NULL; other = other->next)
    {
        if (!does_all(other, index) || (does_all(index, other) && !stays_before(other, index)))
            continue;
        if (best == NULL || bytes_at(design, table, other, ROWS_COMPARED) <
                                bytes_at(design, table, best, ROWS_COMPARED))
            best = other;
    }
    return best;
}

static const char *
reason_to_keep(const Design *design, const Table *table, const Index *index, const Index *cover)
{
    double shorter = bytes_at(design, table, index, ROWS_COMPARED);
    double longer = bytes_at(design, table, cover, ROWS_COMPARED);
    NameList columns = key_columns(design->arena, index);
    const ForeignKeyRefList *references = design_referencing(design, table);

    if (shape_is_bookkeeping(table))
        return "the table is a tool's own and stays short";
    if (index->is_clustered)
        return "CLUSTER goes by it: let the table be clustered on the other one first";
    if (index->constraint != NULL)
        for (const ForeignKeyRef *ref = references == NULL ? NULL : references->first; ref != NULL;
             ref = ref->next)
            if (name_list_equal(&ref->constraint->ref_columns, &columns))
                return "foreign keys point to these columns and may depend on this index";
    if (cover->elements.count > index->elements.count + MORE_COLUMNS_AT_MOST)
        return "the longer index has many more columns: this one reads fewer pages where only its "
               "columns are asked for";
    if (shorter > 0 && longer > shorter * LARGER_AT_MOST)
        return "the longer index is several times larger: this one reads fewer pages where only "
               "its "
               "columns are asked for";
    return NULL;
}

const Index *
redundant_successor(const Design *design, const Table *table, const Index *index)
{
    const Index *cover = is_named_elsewhere(index) ? NULL : find_cover(design, table, index);

    if (cover == NULL || reason_to_keep(design, table, index, cover) != NULL)
        return NULL;
    return cover;
}

static char *
price(Arena *arena, const Design *design, const Table *table, const Index *index)
{
    Quantity rows = design_rows(design, table);
    double at = quantity_known(rows) ? rows.value : ROWS_COMPARED;
    char *bytes = quantity_bytes_text(arena, bytes_at(design, table, index, at));

    return quantity_known(rows) ? arena_printf(arena, "%s now", bytes)
                                : arena_printf(arena, "%s for each million rows", bytes);
}

static void
add_evidence(const Design *design, const Table *table, const Index *index, Findings *findings,
             Finding *finding)
{
    Quantity rows = design_rows(design, table);
    Quantity bytes;

    finding->weight = shape_likely_rows(design, table);
    if (!quantity_known(rows))
        return;
    bytes = size_index_bytes(design->schema, design->stats, table, index, rows.value);
    finding->weight = bytes.value;
    finding->bites_at_rows = (Quantity){.value = ROWS_THAT_MATTER, .source = PROVENANCE_ASSUMED};
    finding_evidence(findings, finding, "rows now", rows, "rows");
    finding_evidence(findings, finding, "bytes of the needless index", bytes, "bytes");
}

static void
report(const Design *design, const Table *table, const Index *index, const Index *cover,
       Findings *findings)
{
    Arena *arena = findings->arena;
    bool is_twin = is_exact(index, cover);
    bool has_constraint = index->constraint != NULL;
    Change *change =
        change_new(arena, has_constraint ? CHANGE_DROP_CONSTRAINT : CHANGE_DROP_INDEX, table);
    Finding *finding =
        finding_add(findings, &rule_index_redundant, table, index->name, index->location,
                    is_twin ? "index %s on %s (%s) repeats %s (%s): %s for nothing"
                            : "index %s on %s (%s) is needless beside %s (%s): %s",
                    index->name, table_label(arena, table), key_index_text(arena, index),
                    cover->name, key_index_text(arena, cover), price(arena, design, table, index));

    finding->object_id = index->name;
    add_evidence(design, table, index, findings, finding);
    change->object = has_constraint ? index->constraint->name : index->name;
    finding_change(finding, change);
    finding->kept_back = reason_to_keep(design, table, index, cover);
    if (finding->kept_back == NULL)
        return;
    finding->is_advised = false;
    finding->severity = SEVERITY_REMARK;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        const Index *cover = NULL;

        if (!is_named_elsewhere(index))
            cover = find_cover(design, table, index);
        if (cover != NULL)
            report(design, table, index, cover, findings);
    }
}

const Rule rule_index_redundant = {
    .id = "index-redundant",
    .catalogue = "IDX01 IDX02 IDX03",
    .severity = SEVERITY_WARNING,
    .title = "index that another index makes needless",
    .why = "A btree on (a, b) answers every question that a btree on (a) answers. The "
           "shorter one is still written on every insert and every update that is not HOT "
           "(about 70 bytes of WAL each), kept in memory, vacuumed, dumped and replicated. "
           "It takes 7 to 22 MB for each million rows.",
    .fix = "Drop it (DROP INDEX CONCURRENTLY).",
    .gain = "every insert and every update that is not HOT writes one index less",
    .trade_off =
        "Queries that used it read the longer index instead, which has more pages; where it "
        "is more than twelve times as large or has three columns more, the rule does "
        "not advise the change.",
    .not_when = "The index differs in method, predicate, operator class, collation, sort order or "
                "INCLUDE columns; is unique where the other is not; is a primary key or replica "
                "identity; is invalid; or belongs to an index of a partitioned parent. One that "
                "CLUSTER goes by, or that foreign keys may depend on, gets a remark.",
    .source = "PostgreSQL manual, 11.3 Multicolumn Indexes; measured in "
              "docs/design/where_the_guides_disagree.md, point 19",
    .group = "%zu indexes that others make needless",
    .check_table = check,
};
