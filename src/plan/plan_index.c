#include "plan/plan_internal.h"
#include "sql/quote.h"

/*
 * A partitioned table has no CREATE INDEX CONCURRENTLY: its index is made for the parent alone, built
 * concurrently on each partition, and attached; with the last one attached it is valid.
 */

static const Index *
child_of(const Table *table, const Index *parent)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (str_equal(index->parent_name, parent->name) &&
            str_equal(index->parent_schema, parent->schema))
            return index;
    }
    return NULL;
}

static void
attach(Planning *planning, const Table *parent, const Index *index, const Table *child,
       const Index *child_index)
{
    Arena *arena = planning->arena;
    Step *step = step_new(planning, PHASE_EXPAND, "index_attach", parent, "attach index %s to %s",
                          child_index->name, index->name);

    step_brief(planning, step,
               arena_printf(arena, "ALTER INDEX %s ATTACH PARTITION %s;",
                            quote_qualified(arena, parent->schema, index->name),
                            quote_qualified(arena, child->schema, child_index->name)));
    step->other_locks = arena_printf(arena, "ACCESS EXCLUSIVE on index %s", child_index->name);
    step->undo =
        step_brief_sql(arena, arena_printf(arena, "DROP INDEX IF EXISTS %s;",
                                           quote_qualified(arena, parent->schema, index->name)));
    step->note =
        "An index cannot be detached: undoing it drops the parent's index with all that is "
        "attached.";
}

static void
build_parts(Planning *planning, const Table *table, const Index *index)
{
    for (Table *child = planning->schema->tables.first; child != NULL; child = child->next)
    {
        const TableParent *of = child->partition_of;
        const Index *child_index = child_of(child, index);

        if (of == NULL || child_index == NULL || !str_equal(of->name, table->name) ||
            !str_equal(of->schema, table->schema))
            continue;
        plan_index_build(planning, child, child_index);
        attach(planning, table, index, child, child_index);
    }
}

static void
build_parent(Planning *planning, const Table *table, const Index *index)
{
    Arena *arena = planning->arena;
    Step *step = step_new(planning, PHASE_EXPAND, "part_create_index_only", table,
                          "make index %s for the partitioned table alone", index->name);
    StrBuf sql = strbuf_new(arena);
    Index alone = *index;

    alone.is_on_only = true;
    print_index(&sql, &alone, false);
    strbuf_add(&sql, ";");
    step_brief(planning, step, sql.text);
    step->undo =
        step_brief_sql(arena, arena_printf(arena, "DROP INDEX IF EXISTS %s;",
                                           quote_qualified(arena, table->schema, index->name)));
    step->note = "It is invalid until the index of every partition is attached.";
    build_parts(planning, table, index);
}

void
plan_index_build(Planning *planning, const Table *table, const Index *index)
{
    if (table->kind == TABLE_PARTITIONED)
        build_parent(planning, table, index);
    else
        (void) step_build_index(planning, PHASE_EXPAND, table, index);
}

bool
plan_index_add(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    const Table *table;

    if (!plan_apply(planning, error))
        return false;
    table = step_relation(planning, change->table_schema, change->table_name);
    plan_index_build(
        planning, table,
        schema_find_index(planning->schema, change->table_schema, change->index->name));
    return true;
}

/* A comment goes with its index, so an undo brings it back. */
static char *
definition(Arena *arena, const Index *index, bool is_concurrently)
{
    StrBuf sql = strbuf_new(arena);
    Index whole = *index;

    whole.is_on_only = false;
    print_index(&sql, &whole, is_concurrently);
    strbuf_add(&sql, ";");
    if (index->comment != NULL)
        strbuf_printf(&sql, "\nCOMMENT ON INDEX %s IS %s;",
                      quote_qualified(arena, index->schema, index->name),
                      quote_literal(arena, index->comment));
    return sql.text;
}

static void
drop_parent(Planning *planning, const Table *table, const Index *index)
{
    Arena *arena = planning->arena;
    Step *step = step_new(planning, PHASE_EXPAND, "part_drop_index", table,
                          "drop index %s and those of the partitions", index->name);

    step_brief(
        planning, step,
        arena_printf(arena, "DROP INDEX %s;", quote_qualified(arena, index->schema, index->name)));
    step->undo = step_brief_sql(arena, definition(arena, index, false));
    step->other_locks = "ACCESS EXCLUSIVE on every partition";
    step->note =
        "No CONCURRENTLY exists for the index of a partitioned table. Undoing it builds the "
        "indexes anew and stops writes meanwhile.";
}

/* A foreign key may be bound to a unique index, though another one would serve it. */
static bool
is_pointed_to(Planning *planning, const Table *table, const Index *index)
{
    for (const Table *from = planning->schema->tables.first; index->is_unique && from != NULL;
         from = from->next)
    {
        for (const Constraint *key = from->constraints.first; key != NULL; key = key->next)
        {
            if (key->kind == CONSTRAINT_FOREIGN_KEY && str_equal(key->ref_table, table->name) &&
                str_equal(key->ref_schema, table->schema) &&
                key->ref_columns.count == index->elements.count &&
                name_list_contains(&key->ref_columns, index->elements.first->column))
                return true;
        }
    }
    return false;
}

void
plan_index_remove(Planning *planning, const Table *table, const Index *index)
{
    Arena *arena = planning->arena;
    Step *step;

    if (table->kind == TABLE_PARTITIONED)
    {
        drop_parent(planning, table, index);
        return;
    }
    if (is_pointed_to(planning, table, index))
    {
        step = step_new(planning, PHASE_EXPAND, "drop_index", table, "drop index %s", index->name);
        step->undo = step_patient_sql(arena, definition(arena, index, true));
        (void) plan_constraint_lead(
            planning, step, table, index,
            arena_printf(arena, "DROP INDEX %s;",
                         quote_qualified(arena, index->schema, index->name)));
        return;
    }
    step = step_new(planning, PHASE_EXPAND, "drop_index_c", table, "drop index %s", index->name);
    step_patient(planning, step,
                 arena_printf(arena, "DROP INDEX CONCURRENTLY IF EXISTS %s;",
                              quote_qualified(arena, index->schema, index->name)));
    step->undo = step_patient_sql(arena, definition(arena, index, true));
    step->half_done = step_invalid_index(arena, index->schema, index->name);
    step->note = "Waits for transactions that use the table. When it is cancelled the index stays, "
                 "invalid but still written: run it again.";
}

bool
plan_index_drop(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    const Index *index = schema_find_index(planning->schema, change->table_schema, change->object);
    const Table *table = step_relation(planning, change->table_schema, change->table_name);

    if (!plan_apply(planning, error))
        return false;
    plan_index_remove(planning, table, index);
    return true;
}

static void
rename_index(Planning *planning, const Table *table, const char *from, const char *to)
{
    Arena *arena = planning->arena;
    Step *step =
        step_new(planning, PHASE_EXPAND, "alter_index_rename", table, "give index %s its name", to);
    const char *format = "ALTER INDEX %s RENAME TO %s;";

    step_brief(planning, step,
               arena_printf(arena, format, quote_qualified(arena, table->schema, from),
                            quote_ident(arena, to)));
    step->undo =
        step_brief_sql(arena, arena_printf(arena, format, quote_qualified(arena, table->schema, to),
                                           quote_ident(arena, from)));
}

bool
plan_index_replace(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    const Index *old = schema_find_index(planning->schema, change->table_schema, change->object);
    const Table *table = step_relation(planning, change->table_schema, change->table_name);
    Index *made;
    bool is_same_name;

    if (!plan_apply(planning, error))
        return false;
    made = schema_find_index(planning->schema, change->table_schema, change->index->name);
    is_same_name = str_equal(old->name, made->name);
    if (is_same_name)
    {
        Index *renamed = arena_new_object(planning->arena, Index);

        *renamed = *made;
        renamed->name = name_choose_relation(planning->arena, planning->schema, table->schema,
                                             "tenfold", made->name, NULL);
        plan_index_build(planning, table, renamed);
        plan_index_remove(planning, table, old);
        rename_index(planning, table, renamed->name, made->name);
        return true;
    }
    plan_index_build(planning, table, made);
    plan_index_remove(planning, table, old);
    return true;
}
