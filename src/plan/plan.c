#include "plan/plan.h"

/*
 * Changes are planned in their order on a copy of the schema that each of them advances, so that a
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

Plan *
plan_make(Arena *arena, const Design *design, const ChangeList *changes, Error *error)
{
    Planning planning = {.arena = arena, .design = design};

    planning.schema = schema_copy(arena, design->schema);
    planning.plan = arena_new_object(arena, Plan);
    planning.plan->changes = *changes;
    for (const Change *change = changes->first; change != NULL; change = change->next)
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
