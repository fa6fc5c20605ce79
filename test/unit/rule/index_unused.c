/*
 * An unused index is dropped only when every node was read for a month, and nothing else needs it.
 */
#include "ddl/ddl.h"
#include "design/design.h"
#include "rule/list.h"
#include "tap.h"

static const char ddl[] =
    "CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, user_id int REFERENCES users, title text,"
    "                    note text);"
    "CREATE INDEX by_user ON tasks (user_id);"
    "CREATE INDEX by_user_title ON tasks (user_id, title DESC);"
    "CREATE INDEX by_note ON tasks (note);"
    "CREATE TABLE events (id bigint, at date NOT NULL, kind int) PARTITION BY RANGE (at);"
    "CREATE INDEX by_kind ON events (kind);"
    "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
    "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');";

typedef struct Case
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    Workload *workload; /* or NULL */
} Case;

static Quantity
measured(double value)
{
    return (Quantity){value, PROVENANCE_MEASURED};
}

static Case
make(Arena *arena)
{
    Case self = {.arena = arena, .schema = schema_new(arena), .stats = stats_new(arena)};
    FileText input = {.name = "s.sql", .text = arena_strdup(arena, ddl), .length = sizeof(ddl) - 1};
    Error error = {.arena = arena};

    tap_ok(ddl_read(self.schema, &input, &error), "the schema is read");
    self.stats->nodes_read = 1;
    self.stats->counted_days = measured(60);
    self.stats->replicas = measured(0);
    stats_table(self.stats, "public", "tasks")->rows = measured(5e6);
    stats_table(self.stats, "public", "events")->rows = measured(5e6);
    return self;
}

static void
count(Case *self, const char *index, double scans)
{
    stats_index_use(self->stats, "public", index)->scans = measured(scans);
}

/* What is said about an index; or NULL. */
static const Finding *
said(Case *self, const char *index)
{
    Design *design = design_new(self->arena, self->schema, self->stats, 20000);
    const Findings *findings;

    design->workload = self->workload;
    findings = rule_run_all(self->arena, design);
    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (finding->rule == &rule_index_unused && str_equal(finding->object, index))
            return finding;
    return NULL;
}

static void
a_month_on_all_nodes_is_enough(Arena *arena)
{
    Case self = make(arena);
    const Finding *finding;

    tap_ok(said(&self, "by_note") == NULL, "nothing is said where nothing was counted");
    count(&self, "by_note", 0);
    finding = said(&self, "by_note");
    tap_ok(finding != NULL && finding->is_advised, "60 days on the only node: it may go");
    tap_ok(finding->changes.first->kind == CHANGE_DROP_INDEX, "by dropping it");
    count(&self, "by_note", 1);
    tap_ok(said(&self, "by_note") == NULL, "one scan, and nothing is said");
    stats_index_use(self.stats, "public", "by_note")->days_since_scan = measured(200);
    tap_ok(said(&self, "by_note") != NULL, "unless that was long ago");
}

static void
doubts_keep_it(Arena *arena)
{
    Case self = make(arena);

    count(&self, "by_note", 0);
    self.stats->counted_days = measured(9);
    tap_equal(said(&self, "by_note")->kept_back,
              "uses are counted for 9 days: what runs once a month may need it", "too few days");
    self.stats->counted_days = QUANTITY_UNKNOWN;
    tap_ok(!said(&self, "by_note")->is_advised, "unknown days");
    self.stats->counted_days = measured(60);
    self.stats->replicas = measured(1);
    tap_equal(said(&self, "by_note")->kept_back,
              "1 replica was not read, and may use it: take a snapshot there too",
              "a replica that was not read");
    self.stats->nodes_read = 2;
    tap_ok(said(&self, "by_note")->is_advised, "and one that was");
    self.stats->replicas = QUANTITY_UNKNOWN;
    tap_ok(!said(&self, "by_note")->is_advised, "who may not see replicas does not know");
    self.stats->is_replica = true;
    tap_equal(said(&self, "by_note")->kept_back, "the primary was not read, and may use it",
              "a replica alone");
}

static void
who_passes_it_by_is_told(Arena *arena)
{
    static const char query[] = "-- name: Find\nSELECT id FROM tasks WHERE lower(note) = $1;";
    Case self = make(arena);
    FileText input = {
        .name = "q.sql", .text = arena_strdup(arena, query), .length = sizeof(query) - 1};
    Error error = {.arena = arena};
    const Finding *finding;

    count(&self, "by_note", 0);
    self.workload = workload_new(arena);
    tap_ok(workload_read_queries(self.workload, &input, &error), "a query");
    workload_understand(self.workload, self.schema);
    finding = said(&self, "by_note");
    tap_ok(finding != NULL && finding->detail != NULL &&
               strstr(finding->detail, "Find searches by lower(note), which this index does not") !=
                   NULL,
           "an index that a function passes by: who does");
}

static void
duties_keep_it(Arena *arena)
{
    static const char query[] = "-- name: Report\nSELECT id FROM tasks WHERE note = $1;";
    Case self = make(arena);
    FileText input = {
        .name = "q.sql", .text = arena_strdup(arena, query), .length = sizeof(query) - 1};
    Error error = {.arena = arena};
    const Finding *finding;

    count(&self, "by_user", 0);
    count(&self, "by_user_title", 0);
    count(&self, "users_email_key", 0);
    tap_ok(said(&self, "users_email_key") == NULL, "a unique index works unscanned");
    finding = said(&self, "by_user_title");
    tap_ok(finding != NULL && !finding->is_advised && strstr(finding->kept_back, "users") != NULL,
           "of two that serve a foreign key one stays");
    count(&self, "by_note", 0);
    self.workload = workload_new(arena);
    tap_ok(workload_read_queries(self.workload, &input, &error), "a query");
    workload_understand(self.workload, self.schema);
    tap_equal(said(&self, "by_note")->kept_back, "Report, which nobody counted, has no other index",
              "a query of a file may run once a year");
    self.workload->queries.first->calls_per_day = measured(10);
    tap_ok(said(&self, "by_note")->is_advised, "one that ran meanwhile did without");
}

static void
partitions_are_judged_together(Arena *arena)
{
    Case self = make(arena);

    count(&self, "events_1_kind_idx", 0);
    tap_ok(said(&self, "by_kind") == NULL, "a part that nobody counted: nothing is said");
    count(&self, "events_2_kind_idx", 3);
    tap_ok(said(&self, "by_kind") == NULL, "a part that is used keeps all");
    count(&self, "events_2_kind_idx", 0);
    tap_ok(said(&self, "by_kind") != NULL && said(&self, "events_1_kind_idx") == NULL,
           "unused on all partitions: one finding, for the parent's");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "index_unused");

    a_month_on_all_nodes_is_enough(arena);
    doubts_keep_it(arena);
    who_passes_it_by_is_told(arena);
    duties_keep_it(arena);
    partitions_are_judged_together(arena);
    arena_free(arena);
    return tap_done();
}
