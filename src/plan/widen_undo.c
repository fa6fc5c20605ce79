#include "plan/widen.h"

#include "schema/type.h"
#include "sql/quote.h"

/*
 * The way back is the switch the other way round. What the switch dropped (old keys and CHECKs) is built
 * anew on the old columns first, while the table is in use; what foreign keys hold on to (the unique
 * index of the new columns) is built a second time, so that they can be led to it.
 */

static bool
is_key(const Constraint *constraint)
{
    return constraint != NULL &&
           (constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE);
}

static bool
is_moving_check(const Moving *moving, const Constraint *item)
{
    return item->kind == CONSTRAINT_CHECK && depend_mentions(item->check, &moving->columns);
}

static const char *
back_check(Arena *arena, const char *column)
{
    return name_make(arena, "tenfold", column, "back");
}

static void
add_index(StrBuf *sql, const Index *index, const char *name)
{
    Index building = *index;

    building.name = name;
    building.constraint = NULL;
    building.is_primary = false;
    print_index(sql, &building, true);
    strbuf_add(sql, ";\n");
}

static void
add_check(Widening *widening, const Moving *moving, StrBuf *sql, const char *name,
          const char *condition, bool is_not_valid)
{
    Arena *arena = widening->planning->arena;
    const char *table = step_table(widening->planning, moving->table);

    strbuf_printf(sql, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID;\n", table,
                  quote_ident(arena, name), condition);
    if (!is_not_valid)
        strbuf_printf(sql, "ALTER TABLE %s VALIDATE CONSTRAINT %s;\n", table,
                      quote_ident(arena, name));
}

/* What is built while the table is in use. */
static void
prepare(Widening *widening, const Moving *moving, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    for (const Index *index = moving->table->indexes.first; index != NULL; index = index->next)
    {
        if (!is_key(index->constraint) || !widen_has_index(moving, index))
            continue;
        add_index(sql, widen_index(widening, moving, index), widen_old(arena, index->name));
        add_index(sql, index, widen_parked(arena, index->name));
    }
    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        if (table_find_column(moving->table, pair->from)->is_not_null)
            add_check(widening, moving, sql, back_check(arena, pair->from),
                      arena_printf(arena, "%s IS NOT NULL", quote_ident(arena, pair->to)), false);
    }
    for (const Constraint *item = moving->table->constraints.first; item != NULL; item = item->next)
    {
        if (is_moving_check(moving, item))
            add_check(
                widening, moving, sql, widen_old(arena, item->name),
                depend_rename_sql(arena, &moving->columns, moving->table->name, item->check->sql),
                item->is_not_valid);
    }
}

/* --- foreign keys that point here ------------------------------------------------------------- */

static size_t
position(const Widening *widening, const Moving *moving)
{
    size_t at = 0;

    for (const Moving *other = widening->tables.first; other != NULL && other != moving;
         other = other->next)
        at++;
    return at;
}

/* Tables after this one are back already: their new columns are parked again. */
static bool
is_back(const Widening *widening, const Moving *moving, const Table *table)
{
    const Moving *other = widen_find(widening, table->schema, table->name);

    return other != NULL && position(widening, other) >= position(widening, moving);
}

static bool
points_here(const Moving *moving, const Constraint *key)
{
    return key->kind == CONSTRAINT_FOREIGN_KEY && !key->is_inherited &&
           str_equal(key->ref_table, moving->table->name) &&
           str_equal(key->ref_schema, moving->table->schema) &&
           widen_has_names(moving, &key->ref_columns);
}

typedef struct Pointers
{
    StrBuf drop;
    StrBuf add;
    StrBuf validate;
} Pointers;

static void
add_pointer(Widening *widening, const Moving *moving, const Table *table, const Constraint *key,
            Pointers *pointers)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const char *own = step_table(planning, table);
    const char *name = quote_ident(arena, key->name);
    Constraint *moved = widen_foreign_key(widening, table, key);

    if (!is_back(widening, moving, table))
    {
        moved->columns = key->columns;
        moved->on_delete_columns = key->on_delete_columns;
    }
    moved->name = key->name;
    moved->is_not_valid = true;
    strbuf_printf(&pointers->drop, "ALTER TABLE %s DROP CONSTRAINT %s;\n", own, name);
    strbuf_printf(&pointers->add, "ALTER TABLE %s ADD ", own);
    print_constraint(&pointers->add, moved);
    strbuf_add(&pointers->add, ";\n");
    if (!key->is_not_valid)
        strbuf_printf(&pointers->validate, "\nALTER TABLE %s VALIDATE CONSTRAINT %s;", own, name);
}

static Pointers
pointers_to(Widening *widening, const Moving *moving)
{
    Arena *arena = widening->planning->arena;
    Pointers pointers = {strbuf_new(arena), strbuf_new(arena), strbuf_new(arena)};

    for (const Table *table = widening->planning->schema->tables.first; table != NULL;
         table = table->next)
    {
        for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        {
            if (points_here(moving, key))
                add_pointer(widening, moving, table, key, &pointers);
        }
    }
    return pointers;
}

/* --- the transaction -------------------------------------------------------------------------- */

/* Names go from the new objects back to the parked ones, and from the old ones to the names. */
static void
give_names_back(Widening *widening, const Moving *moving, StrBuf *before, StrBuf *after)
{
    Arena *arena = widening->planning->arena;
    const char *table = step_table(widening->planning, moving->table);

    for (const Index *index = moving->table->indexes.first; index != NULL; index = index->next)
    {
        const char *name = quote_ident(arena, index->name);
        const char *old = widen_old(arena, index->name);

        if (index->is_invalid || !widen_has_index(moving, index))
            continue;
        if (is_key(index->constraint))
        {
            strbuf_printf(before, "ALTER TABLE %s DROP CONSTRAINT %s;\n", table, name);
            strbuf_printf(
                after, "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s;\n", table, name,
                index->constraint->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE",
                quote_ident(arena, old));
        }
        else
            strbuf_printf(after, "ALTER INDEX %s RENAME TO %s;\nALTER INDEX %s RENAME TO %s;\n",
                          quote_qualified(arena, index->schema, index->name),
                          quote_ident(arena, widen_parked(arena, index->name)),
                          quote_qualified(arena, index->schema, old), name);
        if (index->is_replica_identity)
            strbuf_printf(after, "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s;\n", table, name);
        if (index->is_clustered)
            strbuf_printf(after, "ALTER TABLE %s CLUSTER ON %s;\n", table, name);
    }
    for (const Constraint *item = moving->table->constraints.first; item != NULL; item = item->next)
    {
        if (!is_moving_check(moving, item))
            continue;
        strbuf_printf(before, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;\n", table,
                      quote_ident(arena, item->name),
                      quote_ident(arena, widen_parked(arena, item->name)));
        strbuf_printf(after, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;\n", table,
                      quote_ident(arena, widen_old(arena, item->name)),
                      quote_ident(arena, item->name));
    }
}

static void
give_sequence_back(Widening *widening, const Moving *moving, const Column *column, StrBuf *sql)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const Sequence *sequence = apply_column_sequence(planning->schema, moving->table, column);
    const char *name;

    if (sequence == NULL)
        return;
    if (column->identity != IDENTITY_NONE)
    {
        widen_move_identity(widening, moving, column, sql);
        return;
    }
    name = quote_qualified(arena, sequence->schema, sequence->name);
    strbuf_printf(sql, "ALTER SEQUENCE %s AS %s;\nALTER SEQUENCE %s OWNED BY %s.%s;\n", name,
                  type_sql(arena, &sequence->type), name, step_table(planning, moving->table),
                  quote_ident(arena, column->name));
}

static void
give_properties_back(Widening *widening, const Moving *moving, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;
    const char *table = step_table(widening->planning, moving->table);

    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const Column *column = table_find_column(moving->table, pair->from);
        const char *name = quote_ident(arena, pair->from);
        const char *parked = quote_ident(arena, pair->to);

        if (column->is_not_null)
            strbuf_printf(sql, "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL;\n", table, name);
        give_sequence_back(widening, moving, column, sql);
        if (column->default_expr != NULL)
            strbuf_printf(sql,
                          "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT;\n"
                          "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s;\n",
                          table, parked, table, name, column->default_expr->sql);
        if (column->is_not_null)
            strbuf_printf(sql,
                          "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL;\n"
                          "ALTER TABLE %s DROP CONSTRAINT %s;\n",
                          table, parked, table, quote_ident(arena, back_check(arena, pair->from)));
    }
}

char *
widen_undo(Widening *widening, const Moving *moving, const Dependents *dependents)
{
    Arena *arena = widening->planning->arena;
    Pointers pointers = pointers_to(widening, moving);
    StrBuf early = strbuf_new(arena);
    StrBuf before = strbuf_new(arena);
    StrBuf after = strbuf_new(arena);
    StrBuf sql = strbuf_new(arena);

    prepare(widening, moving, &early);
    give_names_back(widening, moving, &before, &after);
    strbuf_add(&sql, dependents->drop.text);
    strbuf_add(&sql, pointers.drop.text);
    strbuf_add(&sql, before.text);
    widen_swap_names(widening, moving, &sql);
    give_properties_back(widening, moving, &sql);
    strbuf_add(&sql, after.text);
    strbuf_add(&sql, pointers.add.text);
    strbuf_add(&sql, widen_function(widening, moving, false));
    strbuf_add(&sql, dependents->create.text);
    sql.text[sql.length - 1] = '\0';
    return arena_printf(arena, "%s%s%s\n%s", step_patient_sql(arena, early.text),
                        step_brief_sql(arena, sql.text), pointers.validate.text,
                        dependents->refresh.text);
}
