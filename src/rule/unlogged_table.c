/*
 * Unlogged tables are empty after a crash and do not exist on replicas. That is what a cache wants and
 * nothing else, so that the name decides how loud the rule is.
 */
#include "rule/list.h"
#include "rule/name.h"

static void
check(const Design *design, const Table *table, Findings *findings)
{
    static const char *const passing[] = {
        "cache",   "caches", "tmp",  "temp",       "temporary", "queue", "session", "sessions",
        "staging", "import", "load", "heartbeats", "heartbeat", "lock",  "locks",   NULL};
    Finding *finding;

    if (table->persistence != PERSISTENCE_UNLOGGED)
        return;
    finding = finding_add(findings, &rule_unlogged_table, table, NULL, table->location,
                          "%s is unlogged: it is empty after a crash and on every replica",
                          table_label(findings->arena, table));
    finding_change(finding, change_new(findings->arena, CHANGE_SET_LOGGED, table));
    finding->is_advised = false;
    finding->kept_back = "whether its rows may be lost, only you know";
    finding->weight = design_rows(design, table).value;
    if (name_has_any_word(table->name, passing))
        finding->severity = SEVERITY_REMARK;
}

const Rule rule_unlogged_table = {
    .id = "unlogged-table",
    .catalogue = "TBL08",
    .severity = SEVERITY_WARNING,
    .title = "unlogged table",
    .why =
        "Changes to an unlogged table do not go to the WAL. After a crash PostgreSQL empties it, "
        "and replicas and point-in-time recovery never have its rows.",
    .fix = "ALTER TABLE ... SET LOGGED, unless its rows can be made again.",
    .gain = "the rows survive a crash and reach replicas",
    .trade_off = "The table is written to the WAL once, under a lock that stops reads; writes are "
                 "slower afterwards.",
    .not_when = "A remark for tables named cache, queue, session, staging and the like.",
    .source = "PostgreSQL manual, CREATE TABLE (UNLOGGED)",
    .group = "%zu unlogged tables",
    .check_table = check,
};
