/*
 * What the workload does to each table, and when the rate of its writes is known.
 */
#include "rule/table_use.h"

#include "ddl/ddl.h"
#include "tap.h"

typedef struct Case
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    Design *design;
    const TableUses *uses;
} Case;

static const char ddl[] =
    "CREATE TABLE users (id int PRIMARY KEY, name text, seen timestamptz);"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, user_id int REFERENCES users, title text, at date,"
    "                    comments int);"
    "CREATE TABLE comments (id bigint PRIMARY KEY,"
    "                       task_id bigint REFERENCES tasks ON DELETE CASCADE);"
    "CREATE FUNCTION count_comment() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
    "  UPDATE tasks SET comments = comments + 1 WHERE id = NEW.task_id; RETURN NEW; END$$;"
    "CREATE TRIGGER counting AFTER INSERT ON comments FOR EACH ROW"
    "  EXECUTE FUNCTION count_comment();";

static FileText
text_of(Arena *arena, const char *text)
{
    return (FileText){.name = "t.sql", .text = arena_strdup(arena, text), .length = strlen(text)};
}

static Case
make(Arena *arena, const char *queries)
{
    Case self = {.arena = arena, .schema = schema_new(arena), .stats = stats_new(arena)};
    Workload *workload = workload_new(arena);
    FileText schema = text_of(arena, ddl);
    FileText input = text_of(arena, queries);
    Error error = {.arena = arena};

    tap_ok(ddl_read(self.schema, &schema, &error) &&
               workload_read_queries(workload, &input, &error),
           "schema and queries are read");
    workload_understand(workload, self.schema);
    self.design = design_new(arena, self.schema, self.stats, 20000);
    self.design->workload = workload;
    return self;
}

static const TableUse *
use_of(Case *self, const char *name)
{
    if (self->uses == NULL)
        self->uses = table_uses_of(self->arena, self->design);
    return table_use_find(self->uses, schema_find_table(self->schema, "public", name));
}

static void
reads_are_told_by_pattern(Arena *arena)
{
    Case self = make(arena, "-- calls: 100/day\nSELECT title FROM tasks WHERE id = $1;\n"
                            "-- calls: 20/day\nSELECT u.name FROM tasks t JOIN users u ON "
                            "u.id = t.user_id WHERE t.user_id = $1 AND t.at > $2;\n"
                            "-- calls: 3/day\nSELECT id FROM tasks WHERE at > $1;\n"
                            "SELECT id FROM tasks;\n");
    const TableUse *tasks = use_of(&self, "tasks");

    tap_ok(tasks->reads_by[READ_BY_KEY].value == 100, "one row by its key");
    tap_ok(tasks->reads_by[READ_BY_VALUE].value == 20, "by value before by range");
    tap_ok(tasks->reads_by[READ_BY_RANGE].value == 3, "by range");
    tap_ok(!quantity_known(tasks->reads_by[READ_WHOLE]), "a query without a rate adds nothing");
    tap_ok(tasks->unrated_reads == 1, "but is counted");
    tap_ok(tasks->read_calls.value == 123 && tasks->read_calls.source == PROVENANCE_DECLARED,
           "all reads");
    tap_ok(use_of(&self, "users")->reads_by[READ_BY_JOIN].value == 20, "by join");
    tap_ok(table_use_column(tasks, "title")->returned.value == 100, "a column is returned");
    tap_ok(table_use_column(tasks, "at")->searched.value == 23, "another searched by");
    tap_ok(table_use_column(tasks, "nothing") == NULL, "a column that is not there");
}

static void
writes_need_a_source(Arena *arena)
{
    Case self = make(arena, "-- calls: 100/day\nSELECT title FROM tasks WHERE id = $1;\n"
                            "-- calls: 10/day\n-- rows: 2\nUPDATE tasks SET title = $2 WHERE "
                            "user_id = $1;\n"
                            "-- calls: 5/day\nSELECT name FROM users WHERE id = $1;\n");
    const TableUse *tasks = use_of(&self, "tasks");
    const TableUse *users = use_of(&self, "users");
    TableStats *stats;

    tap_ok(tasks->rows_written.value == 20, "calls times rows");
    tap_ok(table_use_read_ratio(tasks).value == 5, "reads for each row written");
    tap_ok(table_use_column(tasks, "title")->updated.value == 10, "what is updated");
    tap_ok(!quantity_known(users->rows_written),
           "that a file has no write to a table proves nothing");
    stats = stats_table(self.stats, "public", "users");
    stats->inserts_per_day = (Quantity){1, PROVENANCE_MEASURED};
    stats->updates_per_day = (Quantity){7, PROVENANCE_MEASURED};
    self.uses = NULL;
    tap_ok(use_of(&self, "users")->rows_written.value == 8, "counters do");
}

static void
triggers_write_too(Arena *arena)
{
    Case self =
        make(arena, "-- calls: 50/day\nINSERT INTO comments (id, task_id) VALUES ($1, $2);\n"
                    "-- calls: 2/day\nDELETE FROM tasks WHERE id = $1;\n");
    const TableUse *tasks = use_of(&self, "tasks");
    const TableUse *comments = use_of(&self, "comments");

    tap_ok(tasks->write_calls[WRITE_UPDATE].value == 50, "a trigger updates as often as it fires");
    tap_ok(table_use_column(tasks, "comments")->updated.value == 50, "and sets its column");
    tap_ok(tasks->rows_written.value == 52, "all rows written");
    tap_ok(tasks->rows_written.source == PROVENANCE_ASSUMED, "one row a call is assumed");
    tap_ok(comments->write_calls[WRITE_DELETE].value == 2, "a foreign key deletes children");
}

static void
queries_without_a_rate_hide_the_sum(Arena *arena)
{
    Case self = make(arena, "-- calls: 10/day\nDELETE FROM tasks WHERE id = $1;\n"
                            "INSERT INTO tasks (id) VALUES ($1);\n");
    const TableUse *tasks = use_of(&self, "tasks");

    tap_ok(!quantity_known(tasks->rows_written), "one write without a rate: unknown");
    tap_ok(tasks->write_calls[WRITE_DELETE].value == 10, "what is known is told");
    tap_ok(!quantity_known(tasks->read_calls), "finding what is written is no read");
    self.design->workload = NULL;
    tap_ok(table_uses_of(arena, self.design) == NULL, "no workload, no uses");
    tap_ok(table_use_find(NULL, self.schema->tables.first) == NULL, "and none is found");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "table_use");

    reads_are_told_by_pattern(arena);
    writes_need_a_source(arena);
    triggers_write_too(arena);
    queries_without_a_rate_hide_the_sum(arena);
    arena_free(arena);
    return tap_done();
}
