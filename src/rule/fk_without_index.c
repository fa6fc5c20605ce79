/*
 * PostgreSQL does not index the referencing side by itself, and asks it "is there a child?" for
 * every parent row that is deleted or re-keyed. What that costs is the size of the child, times
 * how often parents go; the first may be known, the second hardly ever, so it is said.
 *
 * Several keys of one table are looked at together, longest first: an index on (a, b) that
 * serves the key (a, b) also serves a key (a), so that each index is proposed once.
 */
#include "rule/key.h"
#include "rule/key_fired.h"
#include "rule/list.h"
#include "rule/name.h"
#include "rule/shape.h"
#include "sql/quote.h"

/* Rows of the child from which one look through the whole of it takes some 10 ms. */
static const double ROWS_THAT_MATTER = 100000;

/* From here on an index that leaves the nulls out is worth its longer definition. */
static const double ROWS_WORTH_A_PREDICATE = 1e6;

static const char *
action_text(const Constraint *key)
{
    static const char *const texts[] = {
        [ACTION_NO_ACTION] = "",
        [ACTION_RESTRICT] = "",
        [ACTION_CASCADE] = " to delete its children",
        [ACTION_SET_NULL] = " to clear its children",
        [ACTION_SET_DEFAULT] = " to reset its children",
    };

    return texts[key->on_delete];
}

/* "each deleted row of users reads all 2.0M rows of tasks to delete its children" */
static char *
consequence(Arena *arena, const Design *design, const Constraint *key)
{
    const Table parent = {.schema = key->ref_schema, .name = key->ref_table};

    return arena_printf(arena, "each deleted row of %s reads %s %s%s", table_label(arena, &parent),
                        shape_rows_text(arena, design, key->table), table_label(arena, key->table),
                        action_text(key));
}

/* The columns of the key, those first that are a foreign key of their own and not served yet. */
static NameList
index_columns(Arena *arena, const Table *table, const Constraint *key)
{
    NameList columns = {0};

    for (int turn = 0; turn < 2; turn++)
        for (const Name *name = key->columns.first; name != NULL; name = name->next)
        {
            NameList alone = {0};
            bool goes_first = false;

            name_list_add(arena, &alone, name->text);
            for (const Constraint *other = table->constraints.first; other != NULL;
                 other = other->next)
                goes_first = goes_first || (other->kind == CONSTRAINT_FOREIGN_KEY &&
                                            name_list_equal(&other->columns, &alone) &&
                                            key_serving(table, &alone) == NULL);
            if (goes_first == (turn == 0))
                name_list_add(arena, &columns, name->text);
        }
    return columns;
}

static bool
leads(const NameList *index, const NameList *columns)
{
    const Name *name = index->first;

    if (columns->count > index->count)
        return false;
    for (size_t i = 0; i < columns->count; i++, name = name->next)
        if (!name_list_contains(columns, name->text))
            return false;
    return true;
}

static const Index *
find_proposed(Arena *arena, const Findings *findings, const Table *table, const NameList *columns)
{
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
    {
        const Change *change = finding->changes.first;
        NameList proposed;

        if (finding->rule != &rule_fk_without_index || finding->table != table || change == NULL)
            continue;
        proposed = key_columns(arena, change->index);
        if (leads(&proposed, columns))
            return change->index;
    }
    return NULL;
}

static bool
may_lose_children(const Constraint *key)
{
    return key->on_delete == ACTION_CASCADE || key->on_delete == ACTION_SET_NULL;
}

/*
 * Many keys point there, none has an index, none deletes: its rows stay, or this would have
 * hurt.
 */
static bool
is_never_deleted_from(const Design *design, const Table *parent)
{
    enum
    {
        KEYS_FEWEST = 8
    };
    const ForeignKeyRefList *references = design_referencing(design, parent);

    if (references == NULL || references->count < KEYS_FEWEST)
        return false;
    for (const ForeignKeyRef *ref = references->first; ref != NULL; ref = ref->next)
    {
        const Constraint *key = ref->constraint;

        if (may_lose_children(key) || key_serving(key->table, &key->columns) != NULL)
            return false;
    }
    return true;
}

/* created_by, resolvedBy: who did it is shown with the row and hardly ever searched for. */
static bool
says_who(const Constraint *key)
{
    static const char *const words[] = {"by",      "creator",  "updater", "granter",
                                        "revoker", "assigner", "editor",  NULL};

    return key->columns.count == 1 && name_has_any_word(key->columns.first->text, words) &&
           key->on_delete != ACTION_CASCADE;
}

/* Large by what is declared; without, by its name: messages, events, histories. */
static bool
is_large_child(const Design *design, const Constraint *key)
{
    enum
    {
        LIKELY_MANY = 8
    };
    Quantity rows = design_rows(design, key->table);

    if (!quantity_known(rows))
        return shape_likely_rows(design, key->table) >= LIKELY_MANY;
    return rows.value >= ROWS_THAT_MATTER;
}

/* Ten times its rows are still few: what is said where growth is declared holds where nobody knows it. */
static bool
is_short(const Design *design, const Table *parent)
{
    enum
    {
        ROWS_SHORT = 1000
    };
    Quantity rows = design_rows(design, parent);

    return quantity_known(rows) && rows.value < ROWS_SHORT &&
           !quantity_known(design_rows_per_day(design, parent));
}

/*
 * A list by its look alone, which rows could prove wrong. What points to it may prove it too: a
 * child that is declared large makes the index worth its price until the parent is declared.
 */
static const char *
looks_like_a_list(Arena *arena, const Design *design, const Constraint *key, const Table *parent)
{
    if (may_lose_children(key) || design_deletes_per_day(design, parent).value > 0 ||
        !(shape_is_lookup(design, parent) || is_short(design, parent)))
        return NULL;
    if (quantity_known(design_rows(design, parent)))
        return "the table that it points to looks like a short list that loses no rows: an index "
               "with so few different values serves no query";
    if (!shape_is_list_by_name(parent) &&
        design_rows(design, key->table).value >= ROWS_WORTH_A_PREDICATE)
        return NULL;
    return arena_printf(arena,
                        "%s looks like a short list that loses no rows, and an index with so few "
                        "different values serves no query; if it is none, declare rows of %s",
                        table_label(arena, parent), table_label(arena, parent));
}

/*
 * A parent with a deleted_at column may still be purged, and an ON DELETE CASCADE says that
 * somebody thought of it; and a child that is large is looked up by its parent anyway.
 */
static bool
is_only_marked(const Design *design, const Constraint *key, const Table *parent)
{
    Quantity rows = design_rows(design, key->table);
    bool is_small = quantity_known(rows) && rows.value < ROWS_THAT_MATTER;

    if (shape_soft_delete(design, parent) == NULL ||
        quantity_known(design_deletes_per_day(design, parent)))
        return false;
    return is_small || (key->on_delete != ACTION_CASCADE && !is_large_child(design, key));
}

/* Why it is not felt: its size in three years, or now where nobody knows how it grows; or NULL. */
static const char *
too_small_text(Arena *arena, const Design *design, const Table *table)
{
    enum
    {
        MONTHS_AHEAD = 36,
        GROWTH_TAKEN = 10 /* what is not known to grow may */
    };
    Quantity rows = design_rows(design, table);
    Quantity then = design_rows_on(design, table, day_add_months(design->today, MONTHS_AHEAD));

    if (!quantity_known(rows))
        return NULL;
    if (quantity_known(then))
        return then.value >= ROWS_THAT_MATTER
                   ? NULL
                   : arena_printf(arena,
                                  "the table has %s rows in three years, and it is felt from about "
                                  "100,000 on",
                                  quantity_count_text(arena, then.value));
    if (rows.value * GROWTH_TAKEN >= ROWS_THAT_MATTER)
        return NULL;
    return arena_printf(arena, "the table has %s rows, and it is felt from about 100,000 on",
                        quantity_count_text(arena, rows.value));
}

static const char *
reason_to_wait(Arena *arena, const Design *design, const Constraint *key, const Table *parent,
               KeyFired fired)
{
    if (key_narrowing(key->table, &key->columns) != NULL)
        return "an index on one of the columns narrows the search; whether that is enough, the "
               "data "
               "must say";
    if (design_stays_small(design, key->table))
        return "the table stays under 10,000 rows: reading all of it takes about a millisecond";
    if (too_small_text(arena, design, key->table) != NULL)
        return too_small_text(arena, design, key->table);
    if (shape_is_tenant_root(design, parent))
        return "most tables point to this one: its rows go seldom and in one planned job, and an "
               "index on this column alone would be paid by every insert";
    if (is_only_marked(design, key, parent))
        return "the table that it points to marks its rows as deleted instead of deleting them; "
               "whether queries look for the children, only they can tell";
    if (is_never_deleted_from(design, parent))
        return "none of the many foreign keys to that table has an index: its rows seem to be "
               "never "
               "deleted";
    if (says_who(key))
        return "it says who did something, which is hardly ever searched for; worth an index if "
               "such "
               "people are deleted";
    return fired == KEY_FIRED ? NULL : looks_like_a_list(arena, design, key, parent);
}

static void
explain_near_miss(Findings *findings, Finding *finding, const Constraint *key)
{
    const Index *partial = key_partial(key->table, &key->columns);
    const Index *misordered = key_misordered(key->table, &key->columns);

    if (partial != NULL && partial->predicate != NULL)
        finding_detail(findings, finding, "Index %s does not help: it holds only rows where %s.",
                       partial->name, partial->predicate->sql);
    else if (misordered != NULL)
        finding_detail(findings, finding, "Index %s (%s) does not help: it begins with %s.",
                       misordered->name, key_index_text(findings->arena, misordered),
                       misordered->elements.first->column == NULL
                           ? "an expression"
                           : misordered->elements.first->column);
}

/* How often it happens is the other half of the price, and the half that is seldom known. */
static void
tell_how_often(const Design *design, Findings *findings, Finding *finding, const Table *parent,
               KeyFired fired)
{
    Quantity deletes = design_deletes_per_day(design, parent);

    if (!quantity_known(deletes))
    {
        if (fired != KEY_FIRED_UNKNOWN)
            return;
        finding_detail(findings, finding, "How often rows of %s are deleted is not known.",
                       table_label(findings->arena, parent));
        return;
    }
    finding_detail(findings, finding, "%s loses %s rows a day.",
                   table_label(findings->arena, parent),
                   quantity_count_text(findings->arena, deletes.value));
    finding_evidence(findings, finding, "rows deleted from the parent", deletes, "rows/day");
}

/*
 * Size counts with how often it is read. A key that deletes or clears children says that
 * parents go; for the others only a declared or measured rate does, or a query; and without one,
 * or where no query of those counted does, there is no day to name.
 */
static void
weigh(const Design *design, Findings *findings, Finding *finding, const Constraint *key,
      const Table *parent, KeyFired fired)
{
    Quantity rows = design_rows(design, key->table);
    Quantity deletes = design_deletes_per_day(design, parent);

    finding->weight = shape_likely_rows(design, key->table) * (may_lose_children(key) ? 2 : 1) *
                      (quantity_known(deletes) ? 1 + deletes.value : 1);
    if (!quantity_known(rows))
        return;
    finding_evidence(findings, finding, "rows now", rows, "rows");
    if (fired != KEY_FIRED_NEVER && (may_lose_children(key) || fired == KEY_FIRED ||
                                     (quantity_known(deletes) && deletes.value > 0)))
        finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
    else
        finding->bites_at_rows =
            (Quantity){.value = ROWS_THAT_MATTER, .source = PROVENANCE_MEASURED};
}

/* "each deleted row of … reads …", or what an index on some of the columns leaves to read. */
static char *
price(Arena *arena, const Design *design, const Constraint *key)
{
    const Index *narrowing = key_narrowing(key->table, &key->columns);

    if (narrowing == NULL)
        return consequence(arena, design, key);
    return arena_printf(arena, "index %s finds only the rows of the same %s", narrowing->name,
                        narrowing->elements.first->column);
}

/* In a large table a key that may be null is usually null: the index need not hold those rows. */
static bool
leaves_nulls_out(const Design *design, const Constraint *key)
{
    const Column *column = table_find_column(key->table, key->columns.first->text);

    return key->columns.count == 1 && column != NULL && !column->is_not_null &&
           design_rows(design, key->table).value >= ROWS_WORTH_A_PREDICATE;
}

static void
leave_nulls_out(Arena *arena, Index *index, const char *column)
{
    Expr *predicate = arena_new_object(arena, Expr);
    Reference *reference = arena_new_object(arena, Reference);

    reference->kind = REFERENCE_COLUMN;
    reference->name = column;
    predicate->sql = arena_printf(arena, "%s IS NOT NULL", quote_ident(arena, column));
    list_append(&predicate->references, reference);
    index->predicate = predicate;
}

static void
report(const Design *design, const Constraint *key, Findings *findings)
{
    Arena *arena = findings->arena;
    const Table *table = key->table;
    const Table *parent = schema_find_table(design->schema, key->ref_schema, key->ref_table);
    const Index *proposed = find_proposed(arena, findings, table, &key->columns);
    NameList columns = index_columns(arena, table, key);
    Change *change = change_new(arena, CHANGE_ADD_INDEX, table);
    Finding *finding =
        finding_add(findings, &rule_fk_without_index, table, key->name, key->location,
                    "%s (%s) has no index: %s", table_label(arena, table),
                    name_list_text(arena, &key->columns), price(arena, design, key));
    KeyFired fired;

    finding->object_id = key_object_id(arena, table, &key->columns);
    finding->location = key->location.line > 0 ? key->location : table->location;
    explain_near_miss(findings, finding, key);
    fired = key_fired_tell(design, findings, finding, key, parent);
    weigh(design, findings, finding, key, parent, fired);
    tell_how_often(design, findings, finding, parent, fired);
    change->index = proposed != NULL ? (Index *) proposed
                                     : change_make_index(arena, design->schema, table, &columns);
    if (proposed == NULL && leaves_nulls_out(design, key))
        leave_nulls_out(arena, change->index, key->columns.first->text);
    finding_change(finding, change);
    finding->kept_back = reason_to_wait(arena, design, key, parent, fired);
    if (finding->kept_back == NULL)
        return;
    finding->is_advised = false;
    finding->severity = SEVERITY_REMARK;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    size_t longest = 0;

    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key->columns.count > longest)
            longest = key->columns.count;
    for (; longest > 0; longest--)
        for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
            if (key->kind == CONSTRAINT_FOREIGN_KEY && key->columns.count == longest &&
                !key->is_inherited &&
                schema_find_table(design->schema, key->ref_schema, key->ref_table) != NULL &&
                key_serving(table, &key->columns) == NULL)
                report(design, key, findings);
}

const Rule rule_fk_without_index = {
    .id = "fk-without-index",
    .catalogue = "FK01",
    .severity = SEVERITY_WARNING,
    .title = "foreign key without an index on the referencing side",
    .why = "PostgreSQL indexes the key that is pointed to, not the columns that point. Each "
           "row deleted from the parent, and each change of its key, makes it look for "
           "children; without an index that reads the whole child table, once per parent "
           "row, while the parent row is locked. With a million child rows the delete of one "
           "parent took 53 ms instead of 0.03 ms; with ten million, deleting a thousand "
           "parents takes about nine minutes. It is felt from about 100,000 child rows on. A "
           "join from a few parents to their children reads the whole child as well, though "
           "only once. EXPLAIN shows none of it; where queries are known, those that suffer are "
           "named, also through cascades, and a key that none of those counted over ten days or "
           "more deletes through has no date.",
    .fix = "Add an index that begins with the columns of the foreign key, in any order; in a large "
           "table, "
           "of a column that may be null, only WHERE it IS NOT NULL, which serves just as well.",
    .gain = "deleting or re-keying a parent row finds its children through the index, a few pages "
            "instead of the whole table",
    .trade_off = "One more index: about 70 bytes of WAL on every insert and every update that is "
                 "not HOT, and 7 to 22 MB for each million rows.",
    .not_when = "An index exists that begins with these columns, in any order, also one that "
                "leaves out nothing but nulls, or a hash index on the only column. Keys to a "
                "table that is not there. A remark and no change for: tables that stay under "
                "100,000 rows for three years, or under 10,000 where growth is not known; short "
                "lists of names that "
                "lose no rows, unless only their look says so and the child is declared large; the "
                "root of a multi-tenant schema; parents that mark their rows as deleted, unless "
                "the key cascades or the child is large; tables to which eight or more foreign "
                "keys point, none of them indexed "
                "or deleting; columns that say who did it; and composite keys with an index on "
                "one of their columns.",
    .source = "PostgreSQL manual, 5.4.5 Foreign Keys; measured in "
              "docs/design/where_the_guides_disagree.md, points 18 and 19",
    .group = "%zu foreign keys without index",
    .explains_time = true,
    .check_table = check,
};
