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
    DAYS_TO_SWITCH = 7,
    PARTITIONS_AHEAD = 3
};

typedef struct Partitioning
{
    Planning *planning;
    const Table *table; /* as it is before */
    Table *target; /* as the model has it afterwards */
    const Column *key;
    const char *unit;
    Day boundary;
    const char *old_name; /* of the table that is there */
    const char *check_name;
    RenamingList indexes; /* from the name now to the name in the partition */
} Partitioning;

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

static Day
unit_next(const char *unit, Day day)
{
    if (str_equal(unit, "month"))
        return day_add_months(day, 1);
    return day + (str_equal(unit, "week") ? 7 : 1);
}

static char *
bound(const Partitioning *partitioning, Day day)
{
    Arena *arena = partitioning->planning->arena;
    bool is_zoned = str_equal(partitioning->key->type.name, "timestamptz");

    return quote_literal(arena, arena_printf(arena, "%s%s", day_iso_text(arena, day),
                                             is_zoned ? " 00:00:00+00" : ""));
}

static bool
is_key(const Constraint *constraint)
{
    return constraint != NULL &&
           (constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE);
}

static bool
lacks_key(const Partitioning *partitioning, const Index *index)
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

static const char *
temporary(const Partitioning *partitioning, const char *name)
{
    return widen_parked(partitioning->planning->arena, name);
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

        if (!lacks_key(partitioning, index))
            continue;
        building = *target_index(partitioning, index->name);
        building.name = temporary(partitioning, index->name);
        (void) step_build_index(planning, PHASE_EXPAND, partitioning->table, &building);
    }
}

static void
prove_bound(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *column = quote_ident(arena, partitioning->key->name);
    const char *limit = bound(partitioning, partitioning->boundary);
    Constraint check = {.kind = CONSTRAINT_CHECK, .name = partitioning->check_name};
    Expr condition = {.sql = arena_printf(arena, "%s < %s::%s", column, limit,
                                          type_sql(arena, &partitioning->key->type))};

    check.check = &condition;
    plan_constraint_not_valid(planning, PHASE_EXPAND, partitioning->table, &check, check.name);
    planning->plan->steps.last->note = arena_printf(
        arena,
        "From here until the switch rows with %s of %s and later are refused: finish before.",
        column, day_text(arena, partitioning->boundary));
    plan_constraint_check_rows(planning, PHASE_EXPAND, partitioning->table, &check, check.name);
}

/* --- the switch ------------------------------------------------------------------------------- */

static char *
named(const Partitioning *partitioning, const char *name)
{
    return quote_qualified(partitioning->planning->arena, partitioning->table->schema, name);
}

/* The indexes of the old table leave their names to the new one's. */
static void
hand_over_indexes(Partitioning *partitioning, StrBuf *sql)
{
    Arena *arena = partitioning->planning->arena;
    const char *old = named(partitioning, partitioning->old_name);

    for (const Index *index = partitioning->table->indexes.first; index != NULL;
         index = index->next)
    {
        const char *name = quote_ident(arena, index->name);
        const char *next = quote_ident(arena, depend_renamed(&partitioning->indexes, index->name));
        const char *built = quote_ident(arena, temporary(partitioning, index->name));
        bool is_replaced = lacks_key(partitioning, index);
        const Constraint *key = is_key(index->constraint) ? index->constraint : NULL;

        if (key != NULL && is_replaced)
            strbuf_printf(sql,
                          "ALTER TABLE %s DROP CONSTRAINT %s;\n"
                          "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s;\n",
                          old, name, old, next,
                          key->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE", built);
        else if (key != NULL)
            strbuf_printf(sql, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;\n", old, name, next);
        else if (is_replaced)
            strbuf_printf(sql, "DROP INDEX %s;\nALTER INDEX %s RENAME TO %s;\n",
                          named(partitioning, index->name),
                          named(partitioning, temporary(partitioning, index->name)), next);
        else
            strbuf_printf(sql, "ALTER INDEX %s RENAME TO %s;\n", named(partitioning, index->name),
                          next);
    }
}

static void
create_parent(Partitioning *partitioning, StrBuf *sql)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *table = named(partitioning, partitioning->table->name);

    strbuf_printf(sql,
                  "CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED"
                  " INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING COMMENTS)\n"
                  "    PARTITION BY RANGE (%s);\n",
                  table, named(partitioning, partitioning->old_name),
                  quote_ident(arena, partitioning->key->name));
    for (const Column *column = partitioning->table->columns.first; column != NULL;
         column = column->next)
    {
        if (column->statistics_target > 0)
            strbuf_printf(sql, "ALTER TABLE %s ALTER COLUMN %s SET STATISTICS %d;\n", table,
                          quote_ident(arena, column->name), column->statistics_target);
    }
    for (const Constraint *item = partitioning->target->constraints.first; item != NULL;
         item = item->next)
    {
        Constraint whole = *item;

        whole.is_not_valid = item->is_not_valid && item->kind == CONSTRAINT_CHECK;
        strbuf_printf(sql, "ALTER TABLE %s ADD ", table);
        print_constraint(sql, &whole);
        strbuf_add(sql, ";\n");
    }
    for (const Index *index = partitioning->target->indexes.first; index != NULL;
         index = index->next)
    {
        Index whole = *index;

        whole.is_on_only = false;
        if (index->constraint != NULL)
            continue;
        print_index(sql, &whole, false);
        strbuf_add(sql, ";\n");
    }
}

static void
move_sequences(Partitioning *partitioning, StrBuf *sql, const char *from, const char *to)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;

    for (const Column *column = partitioning->table->columns.first; column != NULL;
         column = column->next)
    {
        const Sequence *sequence =
            apply_column_sequence(planning->schema, partitioning->table, column);
        const char *name;

        if (sequence == NULL)
            continue;
        name = quote_qualified(arena, sequence->schema, sequence->name);
        if (column->identity == IDENTITY_NONE)
        {
            strbuf_printf(sql, "ALTER SEQUENCE %s OWNED BY %s.%s;\n", name, to,
                          quote_ident(arena, column->name));
            continue;
        }
        strbuf_printf(sql,
                      "CREATE TEMPORARY TABLE tenfold_sequence ON COMMIT DROP AS\n"
                      "    SELECT last_value, is_called FROM %s;\n"
                      "ALTER TABLE %s ALTER COLUMN %s DROP IDENTITY;\n"
                      "ALTER TABLE %s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY"
                      " (SEQUENCE NAME %s START WITH %lld INCREMENT BY %lld CACHE %lld);\n"
                      "SELECT setval(%s, last_value, is_called) FROM tenfold_sequence;\n"
                      "DROP TABLE tenfold_sequence;\n",
                      name, from, quote_ident(arena, column->name), to,
                      quote_ident(arena, column->name),
                      column->identity == IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT", name,
                      (long long) sequence->start, (long long) sequence->increment,
                      (long long) sequence->cache, quote_literal(arena, name));
    }
}

static char *
storage(const Partitioning *partitioning)
{
    StrBuf text = strbuf_new(partitioning->planning->arena);

    for (const Option *option = partitioning->table->options.first; option != NULL;
         option = option->next)
        strbuf_printf(&text, "%s%s = %s", text.length == 0 ? " WITH (" : ", ", option->name,
                      option->value);
    if (text.length > 0)
        strbuf_add(&text, ")");
    return text.text;
}

static void
create_partitions(Partitioning *partitioning, StrBuf *sql)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *table = named(partitioning, partitioning->table->name);
    const char *with = storage(partitioning);
    Day day = partitioning->boundary;

    strbuf_printf(sql, "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%s);\n",
                  table, named(partitioning, partitioning->old_name),
                  bound(partitioning, partitioning->boundary));
    for (int i = 0; i < PARTITIONS_AHEAD; i++)
    {
        Day next = unit_next(partitioning->unit, day);
        char *label = day_iso_text(arena, day);

        for (char *at = label; *at != '\0'; at++)
            *at = *at == '-' ? '_' : *at;
        if (str_equal(partitioning->unit, "month"))
            label[7] = '\0';
        strbuf_printf(sql, "CREATE TABLE %s PARTITION OF %s FOR VALUES FROM (%s) TO (%s)%s;\n",
                      named(partitioning, name_make(arena, partitioning->table->name, label, NULL)),
                      table, bound(partitioning, day), bound(partitioning, next), with);
        day = next;
    }
    strbuf_printf(sql, "CREATE TABLE %s PARTITION OF %s DEFAULT%s;\n",
                  named(partitioning, name_make(arena, partitioning->table->name, NULL, "default")),
                  table, with);
}

/* Owner, comment, grants, row security and replica identity are the table's, not the name's. */
static void
give_properties(Partitioning *partitioning, StrBuf *sql)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const Table *table = partitioning->table;
    const char *name = named(partitioning, table->name);
    const char *granted = arena_printf(arena, " %s TO ", name);

    if (table->owner != NULL)
        strbuf_printf(sql, "ALTER TABLE %s OWNER TO %s;\n", name, quote_ident(arena, table->owner));
    if (table->comment != NULL)
        strbuf_printf(sql, "COMMENT ON TABLE %s IS %s;\n", name,
                      quote_literal(arena, table->comment));
    for (const Other *other = planning->schema->others.first; other != NULL; other = other->next)
    {
        if (other->kind == OTHER_GRANT && other->sql != NULL && strstr(other->sql, granted) != NULL)
            strbuf_printf(sql, "%s;\n", other->sql);
    }
    if (table->has_row_security)
        strbuf_printf(sql, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY;\n", name);
    if (table->has_forced_row_security)
        strbuf_printf(sql, "ALTER TABLE %s FORCE ROW LEVEL SECURITY;\n", name);
    if (table->replica_identity == REPLICA_IDENTITY_FULL)
        strbuf_printf(sql, "ALTER TABLE %s REPLICA IDENTITY FULL;\n", name);
}

static Dependents
dependents_of(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Dependents dependents = depend_new(planning);
    RenamingList columns = {0};
    TableList tables = {0};
    Table *copy = arena_new_object(planning->arena, Table);

    for (const Column *column = partitioning->table->columns.first; column != NULL;
         column = column->next)
        depend_rename(planning->arena, &columns, column->name, "");
    *copy = *partitioning->table;
    list_append(&tables, copy);
    depend_add_rules(planning, &dependents, partitioning->table, &columns);
    depend_add_views(planning, &dependents, &tables);
    return dependents;
}

static char *
written_columns(const Partitioning *partitioning)
{
    Arena *arena = partitioning->planning->arena;
    StrBuf columns = strbuf_new(arena);

    for (const Column *column = partitioning->table->columns.first; column != NULL;
         column = column->next)
    {
        if (column->generated_expr != NULL)
            continue;
        strbuf_separate(&columns, ", ");
        strbuf_add(&columns, quote_ident(arena, column->name));
    }
    return columns.text;
}

/* An index that gave its name away takes it back; the old form of a key is built before. */
static void
take_index_back(const Partitioning *partitioning, const Index *index, StrBuf *before, StrBuf *names)
{
    Arena *arena = partitioning->planning->arena;
    const char *table = named(partitioning, partitioning->table->name);
    const char *name = quote_ident(arena, index->name);
    const char *next = depend_renamed(&partitioning->indexes, index->name);
    const Constraint *key = is_key(index->constraint) ? index->constraint : NULL;
    Index building = *index;

    if (!lacks_key(partitioning, index))
    {
        if (key != NULL)
            strbuf_printf(names, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;\n", table,
                          quote_ident(arena, next), name);
        else
            strbuf_printf(names, "ALTER INDEX %s RENAME TO %s;\n", named(partitioning, next), name);
        return;
    }
    building.name = temporary(partitioning, index->name);
    building.table_name = partitioning->old_name;
    building.constraint = NULL;
    print_index(before, &building, true);
    strbuf_add(before, ";\n");
    if (key != NULL)
        strbuf_printf(names,
                      "ALTER TABLE %s DROP CONSTRAINT %s;\n"
                      "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s;\n",
                      table, quote_ident(arena, next), table, name,
                      key->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE",
                      quote_ident(arena, building.name));
    else
        strbuf_printf(names, "DROP INDEX %s;\nALTER INDEX %s RENAME TO %s;\n",
                      named(partitioning, next), named(partitioning, building.name), name);
}

/* Rows that were written to the new partitions go back into the old table. */
static char *
undo_sql(Partitioning *partitioning, const Dependents *dependents)
{
    Arena *arena = partitioning->planning->arena;
    const char *table = named(partitioning, partitioning->table->name);
    const char *old = named(partitioning, partitioning->old_name);
    const char *columns = written_columns(partitioning);
    StrBuf before = strbuf_new(arena);
    StrBuf names = strbuf_new(arena);
    StrBuf sql = strbuf_new(arena);

    for (const Index *index = partitioning->table->indexes.first; index != NULL;
         index = index->next)
        take_index_back(partitioning, index, &before, &names);
    strbuf_printf(&sql,
                  "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE;\n%s"
                  "ALTER TABLE %s DETACH PARTITION %s;\n"
                  "ALTER TABLE %s DROP CONSTRAINT %s;\n"
                  "INSERT INTO %s (%s) SELECT %s FROM %s;\n",
                  table, dependents->drop.text, table, old, old,
                  quote_ident(arena, partitioning->check_name), old, columns, columns, table);
    move_sequences(partitioning, &sql, table, old);
    strbuf_printf(&sql, "DROP TABLE %s;\nALTER TABLE %s RENAME TO %s;\n%s%s", table, old,
                  quote_ident(arena, partitioning->table->name), names.text,
                  dependents->create.text);
    sql.text[sql.length - 1] = '\0';
    return arena_printf(arena, "%s%s\n%s",
                        before.length == 0 ? "" : step_patient_sql(arena, before.text),
                        step_brief_sql(arena, sql.text), dependents->refresh.text);
}

static void
switch_over(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *table = named(partitioning, partitioning->table->name);
    const char *old = named(partitioning, partitioning->old_name);
    Dependents dependents = dependents_of(partitioning);
    Step *step = step_new(planning, PHASE_SWITCH, "attach_fk_child_pre", partitioning->table,
                          "%s becomes partitioned, with the old table as its first partition",
                          table_label(arena, partitioning->table));
    StrBuf sql = strbuf_new(arena);

    strbuf_printf(&sql, "%sALTER TABLE %s RENAME TO %s;\n", dependents.drop.text, table,
                  quote_ident(arena, partitioning->old_name));
    hand_over_indexes(partitioning, &sql);
    create_parent(partitioning, &sql);
    move_sequences(partitioning, &sql, old, table);
    create_partitions(partitioning, &sql);
    give_properties(partitioning, &sql);
    strbuf_add(&sql, dependents.create.text);
    sql.text[sql.length - 1] = '\0';
    step_brief(planning, step, sql.text);
    step->undo = undo_sql(partitioning, &dependents);
    for (const Constraint *key = partitioning->table->constraints.first; key != NULL;
         key = key->next)
    {
        if (key->kind == CONSTRAINT_FOREIGN_KEY)
            step_also_lock(planning, step, step_relation(planning, key->ref_schema, key->ref_table),
                           LOCK_ACCESS_EXCLUSIVE);
    }
    step->note = arena_printf(
        arena,
        "No row is read or copied. The primary key holds %s as well from now on: what looked up "
        "one "
        "row by the old key still does, but nothing keeps that key unique across partitions. Make "
        "partitions ahead of time from now on (pg_partman, or a job); the default one catches what "
        "was forgotten.",
        partitioning->key->name);
    if (dependents.refresh.length > 0)
    {
        step = step_new(planning, PHASE_SWITCH, "select", partitioning->table,
                        "fill the materialised views again");
        step_patient(planning, step, dependents.refresh.text);
        step->is_brief = false;
    }
}

static void
forget_proof(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *old = named(partitioning, partitioning->old_name);
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
                     bound(partitioning, partitioning->boundary),
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
    partitioning.boundary =
        unit_next(change->partition_unit, unit_start(arena, change->partition_unit,
                                                     planning->design->today + DAYS_TO_SWITCH));
    partitioning.old_name =
        name_make(arena, table->name, "before", day_iso_text(arena, partitioning.boundary));
    for (char *at = (char *) (uintptr_t) partitioning.old_name; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
    partitioning.check_name = name_make(arena, "tenfold", partitioning.key->name, "before");
    name_indexes(&partitioning);
    build_keys(&partitioning);
    prove_bound(&partitioning);
    switch_over(&partitioning);
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
