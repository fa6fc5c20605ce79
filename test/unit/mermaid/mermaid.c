/*
 * Diagrams: what people draw becomes the tables that they mean, each on its line, and what is written
 * parses back to the same tables, columns and keys, for every schema of the corpus too.
 */
#include "mermaid/mermaid.h"

#include "ddl/ddl.h"
#include "schema/print.h"
#include "tap.h"

#include <glob.h>

static Schema *
read_diagram(Arena *arena, const char *name, const char *text)
{
    Schema *schema = schema_new(arena);
    DdlSession *session = ddl_session_open(schema);
    Error error = {.arena = arena};
    FileText file = {.name = name, .length = strlen(text)};
    MermaidSql sql;

    file.text = arena_strdup(arena, text);
    if (!mermaid_to_sql(arena, &file, schema, &sql, &error))
        schema_problem(schema, true, (Location){0}, error.message, NULL);
    else
        for (size_t i = 0; i < MERMAID_SCRIPTS; i++)
            if (!ddl_session_read(session, &sql.scripts[i], &error))
                schema_problem(schema, true, (Location){0}, error.message, NULL);
    ddl_session_close(session);
    return schema;
}

static Schema *
read_sql(Arena *arena, const char *text)
{
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText file = {.name = "a.sql", .length = strlen(text)};

    file.text = arena_strdup(arena, text);
    if (!ddl_read(schema, &file, &error))
        tap_ok(false, "%s", error.message);
    return schema;
}

static const char *
problems(Arena *arena, const Schema *schema)
{
    StrBuf text = strbuf_new(arena);

    for (const Problem *at = schema->problems.first; at != NULL; at = at->next)
    {
        strbuf_separate(&text, "\n");
        strbuf_printf(&text, "%u: %s", at->location.line, at->message);
    }
    return text.text;
}

static const char *
script(Arena *arena, const Schema *schema)
{
    static const PrintOptions options = {.with_comments = true};
    StrBuf text = strbuf_new(arena);

    print_script(&text, schema, &options);
    return text.text;
}

static const char shop[] = "---\ntitle: Shop\n---\n%% ours\nerDiagram\n    direction LR\n"
                           "    CUSTOMER ||--o{ ORDER : places\n"
                           "    ORDER ||--|{ LINE-ITEM : contains\n"
                           "    CUSTOMER one or zero optionally to zero or one p : has\n"
                           "    CUSTOMER {\n"
                           "        int id PK\n"
                           "        string name \"NOT NULL\"\n"
                           "        string email UK \"where invoices go\"\n"
                           "    }\n"
                           "    ORDER {\n"
                           "        bigint id PK\n"
                           "        int customerId FK\n"
                           "        datetime placed_at\n"
                           "        decimal(10,2) total\n"
                           "        varchar(20)[] tags\n"
                           "    }\n"
                           "    LINE-ITEM { bigint order_id PK, FK  int nr PK  money price }\n"
                           "    p[\"Profile Data\"] {\n        int customer_id FK\n    }\n"
                           "    style CUSTOMER fill:#f9f\n";

static void
what_is_drawn_is_read(Arena *arena)
{
    const Schema *schema = read_diagram(arena, "-", shop);
    const char *sql = script(arena, schema);
    static const char *const parts[] = {
        "CREATE TABLE public.customer (\n    id integer NOT NULL,\n    name text NOT NULL,\n",
        "customer_email_key UNIQUE (email)",
        "IS 'where invoices go'",
        ("    placed_at timestamp with time zone,\n    total numeric(10,2),\n    tags character "
         "varying(20)[]"),
        "FOREIGN KEY (\"customerId\") REFERENCES public.customer(id)",
        "\"customerId\" integer NOT NULL",
        "line_item_pkey PRIMARY KEY (order_id, nr)",
        "price money",
        "FOREIGN KEY (order_id) REFERENCES public.\"order\"(id)",
        "CREATE TABLE public.\"Profile Data\"",
        "UNIQUE (customer_id)",
    };
    const Table *order = schema_find_table(schema, "public", "order");

    tap_equal(problems(arena, schema), "", "nothing is left open");
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
    {
        bool is_there = strstr(sql, parts[i]) != NULL;

        tap_ok(is_there, "part %zu of the shop is there", i);
        if (!is_there)
            printf("# %s\n", parts[i]);
    }
    tap_ok(order != NULL && order->location.line == 15, "a table keeps its line");
    tap_ok(order != NULL && order->columns.first->next->location.line == 17, "a column too");
    tap_ok(order != NULL && order->constraints.last->location.line == 7, "and a foreign key");
}

static void
what_is_open_is_said(Arena *arena)
{
    static const struct
    {
        const char *text;
        const char *expected;
    } cases[] = {
        {"erDiagram\n a ||--o{ b : x\n a {\n int id PK\n }\n b {\n int id PK\n }",
         "2: \"b\" has no column that refers to \"a\": a_id is missing"},
        {"erDiagram\n a }o--o{ b : x\n a { int id PK }\n b { int id PK }",
         "2: \"a\" and \"b\" have many of each other: the table between them is missing"},
        {"erDiagram\n a { int id PK\n colour c }",
         "3: type \"colour\" of \"c\" is not known; taken as text"},
        {"erDiagram\n a { int id PK }\n a ||--o{ b : x",
         "3: entity \"b\" has no attributes: no table is made of it"},
        {"erDiagram\n a { int id PK", "2: the block of entity \"a\" has no end"},
        {"erDiagram\n a { int id PK }\n a => b", "3: no entity or relationship: \"a => b\""},
        {"erDiagram\n c[\"**d**\"] { varchar(nullable) x }\n a { int id }",
         "3: \"id\" of \"a\" is taken as its primary key, though it is not marked PK"},
        {"erDiagram\n a { int x }\n b { int a_id fk }\n a ||--o{ b : x",
         "4: \"a\" has no primary key that \"b\" could refer to"},
        {"flowchart LR\n a --> b", "0: no erDiagram in \"a.mmd\""},
        {"erDiagram\n a { int id PK\n int id }",
         "3: attribute \"id\" of entity \"a\" is there twice"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tap_equal(problems(arena, read_diagram(arena, "a.mmd", cases[i].text)), cases[i].expected,
                  "case %zu", i);
}

static void
columns_are_found(Arena *arena)
{
    static const struct
    {
        const char *label;
        const char *attributes; /* of posts */
        const char *column;
    } cases[] = {
        {"author", "int author_id FK \n int user_id", "author_id"},
        {"\"author_id\"", "int author_id", "author_id"},
        {"writes", "int userId", "\"userId\""},
        {"writes", "int users_id", "users_id"},
        {"writes", "int id PK \n int owner FK", "owner"},
        {"owner", "int owner", "owner"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const char *text = arena_printf(
            arena, "erDiagram\nusers { int id PK }\nposts { %s }\nusers ||--o{ posts : %s\n",
            cases[i].attributes, cases[i].label);
        const Schema *schema = read_diagram(arena, "-", text);

        tap_equal(problems(arena, schema), "", "case %zu has a column", i);
        tap_ok(strstr(script(arena, schema),
                      arena_printf(arena, "FOREIGN KEY (%s)", cases[i].column)) != NULL,
               "which is %s", cases[i].column);
    }
}

static void
markdown_blocks_are_read(Arena *arena)
{
    const Schema *schema = read_diagram(
        arena, "README.md",
        "# Data\n\n```mermaid\nflowchart LR\n  a --> b\n```\n\n```mermaid\nerDiagram\n  a "
        "{\n int id PK\n }\n```\ntext\n```mermaid\nerDiagram\n b { int a_id }\n a "
        "||--o| b : x\n```\n");

    tap_equal(problems(arena, schema), "", "a page is read");
    tap_ok(schema->tables.count == 2 && schema->tables.first->location.line == 10,
           "all of its diagrams, on their lines");
    tap_ok(strstr(script(arena, schema), "FOREIGN KEY (a_id)") != NULL, "as one");
}

/* Tables, columns with whether they are required, and keys: what a diagram holds. */
static const char *
outline(Arena *arena, const Schema *schema)
{
    StrBuf text = strbuf_new(arena);

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        if (table->partition_of != NULL || table->columns.count == 0)
            continue;
        strbuf_printf(&text, "%s.%s\n", table->schema, table->name);
        for (const Column *at = table->columns.first; at != NULL; at = at->next)
            strbuf_printf(&text, "  %s%s\n", at->name, at->is_not_null ? " not null" : "");
        for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
            if (at->kind == CONSTRAINT_PRIMARY_KEY)
                strbuf_printf(&text, "  primary key, %zu columns\n", at->columns.count);
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
            for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
                if (at->kind == CONSTRAINT_FOREIGN_KEY &&
                    str_equal(at->columns.first->text, column->name))
                    strbuf_printf(&text, "  (%s) to %s.%s (%s)\n",
                                  name_list_text(arena, &at->columns), at->ref_schema,
                                  at->ref_table, name_list_text(arena, &at->ref_columns));
    }
    return text.text;
}

static void
check_there_and_back(Arena *arena, const Schema *schema, const char *name)
{
    StrBuf diagram = strbuf_new(arena);
    const char *expected = outline(arena, schema);
    const char *got;
    size_t at = 0;

    mermaid_write(&diagram, schema);
    got = outline(arena, read_diagram(arena, "-", diagram.text));
    while (got[at] != '\0' && got[at] == expected[at])
        at++;
    tap_ok(str_equal(got, expected), "%s comes back", name);
    if (!str_equal(got, expected))
        printf("# %.200s\n# expected: %.200s\n", got + (at < 100 ? 0 : at - 100),
               expected + (at < 100 ? 0 : at - 100));
}

static void
written_diagrams_come_back(Arena *arena)
{
    check_there_and_back(
        arena,
        read_sql(
            arena,
            "CREATE SCHEMA app; CREATE TABLE app.\"Odd Name\" (\"a b\" int PRIMARY KEY, \"C-D\" "
            "text NOT NULL, \"9\" numeric(10,2) UNIQUE, é text[] NOT NULL, \"}\" interval day to "
            "second(3));"
            "COMMENT ON COLUMN app.\"Odd Name\".\"a b\" IS 'a; \"b\"\n%% c';"
            "CREATE TABLE b (x int, y int NOT NULL, z int REFERENCES app.\"Odd Name\", "
            "PRIMARY KEY (x, y), UNIQUE (y, z));"
            "CREATE TABLE \"C\" (id bigint PRIMARY KEY, x int, y int, parent_id bigint NOT NULL "
            "REFERENCES \"C\", other_id bigint UNIQUE REFERENCES \"C\", FOREIGN KEY (x, y) "
            "REFERENCES b, FOREIGN KEY (y, x) REFERENCES b (y, z));"),
        "an odd schema");
}

static void
corpus_comes_back(Arena *arena)
{
    const char *shared = getenv("TENFOLD_SHARED");
    const char *corpus =
        shared != NULL ? shared : arena_printf(arena, "%s/../shared", getenv("TENFOLD_SOURCE"));
    static const char *const folders[] = {"coder",         "chinook",     "derived-*",
                                          "openstreetmap", "pagila-pg15", "temporal"};

    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
    {
        glob_t files;

        if (glob(arena_printf(arena, "%s/corpus/%s/*.sql", corpus, folders[i]), 0, NULL, &files) !=
            0)
        {
            tap_skip("no %s in %s", folders[i], corpus);
            continue;
        }
        for (size_t k = 0; k < files.gl_pathc; k++)
        {
            Arena *turn = arena_new(NULL, "schema");
            Schema *schema = schema_new(turn);
            Error error = {.arena = turn};
            FileText file;

            if (file_read(turn, files.gl_pathv[k], &file, &error) &&
                ddl_read(schema, &file, &error))
                check_there_and_back(turn, schema, files.gl_pathv[k]);
            arena_free(turn);
        }
        globfree(&files);
    }
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    what_is_drawn_is_read(arena);
    what_is_open_is_said(arena);
    columns_are_found(arena);
    markdown_blocks_are_read(arena);
    written_diagrams_come_back(arena);
    corpus_comes_back(arena);
    arena_free(arena);
    return tap_done();
}
