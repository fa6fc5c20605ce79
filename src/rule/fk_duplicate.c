#include "rule/key.h"
#include "rule/list.h"

static bool
is_same(const Constraint *left, const Constraint *right)
{
    return left->kind == CONSTRAINT_FOREIGN_KEY && right->kind == CONSTRAINT_FOREIGN_KEY &&
           name_list_equal(&left->columns, &right->columns) &&
           name_list_equal(&left->ref_columns, &right->ref_columns) &&
           str_equal(left->ref_schema, right->ref_schema) &&
           str_equal(left->ref_table, right->ref_table);
}

/* What happens on delete is the union of both: the stricter one wins or the order decides. */
static bool
acts_alike(const Constraint *left, const Constraint *right)
{
    return left->on_delete == right->on_delete && left->on_update == right->on_update &&
           left->match == right->match && left->is_deferrable == right->is_deferrable &&
           left->is_initially_deferred == right->is_initially_deferred;
}

static void
report(const Constraint *kept, const Constraint *extra, Findings *findings)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_DROP_CONSTRAINT, extra->table);
    Finding *finding = finding_add(
        findings, &rule_fk_duplicate, extra->table, extra->name, extra->location,
        "%s (%s) is checked twice on every insert: %s repeats %s", table_label(arena, extra->table),
        name_list_text(arena, &extra->columns), extra->name, kept->name);

    finding->object_id = extra->name;
    change->object = extra->name;
    finding_change(finding, change);
    if (acts_alike(kept, extra))
        return;
    finding->is_advised = false;
    finding->kept_back =
        "the two do different things when the parent row goes: decide which is meant";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    (void) design; /* the constraints say it all */
    for (const Constraint *first = table->constraints.first; first != NULL; first = first->next)
        for (const Constraint *second = first->next; second != NULL; second = second->next)
        {
            bool drops_first = first->is_not_valid && !second->is_not_valid;

            if (!is_same(first, second) || first->is_inherited || second->is_inherited)
                continue;
            report(drops_first ? second : first, drops_first ? first : second, findings);
            break;
        }
}

const Rule rule_fk_duplicate = {
    .id = "fk-duplicate",
    .catalogue = "FK04",
    .severity = SEVERITY_WARNING,
    .title = "the same foreign key twice",
    .why = "Each copy is checked on its own: every insert looks the parent up twice and locks its "
           "row twice, every delete of a parent looks for children twice. Two copies with "
           "different actions on delete also hide which of them is meant.",
    .fix = "Drop one of them; where only one is validated, that one stays.",
    .gain = "every insert checks the parent once, not twice",
    .trade_off = "None: dropping a constraint takes a short lock and no scan.",
    .not_when = "Keys that differ in columns or in the table they point to.",
    .source = "PostgreSQL manual, 5.4.5 Foreign Keys",
    .group = "%zu foreign keys declared twice",
    .check_table = check,
};
