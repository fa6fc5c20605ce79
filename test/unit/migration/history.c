/*
 * Each layout is recognised, its files are taken in the runner's order, only what goes up is left, and
 * each statement is in the transaction that the runner or the file makes.
 */
#include "migration/history.h"

#include "base/strbuf.h"
#include "tap.h"
#include "unit/migration/tree.h"

typedef struct Case
{
    const char *title;
    TreeFile files[16];
    const char *expected;
} Case;

/* A line a migration: "version name rule: statement@line:column#transaction, …"; "!" a problem. */
static char *
dump(Arena *arena, const History *history)
{
    static const char *const rules[] = {
        [TRANSACTION_PER_STATEMENT] = "statement",
        [TRANSACTION_PER_FILE] = "file",
        [TRANSACTION_PER_QUERY] = "query",
        [TRANSACTION_PER_RUN] = "run",
    };
    HistoryStatementList statements = history_statements(arena, history);
    const HistoryStatement *statement = statements.first;
    StrBuf text = strbuf_new(arena);

    strbuf_printf(&text, "%s\n", history->layout);
    for (const Migration *item = history->migrations.first; item != NULL; item = item->next)
    {
        strbuf_printf(&text, "%s %s %s%s:", item->version == NULL ? "-" : item->version, item->name,
                      rules[item->transaction], item->down_file == NULL ? "" : "+down");
        for (; statement != NULL && statement->migration == item; statement = statement->next)
            strbuf_printf(&text, " %s@%u:%u#%u", statement->sql, statement->location.line,
                          statement->location.column, statement->transaction);
        strbuf_add_char(&text, '\n');
    }
    for (const Problem *problem = history->problems.first; problem != NULL; problem = problem->next)
        strbuf_printf(&text, "!%s: %s\n", strrchr(problem->location.file, '/') + 1,
                      problem->message);
    return text.text;
}

static char *
read_dump(Arena *arena, const char *folder, const HistoryOptions *options)
{
    Error error = {.arena = arena};
    History history;

    if (!history_read(arena, folder, options, &history, &error))
        return arena_printf(arena, "error: %s", error.message);
    return dump(arena, &history);
}

static const Case cases[] = {
    {"golang-migrate sends a file as one query, numbers decide",
     {
         {"10_b.up.sql", "SELECT 3;"},
         {"2_a.up.sql", "SELECT 1;\n  SELECT 2;"},
         {"2_a.down.sql", "DROP TABLE a;"},
         {"11_c.up.sql", "BEGIN; SELECT 4; COMMIT; SELECT 5;"},
         {"README.md", "no migration"},
         {"12_d.up.go", "package x"},
     },
     "golang-migrate\n"
     "2 a query+down: SELECT 1@1:1#1 SELECT 2@2:3#1\n"
     "10 b query: SELECT 3@1:1#2\n"
     "11 c query: BEGIN@1:1#3 SELECT 4@1:8#3 COMMIT@1:18#3 SELECT 5@1:26#4\n"
     "!12_d.up.go: a migration in Go was left out\n"},
    {"a version that two have is said",
     {{"1_a.up.sql", "SELECT 1;"}, {"01_b.up.sql", "SELECT 2;"}},
     "golang-migrate\n"
     "01 b query: SELECT 2@1:1#1\n"
     "1 a query: SELECT 1@1:1#2\n"
     "!1_a.up.sql: version 1 is also that of \"01_b.up.sql\": golang-migrate would refuse to "
     "run\n"},
    {"Boundary numbers folders and files, and takes off their transactions",
     {
         {"10/01_c.up.sql", "SELECT 3;"},
         {"2/10_b.up.sql", "-- why\nbegin;\n  SELECT 2;\ncommit;\n"},
         {"2/02_a.up.sql", "SELECT 1;"},
     },
     "boundary\n"
     "2.02 a run: SELECT 1@1:1#1\n"
     "2.10 b run: SELECT 2@3:3#1\n"
     "10.01 c run: SELECT 3@1:1#1\n"},
    {"refinery's files that come late go up as well",
     {
         {"Cargo.toml", "[package]"},
         {"migrations/V2__b.sql", "SELECT 2;"},
         {"migrations/U1__a.sql", "SELECT 1;"},
     },
     "refinery\n1 a file: SELECT 1@1:1#1\n2 b file: SELECT 2@1:1#2\n"},
    {"Pop knows dialects and fizz",
     {
         {"20160101000000_a.postgres.up.sql", "SELECT 1;"},
         {"20160101000000_a.mysql.up.sql", "no"},
         {"20160102000000_b.up.fizz", "create_table"},
         {"20160103000000_c.postgres.autocommit.up.sql", "SELECT 2;"},
         {"20160103000000_c.autocommit.up.sql", "no;"},
         {"20160103000000_c.down.sql", "no"},
     },
     "pop\n"
     "20160101000000 a file: SELECT 1@1:1#1\n"
     "20160103000000 c query+down: SELECT 2@1:1#2\n"
     "!20160102000000_b.up.fizz: a migration in fizz was left out\n"},
    {"dbmate's parts and its transaction:false",
     {
         {"20200102_b.sql", "-- migrate:up transaction:false\nSELECT 2;\n-- migrate:down\nno;"},
         {"20200101_a.sql", "-- why\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\nno;\n"},
     },
     "dbmate\n"
     "20200101 a file+down: SELECT 1@3:1#1\n"
     "20200102 b query+down: SELECT 2@2:1#2\n"},
    {"Flyway: parts are numbers, repeatables come last, undo is left, a baseline starts",
     {
         {"V1.10__d.sql", "SELECT 4;"},
         {"V1_2__c.sql", "SELECT 3;"},
         {"U1_2__c.sql", "no;"},
         {"sub/V2__e.sql", "CREATE INDEX CONCURRENTLY i ON t (a);"},
         {"R__view.sql", "SELECT 9;"},
         {"V3__f.sql", "SELECT 5;"},
         {"V3__f.sql.conf", "executeInTransaction=false\n"},
         {"V4__G.java", "class"},
     },
     "flyway\n"
     "1_2 c file+down: SELECT 3@1:1#1\n"
     "1.10 d file: SELECT 4@1:1#2\n"
     "2 e statement: CREATE INDEX CONCURRENTLY i ON t (a)@1:1#0\n"
     "3 f statement: SELECT 5@1:1#0\n"
     "- view file: SELECT 9@1:1#3\n"
     "!V4__G.java: a migration in Java was left out\n"},
    {"Flyway starts at its newest baseline",
     {{"V1__a.sql", "SELECT 1;"},
      {"B2__base.sql", "SELECT 2;"},
      {"V2__b.sql", "no"},
      {"V3__c.sql", "SELECT 3;"}},
     "flyway\n2 base file: SELECT 2@1:1#1\n3 c file: SELECT 3@1:1#2\n"},
    {"goose: marks, statements, NO TRANSACTION",
     {
         {"00002_b.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 2;\nSELECT 3;\n"},
         {"00001_a.sql", "\xef\xbb\xbf-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n"
                         "-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE a;\n"},
         {"00003_c.go", "package x"},
     },
     "goose\n"
     "00001 a file+down: SELECT 1@3:1#1\n"
     "00002 b statement: SELECT 2@3:1#0 SELECT 3@4:1#0\n"
     "!00003_c.go: a migration in Go was left out\n"},
    {"sql-migrate knows files by their whole name",
     {
         {"8_b.sql", "-- +migrate Up\nSELECT 2;\n-- +migrate Down\nno;"},
         {"8_a.sql", "-- +migrate Up notransaction\nSELECT 1;\n-- +migrate Down\nno;"},
         {"10_c.sql", "-- +migrate Up\nSELECT 3;\n-- +migrate Down\nno;"},
     },
     "sql-migrate\n"
     "8 a statement+down: SELECT 1@2:1#0\n"
     "8 b file+down: SELECT 2@2:1#1\n"
     "10 c file+down: SELECT 3@2:1#2\n"},
    {"sqlx: a first line that says no-transaction",
     {
         {"20200101000000_a.sql", "SELECT 1;"},
         {"20200102000000_b.sql", "-- no-transaction\nSELECT 2;"},
         {"20200103000000_c.sql", "\n-- no-transaction\nSELECT 3;"},
     },
     "sqlx\n"
     "20200101000000 a file: SELECT 1@1:1#1\n"
     "20200102000000 b query: SELECT 2@2:1#2\n"
     "20200103000000 c file: SELECT 3@3:1#3\n"},
    {"Prisma's folders",
     {
         {"20200102_b/migration.sql", "SELECT 2;"},
         {"20200101_a/migration.sql", "SELECT 1;"},
         {"migration_lock.toml", "provider = \"postgresql\"\n"},
     },
     "prisma\n20200101 a query: SELECT 1@1:1#1\n20200102 b query: SELECT 2@1:1#2\n"},
    {"Prisma for another database is refused",
     {{"20200101_a/migration.sql", "SELECT 1;"}, {"migration_lock.toml", "provider = \"mysql\"\n"}},
     "error: the migrations in \"%s\" are for mysql; tenfold reads PostgreSQL"},
    {"Diesel's folders and metadata",
     {
         {"2020-01-02-000000_b/up.sql", "SELECT 2;"},
         {"2020-01-02-000000_b/metadata.toml", "run_in_transaction = false\n"},
         {"00000000000000_diesel_initial_setup/up.sql", "SELECT 1;"},
         {"00000000000000_diesel_initial_setup/down.sql", "no;"},
     },
     "diesel\n"
     "00000000000000 diesel_initial_setup file+down: SELECT 1@1:1#1\n"
     "20200102000000 b query: SELECT 2@1:1#2\n"},
    {"Hasura's milliseconds",
     {{"1600000000001_b/up.sql", "SELECT 2;"},
      {"1600000000000_a/up.sql", "SELECT 1;"},
      {"1600000000000_a/down.sql", "no;"}},
     "hasura\n1600000000000 a file+down: SELECT 1@1:1#1\n1600000000001 b file: SELECT 2@1:1#2\n"},
    {"node-pg-migrate runs all in one transaction",
     {{"1600000000000_a.sql", "-- Up Migration\nSELECT 1;\n-- Down Migration\nno;"},
      {"1700000000000_b.sql", "-- Up Migration\nSELECT 2;\n"}},
     "node-pg-migrate\n1600000000000 a run+down: SELECT 1@2:1#1\n1700000000000 b run: SELECT "
     "2@2:1#1\n"},
    {"tern draws a line, and misses a number",
     {{"001_a.sql", "SELECT 1;\n---- create above / drop below ----\nno;"},
      {"003_b.sql", "SELECT 2;"}},
     "tern\n001 a file+down: SELECT 1@1:1#1\n003 b file: SELECT 2@1:1#2\n"
     "!003_b.sql: migration 2 is missing: tern would refuse to run\n"},
    {"Atlas starts at a checkpoint",
     {{"20200101_a.sql", "SELECT 1;"},
      {"20200102_c.sql", "-- atlas:checkpoint\n\nSELECT 2;"},
      {"20200103_b.sql", "-- atlas:txmode none\n\nSELECT 3;"},
      {"atlas.sum", "h1:"}},
     "atlas\n20200102 c file: SELECT 2@3:1#1\n20200103 b statement: SELECT 3@3:1#0\n"},
    {"temporal's manifests",
     {
         {"v1.10/manifest.json",
          "{\"CurrVersion\": \"1.10\", \"SchemaUpdateCqlFiles\": [\"b.sql\"]}"},
         {"v1.10/b.sql", "SELECT 2;"},
         {"v1.2/manifest.json", "{\"CurrVersion\": \"1.2\", \"SchemaUpdateCqlFiles\": [\"z.sql\", "
                                "\"a.sql\", \"no.sql\"]}"},
         {"v1.2/z.sql", "SELECT 0;"},
         {"v1.2/a.sql", "SELECT 1;"},
     },
     "temporal\n1.2 z.sql statement: SELECT 0@1:1#0\n1.2 a.sql statement: SELECT 1@1:1#0\n"
     "1.10 b.sql statement: SELECT 2@1:1#0\n"
     "!manifest.json: file \"no.sql\" of the manifest is missing\n"},
    {"Synapse: the full schema, then later deltas of all stores",
     {
         {"common/schema_version.sql", "SELECT 0;"},
         {"main/full_schemas/72/full.sql.postgres", "SELECT 1;"},
         {"main/full_schemas/72/full.sql.sqlite", "no"},
         {"state/full_schemas/72/full.sql.postgres", "SELECT 2;"},
         {"main/delta/72/01old.sql", "no"},
         {"main/delta/73/02b.sql", "SELECT 4 AS \"$%AUTO_INCREMENT_PRIMARY_KEY%$\";"},
         {"state/delta/73/01a.sql.postgres", "SELECT 3;"},
         {"main/delta/73/01a.sql.sqlite", "no"},
         {"main/delta/74/01c.py", "def"},
     },
     "synapse\n0 common/schema_version.sql file: SELECT 0@1:1#1\n"
     "72 main/full_schemas/72/full.sql.postgres file: SELECT 1@1:1#2\n"
     "72 state/full_schemas/72/full.sql.postgres file: SELECT 2@1:1#3\n"
     "73 state/delta/73/01a.sql.postgres file: SELECT 3@1:1#4\n"
     "73 main/delta/73/02b.sql file: SELECT 4 AS \"BIGINT PRIMARY KEY GENERATED ALWAYS AS "
     "IDENTITY\"@1:1#5\n"
     "!01c.py: a delta in Python was left out\n"},
    {"Sqitch: the plan's order, and the script of a change before it was reworked",
     {
         {"sqitch.plan", "%syntax-version=1.0.0\n%project=p\n\n"
                         "users 2020-01-01T00:00:00Z A <a@b> # first\n"
                         "app/roles [users] 2020-01-01T00:00:00Z A <a@b>\n"
                         "@v1 2020-01-01T00:00:00Z A <a@b>\n@v2 2020-01-01T00:00:00Z A <a@b>\n"
                         "users [users@v1] 2020-01-02T00:00:00Z A <a@b>\n"
                         "gone 2020-01-02T00:00:00Z A <a@b>\n"},
         {"deploy/users@v2.sql", "BEGIN;\nSELECT 1;\nCOMMIT;"},
         {"deploy/users.sql", "SELECT 3;"},
         {"deploy/app/roles.sql", "SELECT 2;"},
         {"revert/users.sql", "no;"},
     },
     "sqitch\n- users statement: BEGIN@1:1#1 SELECT 1@2:1#1 COMMIT@3:1#1\n"
     "- app/roles statement: SELECT 2@1:1#0\n- users statement+down: SELECT 3@1:1#0\n"
     "!sqitch.plan: no script deploys change \"gone\"\n"},
    {"Drizzle's journal",
     {
         {"meta/_journal.json", "{\"dialect\": \"postgresql\", \"entries\": [{\"idx\": 0, \"tag\": "
                                "\"0000_z\"}, {\"idx\": 1, \"tag\": \"0001_a\"}]}"},
         {"0001_a.sql", "SELECT 2;"},
         {"0000_z.sql", "SELECT 0;--> statement-breakpoint\nSELECT 1;"},
         {"0002_x.sql", "no"},
     },
     "drizzle\n0000 z run: SELECT 0@1:1#1 SELECT 1@2:1#1\n0001 a run: SELECT 2@1:1#1\n"
     "!0002_x.sql: left out: the journal does not name the file\n"},
    {"Drizzle's folders",
     {{"20250101000000_a/migration.sql", "SELECT 1;"}, {"20250101000000_a/snapshot.json", "{}"}},
     "drizzle\n20250101000000 a run: SELECT 1@1:1#1\n"},
    {"Drizzle for another database is refused",
     {{"meta/_journal.json", "{\"dialect\": \"sqlite\", \"entries\": []}"}, {"0000_z.sql", ""}},
     "error: the migrations in \"%s\" are for sqlite; tenfold reads PostgreSQL"},
    {"Graphile Migrate: what is committed",
     {
         {"committed/000001.sql", "--! Previous: -\n--! Hash: sha1:x\n\nSELECT 1;"},
         {"committed/000002-b.sql",
          "--! Previous: sha1:x\n--! Hash: y\n--! no-transaction\nSELECT 2;"},
         {"current.sql", "SELECT 3;"},
     },
     "graphile-migrate\n000001  file: SELECT 1@4:1#1\n000002 b query: SELECT 2@4:1#2\n"
     "!current.sql: left out: it is not committed\n"},
    {"Liquibase's formatted SQL: each changeset is a transaction",
     {
         {"02.sql", "--liquibase formatted sql\n\n--changeset a:3\nSELECT 3;\n"},
         {"01.sql",
          "-- liquibase formatted sql\n--changeset \"a b\":1 runInTransaction:false\n"
          "SELECT 1;\n--rollback DROP TABLE a;\n\n-- changeset a:2 endDelimiter:GO "
          "context:x\nSELECT 2\nGO\nSELECT 22\nGO\n--changeset a:no dbms:oracle,mysql\nno;\n"
          "--changeset a:never ignore:true\nno;\n"},
     },
     "liquibase\na b:1 01.sql statement: SELECT 1@3:1#0\na:2 01.sql file: SELECT 2@7:1#1 "
     "SELECT 22@9:1#1\na:3 02.sql file: SELECT 3@4:1#2\n"},
    {"Liquibase's changelog in XML: includes, SQL within, its own words named",
     {
         {"db/changelog-master.xml",
          "<?xml version=\"1.0\"?>\n<databaseChangeLog xmlns=\"http://x\">\n"
          "<!-- <include file=\"no.sql\"/> -->\n"
          "<include file=\"b.sql\" relativeToChangelogFile=\"true\"/>\n"
          "<includeAll path=\"db/all\"/>\n"
          "<changeSet id=\"1\" author=\"x\"><sql>SELECT 1 &lt; 2;</sql>\n"
          "<rollback><sql>no;</sql></rollback></changeSet>\n"
          "<changeSet id=\"2\" author=\"x\" dbms=\"postgresql\"><sql><![CDATA[SELECT 2;]]></sql>\n"
          "<createTable tableName=\"t\"><column name=\"a\" type=\"int\"/></createTable>\n"
          "<sqlFile path=\"c.sql\" relativeToChangelogFile=\"true\"/></changeSet>\n"
          "</databaseChangeLog>\n"},
         {"db/b.sql", "--liquibase formatted sql\n--changeset b:1\nSELECT 0;"},
         {"db/all/2.sql", "SELECT 12;"},
         {"db/all/1.sql", "SELECT 11;"},
         {"db/c.sql", "SELECT 3;"},
     },
     "liquibase\nb:1 b.sql file: SELECT 0@3:1#1\n- 1.sql file: SELECT 11@1:1#2\n"
     "- 2.sql file: SELECT 12@1:1#3\nx:1 changelog-master.xml file: SELECT 1 <    2@6:35#4\n"
     "x:2 changelog-master.xml file: SELECT 2@8:62#5\nx:2 c.sql file: SELECT 3@1:1#5\n"
     "!changelog-master.xml: 1 change in Liquibase's own words was left out: createTable\n"},
    {"Liquibase's changelog in YAML, in a folder within the classpath",
     {
         {"db.changelog-master.yaml", "databaseChangeLog:\n  - include:\n      file: "
                                      "db/changelog/changes/a.sql\n  - changeSet:\n      id: 2\n"
                                      "      author: y\n      changes:\n        - sql:\n"
                                      "            sql: |\n              SELECT 2;\n"},
         {"changes/a.sql", "--liquibase formatted sql\n--changeset a:1\nSELECT 1;"},
     },
     "liquibase\na:1 a.sql file: SELECT 1@3:1#1\ny:2 db.changelog-master.yaml file: SELECT "
     "2@10:1#2\n"},
    {"plain numbers: 2 before 10",
     {{"10.sql", "SELECT 3;"},
      {"2-b.sql", "SELECT 2;"},
      {"001_a.sql", "SELECT 1;"},
      {"001_a.down.sql", "no;"},
      {"schema.sql", "SELECT 0;"}},
     "numbered\n001 a statement+down: SELECT 1@1:1#0\n2 b statement: SELECT 2@1:1#0\n"
     "10  statement: SELECT 3@1:1#0\n"
     "!schema.sql: left out: its name has not the form of numbered files\n"},
    {"two runners' files in equal number are refused",
     {{"1_a.sql", "-- +goose Up\nSELECT 1;"}, {"2_b.sql", "-- migrate:up\nSELECT 2;"}},
     "error: folder \"%s\" fits two layouts: dbmate and goose"},
    {"a file without a mark is said",
     {{"1_a.sql", "-- +goose Up\nSELECT 1;"}, {"2_b.sql", "SELECT 2;"}},
     "goose\n1 a file: SELECT 1@2:1#1\n2 b file:\n"
     "!2_b.sql: nothing in it goes up: goose finds no mark\n"},
    {"one of another runner's is said",
     {{"1_a.up.sql", "SELECT 1;"}, {"2_b.up.sql", "-- +goose Up\nSELECT 2;"}},
     "golang-migrate\n1 a query: SELECT 1@1:1#1\n2 b query: SELECT 2@2:1#2\n"
     "!2_b.up.sql: the file is written for goose; as golang-migrate it is taken whole\n"},
    {"only code is no history",
     {{"0001_initial.py", "import django"}},
     "error: no migration in \"%s\" is SQL"},
    {"the folder above will do",
     {{"README.md", ""}, {"db/migrations/1_a.up.sql", "SELECT 1;"}},
     "golang-migrate\n1 a query: SELECT 1@1:1#1\n"},
    {"below, the folder for PostgreSQL is meant, and not those of tests",
     {{"m/mysql/1_a.up.sql", "no"},
      {"m/postgres/1_a.up.sql", "SELECT 1;"},
      {"m/testdata/x/1_a.up.sql", "no"}},
     "golang-migrate\n1 a query: SELECT 1@1:1#1\n"},
    {"two folders below are one too many",
     {{"a/migrations/1_a.up.sql", "SELECT 1;"}, {"b/migrations/1_a.up.sql", "SELECT 1;"}},
     "error: folder \"%s\" holds 2 folders of migrations"},
    {"a folder without migrations", {{"README.md", ""}}, "error: no migrations in folder \"%s\""},
};

static void
layouts_are_recognised(Arena *arena)
{
    const HistoryOptions options = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const char *folder = tree_make(arena, cases[i].files, ARRAY_LENGTH(cases[i].files));
        const char *mark = strstr(cases[i].expected, "%s");
        const char *expected =
            mark == NULL ? cases[i].expected
                         : arena_printf(arena, "%.*s%s%s", (int) (mark - cases[i].expected),
                                        cases[i].expected, folder, mark + 2);

        tap_equal(read_dump(arena, folder, &options), expected, "%s", cases[i].title);
    }
}

static void
a_history_ends_where_told(Arena *arena)
{
    static const TreeFile files[] = {
        {"000001_a.up.sql", "SELECT 1;"},
        {"000002_b.up.sql", "SELECT 2;"},
        {"000003_c.up.sql", "SELECT 3;"},
    };
    static const char *const ends[] = {"2", "000002", "b", "000002_b", "000002_b.up.sql"};
    const char *folder = tree_make(arena, files, ARRAY_LENGTH(files));
    HistoryOptions options = {.until = strrchr(folder, '/') + 1};

    options.until = arena_printf(arena, "%s/000001_a.up.sql", options.until);
    tap_equal(read_dump(arena, folder, &options),
              "golang-migrate\n000001 a query: SELECT 1@1:1#1\n", "the end of a path will do");
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++)
    {
        options.until = ends[i];
        tap_equal(
            read_dump(arena, folder, &options),
            "golang-migrate\n000001 a query: SELECT 1@1:1#1\n000002 b query: SELECT 2@1:1#2\n",
            "until \"%s\"", ends[i]);
    }
    options.until = "7";
    tap_equal(read_dump(arena, folder, &options),
              arena_printf(arena, "error: no migration in \"%s\" is called \"7\"", folder),
              "an unknown end is an error");
}

static void
a_layout_can_be_forced(Arena *arena)
{
    static const TreeFile files[] = {{"1_a.up.sql", "SELECT 1;"}};
    const char *folder = tree_make(arena, files, ARRAY_LENGTH(files));
    HistoryOptions options = {.layout = "sqlx"};

    tap_equal(read_dump(arena, folder, &options), "sqlx\n1 a file: SELECT 1@1:1#1\n",
              "--layout sqlx");
    options.layout = "gose";
    tap_equal(read_dump(arena, folder, &options), "error: no layout is called \"gose\"",
              "an unknown layout is an error");
    options.layout = "goose";
    tap_equal(read_dump(arena, folder, &options),
              arena_printf(arena, "error: no migrations of goose in folder \"%s\"", folder),
              "a layout that does not fit is an error");
}

static void
placeholders_are_filled(Arena *arena)
{
    static const TreeFile files[] = {{"1_a.up.sql", "CREATE TABLE {{ .Schema }}.t (i int);"},
                                     {"1_a.down.sql", "DROP TABLE {{ .Other }}.t;"}};
    const char *folder = tree_make(arena, files, ARRAY_LENGTH(files));
    NameList settings = {0};
    HistoryOptions options = {.settings = &settings};

    tap_equal(read_dump(arena, folder, &options), "error: a placeholder has no value",
              "a placeholder without a value is an error");
    name_list_add(arena, &settings, "Schema=auth");
    tap_equal(read_dump(arena, folder, &options),
              "golang-migrate\n1 a query+down: CREATE TABLE auth.t (i int)@1:1#1\n",
              "the way back needs no values");
}

/* Settings of a connection live on where the runner keeps it, and only there. */
static void
sessions_are_kept(Arena *arena)
{
    static const TreeFile kept[] = {{"1_a.up.sql", "CREATE SCHEMA s; SET search_path = s;"},
                                    {"2_b.up.sql", "CREATE TABLE t (i int);"}};
    static const TreeFile anew[] = {{"V1__a.sql", "CREATE SCHEMA s; SET search_path = s;"},
                                    {"V2__b.sql", "CREATE TABLE t (i int);"}};
    static const TreeFile local[] = {
        {"1_a.up.sql", "CREATE SCHEMA s; SET LOCAL search_path = s; CREATE TABLE u (i int);"},
        {"2_b.up.sql", "CREATE TABLE t (i int);"}};
    static const TreeFile temporary[] = {
        {"V1__a.sql", "CREATE TEMP TABLE u (i int); CREATE TEMP VIEW v AS SELECT i FROM u;"},
        {"V2__b.sql", "CREATE TEMP TABLE u (i int); CREATE TABLE t (i int);"}};
    static const TreeFile committed[] = {
        {"1_a.up.sql", "CREATE TEMP TABLE u (i int) ON COMMIT DROP;"},
        {"2_b.up.sql", "CREATE TEMP TABLE u (i int); CREATE TABLE t (i int);"}};
    static const struct
    {
        const TreeFile *files;
        const char *space;
        const char *runner;
    } runs[] = {
        {kept, "s", "golang-migrate keeps search_path"},
        {anew, "public", "Flyway resets search_path"},
        {local, "public", "SET LOCAL ends with the runner's transaction"},
        {temporary, "public", "temporary objects end with the connection"},
        {committed, "public", "a table ON COMMIT DROP ends with the runner's transaction"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(runs); i++)
    {
        const HistoryOptions options = {0};
        Error error = {.arena = arena};
        Schema *schema = schema_new(arena);
        History history;
        bool is_read =
            history_read(arena, tree_make(arena, runs[i].files, 2), &options, &history, &error) &&
            history_apply(&history, schema, &error);

        tap_ok(is_read && schema->problems.count == 0 &&
                   schema_find_table(schema, runs[i].space, "t") != NULL,
               "%s", runs[i].runner);
    }
}

static void
the_corpus_is_recognised(Arena *arena)
{
    static const struct
    {
        const char *folder;
        const char *says;
    } histories[] = {
        {"mig-coder", "532 migrations of golang-migrate, 000001 to 000532, each file one query"},
        {"mig-concourse",
         "149 migrations of golang-migrate, 1510262030 to 1783024587, each file one query"},
        {"mig-cowprotocol",
         "121 migrations of Flyway, 001 to 121, each file one transaction (10 otherwise)"},
        {"mig-crates_io", "285 migrations of Diesel, 00000000000000 to 202607301400000000, each "
                          "file one transaction (7 otherwise)"},
        {"mig-documenso",
         "163 migrations of Prisma, 20230404095503 to 20260622120000, each file one query"},
        {"mig-labrinth",
         "94 migrations of sqlx, 20200716160921 to 20240923163452, each file one transaction"},
        {"mig-minder", "117 migrations of golang-migrate, 000001 to 000117, each file one query"},
        {"mig-stellar-horizon",
         "72 migrations of sql-migrate, 1 to 70, each file one transaction (3 otherwise)"},
        {"mig-supabase-auth",
         "70 migrations of Pop (Soda), 00 to 20260625000000, each file one transaction"},
        {"mig-synapse", "120 migrations of Synapse, 0 to 94, each file one transaction"},
        {"mig-temporal",
         "25 migrations of temporal-sql-tool, 1.0 to 1.19, each statement its own transaction"},
        {"mig-temporal-visibility",
         "15 migrations of temporal-sql-tool, 1.0 to 1.14, each statement its own transaction"},
    };
    const char *shared = getenv("TENFOLD_SHARED");
    NameList settings = {0};
    const HistoryOptions options = {.settings = &settings};

    if (shared == NULL)
        shared = arena_printf(arena, "%s/../shared", getenv("TENFOLD_SOURCE"));
    name_list_add(arena, &settings, "Namespace=auth");
    for (size_t i = 0; i < ARRAY_LENGTH(histories); i++)
    {
        const char *folder = arena_printf(arena, "%s/corpus/%s", shared, histories[i].folder);
        Error error = {.arena = arena};
        History history;

        if (!file_is_folder(folder))
            tap_skip("%s is not there", folder);
        else if (!history_read(arena, folder, &options, &history, &error))
            tap_equal(error.message, histories[i].says, "%s", histories[i].folder);
        else
            tap_equal(history_text(arena, &history), histories[i].says, "%s", histories[i].folder);
    }
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    layouts_are_recognised(arena);
    a_history_ends_where_told(arena);
    a_layout_can_be_forced(arena);
    placeholders_are_filled(arena);
    sessions_are_kept(arena);
    the_corpus_is_recognised(arena);
    tree_remove_all();
    arena_free(arena);
    return tap_done();
}
