/*
 * A cache pays when the same answer is asked for many times between two changes of what it is made
 * of. So it takes numbers for both: reads and writes a day of every table in it, and how many
 * different answers there are. And it must not hurt when an answer is old: what is locked, read after
 * a write, or is about money, stock or rights is left alone.
 */
#include "rule/list.h"
#include "rule/name.h"
#include "rule/query_lookup.h"
#include "rule/query_place.h"
#include "schema/type.h"

static const double READS_PER_WRITE = 10;
static const double READS_PER_ANSWER = 10; /* a day */
static const double CALLS_MANY = 10000; /* a day */
static const double SHARE_THAT_MATTERS = 0.02; /* of the time of all statements */
static const double ROWS_SMALL = 100;

static const char *const transactional_words[] = {
    "payment",      "payments",     "balance",    "balances",    "ledger",      "transaction",
    "transactions", "invoice",      "invoices",   "wallet",      "wallets",     "stock",
    "stocks",       "inventory",    "bookings",   "booking",     "reservation", "order",
    "orders",       "reservations", "session",    "sessions",    "token",       "tokens",
    "secret",       "secrets",      "credential", "credentials", "permission",  "permissions",
    "job",          "jobs",         "queue",      "lock",        "locks",       "account",
    "accounts",     "grant",        "grants",     NULL};

static bool
is_transactional(const Findings *findings, const Table *table)
{
    const TableUse *use = table_use_find(findings->uses, table);

    if (table->has_row_security || name_has_any_word(table->name, transactional_words))
        return true;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (type_facts(findings->design->schema, &column->type).category == CATEGORY_MONEY ||
            name_has_word(column->name, "balance"))
            return true;
    for (const TableRead *read = use == NULL ? NULL : use->reads.first; read != NULL;
         read = read->next)
        if (read->is_locking && !read->relation->is_written)
            return true;
    return false;
}

static bool
reads_transactional(const Findings *findings, const WorkloadQuery *query)
{
    for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->kind == RELATION_TABLE && is_transactional(findings, relation->table))
            return true;
    return false;
}

static bool
is_small(const WorkloadQuery *query)
{
    const QuerySelect *top = query->meaning->selects.first;
    Quantity rows = query->per_call[COUNTER_ROWS];

    if (quantity_known(rows))
        return rows.value <= ROWS_SMALL;
    return top->is_one_row || query_lookup_is_unique(query->meaning, top) ||
           (top->limit_kind == LIMIT_CONSTANT && (double) top->limit <= ROWS_SMALL);
}

/* Different values of a column that a parameter is compared with. */
static Quantity
values_of(const Design *design, const ColumnUse *use)
{
    const ColumnStats *stats = stats_find_column(design_table_stats(design, use->table), use->name);

    if (stats != NULL && quantity_known(stats->distinct))
        return stats->distinct;
    return design_rows(design, use->table); /* there are no more */
}

/* The comparison that gives a parameter its value; NULL for one of LIMIT or of an expression. */
static const ColumnUse *
use_of(const Query *query, const QueryParameter *parameter)
{
    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
        if (use->parameter == parameter)
            return use;
    return NULL;
}

/* One parameter that no column is compared with may be that of LIMIT, which differs little. */
static bool
is_of_limit(const Query *query, const QueryParameter *parameter)
{
    const QuerySelect *top = query->selects.first;

    return top->limit_kind == LIMIT_PARAMETER && top->offset_kind == LIMIT_NONE &&
           parameter->next == NULL;
}

/* How many different answers there are, at most: as many as values go together; unknown else. */
static Quantity
answers_of(const Design *design, const WorkloadQuery *query)
{
    Quantity answers = {1, PROVENANCE_MEASURED};

    for (const QueryParameter *parameter = query->meaning->parameters.first; parameter != NULL;
         parameter = parameter->next)
    {
        const ColumnUse *use = use_of(query->meaning, parameter);
        Quantity values;

        if (use == NULL && is_of_limit(query->meaning, parameter))
            continue;
        if (use == NULL || use->table == NULL || (use->roles & USE_EQUAL) == 0 ||
            use->function != NULL)
            return QUANTITY_UNKNOWN;
        values = values_of(design, use);
        if (!quantity_known(values))
            return QUANTITY_UNKNOWN;
        answers = (Quantity){answers.value * values.value,
                             provenance_weaker(answers.source, values.source)};
    }
    return answers;
}

static bool
matters(const WorkloadQuery *query)
{
    return query->calls_per_day.value >= CALLS_MANY &&
           (!quantity_known(workload_ms_per_day(query)) || query->share >= SHARE_THAT_MATTERS);
}

static void
report(const WorkloadQuery *query, Quantity written, Quantity answers, Findings *findings)
{
    Arena *arena = findings->arena;
    double per_write = query->calls_per_day.value / (written.value < 1 ? 1 : written.value);
    Finding *finding = finding_add(
        findings, &rule_query_cacheable, NULL, query->name, query->location,
        "%s is asked %s times a day, and what it reads is written %s times: a cache may answer it",
        query->name, quantity_count_text(arena, query->calls_per_day.value),
        quantity_count_text(arena, written.value));

    finding->object_id = query->name;
    finding_query(findings, finding, query);
    finding_evidence(findings, finding, "reads", query->calls_per_day, "calls/day");
    finding_evidence(findings, finding, "writes of its tables", written, "rows/day");
    finding_evidence(
        findings, finding, "reads for each write",
        (Quantity){per_write, provenance_weaker(query->calls_per_day.source, written.source)}, "");
    finding_evidence(findings, finding, "different answers at most", answers, "");
    finding->weight = query->calls_per_day.value;
    finding->kept_back = "how old an answer may be, the application must say";
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    const Table *table;
    Quantity written, answers;

    if (!query_place_is_plain_read(query) || !matters(query) || !is_small(query))
        return;
    written = query_place_rows_written(findings, query);
    answers = answers_of(design, query);
    if (!quantity_known(written) || !quantity_known(answers) ||
        query->calls_per_day.value < READS_PER_WRITE * written.value ||
        query->calls_per_day.value < READS_PER_ANSWER * answers.value ||
        query_place_was_after_write(query) || query_place_writer(findings, query, &table) != NULL ||
        reads_transactional(findings, query))
        return;
    report(query, written, answers, findings);
}

const Rule rule_query_cacheable = {
    .id = "query-cacheable",
    .catalogue = "WRK04",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "query whose answer hardly ever changes",
    .why =
        "The same small answer is computed again and again, ten times and more between two writes "
        "of the tables that it is made of.",
    .fix =
        "Keep the answer in the program for some seconds to minutes, or until one of the tables is "
        "written; a shared cache only where one program cannot hold it. The index comes first: a "
        "lookup of 0.05 ms needs no cache.",
    .trade_off =
        "An answer may be old; who writes must say so, or readers wait for the time to pass.",
    .not_when =
        "Under 10,000 calls a day or 2 % of the time; writes unknown, or more than one for "
        "ten reads; fewer than ten calls a day for each different answer; more than 100 rows; "
        "FOR UPDATE; read after a write in a transaction or at the same place; time and "
        "chance in the query; row security; money, stock, rights, sessions, queues.",
    .source = "docs/design/queries_and_counts.md",
    .group = "%zu queries whose answers hardly ever change",
    .explains_time = true,
    .check_query = check,
};
