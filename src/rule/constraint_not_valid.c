#include "rule/list.h"

static void
report(const Design *design, const Constraint *constraint, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, constraint->table);
    Change *change = change_new(arena, CHANGE_VALIDATE_CONSTRAINT, constraint->table);
    Finding *finding = finding_add(
        findings, &rule_constraint_not_valid, constraint->table, constraint->name,
        constraint->location,
        "constraint %s of %s is NOT VALID: rows from before it was added may violate it",
        constraint->name, table_label(arena, constraint->table));

    if (constraint->kind == CONSTRAINT_CHECK)
        finding->severity = SEVERITY_REMARK; /* a foreign key promises more to its readers */
    finding->object_id = constraint->name;
    finding->weight = rows.value;
    if (quantity_known(rows))
        finding_evidence(findings, finding, "rows to look at", rows, "rows");
    change->object = constraint->name;
    finding_change(finding, change);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Constraint *constraint = table->constraints.first; constraint != NULL;
         constraint = constraint->next)
        if (constraint->is_not_valid && !constraint->is_inherited)
            report(design, constraint, findings);
}

const Rule rule_constraint_not_valid = {
    .id = "constraint-not-valid",
    .catalogue = "FK12 FK18",
    .severity = SEVERITY_WARNING,
    .title = "constraint that was never validated",
    .why = "NOT VALID checks new rows only. What was in the table before may violate the rule, the "
           "planner does not trust it, a dump with such rows can be restored only without "
           "the constraint, and an UPDATE of an old row fails on a day of its own choosing. "
           "Usually it is the second half of a migration that nobody ran.",
    .fix =
        "Run ALTER TABLE ... VALIDATE CONSTRAINT. If it fails, it names a row: repair the data and "
        "run it again.",
    .gain = "the planner may rely on the constraint, and so may readers of the schema",
    .trade_off = "It reads the table once under a lock that stops neither reads nor writes.",
    .not_when = "Copies that a partition or child table inherited.",
    .source = "PostgreSQL manual, ALTER TABLE, VALIDATE CONSTRAINT",
    .group = "%zu constraints never validated",
    .check_table = check,
};
