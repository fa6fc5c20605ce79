/*
 * "processed boolean" in a table that keeps what was processed: the few rows that are still to
 * do lie among all that were ever done, and a job asks for them every minute. A partial index
 * on the few costs next to nothing, whatever the table grows to.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "rule/shape.h"
#include "schema/type.h"
#include "sql/quote.h"

static const double ROWS_THAT_MATTER = 100000;

static bool
says_done(const char *name)
{
    static const char *const words[] = {"processed", "handled",   "sent",     "delivered",
                                        "consumed",  "synced",    "exported", "dispatched",
                                        "done",      "completed", "finished", "acknowledged",
                                        "acked",     "notified",  NULL};
    static const char *const verbs[] = {"is", "was", "has", "been", "be", NULL};

    if (name_has_any_word(name, words))
    {
        for (const char *const *word = words; *word != NULL; word++)
            if (name_is_any(name, (const char *const[]){*word, NULL}))
                return true;
        return name_has_any_word(name, verbs);
    }
    return false;
}

static bool
is_indexed(const Table *table, const Column *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (index->predicate != NULL && strstr(index->predicate->sql, column->name) != NULL)
            return true;
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
            if (str_equal(element->column, column->name))
                return true;
    }
    return false;
}

/* (created_at) WHERE NOT processed; by the key where there is no time. */
static Index *
make_index(Arena *arena, const Design *design, const Table *table, const Column *flag)
{
    const Column *time = shape_time_column(design, table);
    const Constraint *key = table_primary_key(table);
    Expr *predicate = arena_new_object(arena, Expr);
    Reference *reference = arena_new_object(arena, Reference);
    NameList columns = {0};
    Index *index;

    name_list_add(arena, &columns,
                  time != NULL  ? time->name
                  : key != NULL ? key->columns.first->text
                                : flag->name);
    index = change_make_index(arena, design->schema, table, &columns);
    predicate->sql = arena_printf(arena, "NOT %s", quote_ident(arena, flag->name));
    reference->kind = REFERENCE_COLUMN;
    reference->name = flag->name;
    list_append(&predicate->references, reference);
    index->predicate = predicate;
    return index;
}

/* WHERE NOT processed, WHERE processed = false */
static bool
asks_for_rest(const Query *query, const Table *table, const Column *flag)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        bool is_false = (use->roles & USE_EQUAL) != 0 && use->constant != NULL &&
                        *use->constant == 'f' && !use->is_negated;

        if (use->table == table && use->column == flag && use->clause == CLAUSE_WHERE &&
            !use->is_in_or && (is_false || (use->roles == USE_BOOLEAN && use->is_negated)))
            return true;
    }
    return false;
}

/* The name of a column is no query: what the queries do not ask for is kept back. */
static void
look_for_queries(const Design *design, const Column *flag, Findings *findings, Finding *finding)
{
    for (const WorkloadQuery *query = design->workload == NULL ? NULL
                                                               : design->workload->queries.first;
         query != NULL; query = query->next)
        if (query->meaning != NULL && asks_for_rest(query->meaning, finding->table, flag))
            finding_query(findings, finding, query);
    if (finding->queries.count > 0)
        return;
    finding->is_advised = false;
    finding->kept_back = "whether a job looks for such rows, the queries must say";
}

static void
report(const Design *design, const Table *table, const Column *flag, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, table);
    Change *change = change_new(arena, CHANGE_ADD_INDEX, table);
    Finding *finding =
        finding_add(findings, &rule_queue_and_history, table, flag->name, flag->location,
                    "looking for rows of %s that are not %s reads %s it: no index holds only those",
                    table_label(arena, table), flag->name, shape_rows_text(arena, design, table));

    change->index = make_index(arena, design, table, flag);
    finding_change(finding, change);
    look_for_queries(design, flag, findings, finding);
    if (!quantity_known(rows))
        return;
    finding->weight = rows.value;
    finding_evidence(findings, finding, "rows now", rows, "rows");
    finding_bites_at_rows(findings, finding, ROWS_THAT_MATTER);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    if (design_stays_small(design, table))
        return;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (column->type.dimensions == 0 && column->is_not_null && says_done(column->name) &&
            type_facts(design->schema, &column->type).category == CATEGORY_BOOLEAN &&
            !is_indexed(table, column))
            report(design, table, column, findings);
}

const Rule rule_queue_and_history = {
    .id = "queue-and-history",
    .catalogue = "",
    .severity = SEVERITY_REMARK,
    .title = "queue and history in one table, without an index on what is to do",
    .why = "A job that asks for the unprocessed rows of a table that keeps the processed ones "
           "reads all of "
           "them, more each day. On a table of 61 million rows each run read for 55 seconds; a "
           "partial "
           "index of 1.6 MB on the unprocessed ones ended it.",
    .fix =
        "A partial index WHERE NOT processed; later perhaps a table of its own for what is done.",
    .gain = "the job reads only what is still to do, whatever the table grows to",
    .trade_off =
        "A row is written to the index when it comes and removed when it is done; that update is "
        "not HOT.",
    .not_when = "The flag is nullable, some index holds it, or the table stays small. Without "
                "known rows, a "
                "remark.",
    .source = "crates.io, version_downloads, 2021; PostgreSQL manual, 11.8 Partial Indexes",
    .group = "%zu queues that read their history",
    .check_table = check,
};
