/*
 * Placeholders: what is one is filled in or named, and what only looks like one is left alone, in every
 * file of the corpus too.
 */
#include "migration/template.h"

#include "base/strbuf.h"
#include "tap.h"

#include <ftw.h>

typedef struct Filled
{
    bool is_filled;
    char *text;
    Template template;
    Error error;
} Filled;

static Filled
fill(Arena *arena, const char *settings, const char *text)
{
    Filled result = {.error = {.arena = arena}};
    FileText file = {.name = "a.sql", .length = strlen(text)};
    NameList list = {0};

    file.text = arena_strdup(arena, text);
    for (const char *at = settings; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
        name_list_add(arena, &list, arena_strndup(arena, at, strcspn(at, " ")));
    result.is_filled = template_start(arena, &list, &result.template, &result.error) &&
                       template_fill(&result.template, &file, &result.error) &&
                       template_check(&result.template, &result.error);
    result.text = file.text;
    return result;
}

static void
placeholders_are_filled(Arena *arena)
{
    static const struct
    {
        const char *settings;
        const char *text;
        const char *expected;
    } cases[] = {
        {"Namespace=auth", "CREATE TABLE {{ index .Options \"Namespace\" }}.users (a int);",
         "CREATE TABLE auth.users (a int);"},
        {"Schema=s", "ALTER TABLE {{.Schema}}.t; SELECT '{{ .Schema }}.t'::regclass;",
         "ALTER TABLE s.t; SELECT 's.t'::regclass;"},
        {"Schema=s", "CREATE TABLE \"{{ .Schema }}\".t (a int);", "CREATE TABLE \"s\".t (a int);"},
        {"N=s", "CREATE TABLE \"{{ index .Options \"N\" }}\".\"t\" (a int);",
         "CREATE TABLE \"s\".\"t\" (a int);"},
        {"schema=s", "CREATE TABLE {{ schema }}.{{{schema}}}_t{{- schema | quote -}}x (a int);",
         "CREATE TABLE s.s_tsx (a int);"},
        {"schema=s", "CREATE TABLE {{ var('schema', 'public') }}.t{{! why }} (a int);",
         "CREATE TABLE s.t (a int);"},
        {"N=auth",
         "DO $$ BEGIN ALTER TABLE {{ index .Options \"N\" }}.t ADD a text DEFAULT '{{.N}}'; END $$",
         "DO $$ BEGIN ALTER TABLE auth.t ADD a text DEFAULT 'auth'; END $$"},
        {"x=s", "CREATE TABLE ${x}.t_${x} (a text DEFAULT '${x}'); -- ${y}",
         "CREATE TABLE s.t_s (a text DEFAULT 's'); -- ${y}"},
        {"x=s", "CREATE TABLE ${env:x}.t (a ${type:-int}); -- ${y}",
         "CREATE TABLE s.t (a int); -- ${y}"},
        {"", "CREATE TABLE ${flyway:defaultSchema}.t (a int);", "CREATE TABLE public.t (a int);"},
        {"s=cdm", "CREATE TABLE @s.a (b int); CREATE INDEX i ON @s.a (b);",
         "CREATE TABLE cdm.a (b int); CREATE INDEX i ON cdm.a (b);"},
        {"s=cdm", "CREATE TABLE @s@.a (b int); SELECT a = @b, '@s', 'a@s.c' FROM @s.t;",
         "CREATE TABLE cdm.a (b int); SELECT a = @b, 'cdm', 'a@s.c' FROM cdm.t;"},
        {"",
         "\\set s app\nCREATE TABLE :s.t (a text DEFAULT :'s'); ALTER TABLE :\"s\".t ADD b int;",
         "\\set s app\nCREATE TABLE app.t (a text DEFAULT 'app'); ALTER TABLE app.t ADD b int;"},
        {"s=a s=b", "CREATE TABLE :s.t (a text DEFAULT 'x'::text);",
         "CREATE TABLE b.t (a text DEFAULT 'x'::text);"},
        {"x=a", "CREATE TABLE {{\n .x\n}}.t (\n a int);", "CREATE TABLE a\n\n.t (\n a int);"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Filled filled = fill(arena, cases[i].settings, cases[i].text);

        tap_ok(filled.is_filled, "%s", filled.is_filled ? "filled in" : filled.error.detail);
        tap_equal(filled.text, cases[i].expected, "case %zu", i);
    }
}

static void
other_text_is_left_alone(Arena *arena)
{
    static const char *const texts[] = {
        "INSERT INTO t VALUES ('{{1,2},{3,4}}', '{{a,b}}', '{{ x }}', '${x}', 'a@b.c', ':x');",
        "CREATE TABLE t (a int CHECK (@a < 5), b int DEFAULT @ -3, c int[] DEFAULT '{{1}}');",
        "SELECT a <@ b, a @> b, a @@ b, b @@to_tsquery('x'), a = @x FROM t WHERE id = :id;",
        "SELECT a[lo:hi], a[1:n], b::text, '{\"a\":\"b\"}'::jsonb, extract(day from @a.b) FROM t;",
        "CREATE FUNCTION f() RETURNS text LANGUAGE plv8 AS $$ return `${x} {{y}}` $$;",
        "CREATE FUNCTION f() RETURNS text AS $$ x = f\"{{y}}\" $$ LANGUAGE 'plpython3u';",
        ("CREATE FUNCTION f() RETURNS text AS $$ BEGIN x := y; z:=x; f(a => 1); END $$ LANGUAGE "
         "plpgsql;"),
        "-- {{ x }} ${x} @x :x\n/* {{ if }} CREATE TABLE @x.y */ SELECT 1;",
        "COPY t FROM stdin;\na@b.c\t{{x}}\t${x}\n\\.\nSELECT 1;",
        "SELECT JSON_OBJECT('a':b), 12:30;",
        "DECLARE @t TABLE (a int);",
        "{{",
        "${",
        "@",
        ":",
        "${x",
        "'{{ x",
        "\"{{ x }}",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
    {
        Filled filled = fill(arena, "", texts[i]);

        tap_ok(filled.is_filled || i == ARRAY_LENGTH(texts) - 1, "text %zu has no placeholder: %s",
               i, filled.is_filled ? "" : filled.error.detail);
        tap_equal(filled.text, texts[i], "and is left alone");
    }
}

static void
missing_values_are_named(Arena *arena)
{
    Filled filled = fill(arena, "b=1",
                         "CREATE TABLE {{ .A }}.t (a int);\nCREATE TABLE {{ .b }}.{{ .A }}_u (\n a "
                         "${c} DEFAULT :'d');");

    tap_ok(!filled.is_filled, "values are missing");
    tap_equal(filled.error.message, "3 placeholders have no value", "how many");
    tap_equal(filled.error.detail,
              "First used: {{ .A }} at a.sql:1, ${c} at a.sql:3, :'d' at a.sql:3.", "where");
    tap_equal(filled.error.hint, "Give --set A=VALUE --set c=VALUE --set d=VALUE.", "what to do");
    filled = fill(arena, "", "CREATE TABLE @s.a (b int);");
    tap_equal(filled.error.message, "a placeholder has no value", "one is one");
    filled = fill(arena, "", "SELECT 1;\n{{ if .X }} CREATE TABLE a (b int); {{ end }}");
    tap_equal(filled.error.message, "a.sql:2:1: \"{{ if .X }}\" is more than the name of a value",
              "control constructs are refused");
    filled = fill(arena, "", "{% if x %} CREATE TABLE a (b int); {% endif %}");
    tap_equal(filled.error.message, "a.sql:1:1: \"{% if x %}\" is more than the name of a value",
              "Jinja's too");
    filled = fill(arena, "x", "");
    tap_equal(filled.error.message, "\"x\" gives no placeholder a value", "a name alone is none");
}

static Arena *walk_arena;
static size_t walk_count;

/* Only these have placeholders, or belong to a tool with variables. */
static bool
is_template_file(const char *path)
{
    return strstr(path, "/mig-supabase-auth/") != NULL || strstr(path, "/omop-cdm/") != NULL ||
           strstr(path, "/goyesql-") != NULL;
}

static int
check_file(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    Error error = {.arena = walk_arena};
    size_t length = strlen(path);
    Template template;
    FileText file;
    char *before;

    (void) status;
    (void) place;
    if (kind != FTW_F || length < 4 || strcmp(path + length - 4, ".sql") != 0 ||
        strstr(path, "/ldbc-snb/") != NULL || strstr(path, "/pgbench/") != NULL ||
        is_template_file(path))
        return 0;
    walk_count++;
    if (!file_read(walk_arena, path, &file, &error) ||
        !template_start(walk_arena, NULL, &template, &error))
        return 1;
    before = file.text;
    if (!template_fill(&template, &file, &error) || !template_check(&template, &error))
        tap_ok(false, "%s: %s %s", path, error.message, error.detail == NULL ? "" : error.detail);
    else if (strcmp(before, file.text) != 0)
        tap_ok(false, "%s was changed", path);
    return 0;
}

static void
corpus_has_no_false_placeholders(Arena *arena)
{
    const char *source = getenv("TENFOLD_SOURCE");
    const char *shared = getenv("TENFOLD_SHARED");
    char *folder = shared == NULL ? arena_printf(arena, "%s/../shared/corpus", source)
                                  : arena_printf(arena, "%s/corpus", shared);

    if (!file_is_folder(folder))
    {
        tap_skip("no corpus in %s", folder);
        return;
    }
    walk_arena = arena_new(arena, "walk");
    tap_ok(nftw(folder, check_file, 16, FTW_PHYS) == 0, "the corpus was read");
    tap_ok(walk_count > 1000, "%zu files of the corpus hold no placeholder", walk_count);
    arena_free(walk_arena);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    placeholders_are_filled(arena);
    other_text_is_left_alone(arena);
    missing_values_are_named(arena);
    corpus_has_no_false_placeholders(arena);
    arena_free(arena);
    return tap_done();
}
