/* What uses numbers up beside rows: conflicts, deleted rows, a counter that is no key. */
#include "design/numbers.h"

#include "ddl/ddl.h"
#include "design/tally.h"
#include "stats/project.h"
#include "tap.h"
#include "workload/traffic.h"

static const char schema_text[] =
    "CREATE TABLE grants (id serial PRIMARY KEY, who int NOT NULL, what int NOT NULL, n int,"
    "  UNIQUE (who, what));"
    "CREATE TABLE logs (id serial PRIMARY KEY, line text, at timestamptz NOT NULL);"
    "CREATE TABLE trail (id bigserial PRIMARY KEY, line text);"
    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    "  INSERT INTO trail (line) VALUES (NEW.line); RETURN NEW; END $$;"
    "CREATE TRIGGER note AFTER INSERT ON logs FOR EACH ROW EXECUTE FUNCTION note();";

static const char queries_text[] =
    "-- name: keep\n-- rate: 10M/day\nINSERT INTO grants (who, what) VALUES ($1, $2), ($3, $4) "
    "ON CONFLICT (who, what) DO UPDATE SET n = grants.n + 1;\n"
    "-- name: log\n-- rate: 3M/day\nINSERT INTO logs (line, at) VALUES ($1, now());\n"
    "-- name: prune\n-- rate: 24/day\nDELETE FROM logs WHERE id IN (SELECT id FROM logs WHERE at < "
    "now() - interval '9 days' LIMIT 50000);\n";

static Arena *arena;
static Schema *schema;
static Stats *stats;
static Design *design;

static Quantity
declared(double value)
{
    return (Quantity){.value = value, .source = PROVENANCE_DECLARED};
}

static FileText
file_of(const char *name, const char *text)
{
    return (FileText){.name = name, .text = arena_strdup(arena, text), .length = strlen(text)};
}

static const Table *
table_named(const char *name)
{
    return schema_find_table(schema, "public", name);
}

static void
make_design(void)
{
    const FileText ddl = file_of("s.sql", schema_text);
    const FileText queries = file_of("q.sql", queries_text);
    Workload *workload;
    Error error = {.arena = arena};
    Day today = 0;

    schema = schema_new(arena);
    stats = stats_new(arena);
    workload = workload_new(arena);
    tap_ok(ddl_read(schema, &ddl, &error) && workload_read_queries(workload, &queries, &error) &&
               day_parse("2026-11-21", &today),
           "a schema and its queries are read");
    stats_table(stats, "public", "grants")->rows = declared(1e6);
    stats_table(stats, "public", "grants")->rows_per_day = declared(100);
    stats_table(stats, "public", "logs")->rows = declared(20e6);
    stats_table(stats, "public", "logs")->retention_days = declared(9);
    stats_table(stats, "public", "trail")->rows = declared(5e6);
    workload_understand(workload, schema);
    traffic_fill(workload, stats);
    design = design_new(arena, schema, stats, today);
    design->workload = workload;
}

static void
test_conflicts(void)
{
    const Table *grants = table_named("grants");
    const Column *id = table_find_column(grants, "id");
    const Sequence *sequence = numbers_sequence(design, grants, id);
    Provenance source;
    Day day = 0;

    tap_ok(sequence != NULL && numbers_per_day(design, grants, sequence).value == 20e6,
           "each row of ON CONFLICT takes a number, also where it is there");
    tap_ok(design_inserts_per_day(design, grants).value == 100, "which is no growth");
    tap_ok(numbers_day(design, grants, sequence, INT32_MAX, &day, &source) &&
               day - design->today == 108 && source == PROVENANCE_DECLARED,
           "(2^31 - 1 - 1M) / 20M days");
    tap_equal(numbers_pace_text(arena, design, grants, sequence),
              "at 20M numbers a day, ON CONFLICT takes one also where the row is there",
              "in words");
}

/* What nobody counted shows in the sequence. */
static void
test_read_twice(void)
{
    const Table *grants = table_named("grants");
    const Sequence *sequence = numbers_sequence(design, grants, table_find_column(grants, "id"));
    ObjectStats *rate = arena_new_object(arena, ObjectStats);

    *rate = (ObjectStats){
        .schema = "public", .name = sequence->name, .value = {30e6, PROVENANCE_MEASURED}};
    list_append(&stats->sequence_rates, rate);
    tap_ok(numbers_per_day(design, grants, sequence).value == 20e6,
           "what is declared comes first: what if");
    stats_table(stats, "public", "grants")->rows_per_day = (Quantity){100, PROVENANCE_MEASURED};
    tap_ok(numbers_per_day(design, grants, sequence).value == 30e6, "else what was read twice");
}

/* Where rows are few and numbers many, somebody may say how many. */
static void
test_declared(void)
{
    const Table *logs = table_named("logs");
    const Sequence *sequence = numbers_sequence(design, logs, table_find_column(logs, "id"));
    Error error = {.arena = arena};

    tap_ok(project_declare_table(stats, "logs=20M,numbers=2bn", &error) &&
               project_check_tables(stats, schema, &error),
           "numbers are declared");
    tap_ok(numbers_used(design, logs, sequence).value == 2e9, "and stand for the sequence");
}

static void
test_limited_deletes(void)
{
    const Table *logs = table_named("logs");
    Day in_a_year = day_add_months(design->today, 12);

    tap_ok(design_inserts_per_day(design, logs).value == 3e6, "calls of INSERT are inserts");
    tap_ok(design_table_stats(design, logs)->deletes_most_per_day.value == 1.2e6,
           "24 calls take 24 times the LIMIT at most");
    tap_ok(design_rows_on(design, logs, in_a_year).value == 20e6 + 365 * 1.8e6,
           "so the retention holds nothing");
    tap_ok(design_rows_per_day(design, table_named("trail")).value == 3e6,
           "what a trigger inserts grows as well");
}

static void
test_counter(void)
{
    const Table *grants = table_named("grants");
    Tally tally;

    tap_ok(tally_find(design, grants, table_find_column(grants, "n"), &tally) &&
               tally.per_day.value == 10e6 && tally.earliest - design->today == 215,
           "a counter: 2^31 - 1 / 10M days at the earliest");
    tap_ok(!tally_find(design, grants, table_find_column(grants, "who"), &tally),
           "what is only written is none");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    make_design();
    test_conflicts();
    test_limited_deletes();
    test_declared();
    test_counter();
    test_read_twice();
    arena_free(arena);
    return tap_done();
}
