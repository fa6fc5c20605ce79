#include "plan/widen.h"

#include "schema/type.h"
#include "sql/quote.h"

/*
 * The moment of change: everything that is bound to a column by number is taken off, the two columns
 * change names, and what was taken off is put on again. Nothing here reads or writes a row, so the lock
 * is held for milliseconds.
 */

static void
alter(Widening *widening, const Moving *moving, StrBuf *sql, const char *action)
{
    strbuf_printf(sql, "ALTER TABLE %s %s;\n", step_table(widening->planning, moving->table),
                  action);
}

static bool
is_key(const Constraint *constraint)
{
    return constraint != NULL &&
           (constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE);
}

static void
drop_old_constraints(Widening *widening, const Moving *moving, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    for (const Constraint *item = moving->table->constraints.first; item != NULL; item = item->next)
    {
        bool is_moving =
            is_key(item) && item->index != NULL
                ? widen_has_index(moving, item->index)
                : item->kind == CONSTRAINT_CHECK && depend_mentions(item->check, &moving->columns);

        if (is_moving)
            alter(widening, moving, sql,
                  arena_printf(arena, "DROP CONSTRAINT %s", quote_ident(arena, item->name)));
    }
}

void
widen_swap_names(Widening *widening, const Moving *moving, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const char *first = quote_ident(arena, pair->from);
        const char *second = quote_ident(arena, pair->to);

        alter(widening, moving, sql,
              arena_printf(arena, "RENAME COLUMN %s TO tenfold_swap", first));
        alter(widening, moving, sql, arena_printf(arena, "RENAME COLUMN %s TO %s", second, first));
        alter(widening, moving, sql,
              arena_printf(arena, "RENAME COLUMN tenfold_swap TO %s", second));
    }
}

void
widen_move_identity(Widening *widening, const Moving *moving, const Column *column, StrBuf *sql)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const Sequence *sequence = column->sequence;
    const char *name = quote_qualified(arena, sequence->schema, sequence->name);
    const char *table = step_table(planning, moving->table);
    StrBuf options = strbuf_new(arena);

    strbuf_printf(&options, "SEQUENCE NAME %s START WITH %lld INCREMENT BY %lld CACHE %lld%s", name,
                  (long long) sequence->start, (long long) sequence->increment,
                  (long long) sequence->cache, sequence->is_cycling ? " CYCLE" : "");
    strbuf_printf(sql,
                  "ALTER SEQUENCE %s AS bigint;\n"
                  "CREATE TEMPORARY TABLE tenfold_sequence ON COMMIT DROP AS\n"
                  "    SELECT last_value, is_called FROM %s;\n"
                  "ALTER TABLE %s ALTER COLUMN %s DROP IDENTITY;\n"
                  "ALTER TABLE %s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY (%s);\n"
                  "SELECT setval(%s, last_value, is_called) FROM tenfold_sequence;\n"
                  "DROP TABLE tenfold_sequence;\n",
                  name, name, table, quote_ident(arena, widen_parked(arena, column->name)), table,
                  quote_ident(arena, column->name),
                  column->identity == IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT", options.text,
                  quote_literal(arena, name));
}

static void
move_sequence(Widening *widening, const Moving *moving, const Column *column, const TypeName *type,
              StrBuf *sql)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const Sequence *sequence = apply_column_sequence(planning->schema, moving->table, column);
    const char *name;

    if (sequence == NULL)
        return;
    name = quote_qualified(arena, sequence->schema, sequence->name);
    if (type_integer_maximum(sequence->type.name) < type_integer_maximum(type->name))
        strbuf_printf(sql, "ALTER SEQUENCE %s AS %s;\n", name, type_sql(arena, type));
    strbuf_printf(sql, "ALTER SEQUENCE %s OWNED BY %s.%s;\n", name,
                  step_table(planning, moving->table), quote_ident(arena, column->name));
}

/* Default, NOT NULL and comment belong to the name, not to the column. */
static void
move_properties(Widening *widening, const Moving *moving, StrBuf *sql)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;

    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        const Column *column = table_find_column(moving->table, pair->from);
        const char *name = quote_ident(arena, pair->from);
        const char *parked = quote_ident(arena, pair->to);

        if (column->is_not_null)
            alter(widening, moving, sql, arena_printf(arena, "ALTER COLUMN %s SET NOT NULL", name));
        if (column->identity != IDENTITY_NONE && column->sequence != NULL)
            widen_move_identity(widening, moving, column, sql);
        else
            move_sequence(widening, moving, column, pair->type, sql);
        if (column->default_expr != NULL)
        {
            alter(widening, moving, sql,
                  arena_printf(arena, "ALTER COLUMN %s DROP DEFAULT", parked));
            alter(widening, moving, sql,
                  arena_printf(arena, "ALTER COLUMN %s SET DEFAULT %s", name,
                               column->default_expr->sql));
        }
        if (column->is_not_null)
            alter(widening, moving, sql,
                  arena_printf(arena, "ALTER COLUMN %s DROP NOT NULL", parked));
        if (column->comment != NULL)
            strbuf_printf(sql, "COMMENT ON COLUMN %s.%s IS %s;\n",
                          step_table(planning, moving->table), name,
                          quote_literal(arena, column->comment));
        alter(widening, moving, sql,
              arena_printf(arena, "DROP CONSTRAINT %s",
                           quote_ident(arena, name_make(arena, "tenfold", pair->from, "copied"))));
    }
}

static void
comment(Widening *widening, StrBuf *sql, const char *what, const char *text)
{
    if (text != NULL)
        strbuf_printf(sql, "COMMENT ON %s IS %s;\n", what,
                      quote_literal(widening->planning->arena, text));
}

static void
adopt_key(Widening *widening, const Moving *moving, const Constraint *key, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    alter(widening, moving, sql,
          arena_printf(arena, "ADD CONSTRAINT %s %s USING INDEX %s%s%s",
                       quote_ident(arena, key->name),
                       key->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE",
                       quote_ident(arena, widen_parked(arena, key->index->name)),
                       key->is_deferrable ? " DEFERRABLE" : "",
                       key->is_initially_deferred ? " INITIALLY DEFERRED" : ""));
    comment(widening, sql,
            arena_printf(arena, "CONSTRAINT %s ON %s", quote_ident(arena, key->name),
                         step_table(widening->planning, moving->table)),
            key->comment);
}

static void
swap_index(Widening *widening, const Index *index, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    strbuf_printf(sql, "ALTER INDEX %s RENAME TO %s;\nALTER INDEX %s RENAME TO %s;\n",
                  quote_qualified(arena, index->schema, index->name),
                  quote_ident(arena, widen_old(arena, index->name)),
                  quote_qualified(arena, index->schema, widen_parked(arena, index->name)),
                  quote_ident(arena, index->name));
    comment(widening, sql,
            arena_printf(arena, "INDEX %s", quote_qualified(arena, index->schema, index->name)),
            index->comment);
}

/* An index keeps the name that its column had when it was built. */
static void
rename_index_columns(Widening *widening, const Moving *moving, const Index *index, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
    {
        bool is_held = name_list_contains(&index->include, pair->from);

        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
            is_held |= str_equal(element->column, pair->from);
        if (is_held)
            strbuf_printf(sql, "ALTER TABLE %s RENAME COLUMN %s TO %s;\n",
                          quote_qualified(arena, index->schema, index->name),
                          quote_ident(arena, pair->to), quote_ident(arena, pair->from));
    }
}

/* What the table remembers about an index by number. */
static void
mark_index(Widening *widening, const Moving *moving, const Index *index, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;
    const char *name = quote_ident(arena, index->name);

    if (index->is_replica_identity)
        alter(widening, moving, sql, arena_printf(arena, "REPLICA IDENTITY USING INDEX %s", name));
    if (index->is_clustered)
        alter(widening, moving, sql, arena_printf(arena, "CLUSTER ON %s", name));
}

static void
take_over_names(Widening *widening, const Moving *moving, StrBuf *sql)
{
    Arena *arena = widening->planning->arena;

    for (const Index *index = moving->table->indexes.first; index != NULL; index = index->next)
    {
        if (index->is_invalid || !widen_has_index(moving, index))
            continue;
        if (is_key(index->constraint))
            adopt_key(widening, moving, index->constraint, sql);
        else
            swap_index(widening, index, sql);
        rename_index_columns(widening, moving, index, sql);
        mark_index(widening, moving, index, sql);
    }
    for (const Constraint *check = moving->table->constraints.first; check != NULL;
         check = check->next)
    {
        if (check->kind != CONSTRAINT_CHECK || !depend_mentions(check->check, &moving->columns))
            continue;
        alter(widening, moving, sql,
              arena_printf(arena, "RENAME CONSTRAINT %s TO %s",
                           quote_ident(arena, widen_parked(arena, check->name)),
                           quote_ident(arena, check->name)));
        comment(widening, sql,
                arena_printf(arena, "CONSTRAINT %s ON %s", quote_ident(arena, check->name),
                             step_table(widening->planning, moving->table)),
                check->comment);
    }
}

/* Extended statistics are bound to column numbers as well; they are filled by the next ANALYZE. */
static void
remake_statistics(Widening *widening, const Moving *moving, StrBuf *drop, StrBuf *create)
{
    const Schema *schema = widening->planning->schema;
    const char *table = step_table(widening->planning, moving->table);

    for (const Other *other = schema->others.first; other != NULL; other = other->next)
    {
        if (other->kind != OTHER_STATISTICS || other->sql == NULL || other->name == NULL ||
            strstr(other->sql, table) == NULL)
            continue;
        strbuf_printf(drop, "DROP STATISTICS %s;\n",
                      quote_qualified(widening->planning->arena, other->schema, other->name));
        strbuf_printf(create, "%s;\n", other->sql);
    }
}

static void
add_refresh(Widening *widening, const Moving *moving, const char *sql)
{
    Planning *planning = widening->planning;
    Step *step;

    if (sql[0] == '\0')
        return;
    step = step_new(planning, PHASE_SWITCH, "select", moving->table,
                    "fill the materialised views again");
    step_patient(planning, step, sql);
    step->is_brief = false;
    step->note = "Until then they cannot be read.";
}

void
widen_switch(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    Step *step =
        step_new(planning, PHASE_SWITCH, "rename_col", moving->table,
                 "the new columns of %s take the names", table_label(arena, moving->table));
    Dependents dependents = depend_new(planning);
    TableList tables = {0};
    Table *copy = arena_new_object(arena, Table);
    StrBuf sql = strbuf_new(arena);

    *copy = *moving->table;
    list_append(&tables, copy);
    depend_add_rules(planning, &dependents, moving->table, &moving->columns);
    depend_add_views(planning, &dependents, &tables);
    remake_statistics(widening, moving, &dependents.drop, &dependents.create);
    strbuf_add(&sql, dependents.drop.text);
    drop_old_constraints(widening, moving, &sql);
    widen_swap_names(widening, moving, &sql);
    move_properties(widening, moving, &sql);
    take_over_names(widening, moving, &sql);
    strbuf_add(&sql, widen_function(widening, moving, true));
    strbuf_add(&sql, dependents.create.text);
    sql.text[sql.length - 1] = '\0';
    step_brief(planning, step, sql.text);
    step->undo = widen_undo(widening, moving, &dependents);
    step->note = "The old columns stay equal to the new ones, so that it can be undone until the "
                 "values are too large. Sessions that keep plans for the old type may fail once: "
                 "renew the pool's connections.";
    add_refresh(widening, moving, dependents.refresh.text);
}

static void
drop_old_indexes(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;

    for (const Index *index = moving->table->indexes.first; index != NULL; index = index->next)
    {
        const char *name = widen_old(arena, index->name);
        Step *step;

        if (index->is_invalid || is_key(index->constraint) || !widen_has_index(moving, index))
            continue;
        step = step_new(planning, PHASE_CONTRACT, "drop_index_c", moving->table,
                        "drop the old index %s", name);
        step_patient(planning, step,
                     arena_printf(arena, "DROP INDEX CONCURRENTLY IF EXISTS %s;",
                                  quote_qualified(arena, index->schema, name)));
        step->half_done = step_invalid_index(arena, index->schema, name);
        step->note = "Not undone: the new index serves the same queries.";
    }
}

void
widen_contract(Widening *widening, Moving *moving)
{
    Planning *planning = widening->planning;
    Arena *arena = planning->arena;
    const char *table = step_table(planning, moving->table);
    StrBuf sql = strbuf_new(arena);
    Step *step;

    drop_old_indexes(widening, moving);
    step = step_new(planning, PHASE_CONTRACT, "drop_col", moving->table,
                    "drop the old columns of %s", table_label(arena, moving->table));
    strbuf_printf(&sql, "DROP TRIGGER zz_tenfold_copy ON %s;\nDROP FUNCTION %s();", table,
                  quote_qualified(arena, moving->table->schema,
                                  name_make(arena, "tenfold", moving->table->name, "copy")));
    for (const Renaming *pair = moving->columns.first; pair != NULL; pair = pair->next)
        strbuf_printf(&sql, "\nALTER TABLE %s DROP COLUMN %s;", table,
                      quote_ident(arena, pair->to));
    step_brief(planning, step, sql.text);
    step->note = "Not undone: the old values are gone. Their space is used again by new rows.";
}
