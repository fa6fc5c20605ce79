#include "plan/partition.h"
#include "plan/widen.h"
#include "sql/quote.h"

/*
 * One transaction that reads no row: the old table hands its names over, the new one is made like it,
 * and takes it in as its first partition.
 */
enum
{
    PARTITIONS_AHEAD = 3
};

static bool
is_key(const Constraint *constraint)
{
    return constraint != NULL &&
           (constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE);
}

/* The indexes of the old table leave their names to the new one's. */
static void
hand_over_indexes(Partitioning *partitioning, StrBuf *sql)
{
    Arena *arena = partitioning->planning->arena;
    const char *old = partition_named(partitioning, partitioning->old_name);

    for (const Index *index = partitioning->table->indexes.first; index != NULL;
         index = index->next)
    {
        const char *name = quote_ident(arena, index->name);
        const char *next = quote_ident(arena, depend_renamed(&partitioning->indexes, index->name));
        const char *built = quote_ident(arena, partition_temporary(partitioning, index->name));
        bool is_replaced = partition_lacks_key(partitioning, index);
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
            strbuf_printf(
                sql, "DROP INDEX %s;\nALTER INDEX %s RENAME TO %s;\n",
                partition_named(partitioning, index->name),
                partition_named(partitioning, partition_temporary(partitioning, index->name)),
                next);
        else
            strbuf_printf(sql, "ALTER INDEX %s RENAME TO %s;\n",
                          partition_named(partitioning, index->name), next);
    }
}

static void
create_parent(Partitioning *partitioning, StrBuf *sql)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *table = partition_named(partitioning, partitioning->table->name);

    strbuf_printf(sql,
                  "CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED"
                  " INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING COMMENTS)\n"
                  "    PARTITION BY RANGE (%s);\n",
                  table, partition_named(partitioning, partitioning->old_name),
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

    if (partitioning->table->options.count == 0)
        return "";
    strbuf_add(&text, " WITH (");
    print_options(&text, &partitioning->table->options);
    strbuf_add(&text, ")");
    return text.text;
}

static void
create_partitions(Partitioning *partitioning, StrBuf *sql)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *table = partition_named(partitioning, partitioning->table->name);
    const char *with = storage(partitioning);
    Day day = partitioning->boundary;

    strbuf_printf(sql, "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%s);\n",
                  table, partition_named(partitioning, partitioning->old_name),
                  partition_bound(partitioning, partitioning->boundary));
    for (int i = 0; i < PARTITIONS_AHEAD; i++)
    {
        Day next = partition_unit_next(partitioning->unit, day);
        char *label = day_iso_text(arena, day);

        for (char *at = label; *at != '\0'; at++)
            *at = *at == '-' ? '_' : *at;
        if (str_equal(partitioning->unit, "month"))
            label[7] = '\0';
        strbuf_printf(
            sql, "CREATE TABLE %s PARTITION OF %s FOR VALUES FROM (%s) TO (%s)%s;\n",
            partition_named(partitioning, name_make(arena, partitioning->table->name, label, NULL)),
            table, partition_bound(partitioning, day), partition_bound(partitioning, next), with);
        day = next;
    }
    strbuf_printf(
        sql, "CREATE TABLE %s PARTITION OF %s DEFAULT%s;\n",
        partition_named(partitioning, name_make(arena, partitioning->table->name, NULL, "default")),
        table, with);
}

/* Owner, comment, grants, row security and replica identity are the table's, not the name's. */
static void
give_properties(Partitioning *partitioning, StrBuf *sql)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const Table *table = partitioning->table;
    const char *name = partition_named(partitioning, table->name);

    if (table->owner != NULL)
        strbuf_printf(sql, "ALTER TABLE %s OWNER TO %s;\n", name, quote_ident(arena, table->owner));
    if (table->comment != NULL)
        strbuf_printf(sql, "COMMENT ON TABLE %s IS %s;\n", name,
                      quote_literal(arena, table->comment));
    depend_add_grants(planning, sql, &table->grants, table->schema, table->name);
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
    const char *table = partition_named(partitioning, partitioning->table->name);
    const char *name = quote_ident(arena, index->name);
    const char *next = depend_renamed(&partitioning->indexes, index->name);
    const Constraint *key = is_key(index->constraint) ? index->constraint : NULL;
    Index building = *index;

    if (!partition_lacks_key(partitioning, index))
    {
        if (key != NULL)
            strbuf_printf(names, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s;\n", table,
                          quote_ident(arena, next), name);
        else
            strbuf_printf(names, "ALTER INDEX %s RENAME TO %s;\n",
                          partition_named(partitioning, next), name);
        return;
    }
    building.name = partition_temporary(partitioning, index->name);
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
                      partition_named(partitioning, next),
                      partition_named(partitioning, building.name), name);
}

/* Rows that were written to the new partitions go back into the old table. */
static char *
undo_sql(Partitioning *partitioning, const Dependents *dependents)
{
    Arena *arena = partitioning->planning->arena;
    const char *table = partition_named(partitioning, partitioning->table->name);
    const char *old = partition_named(partitioning, partitioning->old_name);
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

void
partition_switch_over(Partitioning *partitioning)
{
    Planning *planning = partitioning->planning;
    Arena *arena = planning->arena;
    const char *table = partition_named(partitioning, partitioning->table->name);
    const char *old = partition_named(partitioning, partitioning->old_name);
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
