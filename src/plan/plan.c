#include "plan/plan.h"

/*
 * What waits for nobody comes first, so that it is done while the application is still being
 * changed. The others keep their order. All are planned on a copy of the schema that each of them advances, so that a
 * step sees the names and the types that the steps before it left.
 */
#include "plan/plan_internal.h"

bool
plan_apply(Planning *planning, Error *error)
{
    return apply_change(planning->schema, planning->change, error);
}

static bool
plan_change(Planning *planning, Error *error)
{
    switch (planning->change->kind)
    {
    case CHANGE_ADD_INDEX:
        return plan_index_add(planning, error);
    case CHANGE_DROP_INDEX:
        return plan_index_drop(planning, error);
    case CHANGE_REPLACE_INDEX:
        return plan_index_replace(planning, error);
    case CHANGE_COLUMN_TYPE:
        return plan_type_change(planning, error);
    case CHANGE_SEQUENCE_TYPE:
        return plan_sequence_type(planning, error);
    case CHANGE_ADD_CONSTRAINT:
        return plan_constraint_add(planning, error);
    case CHANGE_DROP_CONSTRAINT:
        return plan_constraint_drop(planning, error);
    case CHANGE_REPLACE_CONSTRAINT:
        return plan_constraint_replace(planning, error);
    case CHANGE_VALIDATE_CONSTRAINT:
        return plan_constraint_validate(planning, error);
    case CHANGE_ADD_COLUMN:
        return plan_column_add(planning, error);
    case CHANGE_SET_NOT_NULL:
        return plan_column_not_null(planning, error);
    case CHANGE_SET_DEFAULT:
        return plan_column_default(planning, error);
    case CHANGE_SET_OPTION:
        return plan_option_set(planning, error);
    case CHANGE_PARTITION_TABLE:
        return plan_partition_table(planning, error);
    case CHANGE_SET_LOGGED:
        return plan_logged_set(planning, error);
    }
    return error_set(error, ERROR_INTERNAL, "unknown kind of change");
}

static bool
is_partitioning(const Plan *plan)
{
    for (const Change *change = plan->changes.first; change != NULL; change = change->next)
    {
        if (change->kind == CHANGE_PARTITION_TABLE)
            return true;
    }
    return false;
}

/*
 * What waits for a deploy comes last, so that one deploy serves all of it. A table that is partitioned
 * must have left its old columns behind before: then the order stays.
 */
static void
sort_phases(Plan *plan)
{
    StepList phases[2] = {0};
    unsigned number = 0;
    Step *next;

    if (is_partitioning(plan))
        return;
    for (Step *step = plan->steps.first; step != NULL; step = next)
    {
        next = step->next;
        list_append(&phases[step->phase == PHASE_CONTRACT], step);
    }
    plan->steps = phases[0];
    for (Step *step = phases[1].first; step != NULL; step = next)
    {
        next = step->next;
        list_append(&plan->steps, step);
    }
    for (Step *step = plan->steps.first; step != NULL; step = step->next)
        step->number = ++number;
}

static bool
is_same_table(const Change *left, const Change *right)
{
    return str_equal(left->table_schema, right->table_schema) &&
           str_equal(left->table_name, right->table_name);
}

static bool
changes_types(const Change *change)
{
    return change->kind == CHANGE_COLUMN_TYPE || change->kind == CHANGE_SEQUENCE_TYPE;
}

/*
 * Index builds, drops of indexes and validations wait for nobody, unless something that comes before
 * them changes their table or the one that is pointed to. An index that only goes is gone sooner and
 * need not be built again for the new types.
 */
static bool
waits_for(const Planning *planning, const Change *change, const Change *before)
{
    const Table *table =
        schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Constraint *constraint = change->kind != CHANGE_VALIDATE_CONSTRAINT || table == NULL
                                       ? NULL
                                       : table_find_constraint(table, change->object);

    if (is_same_table(change, before))
        return change->kind != CHANGE_DROP_INDEX || !changes_types(before);
    return constraint != NULL && constraint->kind == CONSTRAINT_FOREIGN_KEY &&
           str_equal(constraint->ref_schema, before->table_schema) &&
           str_equal(constraint->ref_table, before->table_name);
}

static bool
points_to(const Table *table, const Table *other)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && str_equal(key->ref_schema, other->schema) &&
            str_equal(key->ref_table, other->name))
            return true;
    return false;
}

/* A key that is widened takes the keys that point to it along: their indexes would be built twice. */
static bool
is_widened_along(const Planning *planning, const Change *index, const ChangeList *changes)
{
    const Table *table =
        schema_find_table(planning->schema, index->table_schema, index->table_name);

    for (const Change *change = changes->first; change != NULL; change = change->next)
    {
        const Table *widened =
            schema_find_table(planning->schema, change->table_schema, change->table_name);

        if (changes_types(change) && widened != NULL && table != NULL &&
            (widened == table || points_to(table, widened)))
            return true;
    }
    return false;
}

static bool
can_go_first(const Planning *planning, const Change *change, const ChangeList *changes,
             const ChangeList *later)
{
    if (change->kind != CHANGE_ADD_INDEX && change->kind != CHANGE_DROP_INDEX &&
        change->kind != CHANGE_VALIDATE_CONSTRAINT)
        return false;
    if (change->kind == CHANGE_ADD_INDEX && is_widened_along(planning, change, changes))
        return false;
    for (const Change *before = later->first; before != NULL; before = before->next)
        if (waits_for(planning, change, before))
            return false;
    return true;
}

/* What waits for nobody first, the rest behind it; each in the order given. */
static ChangeList
sort_changes(const Planning *planning, const ChangeList *changes)
{
    ChangeList sorted = {0};
    ChangeList later = {0};
    Change *next;

    for (const Change *change = changes->first; change != NULL; change = change->next)
    {
        Change *copy = arena_new_object(planning->arena, Change);

        *copy = *change;
        list_append(can_go_first(planning, change, changes, &later) ? &sorted : &later, copy);
    }
    for (Change *change = later.first; change != NULL; change = next)
    {
        next = change->next;
        list_append(&sorted, change);
    }
    return sorted;
}

bool
plan_waits(const Step *step)
{
    const Step *next = step->next;
    bool is_followed_by_advice =
        next != NULL && next->needs_deploy && next->lock == LOCK_NONE && step->lock == LOCK_NONE;

    return step->needs_deploy && !is_followed_by_advice;
}

size_t
plan_deploys(const Plan *plan)
{
    size_t deploys = 0;

    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
        deploys += plan_waits(step);
    return deploys;
}

Plan *
plan_make(Arena *arena, const Design *design, const ChangeList *changes, Error *error)
{
    Planning planning = {.arena = arena, .design = design};

    planning.schema = schema_copy(arena, design->schema);
    planning.plan = arena_new_object(arena, Plan);
    planning.plan->changes = sort_changes(&planning, changes);
    for (const Change *change = planning.plan->changes.first; change != NULL; change = change->next)
    {
        planning.change = change;
        if (!plan_change(&planning, error))
        {
            (void) error_wrap(error, "could not plan to %s", change_text(arena, change));
            return NULL;
        }
    }
    sort_phases(planning.plan);
    return planning.plan;
}
