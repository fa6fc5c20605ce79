#include "plan/widen.h"

#include "plan/backfill.h"
#include "schema/type.h"
#include "sql/quote.h"
#include "stats/size.h"

/*
 * Why nothing is lost: the trigger is made under a lock that waits for every writer, so each write
 * after it fills both columns; the copy then takes the rows that were there, page by page (a row that
 * moves meanwhile has been written, so the trigger has filled it); and a validated CHECK has seen every
 * row before the names change.
 *
 * The trap is an UPDATE that comes from a foreign key on the second column (ON DELETE SET NULL): it
 * alters only that one, so the trigger carries it back to the first.
 */

const char *
widen_parked(Arena *arena, const char *name)
{
    return name_make(arena, "tenfold", name, NULL);
}

const char *
widen_old(Arena *arena, const char *name)
{
    return name_make(arena, "tenfold_old", name, NULL);
}

Moving *
widen_find(const Widening *widening, const char *schema, const char *name)
{
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
    {
        if (str_equal(moving->table->name, name) && str_equal(moving->table->schema, schema))
            return moving;
    }
    return NULL;
}

char *
widen_cast(Arena *arena, const TypeName *from, const TypeName *to, const char *value)
{
    int64_t maximum = type_integer_maximum(to->name);
    bool is_zoned = str_equal(from->name, "timestamptz") || str_equal(to->name, "timestamptz");

    if (maximum > 0 && maximum < type_integer_maximum(from->name))
        return arena_printf(arena, "CASE WHEN %s BETWEEN %lld AND %lld THEN %s END", value,
                            (long long) -maximum - 1, (long long) maximum, value);
    if (is_zoned && !str_equal(from->name, to->name))
        return arena_printf(arena, "%s AT TIME ZONE 'UTC'", value);
    if (type_integer_maximum(from->name) > 0)
        return arena_strdup(arena, value);
    return arena_printf(arena, "%s::%s", value, type_sql(arena, to));
}

bool
widen_has_names(const Moving *moving, const NameList *names)
{
    for (const Name *name = names->first; name != NULL; name = name->next)
    {
        if (!str_equal(depend_renamed(&moving->columns, name->text), name->text))
            return true;
    }
    return false;
}

bool
widen_has_index(const Moving *moving, const Index *index)
{
    if (widen_has_names(moving, &index->include) ||
        depend_mentions(index->predicate, &moving->columns))
        return true;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        if (depend_mentions(element->expr, &moving->columns) ||
            (element->column != NULL &&
             !str_equal(depend_renamed(&moving->columns, element->column), element->column)))
            return true;
    }
    return false;
}

static const Expr *
moved_expr(Arena *arena, const Moving *moving, const Expr *expr)
{
    Expr *moved;

    if (expr == NULL)
        return NULL;
    moved = arena_new_object(arena, Expr);
    *moved = *expr;
    moved->sql = depend_rename_sql(arena, &moving->columns, moving->table->name, expr->sql);
    return moved;
}

Index *
widen_index(Widening *widening, const Moving *moving, const Index *index)
{
    Arena *arena = widening->planning->arena;
    Index *moved = apply_copy_index(arena, index);

    moved->name = widen_parked(arena, index->name);
    for (IndexElement *element = moved->elements.first; element != NULL; element = element->next)
    {
        element->expr = moved_expr(arena, moving, element->expr);
        if (element->column != NULL)
            element->column = depend_renamed(&moving->columns, element->column);
    }
    for (Name *name = moved->include.first; name != NULL; name = name->next)
        name->text = depend_renamed(&moving->columns, name->text);
    moved->predicate = moved_expr(arena, moving, index->predicate);
    return moved;
}

static void
move_names(const Moving *moving, NameList *names)
{
    for (Name *name = names->first; moving != NULL && name != NULL; name = name->next)
        name->text = depend_renamed(&moving->columns, name->text);
}

Constraint *
widen_foreign_key(Widening *widening, const Table *table, const Constraint *key)
{
    const Moving *own = widen_find(widening, table->schema, table->name);
    const Moving *other = widen_find(widening, key->ref_schema, key->ref_table);
    Constraint *moved;

    if (key->kind != CONSTRAINT_FOREIGN_KEY || key->is_inherited ||
        !((own != NULL && widen_has_names(own, &key->columns)) ||
          (other != NULL && widen_has_names(other, &key->ref_columns))))
        return NULL;
    moved = apply_copy_constraint(widening->planning->arena, key);
    moved->name = widen_parked(widening->planning->arena, key->name);
    move_names(own, &moved->columns);
    move_names(own, &moved->on_delete_columns);
    move_names(other, &moved->ref_columns);
    return moved;
}

/* --- expand ----------------------------------------------------------------------------------- */

static const char *
function_name(Widening *widening, const Moving *moving)
{
    Arena *arena = widening->planning->arena;

    return quote_qualified(arena, moving->table->schema,
                           name_make(arena, "tenfold", moving->table->name, "copy"));
}

/* NEW.second follows NEW.first, unless only the second one was written. */
char *
widen_function(Widening *widening, const Moving *moving, bool is_switched)
{
    Arena *arena = widening->planning->arena;
    StrBuf sql = strbuf_new(arena);

    strbuf_printf(&sql,
                  "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $tenfold$\n"
                  "BEGIN\n",
                  function_name(widening, moving));
    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const TypeName *old = &table_find_column(moving->table, pair->from)->type;
        const TypeName *first = is_switched ? pair->type : old;
        const TypeName *second = is_switched ? old : pair->type;
        const char *from = arena_printf(arena, "NEW.%s", quote_ident(arena, pair->from));
        const char *to = arena_printf(arena, "NEW.%s", quote_ident(arena, pair->to));

        strbuf_printf(&sql,
                      "    IF TG_OP = 'UPDATE' AND %s IS NOT DISTINCT FROM OLD.%s\n"
                      "        AND %s IS DISTINCT FROM OLD.%s THEN\n"
                      "        %s := %s;\n"
                      "    ELSE\n"
                      "        %s := %s;\n"
                      "    END IF;\n",
                      from, quote_ident(arena, pair->from), to, quote_ident(arena, pair->to), from,
                      widen_cast(arena, second, first, to), to,
                      widen_cast(arena, first, second, from));
    }
    strbuf_add(&sql, "    RETURN NEW;\nEND\n$tenfold$;\n");
    return sql.text;
}

static void
expand(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const char *table = step_table(planning, moving->table);
    Step *step = step_new(planning, PHASE_EXPAND, "add_col_null", moving->table,
                          "add second columns to %s, kept equal by a trigger",
                          table_label(arena, moving->table));
    StrBuf sql = strbuf_new(arena);
    StrBuf undo = strbuf_new(arena);

    strbuf_printf(&undo, "DROP TRIGGER zz_tenfold_copy ON %s;\nDROP FUNCTION %s();", table,
                  function_name(widening, moving));
    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const Column *column = table_find_column(moving->table, pair->from);

        strbuf_printf(&sql, "ALTER TABLE %s ADD COLUMN %s %s;\n", table,
                      quote_ident(arena, pair->to), type_sql(arena, pair->type));
        if (column->statistics_target > 0)
            strbuf_printf(&sql, "ALTER TABLE %s ALTER COLUMN %s SET STATISTICS %d;\n", table,
                          quote_ident(arena, pair->to), column->statistics_target);
        strbuf_printf(&undo, "\nALTER TABLE %s DROP COLUMN %s;", table,
                      quote_ident(arena, pair->to));
    }
    strbuf_printf(&sql,
                  "%sCREATE TRIGGER zz_tenfold_copy BEFORE INSERT OR UPDATE ON %s\n"
                  "    FOR EACH ROW EXECUTE FUNCTION %s();\n"
                  "ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_tenfold_copy;",
                  widen_function(widening, moving, false), table, function_name(widening, moving),
                  table);
    step_brief(planning, step, sql.text);
    step->undo = step_brief_sql(arena, undo.text);
    step->note =
        "The trigger's name makes it the last of the BEFORE triggers. Until the contract step "
        "SELECT * shows the second columns as well; afterwards the columns come last: name the "
        "columns in INSERT, COPY and SELECT.";
}

/* --- backfill --------------------------------------------------------------------------------- */

static bool
has_update_trigger(const Table *table)
{
    for (const Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        if (trigger->on_update && trigger->enabled != 'D')
            return true;
    }
    return false;
}

static char *
copy_sql(Widening *widening, Moving *moving, const char *procedure)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const char *table = step_table(planning, moving->table);
    StrBuf set = strbuf_new(arena);
    StrBuf where = strbuf_new(arena);

    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const TypeName *old = &table_find_column(moving->table, pair->from)->type;
        const char *value = widen_cast(arena, old, pair->type, quote_ident(arena, pair->from));

        strbuf_separate(&set, ", ");
        strbuf_printf(&set, "%s = %s", quote_ident(arena, pair->to), value);
        strbuf_separate(&where, " OR ");
        strbuf_printf(&where, "%s IS DISTINCT FROM %s", quote_ident(arena, pair->to), value);
    }
    return backfill_sql(arena, table, procedure, set.text, where.text);
}

static void
backfill(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const char *procedure = quote_qualified(
        arena, moving->table->schema, name_make(arena, "tenfold", moving->table->name, "backfill"));
    Step *step = step_new(planning, PHASE_BACKFILL, "insert", moving->table,
                          "copy the values of %s in batches", table_label(arena, moving->table));
    Quantity rows = plan_rows(planning, moving->table);

    step_patient(planning, step, copy_sql(widening, moving, procedure));
    step->undo = arena_printf(arena, "DROP PROCEDURE IF EXISTS %s(bigint);", procedure);
    step->is_brief = false;
    if (quantity_known(rows))
    {
        step->seconds = size_rewrite_seconds(planning->schema, planning->design->stats,
                                             moving->table, rows.value);
        step->seconds.value *= 4;
        step->seconds.source = PROVENANCE_ASSUMED;
    }
    step->note =
        has_update_trigger(moving->table)
            ? "Each batch is a transaction of 200 pages; stopped, it may run again. The "
              "table's own UPDATE triggers fire for every row copied: where they must not, "
              "SET session_replication_role = replica before it (as a superuser)."
            : "Each batch is a transaction of 200 pages; stopped, it may run again.";
}

/* --- proof, indexes, foreign keys ------------------------------------------------------------- */

static void
prove_copy(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;

    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const Column *column = table_find_column(moving->table, pair->from);
        const char *to = quote_ident(arena, pair->to);
        const char *value =
            widen_cast(arena, &column->type, pair->type, quote_ident(arena, pair->from));
        Constraint check = {.kind = CONSTRAINT_CHECK};
        Expr equal = {0};

        equal.sql = column->is_not_null
                        ? arena_printf(arena, "%s IS NOT NULL AND %s = %s", to, to, value)
                        : arena_printf(arena, "%s IS NOT DISTINCT FROM %s", to, value);
        if (type_facts(NULL, pair->type).category == CATEGORY_JSONB)
            equal.sql = arena_printf(arena, "(%s IS NULL) = (%s IS NULL)", to, value);
        check.check = &equal;
        check.name = name_make(arena, "tenfold", column->name, "copied");
        plan_constraint_not_valid(planning, PHASE_BACKFILL, moving->table, &check, check.name);
        plan_constraint_check_rows(planning, PHASE_BACKFILL, moving->table, &check, check.name);
    }
}

static void
copy_checks(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;

    for (const Constraint *check = moving->table->constraints.first; check != NULL;
         check = check->next)
    {
        Constraint moved = *check;

        if (check->kind != CONSTRAINT_CHECK || !depend_mentions(check->check, &moving->columns))
            continue;
        moved.check = moved_expr(planning->arena, moving, check->check);
        moved.name = widen_parked(planning->arena, check->name);
        plan_constraint_not_valid(planning, PHASE_BACKFILL, moving->table, &moved, moved.name);
        if (!check->is_not_valid)
            plan_constraint_check_rows(planning, PHASE_BACKFILL, moving->table, &moved, moved.name);
    }
}

static void
copy_indexes(Widening *widening, Moving *moving)
{
    for (const Index *index = moving->table->indexes.first; index != NULL; index = index->next)
    {
        if (!index->is_invalid && widen_has_index(moving, index))
            (void) step_build_index(widening->planning, PHASE_BACKFILL, moving->table,
                                    widen_index(widening, moving, index));
    }
}

static char *
comment_sql(Arena *arena, const Constraint *constraint, const char *table)
{
    if (constraint->comment == NULL)
        return arena_strdup(arena, "");
    return arena_printf(arena, "\nCOMMENT ON CONSTRAINT %s ON %s IS %s;",
                        quote_ident(arena, constraint->name), table,
                        quote_literal(arena, constraint->comment));
}

/* The old foreign key goes before the columns change names: the new one holds the same by then. */
static void
replace_foreign_key(Widening *widening, const Table *table, const Constraint *key)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const Constraint *moved = widen_foreign_key(widening, table, key);
    const char *own = step_table(planning, table);
    const char *name = quote_ident(arena, key->name);
    StrBuf definition = strbuf_new(arena);
    Constraint unchecked = *key;
    Step *step;

    unchecked.is_not_valid = true;
    print_constraint(&definition, &unchecked);
    step = step_new(planning, PHASE_SWITCH, "drop_fk", table,
                    "the new foreign key takes the place of %s", key->name);
    step_brief(planning, step,
               arena_printf(arena,
                            "ALTER TABLE %s DROP CONSTRAINT %s;\n"
                            "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;%s",
                            own, name, own, quote_ident(arena, moved->name), name,
                            comment_sql(arena, key, own)));
    step->undo = arena_printf(
        arena, "%s%s",
        step_brief_sql(arena, arena_printf(arena,
                                           "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;\n"
                                           "ALTER TABLE %s ADD %s;",
                                           own, name, quote_ident(arena, moved->name), own,
                                           definition.text)),
        key->is_not_valid
            ? ""
            : arena_printf(arena, "\nALTER TABLE %s VALIDATE CONSTRAINT %s;", own, name));
    step_also_lock(planning, step, step_relation(planning, key->ref_schema, key->ref_table),
                   LOCK_ACCESS_EXCLUSIVE);
    step->note = "Both hold the same rows, so nothing is unguarded in between.";
}

typedef void (*KeyStep)(Widening *widening, const Table *table, const Constraint *key);

static void
for_each_foreign_key(Widening *widening, KeyStep act)
{
    for (const Table *table = widening->planning->schema->tables.first; table != NULL;
         table = table->next)
    {
        for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        {
            if (widen_foreign_key(widening, table, key) != NULL)
                act(widening, table, key);
        }
    }
}

static void
add_foreign_key(Widening *widening, const Table *table, const Constraint *key)
{
    const Constraint *moved = widen_foreign_key(widening, table, key);

    plan_constraint_not_valid(widening->planning, PHASE_BACKFILL, table, moved, moved->name);
    if (!key->is_not_valid)
        plan_constraint_check_rows(widening->planning, PHASE_BACKFILL, table, moved, moved->name);
}

/* Who counts columns would write into the wrong one after the switch. */
static void
warn_of_order(Widening *widening, const Moving *moving)
{
    Planning *planning = widening->planning;
    const char *names = depend_positional_inserts(planning, moving->table);
    Step *step;

    if (names == NULL)
        return;
    step = step_advice(planning, moving->table,
                       arena_printf(planning->arena, "name the columns in INSERT INTO %s",
                                    table_label(planning->arena, moving->table)),
                       arena_printf(planning->arena,
                                    "The columns that change come last from the switch on, and %s "
                                    "inserts without naming columns: rewrite it first.",
                                    names));
    step->needs_deploy = true;
}

void
widen_plan(Widening *widening)
{
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
        warn_of_order(widening, moving);
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
        expand(widening, moving);
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
        backfill(widening, moving);
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
    {
        prove_copy(widening, moving);
        copy_checks(widening, moving);
        copy_indexes(widening, moving);
    }
    for_each_foreign_key(widening, add_foreign_key);
    widening->planning->plan->steps.last->needs_deploy = true;
    for_each_foreign_key(widening, replace_foreign_key);
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
        widen_switch(widening, moving);
    widening->planning->plan->steps.last->needs_deploy = true;
    for (Moving *moving = widening->tables.first; moving != NULL; moving = moving->next)
        widen_contract(widening, moving);
}
