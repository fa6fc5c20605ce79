#include "plan/partition.h"
#include "plan/widen.h"
#include "schema/type.h"
#include "sql/quote.h"

/*
 * The old table becomes the first partition, up to a day in the near future; a new table takes its
 * name and gets partitions from that day on. No row is copied. That the attachment reads no row rests
 * on a CHECK that was validated before, and on unique indexes with the key that were built before.
 *
 * The trap: from the CHECK on, rows past the day are refused, until the switch gives them partitions.
 */
enum
{
    DAYS_TO_SWITCH = 7
};

static Day
unit_start(Arena *arena, const char *unit, Day day)
{
    Day start = day;

    if (str_equal(unit, "week"))
        return day - (day + 3) % 7;
    if (str_equal(unit, "month"))
    {
        char *text = day_iso_text(arena, day);

        text[8] = '0';
        text[9] = '1';
        (void) day_parse(text, &start); /* an ISO date of ours always parses */
    }
    return start;
}

Day
partition_unit_next(const char *unit, Day day)
{
    if (str_equal(unit, "month"))
        return day_add_months(day, 1);
    return day + (str_equal(unit, "week") ? 7 : 1);
}

char *
partition_bound(const Partitioning *partitioning, Day day)
{
    Arena *arena = partitioning->planning->arena;
    bool is_zoned = str_equal(partitioning->key->type.name, "timestamptz");

    return quote_literal(arena, arena_printf(arena, "%s%s", day_iso_text(arena, day),
                                             is_zoned ? " 00:00:00+00" : ""));
}

bool
partition_lacks_key(const Partitioning *partitioning, const Index *index)
{
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        if (str_equal(element->column, partitioning->key->name))
            return false;
    }
    return index->is_unique;
}

static const Index *
target_index(const Partitioning *partitioning, const char *name)
{
    return schema_find_index(partitioning->planning->schema, partitioning->table->schema, name);
}

const char *
partition_temporary(const Partitioning *partitioning, const char *name)
{
    return widen_parked(partitioning->planning->arena, name);
}

char *
partition_named(const Partitioning *partitioning, const char *name)
{
    return quote_qualified(partitioning->planning->arena, partitioning->table->schema, name);
}

/* --- before the switch ------------------------------------------------------------------------ */

static void
build_keys(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;

    for (const Index *index = partitioning->table->indexes.first; index != NULL;
         index = index->next)
    {
        Index building;

        if (!partition_lacks_key(partitioning, index))
            continue;
        building = *target_index(partitioning, index->name);
        building.name = partition_temporary(partitioning, index->name);
        (void) step_build_index(planning, PHASE_EXPAND, partitioning->table, &building);
    }
}

static void
prove_bound(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *column = quote_ident(arena, partitioning->key->name);
    const char *limit = partition_bound(partitioning, partitioning->boundary);
    Constraint check = {.kind = CONSTRAINT_CHECK, .name = partitioning->check_name};
    Expr condition = {.sql = arena_printf(arena, "%s < %s::%s", column, limit,
                                          type_sql(arena, &partitioning->key->type))};

    check.check = &condition;
    plan_constraint_not_valid(planning, PHASE_EXPAND, partitioning->table, &check, check.name);
    planning->plan->steps.last->finish_before = partitioning->boundary;
    planning->plan->steps.last->note = arena_printf(
        arena,
        "From here until the switch rows with %s of %s and later are refused: finish before.",
        column, day_text(arena, partitioning->boundary));
    plan_constraint_check_rows(planning, PHASE_EXPAND, partitioning->table, &check, check.name);
}

static void
forget_proof(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *old = partition_named(partitioning, partitioning->old_name);
    const char *column = quote_ident(arena, partitioning->key->name);
    Step *step =
        step_new(planning, PHASE_CONTRACT, "drop_check",
                 step_relation(planning, partitioning->table->schema, partitioning->old_name),
                 "drop the CHECK that proved the bound");

    step_brief(planning, step,
               arena_printf(arena, "ALTER TABLE %s DROP CONSTRAINT %s;", old,
                            quote_ident(arena, partitioning->check_name)));
    step->undo = step_brief_sql(
        arena,
        arena_printf(arena, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s < %s::%s) NOT VALID;", old,
                     quote_ident(arena, partitioning->check_name), column,
                     partition_bound(partitioning, partitioning->boundary),
                     type_sql(arena, &partitioning->key->type)));
}

static void
name_indexes(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;

    for (const Index *index = partitioning->table->indexes.first; index != NULL;
         index = index->next)
        depend_rename(arena, &partitioning->indexes, index->name,
                      name_make(arena, "before", index->name, NULL));
}

/* What belongs to the table and not to its name: it would stay with the first partition, unseen. */
static const char *
left_behind(Planning *planning, const Table *table)
{
    if (table->policies.count > 0 || table->has_row_security)
        return "Row-level security would stay with the old table.";
    for (const Other *other = planning->schema->others.first; other != NULL; other = other->next)
    {
        if (other->sql == NULL)
            continue;
        if (other->kind == OTHER_PUBLICATION)
            return arena_printf(planning->arena,
                                "Publication \"%s\" may go on with the old table alone.",
                                other->name);
        if (other->kind == OTHER_STATISTICS && strstr(other->sql, table->name) != NULL)
            return "Extended statistics would stay with the old table.";
    }
    return NULL;
}

/* What the steps cannot carry over; NULL when they can. */
static const char *
obstacle(Planning *planning, const Table *table)
{
    const PartitionKey *key = planning->change->partition_key;
    const char *unit = planning->change->partition_unit;
    RenamingList none = {0};
    const char *why = depend_obstacle(planning, table, &none);
    const Column *column = key == NULL || key->elements.count != 1 ||
                                   key->strategy != PARTITION_RANGE ||
                                   key->elements.first->column == NULL
                               ? NULL
                               : table_find_column(table, key->elements.first->column);

    if (why != NULL)
        return why;
    why = left_behind(planning, table);
    if (why != NULL)
        return why;
    if (column == NULL || unit == NULL ||
        !(str_equal(column->type.name, "date") || str_equal(column->type.name, "timestamp") ||
          str_equal(column->type.name, "timestamptz")))
        return "Only ranges of a date or timestamp are written out.";
    for (const Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        if (!trigger->is_for_each_row)
            return arena_printf(
                planning->arena,
                "Trigger \"%s\" fires for each statement and would have to be moved.",
                trigger->name);
    }
    return NULL;
}

static void
write_steps(Planning *planning, const Table *table)
{
    Arena *arena = planning->arena;
    const Change *change = planning->change;
    Partitioning partitioning = {.planning = planning, .table = table};

    partitioning.target = schema_find_table(planning->schema, table->schema, table->name);
    partitioning.key = table_find_column(table, change->partition_key->elements.first->column);
    partitioning.unit = change->partition_unit;
    partitioning.boundary = partition_unit_next(
        change->partition_unit,
        unit_start(arena, change->partition_unit, planning->design->today + DAYS_TO_SWITCH));
    partitioning.old_name =
        name_make(arena, table->name, "before", day_iso_text(arena, partitioning.boundary));
    for (char *at = (char *) (uintptr_t) partitioning.old_name; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
    partitioning.check_name = name_make(arena, "tenfold", partitioning.key->name, "before");
    name_indexes(&partitioning);
    build_keys(&partitioning);
    prove_bound(&partitioning);
    partition_switch_over(&partitioning);
    forget_proof(&partitioning);
}

/* The table as it is now: apply() alters the one in the schema. */
static const Table *
table_before(Planning *planning)
{
    const Change *change = planning->change;
    Schema *copy = schema_copy(planning->arena, planning->schema);

    return schema_find_table(copy, change->table_schema, change->table_name);
}

bool
plan_partition_table(Planning *planning, Error *error)
{
    Arena *arena = planning->arena;
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Table *before = table_before(planning);
    const char *why = before == NULL ? NULL : obstacle(planning, before);
    NameList keys = {0};

    for (const IndexElement *key =
             change->partition_key == NULL ? NULL : change->partition_key->elements.first;
         key != NULL; key = key->next)
        name_list_add(arena, &keys, key->column);
    if (table != NULL && why == NULL)
        plan_column_make_not_null(planning, table, &keys);
    if (!plan_apply(planning, error))
        return false;
    if (why == NULL)
        write_steps(planning, before);
    else
        (void) step_advice(planning, before, "partition the table by hand",
                           arena_printf(arena, "%s tenfold writes no steps for that yet.", why));
    return true;
}
