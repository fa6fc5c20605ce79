#include "plan/plan_internal.h"

#include <stdarg.h>

#include "sql/quote.h"
#include "stats/size.h"

/*
 * The trap is lock_timeout: a brief lock must give up soon, because everybody queues behind the one
 * who waits for it; but a CREATE INDEX CONCURRENTLY that gives up leaves an invalid index behind.
 * So brief statements give up after two seconds, and concurrent ones wait without a limit.
 */

enum
{
    SMALL_TABLE_ROWS = 100000
};

Quantity
plan_rows(const Planning *planning, const Table *table)
{
    return design_rows(planning->design, table);
}

bool
plan_is_small(const Planning *planning, const Table *table)
{
    Quantity rows = plan_rows(planning, table);

    return quantity_known(rows) && rows.value < SMALL_TABLE_ROWS;
}

char *
step_table(Planning *planning, const Table *table)
{
    return quote_qualified(planning->arena, table->schema, table->name);
}

/* LOCK TABLE takes the partitions too, as the statements that go down to them do. */
static void
take_lock(Planning *planning, Step *step, const Table *table, LockLevel level, const char *only)
{
    if (schema_find_table(planning->schema, table->schema, table->name) == NULL)
        return;
    step->take_locks = arena_printf(planning->arena, "%s%sLOCK TABLE %s%s IN %s MODE;",
                                    step->take_locks == NULL ? "" : step->take_locks,
                                    step->take_locks == NULL ? "" : " ", only,
                                    step_table(planning, table), lock_name(level));
}

void
step_also_lock(Planning *planning, Step *step, const Table *table, LockLevel level)
{
    const char *label = table_label(planning->arena, table);

    if (str_equal(label, step->table))
        return;
    take_lock(planning, step, table, level, "");
    step->other_locks = arena_printf(
        planning->arena, "%s%s%s on %s", step->other_locks == NULL ? "" : step->other_locks,
        step->other_locks == NULL ? "" : ", ", lock_name(level), label);
}

Step *
step_new(Planning *planning, StepPhase phase, const char *fact_id, const Table *table,
         const char *title, ...)
{
    const LockFact *fact = lock_fact(fact_id);
    Step *step = arena_new_object(planning->arena, Step);
    va_list arguments;

    va_start(arguments, title);
    step->title = arena_vprintf(planning->arena, title, arguments);
    va_end(arguments);
    step->number = (unsigned) planning->plan->steps.count + 1;
    step->phase = phase;
    step->fact_id = fact->id;
    step->lock = fact->level;
    step->table = table == NULL ? NULL : table_label(planning->arena, table);
    step->blocks_reads = fact->blocks_reads;
    step->blocks_writes = fact->blocks_writes;
    step->is_brief = !fact->is_rewriting && !fact->is_scanning;
    step->seconds = QUANTITY_UNKNOWN;
    step->change = planning->change;
    if (table != NULL && fact->blocks_writes)
        take_lock(planning, step, table, fact->level,
                  strstr(fact_id, "_only") != NULL ? "ONLY " : "");
    list_append(&planning->plan->steps, step);
    return step;
}

const char *const step_brief_head = "BEGIN;\nSET LOCAL lock_timeout = '2s';\n";

char *
step_brief_sql(Arena *arena, const char *statements)
{
    return arena_printf(arena, "%s%s\nCOMMIT;", step_brief_head, statements);
}

char *
step_patient_sql(Arena *arena, const char *statements)
{
    return arena_printf(arena, "SET lock_timeout = 0;\nSET statement_timeout = 0;\n%s", statements);
}

void
step_brief(Planning *planning, Step *step, const char *statements)
{
    step->sql = step_brief_sql(planning->arena, statements);
    step->in_transaction = true;
}

void
step_patient(Planning *planning, Step *step, const char *statements)
{
    step->sql = step_patient_sql(planning->arena, statements);
    step->in_transaction = false;
}

Step *
step_advice(Planning *planning, const Table *table, const char *title, const char *note)
{
    Step *step = step_new(planning, PHASE_EXPAND, "select", table, "%s", title);

    step->sql =
        arena_printf(planning->arena, "-- by hand: %s", plan_one_line(planning->arena, title));
    step->lock = LOCK_NONE;
    step->note = note;
    step->is_brief = true;
    return step;
}

char *
step_invalid_index(Arena *arena, const char *schema, const char *name)
{
    return arena_printf(arena,
                        "SELECT 1 FROM pg_catalog.pg_index i"
                        " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
                        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        " WHERE n.nspname = %s AND c.relname = %s AND NOT i.indisvalid",
                        quote_literal(arena, schema), quote_literal(arena, name));
}

const Table *
step_relation(Planning *planning, const char *schema, const char *name)
{
    const Table *table = schema_find_table(planning->schema, schema, name);
    Table *stand_in;

    if (table != NULL)
        return table;
    stand_in = arena_new_object(planning->arena, Table);
    stand_in->schema = schema;
    stand_in->name = name;
    return stand_in;
}

static Quantity
build_seconds(const Planning *planning, const Table *table, const Index *index)
{
    Quantity rows = plan_rows(planning, table);

    if (!quantity_known(rows) || table->columns.first == NULL)
        return QUANTITY_UNKNOWN;
    return size_index_build_seconds(planning->schema, planning->design->stats, table, index,
                                    rows.value);
}

static const char *
index_search_path(const Index *index)
{
    const Expr *expr = index->predicate;

    for (const IndexElement *element = index->elements.first; expr == NULL && element != NULL;
         element = element->next)
        expr = element->expr;
    return expr == NULL || expr->search_path == NULL ? "" : expr->search_path;
}

Step *
step_build_index(Planning *planning, StepPhase phase, const Table *table, const Index *index)
{
    Arena *arena = planning->arena;
    Step *step =
        step_new(planning, phase, "cic", table, "build %sindex %s while the table is in use",
                 index->is_unique ? "unique " : "", index->name);
    const char *name = quote_qualified(arena, table->schema, index->name);
    Index alone = *index;
    StrBuf sql = strbuf_new(arena);

    alone.schema = table->schema;
    alone.table_schema = table->schema;
    alone.table_name = table->name;
    alone.is_on_only = false;
    alone.constraint = NULL;
    alone.is_primary = false;
    alone.comment = NULL;
    if (index_search_path(index)[0] != '\0')
        strbuf_printf(&sql, "SET search_path = %s;\n", index_search_path(index));
    print_index(&sql, &alone, true);
    strbuf_add(&sql, ";");
    if (index_search_path(index)[0] != '\0')
        strbuf_add(&sql, "\nRESET search_path;");
    step_patient(planning, step, sql.text);
    step->undo =
        step_patient_sql(arena, arena_printf(arena, "DROP INDEX CONCURRENTLY IF EXISTS %s;", name));
    step->repair = step->undo;
    step->half_done = step_invalid_index(arena, table->schema, index->name);
    step->seconds = build_seconds(planning, table, index);
    step->is_brief = false;
    step->note =
        index->is_unique
            ? "Waits for transactions that are open when it starts. It stops with an error "
              "when values are there twice: the index it leaves is invalid and is dropped "
              "before the next try."
            : "Waits for transactions that are open when it starts. When it is cancelled "
              "it leaves an invalid index, which is dropped before the next try.";
    return step;
}

static void
add_leaves(Planning *planning, Table *table, LeafList *leaves)
{
    for (Table *child = planning->schema->tables.first; child != NULL; child = child->next)
    {
        const TableParent *of = child->partition_of;
        Leaf *leaf;

        if (of == NULL || !str_equal(of->name, table->name) ||
            !str_equal(of->schema, table->schema))
            continue;
        if (child->kind == TABLE_PARTITIONED)
        {
            add_leaves(planning, child, leaves);
            continue;
        }
        leaf = arena_new_object(planning->arena, Leaf);
        leaf->table = child;
        list_append(leaves, leaf);
    }
}

LeafList
plan_leaves(Planning *planning, Table *table)
{
    LeafList leaves = {0};

    add_leaves(planning, table, &leaves);
    return leaves;
}
