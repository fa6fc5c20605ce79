/*
 * The direction decides. A child narrower than the key that it points to is a time bomb: the parent
 * goes on numbering, and one day no child can be written. A wider child costs some bytes and, for
 * other kinds of types, a cast in every join.
 */
#include "design/numbers.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "schema/type.h"

#include <limits.h>

typedef struct Pair
{
    const Constraint *key;
    const Table *parent;
    const Column *child_column;
    const Column *parent_column;
    TypeFacts child;
    TypeFacts parent_facts;
} Pair;

static bool
is_limited_more(const TypeName *child, const TypeName *parent)
{
    long of_child = child->modifiers == NULL ? LONG_MAX : strtol(child->modifiers, NULL, 10);
    long of_parent = parent->modifiers == NULL ? LONG_MAX : strtol(parent->modifiers, NULL, 10);

    return of_child < of_parent;
}

static void
widen_child(Findings *findings, Finding *finding, const Pair *pair)
{
    Change *change = change_new(findings->arena, CHANGE_COLUMN_TYPE, pair->key->table);

    change->column = pair->child_column->name;
    change->type = pair->parent_column->type;
    finding_change(finding, change);
}

/*
 * Keys used up so far: the sequence knows best, the rows of the parent are the least there can
 * be.
 */
static Quantity
keys_used(const Design *design, const Pair *pair)
{
    return numbers_used(design, pair->parent,
                        numbers_sequence(design, pair->parent, pair->parent_column));
}

/* rerun_of_old beside rerun_of: the rest of a migration that widened the column. */
static bool
is_leftover(const Pair *pair)
{
    static const char suffix[] = "_old";
    const char *name = pair->child_column->name;
    size_t length = strlen(name);

    for (const Column *column = pair->key->table->columns.first; column != NULL;
         column = column->next)
        if (length == strlen(column->name) + strlen(suffix) &&
            strncmp(name, column->name, strlen(column->name)) == 0 &&
            strcmp(name + strlen(column->name), suffix) == 0)
            return true;
    return false;
}

static void
report_narrow(const Design *design, const Pair *pair, Findings *findings)
{
    Arena *arena = findings->arena;
    double largest = (double) type_integer_maximum(pair->child.base_name);
    Quantity used = keys_used(design, pair);
    const Constraint *key = pair->key;
    Provenance source;
    Finding *finding;
    Day day;

    finding = finding_add(
        findings, &rule_fk_type_mismatch, key->table, pair->child_column->name, key->location,
        "%s.%s is %s but points to %s.%s, %s: keys above %s cannot be referenced",
        table_label(arena, key->table), pair->child_column->name, pair->child_column->type.text,
        table_label(arena, pair->parent), pair->parent_column->name, pair->parent_column->type.text,
        pair->child.length == 2 ? "32,767" : "2,147,483,647");
    finding->weight = used.value;
    if (quantity_known(used))
        finding_evidence(findings, finding, "keys used", used, "rows");
    if (quantity_known(used) &&
        numbers_day(design, pair->parent,
                    numbers_sequence(design, pair->parent, pair->parent_column), largest, &day,
                    &source))
        finding_bites_on(findings, finding, day);
    finding->severity = finding->urgency == URGENCY_LATER || finding->urgency == URGENCY_NEVER
                            ? SEVERITY_WARNING
                            : SEVERITY_ERROR;
    widen_child(findings, finding, pair);
    if (design_stays_small(design, pair->parent))
        finding->kept_back = "the table that it points to stays under 10,000 rows";
    else if (is_leftover(pair))
        finding->kept_back = "a column of the same name without \"_old\" stands beside it: what is "
                             "left over is dropped, not widened";
    else if (pair->child.length == 2 && !quantity_known(used))
        finding->kept_back = "a smallint says that the table it points to is meant to stay short";
    else
        return;
    finding->severity = SEVERITY_REMARK;
    finding->is_advised = false;
}

static void
report_wide(const Pair *pair, Findings *findings)
{
    Arena *arena = findings->arena;
    const Constraint *key = pair->key;
    Finding *finding = finding_add(
        findings, &rule_fk_type_mismatch, key->table, pair->child_column->name, key->location,
        "%s.%s is %s but points to %s.%s, only %s: the key will end before its references do",
        table_label(arena, key->table), pair->child_column->name, pair->child_column->type.text,
        table_label(arena, pair->parent), pair->parent_column->name,
        pair->parent_column->type.text);

    finding->severity = SEVERITY_REMARK;
    finding->kept_back = "nothing breaks here: it is the key that would have to be widened";
}

static void
report_other(const Pair *pair, Findings *findings)
{
    Arena *arena = findings->arena;
    const Constraint *key = pair->key;
    Finding *finding = finding_add(
        findings, &rule_fk_type_mismatch, key->table, pair->child_column->name, key->location,
        "%s.%s is %s but points to %s.%s, %s: every check and join converts one of them",
        table_label(arena, key->table), pair->child_column->name, pair->child_column->type.text,
        table_label(arena, pair->parent), pair->parent_column->name,
        pair->parent_column->type.text);

    finding->severity = SEVERITY_REMARK;
    finding->kept_back = "which of the two types is the right one, the data must say";
}

static void
check_pair(const Design *design, const Pair *pair, Findings *findings)
{
    const TypeName *child = &pair->child_column->type;
    const TypeName *parent = &pair->parent_column->type;

    if (pair->child.category == CATEGORY_INTEGER && pair->parent_facts.category == CATEGORY_INTEGER)
    {
        if (pair->child.length < pair->parent_facts.length)
            report_narrow(design, pair, findings);
        else if (pair->child.length > pair->parent_facts.length)
            report_wide(pair, findings);
    }
    else if (pair->child.category != pair->parent_facts.category)
        report_other(pair, findings);
    else if (pair->child.category == CATEGORY_TEXT && is_limited_more(child, parent) &&
             parent->modifiers != NULL)
        report_other(pair, findings);
}

static void
check_key(const Design *design, const Constraint *key, Findings *findings)
{
    Pair pair = {.key = key};
    const Name *name = key->columns.first;

    pair.parent = schema_find_table(design->schema, key->ref_schema, key->ref_table);
    if (pair.parent == NULL || key->columns.count != key->ref_columns.count)
        return;
    for (const Name *ref = key->ref_columns.first; ref != NULL; ref = ref->next, name = name->next)
    {
        pair.child_column = table_find_column(key->table, name->text);
        pair.parent_column = table_find_column(pair.parent, ref->text);
        if (pair.child_column == NULL || pair.parent_column == NULL)
            continue;
        pair.child = type_facts(design->schema, &pair.child_column->type);
        pair.parent_facts = type_facts(design->schema, &pair.parent_column->type);
        check_pair(design, &pair, findings);
    }
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && !key->is_inherited)
            check_key(design, key, findings);
}

const Rule rule_fk_type_mismatch = {
    .id = "fk-type-mismatch",
    .catalogue = "FK02",
    .severity = SEVERITY_WARNING,
    .title = "foreign key column of another type than the key",
    .why = "PostgreSQL accepts an integer column that points to a bigint key. When the parent "
           "numbers its 2,147,483,648th row, no child of it can be written any more: the insert "
           "fails with \"integer out of range\", years after the key itself was made wide enough. "
           "For types of different kinds every check and join converts one side.",
    .fix = "Give the foreign key column the type of the key while the table is small.",
    .gain = "every key of the parent can be referenced",
    .trade_off = "Widening integer to bigint rewrites the table and its indexes under a lock that "
                 "stops reads; on a large table it is done with a second column that is filled in "
                 "batches and then takes the name.",
    .not_when = "Text types that only differ in a length limit which holds every key. Where the "
                "parent is known to stay small, or the column is a smallint and nothing is known, "
                "a remark.",
    .source = "PostgreSQL manual, 8.1.1 Integer Types; 5.4.5 Foreign Keys",
    .group = "%zu foreign keys of another type than their key",
    .check_table = check,
};
