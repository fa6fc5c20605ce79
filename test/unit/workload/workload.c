#include "workload/workload.h"

#include "ddl/ddl.h"
#include "tap.h"
#include "workload/tag.h"

static Workload *
read_queries(Arena *arena, const char *text)
{
    Workload *workload = workload_new(arena);
    FileText input = {.name = "q.sql", .text = arena_strdup(arena, text), .length = strlen(text)};
    Error error = {.arena = arena};

    tap_ok(workload_read_queries(workload, &input, &error), "the file is read");
    return workload;
}

static const WorkloadQuery *
nth(const Workload *workload, size_t n)
{
    const WorkloadQuery *query = workload->queries.first;

    while (n-- > 0 && query != NULL)
        query = query->next;
    return query;
}

static void
names_and_rates_stand_in_comments(Arena *arena)
{
    const Workload *workload = read_queries(arena, "-- name: ListTasks :many\n"
                                                   "-- calls: 40k/day\n"
                                                   "-- mean: 2.5 ms\n"
                                                   "SELECT * FROM tasks WHERE owner = @owner;\n"
                                                   "\n"
                                                   "-- name: touch\n"
                                                   "UPDATE tasks SET at = now() WHERE id = ?\n"
                                                   "-- name: drop\n"
                                                   "-- calls: 2 per second\n"
                                                   "DELETE FROM tasks WHERE id = %(id)s\n");
    const WorkloadQuery *first = nth(workload, 0);
    const WorkloadQuery *last = nth(workload, 2);

    tap_ok(workload->queries.count == 3, "a name begins a query, with or without a ';' before it");
    tap_equal(first->name, "ListTasks", "sqlc's kind of result is no part of the name");
    tap_ok(first->calls_per_day.value == 40000 &&
               first->calls_per_day.source == PROVENANCE_DECLARED,
           "a rate is declared");
    tap_ok(first->per_call[COUNTER_MS].value == 2.5, "so is a time");
    tap_ok(first->location.line == 4, "the place is that of its first word");
    tap_equal(first->sql, "SELECT * FROM tasks WHERE owner = $1", "placeholders are numbered");
    tap_equal(nth(workload, 1)->name, "touch", "yesql needs no ';'");
    tap_ok(nth(workload, 1)->location.line == 7, "lines go on");
    tap_ok(last->calls_per_day.value == 172800, "rates of other times are a day's");
}

static void
tags_may_stand_before_and_behind(Arena *arena)
{
    const Workload *workload =
        read_queries(arena, "SELECT 1 /*route='%2Ftasks%2F%3Aid'*/;\n"
                            "/*controller:tasks,action:index*/ SELECT 2;\n"
                            "SELECT 3; /* said in prose */\n"
                            "-- calls: 5/day\n-- rows: 7\nSELECT 4;\n"
                            "-- calls: 12\n-- rows: 36\n-- most_in_a_row: 6\nSELECT 5 /*job:x*/");

    tap_equal(nth(workload, 0)->place, "/tasks/:id", "a route behind the statement");
    tap_equal(nth(workload, 1)->place, "tasks#index", "a controller before it");
    tap_ok(nth(workload, 2)->place == NULL, "prose is no tag");
    tap_ok(nth(workload, 3)->per_call[COUNTER_ROWS].value == 7, "rows of a call");
    tap_ok(!quantity_known(nth(workload, 4)->per_call[COUNTER_ROWS]) &&
               nth(workload, 4)->calls_in_row.value == 6,
           "a recording's rows are those of all calls");
    tap_equal(nth(workload, 4)->place, "x", "a job");
}

static void
one_fingerprint_is_one_query(Arena *arena)
{
    Workload *workload = read_queries(arena, "-- calls: 10/day\n-- mean: 1 ms\n"
                                             "SELECT a FROM t WHERE a = 1;\n"
                                             "-- calls: 30/day\n-- mean: 5 ms\n"
                                             "SELECT a FROM t WHERE a = 2;\n"
                                             "-- calls: 1000/day\n-- mean: 1 s\n"
                                             "SELECT b FROM t WHERE b > 2;\n"
                                             "SELECT c FROM t;\n");
    Schema *schema = schema_new(arena);
    char ddl[] = "CREATE TABLE t (a int, b int);";
    FileText input = {.name = "s.sql", .text = ddl, .length = strlen(ddl)};
    Error error = {.arena = arena};

    tap_ok(ddl_read(schema, &input, &error), "a schema");
    workload_understand(workload, schema);
    tap_ok(workload->queries.count == 3, "constants do not make another query");
    tap_equal(nth(workload, 0)->sql, "SELECT b FROM t WHERE b > 2", "most time comes first");
    tap_ok(nth(workload, 1)->calls_per_day.value == 40, "calls add up");
    tap_ok(nth(workload, 1)->per_call[COUNTER_MS].value == 4, "times are weighed by calls");
    tap_ok(nth(workload, 0)->meaning != NULL, "it is understood");
    tap_ok(nth(workload, 2)->meaning == NULL, "a column that is not there is not");
    tap_equal(nth(workload, 2)->not_understood, "column \"c\" does not exist",
              "in PostgreSQL's words");
}

static void
tables_may_stand_in_any_schema(Arena *arena)
{
    const char *sql = "CREATE SCHEMA a; CREATE SCHEMA \"B c\"; CREATE TABLE a.one (id int);"
                      "CREATE TABLE \"B c\".two (id int); CREATE TABLE \"B c\".three (id int);";
    Schema *schema = schema_new(arena);
    FileText text = {.name = "s.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    Workload *workload = read_queries(arena, "SELECT * FROM one, three\n");
    Error error = {.arena = arena};

    tap_ok(ddl_read(schema, &text, &error), "a schema without a table in public");
    tap_equal(workload_search_path(arena, schema), "public, \"B c\", a",
              "most tables come first after public");
    workload_understand(workload, schema);
    tap_ok(nth(workload, 0)->meaning != NULL, "names are found in all of them");
}

static void
comments_say_who_asks(Arena *arena)
{
    QueryTagList tags = {0};
    QueryTagList prose = {0};

    tag_read(arena, "SELECT 1 /*route='%2Ftasks%2F%3Aid',controller='tasks'*/", &tags);
    tap_equal(tag_find(&tags, "route"), "/tasks/:id", "SQLCommenter's values are decoded");
    tag_read(arena, "SELECT 1 /* first: the tasks, then the rest */", &prose);
    tap_ok(prose.count == 0, "prose is no tag");
    tag_read(arena, "SELECT 1 /*application:acme,action:show*/", &prose);
    tap_equal(tag_find(&prose, "action"), "show", "marginalia's are read");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    names_and_rates_stand_in_comments(arena);
    tags_may_stand_before_and_behind(arena);
    one_fingerprint_is_one_query(arena);
    tables_may_stand_in_any_schema(arena);
    comments_say_who_asks(arena);
    arena_free(arena);
    return tap_done();
}
