#include "plan/plan_internal.h"
#include "sql/quote.h"
#include "stats/size.h"

/*
 * A constraint comes in two steps: NOT VALID, under a lock of a moment, and VALIDATE, which reads the
 * table while it is in use. A key comes as an index that is built concurrently and then adopted. In
 * one transaction the two would hold the first lock for the length of the second.
 */

static char *
definition(Arena *arena, const Constraint *constraint, const char *name, bool is_not_valid)
{
    StrBuf sql = strbuf_new(arena);
    Constraint whole = *constraint;

    whole.name = name;
    whole.is_not_valid = is_not_valid;
    whole.is_inherited = false;
    print_constraint(&sql, &whole);
    return sql.text;
}

/* The condition of a CHECK may name functions that its author's search_path found. */
static char *
search_path_sql(Arena *arena, const Constraint *constraint)
{
    const char *path = constraint->check == NULL ? NULL : constraint->check->search_path;

    if (path == NULL || path[0] == '\0')
        return arena_strdup(arena, "");
    return arena_printf(arena, "SET LOCAL search_path = %s;\n", path);
}

static bool
is_key(const Constraint *constraint)
{
    return constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE;
}

/* The table that a foreign key points to. */
static const Table *
pointed(Planning *planning, const Constraint *constraint)
{
    return step_relation(planning, constraint->ref_schema, constraint->ref_table);
}

/* As an undo: what a later step of the plan took along is gone already. */
static char *
undo_sql(Planning *planning, const Table *table, const char *name)
{
    return step_brief_sql(
        planning->arena,
        arena_printf(planning->arena, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s;",
                     step_table(planning, table), quote_ident(planning->arena, name)));
}

static char *
drop_sql(Planning *planning, const Table *table, const char *name)
{
    return arena_printf(planning->arena, "ALTER TABLE %s DROP CONSTRAINT %s;",
                        step_table(planning, table), quote_ident(planning->arena, name));
}

/* A read of the table, and for a foreign key a look into the index of the other one for each row. */
static Quantity
validate_seconds(const Planning *planning, const Table *table, const Constraint *constraint)
{
    Quantity rows = plan_rows(planning, table);
    Quantity seconds;

    if (!quantity_known(rows))
        return QUANTITY_UNKNOWN;
    seconds = size_rewrite_seconds(planning->schema, planning->design->stats, table, rows.value);
    seconds.value /= constraint->kind == CONSTRAINT_FOREIGN_KEY ? 1 : 4;
    seconds.source = provenance_weaker(seconds.source, PROVENANCE_ASSUMED);
    return seconds;
}

void
plan_constraint_not_valid(Planning *planning, StepPhase phase, const Table *table,
                          const Constraint *constraint, const char *name)
{
    Arena *arena = planning->arena;
    bool is_check = constraint->kind == CONSTRAINT_CHECK;
    const char *fact = !is_check                          ? "add_fk_nv"
                       : table->kind == TABLE_PARTITIONED ? "part_check_nv"
                                                          : "add_check_nv";
    Step *step = step_new(planning, phase, fact, table, "add %s for new rows", name);

    step_brief(planning, step,
               arena_printf(arena, "%sALTER TABLE %s ADD %s;", search_path_sql(arena, constraint),
                            step_table(planning, table),
                            definition(arena, constraint, name, true)));
    step->undo = undo_sql(planning, table, name);
    if (!is_check)
        step_also_lock(planning, step, pointed(planning, constraint), LOCK_SHARE_ROW_EXCLUSIVE);
    step->note = "Rows that are there already are not looked at yet.";
}

void
plan_constraint_check_rows(Planning *planning, StepPhase phase, const Table *table,
                           const Constraint *constraint, const char *name)
{
    Arena *arena = planning->arena;
    bool is_check = constraint->kind == CONSTRAINT_CHECK;
    Step *step = step_new(planning, phase, is_check ? "validate_check" : "validate_fk", table,
                          "validate %s on the rows that are there", name);

    step_patient(planning, step,
                 arena_printf(arena, "ALTER TABLE %s VALIDATE CONSTRAINT %s;",
                              step_table(planning, table), quote_ident(arena, name)));
    if (!is_check)
        step->other_locks = arena_printf(arena, "ROW SHARE on %s",
                                         table_label(arena, pointed(planning, constraint)));
    step->seconds = validate_seconds(planning, table, constraint);
    step->note = "Undone with the step that added it. It stops with an error when a row breaks the "
                 "rule: mend the row and run it again.";
}

/* Before PostgreSQL 18 a partitioned table takes no NOT VALID foreign key: its partitions do. */
static void
add_to_partitions(Planning *planning, Table *table, const Constraint *constraint)
{
    Arena *arena = planning->arena;
    LeafList leaves = plan_leaves(planning, table);
    Step *step;

    for (const Leaf *leaf = leaves.first; leaf != NULL; leaf = leaf->next)
    {
        plan_constraint_not_valid(planning, PHASE_EXPAND, leaf->table, constraint,
                                  constraint->name);
        plan_constraint_check_rows(planning, PHASE_EXPAND, leaf->table, constraint,
                                   constraint->name);
    }
    step = step_new(planning, PHASE_EXPAND, "part_fk_out", table, "add %s to the partitioned table",
                    constraint->name);
    step_brief(planning, step,
               arena_printf(arena, "ALTER TABLE %s ADD %s;", step_table(planning, table),
                            definition(arena, constraint, constraint->name, false)));
    step->undo = undo_sql(planning, table, constraint->name);
    step_also_lock(planning, step, pointed(planning, constraint), LOCK_ACCESS_EXCLUSIVE);
    step->note =
        "The partitions have it already, so no row is read; their triggers on the table that "
        "it points to are dropped, which takes the stronger lock there.";
}

/* ADD CONSTRAINT … USING INDEX, and how the constraint waits. */
static char *
adopt_sql(Planning *planning, const Table *table, const Constraint *constraint,
          const char *index_name)
{
    Arena *arena = planning->arena;

    return arena_printf(arena, "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s%s;",
                        step_table(planning, table), quote_ident(arena, constraint->name),
                        constraint->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE",
                        quote_ident(arena, index_name),
                        constraint->is_deferrable ? " DEFERRABLE" : "",
                        constraint->is_initially_deferred ? " INITIALLY DEFERRED" : "");
}

static void
adopt(Planning *planning, const Table *table, const Constraint *constraint)
{
    bool is_primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
    Step *step =
        step_new(planning, PHASE_EXPAND, is_primary ? "add_pk_using_nn" : "add_unique_using", table,
                 "make the index the %s %s", is_primary ? "primary key" : "unique constraint",
                 constraint->name);

    step_brief(planning, step, adopt_sql(planning, table, constraint, constraint->name));
    step->undo = undo_sql(planning, table, constraint->name);
}

static const Constraint *
child_key(const Table *child, const Constraint *parent)
{
    for (const Constraint *key = child->constraints.first; key != NULL; key = key->next)
    {
        if (key->index != NULL && parent->index != NULL &&
            str_equal(key->index->parent_name, parent->index->name) &&
            str_equal(key->index->parent_schema, parent->index->schema))
            return key;
    }
    return NULL;
}

static void add_key(Planning *planning, const Table *table, const Constraint *constraint);

static void
add_parent_key(Planning *planning, const Table *table, const Constraint *constraint)
{
    Arena *arena = planning->arena;
    Step *step = step_new(planning, PHASE_EXPAND, "part_pk_only", table,
                          "add %s to the partitioned table alone", constraint->name);

    step_brief(planning, step,
               arena_printf(arena, "ALTER TABLE ONLY %s ADD %s;", step_table(planning, table),
                            definition(arena, constraint, constraint->name, false)));
    step->undo = undo_sql(planning, table, constraint->name);
    for (const Table *child = planning->schema->tables.first; child != NULL; child = child->next)
    {
        const Constraint *key = child_key(child, constraint);

        if (key == NULL)
            continue;
        add_key(planning, child, key);
        step = step_new(planning, PHASE_EXPAND, "index_attach", table, "attach %s to %s", key->name,
                        constraint->name);
        step_brief(planning, step,
                   arena_printf(arena, "ALTER INDEX %s ATTACH PARTITION %s;",
                                quote_qualified(arena, table->schema, constraint->index->name),
                                quote_qualified(arena, child->schema, key->index->name)));
        step->undo = undo_sql(planning, table, constraint->name);
        step->note =
            "An index cannot be detached: undoing it drops the parent's constraint with all "
            "that is attached.";
    }
}

static void
add_key(Planning *planning, const Table *table, const Constraint *constraint)
{
    if (table->kind == TABLE_PARTITIONED)
    {
        add_parent_key(planning, table, constraint);
        return;
    }
    (void) step_build_index(planning, PHASE_EXPAND, table, constraint->index);
    adopt(planning, table, constraint);
}

void
plan_constraint_build(Planning *planning, Table *table, const Constraint *constraint)
{
    if (is_key(constraint))
        add_key(planning, table, constraint);
    else if (constraint->kind == CONSTRAINT_FOREIGN_KEY && table->kind == TABLE_PARTITIONED)
        add_to_partitions(planning, table, constraint);
    else
    {
        plan_constraint_not_valid(planning, PHASE_EXPAND, table, constraint, constraint->name);
        if (!constraint->is_not_valid)
            plan_constraint_check_rows(planning, PHASE_EXPAND, table, constraint, constraint->name);
    }
}

bool
plan_constraint_add(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);

    if (table != NULL && change->constraint != NULL &&
        change->constraint->kind == CONSTRAINT_PRIMARY_KEY)
        plan_column_make_not_null(planning, table, &change->constraint->columns);
    if (!plan_apply(planning, error))
        return false;
    plan_constraint_build(planning, table, table_find_constraint(table, change->constraint->name));
    return true;
}

/* What brings a dropped constraint back; psql runs it as it stands. */
static char *
restore_sql(Planning *planning, const Table *table, const Constraint *constraint)
{
    Arena *arena = planning->arena;
    StrBuf index = strbuf_new(arena);
    Index alone;

    if (!is_key(constraint) || table->kind == TABLE_PARTITIONED)
        return arena_printf(
            arena, "%s%s",
            step_brief_sql(
                arena,
                arena_printf(arena, "ALTER TABLE %s ADD %s;", step_table(planning, table),
                             definition(arena, constraint, constraint->name,
                                        !is_key(constraint) && table->kind != TABLE_PARTITIONED))),
            is_key(constraint) || constraint->is_not_valid || table->kind == TABLE_PARTITIONED
                ? ""
                : arena_printf(arena, "\nALTER TABLE %s VALIDATE CONSTRAINT %s;",
                               step_table(planning, table), quote_ident(arena, constraint->name)));
    alone = *constraint->index;
    alone.is_primary = false;
    alone.constraint = NULL;
    print_index(&index, &alone, true);
    return arena_printf(
        arena, "%s;\n%s", step_patient_sql(arena, index.text),
        step_brief_sql(arena, adopt_sql(planning, table, constraint, constraint->name)));
}

static const char *
drop_fact(const Constraint *constraint)
{
    switch (constraint->kind)
    {
    case CONSTRAINT_PRIMARY_KEY:
        return "drop_pk";
    case CONSTRAINT_UNIQUE:
    case CONSTRAINT_EXCLUDE:
        return "drop_unique";
    case CONSTRAINT_FOREIGN_KEY:
        return "drop_fk";
    case CONSTRAINT_CHECK:
        break;
    }
    return "drop_check";
}

bool
plan_constraint_drop(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Constraint *old = table == NULL ? NULL : table_find_constraint(table, change->object);
    const char *restore = old == NULL ? NULL : restore_sql(planning, table, old);
    Step *step;

    if (!plan_apply(planning, error))
        return false;
    step = step_new(planning, PHASE_EXPAND, drop_fact(old), table, "drop constraint %s", old->name);
    step->undo = restore;
    if (old->index != NULL)
        (void) plan_constraint_lead(planning, step, table, old->index,
                                    drop_sql(planning, table, old->name));
    else
        step_brief(planning, step, drop_sql(planning, table, old->name));
    if (old->kind == CONSTRAINT_FOREIGN_KEY)
        step_also_lock(planning, step, pointed(planning, old), LOCK_ACCESS_EXCLUSIVE);
    return true;
}

static char *
rename_sql(Planning *planning, const Table *table, const char *from, const char *to)
{
    return arena_printf(planning->arena, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;",
                        step_table(planning, table), quote_ident(planning->arena, from),
                        quote_ident(planning->arena, to));
}

/* Both hold for a moment, so that no row slips in between. */
static void
replace_rows_rule(Planning *planning, Table *table, const Constraint *old, const Constraint *made,
                  const char *restore)
{
    Arena *arena = planning->arena;
    bool is_same_name = str_equal(old->name, made->name);
    const char *name = is_same_name ? name_make(arena, "tenfold", made->name, NULL) : made->name;
    Step *step;

    plan_constraint_not_valid(planning, PHASE_EXPAND, table, made, name);
    plan_constraint_check_rows(planning, PHASE_EXPAND, table, made, name);
    step = step_new(planning, PHASE_SWITCH, drop_fact(old), table, "drop the old constraint %s",
                    old->name);
    step_brief(planning, step,
               arena_printf(arena, "%s%s%s", drop_sql(planning, table, old->name),
                            is_same_name ? "\n" : "",
                            is_same_name ? rename_sql(planning, table, name, made->name) : ""));
    step->undo = arena_printf(
        arena, "%s%s%s",
        is_same_name ? step_brief_sql(arena, rename_sql(planning, table, made->name, name)) : "",
        is_same_name ? "\n" : "", restore);
    if (old->kind == CONSTRAINT_FOREIGN_KEY)
        step_also_lock(planning, step, pointed(planning, old), LOCK_ACCESS_EXCLUSIVE);
}

/* The way back: the old form is built first as well. */
static char *
replace_back_sql(Planning *planning, const Table *table, const Constraint *old,
                 const Constraint *made)
{
    Arena *arena = planning->arena;
    StrBuf index = strbuf_new(arena);
    Index building = *old->index;

    building.name = name_make(arena, "tenfold", old->name, NULL);
    building.constraint = NULL;
    building.is_primary = false;
    print_index(&index, &building, true);
    strbuf_add(&index, ";");
    return arena_printf(
        arena, "%s\n%s", step_patient_sql(arena, index.text),
        step_brief_sql(arena, arena_printf(arena, "%s\n%s", drop_sql(planning, table, made->name),
                                           adopt_sql(planning, table, old, building.name))));
}

/* The new index first; then the old key goes and the new one stands in one moment. */
static void
replace_key(Planning *planning, Table *table, const Constraint *old, const Constraint *made,
            const Index *index, const char *restore)
{
    Arena *arena = planning->arena;
    Index building = *index;
    bool is_same_name = str_equal(old->name, index->name);
    Step *step;
    StrBuf sql = strbuf_new(arena);

    if (is_same_name)
        building.name = name_make(arena, "tenfold", index->name, NULL);
    (void) step_build_index(planning, PHASE_EXPAND, table, &building);
    step = step_new(planning, PHASE_SWITCH, drop_fact(old), table,
                    "the new index takes the place of constraint %s", old->name);
    strbuf_add(&sql, drop_sql(planning, table, old->name));
    if (made != NULL)
        strbuf_printf(&sql, "\n%s", adopt_sql(planning, table, made, building.name));
    else if (is_same_name)
        strbuf_printf(&sql, "\nALTER INDEX %s RENAME TO %s;",
                      quote_qualified(arena, table->schema, building.name),
                      quote_ident(arena, index->name));
    step_brief(planning, step, sql.text);
    step->undo = made == NULL ? restore : replace_back_sql(planning, table, old, made);
}

bool
plan_constraint_replace(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Constraint *old = table == NULL ? NULL : table_find_constraint(table, change->object);
    const char *restore = old == NULL ? NULL : restore_sql(planning, table, old);
    const Constraint *made;

    if (old != NULL && change->constraint != NULL &&
        change->constraint->kind == CONSTRAINT_PRIMARY_KEY)
        plan_column_make_not_null(planning, table, &change->constraint->columns);
    if (!plan_apply(planning, error))
        return false;
    if (table->kind == TABLE_PARTITIONED)
    {
        (void) step_advice(planning, table, "replace a constraint of a partitioned table",
                           "Every partition has its own part of it: do it partition by partition.");
        return true;
    }
    made =
        change->constraint == NULL ? NULL : table_find_constraint(table, change->constraint->name);
    if (made != NULL && !is_key(made))
        replace_rows_rule(planning, table, old, made, restore);
    else
        replace_key(planning, table, old, made,
                    made != NULL
                        ? made->index
                        : schema_find_index(planning->schema, table->schema, change->index->name),
                    restore);
    return true;
}

bool
plan_constraint_validate(Planning *planning, Error *error)
{
    Arena *arena = planning->arena;
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Constraint *constraint =
        table == NULL ? NULL : table_find_constraint(table, change->object);

    if (!plan_apply(planning, error))
        return false;
    plan_constraint_check_rows(planning, PHASE_EXPAND, table, constraint, constraint->name);
    planning->plan->steps.last->undo =
        step_brief_sql(arena, arena_printf(arena, "%s\nALTER TABLE %s ADD %s;",
                                           drop_sql(planning, table, constraint->name),
                                           step_table(planning, table),
                                           definition(arena, constraint, constraint->name, true)));
    planning->plan->steps.last->note =
        "It stops with an error when a row breaks the rule: mend the row and run it again.";
    return true;
}
