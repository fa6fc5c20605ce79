/*
 * One schema from all findings: a new index takes the place of the old ones that it makes needless, and of
 * no others.
 */
#include "advise/recommend.h"
#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "rule/rule.h"
#include "stats/project.h"
#include "tap.h"
#include "workload/workload.h"

static const char table_sql[] = "CREATE TYPE state AS ENUM ('open', 'done');"
                                "CREATE TABLE pings (id bigint PRIMARY KEY, vehicle_id bigint NOT "
                                "NULL, at timestamptz NOT NULL, state state NOT NULL, code int);";
static const char latest_sql[] =
    "SELECT id FROM pings WHERE vehicle_id = $1 ORDER BY at DESC LIMIT 10";

static Arena *arena;

static Design *
read_design(const char *index, const char *query, Error *error)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    char *sql = arena_printf(arena, "%s%s", table_sql, index);
    FileText text = {.name = "test.sql", .text = sql, .length = strlen(sql)};
    char *queries =
        arena_printf(arena, "-- name: asked\n-- calls: 10000/day\n-- mean: 20 ms\n%s;", query);
    FileText asked = {.name = "q.sql", .text = queries, .length = strlen(queries)};
    Design *design;
    Day today = 0;

    (void) day_parse("2026-11-21", &today); /* a constant */
    if (!ddl_read(schema, &text, error) ||
        !project_declare_table(stats, "pings=30M,+10k/day", error) ||
        !project_check_tables(stats, schema, error) ||
        !workload_read_queries(workload, &asked, error))
        return NULL;
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, today);
    design->workload = workload;
    return design;
}

/* "+pings_vehicle_id_at_idx -by_vehicle": what is recommended beside this index for this query. */
static char *
recommended(const char *index, const char *query)
{
    Error error = {.arena = arena};
    Design *design = read_design(index, query, &error);
    Recommendation chosen = {0};
    StrBuf changes = strbuf_new(arena);

    if (design == NULL ||
        !recommend_choose(arena, rule_run_all(arena, design), RECOMMEND_ADVISED, &chosen, &error))
        return arena_printf(arena, "failed: %s", error.message);
    for (const Change *change = chosen.changes.first; change != NULL; change = change->next)
    {
        strbuf_separate(&changes, " ");
        if (change->kind == CHANGE_ADD_INDEX)
            strbuf_printf(&changes, "+%s", change->index->name);
        else if (change->kind == CHANGE_DROP_INDEX)
            strbuf_printf(&changes, "-%s", change->object);
        else
            strbuf_add(&changes, "?");
    }
    return changes.text;
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    tap_equal(recommended("CREATE INDEX by_vehicle ON pings (vehicle_id);", latest_sql),
              "+pings_vehicle_id_at_idx -by_vehicle", "the longer index takes its place");
    tap_equal(recommended("CREATE INDEX by_time ON pings (at);", latest_sql),
              "+pings_vehicle_id_at_idx", "another order is no prefix");
    tap_equal(recommended("CREATE INDEX of_few ON pings (vehicle_id) WHERE id < 7;", latest_sql),
              "+pings_vehicle_id_at_idx", "a partial index is small on purpose");
    tap_equal(recommended("CREATE INDEX by_hash ON pings USING hash (vehicle_id);", latest_sql),
              "+pings_vehicle_id_at_idx", "another method answers other questions");
    tap_equal(recommended("ALTER TABLE pings ADD UNIQUE (vehicle_id);", latest_sql), "",
              "a constraint stays, and one row needs no order");
    tap_equal(recommended("", "SELECT id FROM pings WHERE state = 'open' ORDER BY at LIMIT 10"),
              "+pings_state_at_idx", "the finished are not passed to find the open ones");
    tap_equal(
        recommended("", "SELECT id FROM pings WHERE code > 500 AND at > now() - interval '1 day'"),
        "+pings_at_idx", "of two ranges the one that does not grow with the history");
    tap_equal(recommended("", "SELECT id FROM pings WHERE code > 500 AND at < now()"),
              "+pings_code_idx", "what is older than now is everything");
    arena_free(arena);
    return tap_done();
}
