#include "rule/list.h"
#include "rule/shape.h"

static const Table *
target_of(const Query *query, const QuerySelect *select)
{
    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->select == select && relation->is_written)
            return relation->table;
    return NULL;
}

/* With FROM or USING, what they join may be the condition. */
static bool
has_others(const Query *query, const QuerySelect *select)
{
    for (const QueryRelation *relation = query->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->select == select && !relation->is_written)
            return true;
    return false;
}

static void
check(const Design *design, const WorkloadQuery *query, Findings *findings)
{
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
    {
        const Table *table;
        Finding *finding;

        if ((select->command != QUERY_UPDATE && select->command != QUERY_DELETE) ||
            (select->has_where && !select->is_always) || has_others(query->meaning, select))
            continue;
        table = target_of(query->meaning, select);
        if (table == NULL || table->persistence == PERSISTENCE_TEMPORARY)
            continue;
        finding = finding_add(
            findings, &rule_query_write_without_where, table, NULL, query->location, "%s %s %s %s",
            query->name, select->command == QUERY_DELETE ? "deletes" : "updates",
            shape_rows_text(findings->arena, design, table), table_label(findings->arena, table));
        finding_query(findings, finding, query);
    }
}

const Rule rule_query_write_without_where = {
    .id = "query-write-without-where",
    .catalogue = "QRY05 QRY20",
    .needs = NEEDS_QUERIES,
    .severity = SEVERITY_REMARK,
    .title = "UPDATE or DELETE of every row",
    .why =
        "Without WHERE every row is locked, written to the log and left behind as a dead one, in "
        "one transaction: other writers wait for its end, and an UPDATE makes the table up to "
        "twice as large.",
    .fix = "To empty a table, TRUNCATE. To change every row, change some thousands at a time, each "
           "part committed. If some rows were meant, say which.",
    .trade_off = "TRUNCATE locks the table against readers for its short time.",
    .not_when = "Temporary tables; UPDATE … FROM and DELETE … USING.",
    .source = "PostgreSQL manual, DELETE: TRUNCATE is faster; 25.1.2 Recovering Disk Space",
    .group = "%zu statements that write every row",
    .check_query = check,
};
