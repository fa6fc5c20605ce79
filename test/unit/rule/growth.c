/*
 * What growth makes of a finding: the date, how loud it is, and whether the change is recommended. The
 * fixtures of each rule show only that it speaks.
 */
#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "rule/rule.h"
#include "stats/project.h"
#include "tap.h"

static Arena *arena;

static const Findings *
run(const char *sql, const char *declaration, const char *ram)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Error error = {.arena = arena};
    FileText text = {.name = "test.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    Day today = 0;

    if (!ddl_read(schema, &text, &error) ||
        (declaration != NULL && !project_declare_table(stats, declaration, &error)) ||
        !project_check_tables(stats, schema, &error))
        tap_ok(false, "reads: %s", error.message);
    if (ram != NULL && quantity_parse_bytes(ram, &stats->ram_bytes.value))
        stats->ram_bytes.source = PROVENANCE_DECLARED;
    (void) day_parse("2026-11-21", &today); /* a constant */
    return rule_run_all(arena, design_new(arena, schema, stats, today));
}

/* "error 2029-04-13 advised"; "silent" when the rule says nothing. */
static char *
verdict(const Findings *findings, const char *rule)
{
    const Finding *finding = findings->list.first;

    while (finding != NULL && !str_equal(finding->rule->id, rule))
        finding = finding->next;
    if (finding == NULL)
        return arena_strdup(arena, "silent");
    return arena_printf(arena, "%s %s %s", severity_name(finding->severity),
                        finding->bites_on != DAY_NEVER ? day_iso_text(arena, finding->bites_on)
                                                       : urgency_name(finding->urgency),
                        finding->is_advised ? "advised" : "kept back");
}

static void
test_integer_key(void)
{
    static const struct
    {
        const char *declared;
        const char *expected;
        const char *what;
    } cases[] = {
        {NULL, "remark unknown kept back", "nothing is known"},
        {"builds=400M,inserts=2M/day,+500k/day", "error 2029-04-13 advised", "within 36 months"},
        {"builds=400M,+1M/day", "warning 2031-09-04 advised", "within ten years"},
        {"builds=2M,+8k/day", "remark never kept back", "in 735 years"},
        {"builds=18M,+95k/day", "remark 2088-04-05 kept back", "in sixty years"},
        {"builds=300M", "warning unknown kept back", "a seventh is used, at no known pace"},
        {"builds=1.2bn", "error unknown advised", "more than half is used, at no known pace"},
        {"builds=2.04bn,+2M/day", "error 2027-01-14 advised", "within sixty days"},
        {"builds=250", "remark never kept back", "small, and declared not to grow"},
        {"builds=1k,+0/day,inserts=5M/day,deletes=5M/day", "error 2028-01-25 advised",
         "a queue uses up numbers without growing"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(
            verdict(run("CREATE TABLE builds (id serial PRIMARY KEY);", cases[i].declared, NULL),
                    "int-key-exhaustion"),
            cases[i].expected, "%s", cases[i].what);
}

static void
test_key_text(void)
{
    static const char sql[] = "CREATE TABLE builds (id serial PRIMARY KEY);";
    const Finding *undated = run(sql, "builds=2.04bn", NULL)->list.first;
    const Finding *near = run(sql, "builds=2.04bn,+2M/day", NULL)->list.first;

    tap_equal(undated->message,
              "builds.id is integer: it ends at 2,147,483,647, 94 % used, 107M left",
              "how much is used and left");
    tap_ok(undated->is_at_end, "which is enough to come first");
    tap_ok(strstr(near->message, "on 14 Jan 2027") != NULL, "what is near has a day: %s",
           near->message);
}

static void
test_small_child(void)
{
    static const char sql[] = "CREATE TABLE specialty (id int PRIMARY KEY);"
                              "CREATE TABLE practitioner (id bigint PRIMARY KEY,"
                              " specialty_id int REFERENCES specialty ON DELETE CASCADE);";

    tap_equal(verdict(run(sql, "practitioner=1500", NULL), "fk-without-index"),
              "remark unknown kept back", "a child that is declared small");
    tap_equal(verdict(run(sql, "practitioner=15k,+20/day", NULL), "fk-without-index"),
              "remark 2038-07-11 kept back",
              "and one that stays below what is felt for three years");
    tap_equal(verdict(run(sql, "practitioner=15k,+200/day", NULL), "fk-without-index"),
              "warning 2028-01-20 advised", "one that is felt within them");
}

static void
test_followers(void)
{
    const Findings *findings =
        run("CREATE TABLE builds (id serial PRIMARY KEY);\n"
            "CREATE TABLE steps (build_id integer REFERENCES builds, n integer);\n"
            "CREATE TABLE logs (build_id integer, line text);\n"
            "CREATE TABLE wide (build_id bigint);\n",
            "builds=1.9bn,+2M/day", NULL);
    const Finding *finding = findings->list.first;

    while (finding != NULL && !str_equal(finding->rule->id, "int-key-exhaustion"))
        finding = finding->next;
    tap_equal(finding == NULL ? NULL : finding->detail,
              "2 columns of the same width hold these ids: steps.build_id, logs.build_id.",
              "columns that follow, with a foreign key and without");
    tap_ok(finding != NULL && finding->changes.count == 2,
           "the key, and the column that no foreign key names");
}

static void
test_uuid(void)
{
    static const char sql[] =
        "CREATE TABLE events (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), note text);";

    tap_equal(verdict(run(sql, "events=2M,+8k/day", "8GB"), "uuid-v4-key"),
              "remark never kept back", "an index that stays cached");
    tap_equal(verdict(run(sql, "events=60M,+300k/day", "8GB"), "uuid-v4-key"),
              "warning 2027-01-25 kept back", "an index that outgrows half of the cache");
    tap_equal(verdict(run(sql, "events=2M,+40M/day", "512GB"), "uuid-v4-key"),
              "warning 2026-11-21 kept back", "full-page images of 460 inserts a second");
}

static void
test_partitions(void)
{
    static const char log[] = "CREATE TABLE event_log (id bigserial PRIMARY KEY,"
                              " created_at timestamptz NOT NULL);";
    static const char pointed_to[] =
        "CREATE TABLE event_log (id bigserial PRIMARY KEY, created_at timestamptz NOT NULL);"
        "CREATE TABLE notes (event_id bigint REFERENCES event_log);";
    static const char orders[] =
        "CREATE TABLE orders (id bigserial PRIMARY KEY, created_at timestamptz NOT NULL);";

    tap_equal(verdict(run(log, "event_log=12M,+40k/day", NULL), "table-needs-partitions"),
              "warning 2027-06-09 advised", "a log");
    tap_equal(verdict(run(log, "event_log=12M,+4k/day", NULL), "table-needs-partitions"),
              "remark 2032-05-13 kept back", "a log that is large only later");
    tap_equal(verdict(run(pointed_to, "event_log=12M,+40k/day", NULL), "table-needs-partitions"),
              "warning 2027-06-09 kept back", "a log that others point to");
    tap_equal(verdict(run(orders, "orders=30M,+40k/day", NULL), "table-needs-partitions"),
              "remark unknown kept back", "no log, no retention");
    tap_equal(verdict(run(orders, "orders=200M,+2M/day", NULL), "table-needs-partitions"),
              "warning 2026-11-21 advised", "a pace at which old rows must go one day");
    tap_equal(verdict(run("CREATE TABLE agent_stats (id uuid PRIMARY KEY, created_at timestamptz "
                          "NOT NULL);",
                          "agent_stats=200M,+2M/day", NULL),
                      "table-needs-partitions"),
              "warning 2026-11-21 advised", "a uuid from the application stays unique");
    tap_equal(verdict(run(orders, "orders=90M,+1M/day,90d", NULL), "table-needs-partitions"),
              "warning 2026-11-21 advised", "a million rows deleted a day");
    tap_equal(verdict(run(orders, "orders=3M,+30k/day,90d", NULL), "table-needs-partitions"),
              "silent", "a small purge");
}

/* Six hundred depots are a short list, whether somebody said how they grow or a server counted them. */
static void
test_short_parent(void)
{
    static const char sql[] =
        "CREATE TABLE depots (id bigint PRIMARY KEY, tenant_id bigint, name text, street text,"
        " city text, opened date, note text);"
        "CREATE TABLE shipments (id bigint PRIMARY KEY, depot_id bigint REFERENCES depots);";
    static const struct
    {
        double depots;
        double per_day; /* negative: not known */
        double deletes; /* the same */
        const char *expected;
        const char *what;
    } cases[] = {
        {600, -1, -1, "remark unknown kept back", "counted"},
        {600, 6, -1, "remark unknown kept back", "and with their growth"},
        {600, -1, 5, "warning 2026-11-21 advised", "some go each day"},
        {5000, -1, -1, "warning unknown advised", "too many for a list"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Schema *schema = schema_new(arena);
        Stats *stats = stats_new(arena);
        TableStats *depots = stats_table(stats, "public", "depots");
        FileText text = {
            .name = "test.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
        Error error = {.arena = arena};
        Day today = 0;

        (void) day_parse("2026-11-21", &today); /* a constant */
        tap_ok(ddl_read(schema, &text, &error), "reads");
        stats_table(stats, "public", "shipments")->rows = (Quantity){2e6, PROVENANCE_MEASURED};
        depots->rows = (Quantity){cases[i].depots, PROVENANCE_MEASURED};
        if (cases[i].per_day >= 0)
            depots->rows_per_day = (Quantity){cases[i].per_day, PROVENANCE_MEASURED};
        if (cases[i].deletes >= 0)
            depots->deletes_per_day = (Quantity){cases[i].deletes, PROVENANCE_MEASURED};
        tap_equal(verdict(rule_run_all(arena, design_new(arena, schema, stats, today)),
                          "fk-without-index"),
                  cases[i].expected, "%s", cases[i].what);
    }
}

/* What a stranger declares of the child says what nobody says of the parent. */
static void
test_unknown_parent(void)
{
    static const struct
    {
        const char *parent; /* named p */
        const char *declared;
        const char *expected;
        const char *what;
    } cases[] = {
        {"customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE)", "orders=50M,+200k/day",
         "warning unknown advised", "customers with a wide key and a mail address are no list"},
        {"accounts (id integer PRIMARY KEY, name text)", "orders=50M,+200k/day",
         "warning unknown advised", "accounts are no list, with two columns either"},
        {"shop_customer (id integer PRIMARY KEY, email varchar(254))", NULL,
         "warning unknown advised", "nor are customers of whom only a mail address is kept"},
        {"things (id integer PRIMARY KEY, name text)", "orders=50M,+200k/day",
         "warning unknown advised", "a large child outweighs the look of its parent"},
        {"things (id integer PRIMARY KEY, name text)", NULL, "remark unknown kept back",
         "two columns look like a list while nothing is declared"},
        {"countries (id integer PRIMARY KEY, name text)", "orders=50M,+200k/day",
         "remark unknown kept back", "countries stay a list"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const char *name = arena_strndup(arena, cases[i].parent, strcspn(cases[i].parent, " "));
        const char *sql = arena_printf(
            arena,
            "CREATE TABLE %s;\nCREATE TABLE orders (id bigint PRIMARY KEY, p_id integer NOT NULL "
            "REFERENCES %s, total numeric, created_at timestamptz);",
            cases[i].parent, name);

        tap_equal(verdict(run(sql, cases[i].declared, NULL), "fk-without-index"), cases[i].expected,
                  "%s", cases[i].what);
    }
    tap_equal(verdict(run("CREATE TABLE notes (id bigint PRIMARY KEY, p_id bigint, FOREIGN KEY "
                          "(p_id) REFERENCES nobody (id));",
                          NULL, NULL),
                      "fk-without-index"),
              "silent", "a table that is not there loses no rows");
}

/* A parent that marks its rows says nothing of a key that cascades, or of a child that grows. */
static void
test_marked_parent(void)
{
    static const char ddl[] =
        "CREATE TABLE chats (id bigint PRIMARY KEY, title text, deleted_at timestamptz);\n"
        "CREATE TABLE %s (id bigint PRIMARY KEY, chat_id bigint NOT NULL REFERENCES chats%s,\n"
        "    body text, created_at timestamptz NOT NULL);\n";

    tap_equal(verdict(run(arena_printf(arena, ddl, "pins", ""), NULL, NULL), "fk-without-index"),
              "remark unknown kept back", "a parent that only marks its rows needs no index");
    tap_equal(verdict(run(arena_printf(arena, ddl, "pins", " ON DELETE CASCADE"), NULL, NULL),
                      "fk-without-index"),
              "warning unknown advised", "unless the key cascades");
    tap_equal(
        verdict(run(arena_printf(arena, ddl, "messages", ""), NULL, NULL), "fk-without-index"),
        "warning unknown advised", "or the child is one that grows");
}

/* Which of them leads when nothing is declared: not lists of roles, not the framework's own. */
static void
test_order_without_sizes(void)
{
    const Findings *findings =
        run("CREATE TABLE permissions (id integer PRIMARY KEY, code text, label text);\n"
            "CREATE TABLE chats (id bigint PRIMARY KEY, title text, owner text);\n"
            "CREATE TABLE role_permissions (role_id integer NOT NULL, permission_id integer NOT "
            "NULL REFERENCES permissions ON DELETE CASCADE);\n"
            "CREATE TABLE django_admin_log (id integer PRIMARY KEY, chat_id bigint REFERENCES "
            "chats ON DELETE CASCADE);\n"
            "CREATE TABLE chat_messages (id bigint PRIMARY KEY, body text, chat_id bigint NOT NULL "
            "REFERENCES chats, created_at timestamptz);\n",
            NULL, NULL);
    StrBuf order = strbuf_new(arena);

    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
        if (str_equal(finding->rule->id, "fk-without-index"))
        {
            strbuf_separate(&order, " ");
            strbuf_add(&order, finding->table->name);
        }
    tap_equal(order.text, "chat_messages role_permissions django_admin_log",
              "what grows leads, the framework's own tables come last");
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    test_integer_key();
    test_key_text();
    test_small_child();
    test_followers();
    test_uuid();
    test_partitions();
    test_short_parent();
    test_unknown_parent();
    test_marked_parent();
    test_order_without_sizes();
    arena_free(arena);
    return tap_done();
}
