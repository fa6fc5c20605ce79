/* Built-in types: what we know is what pg_type and format_type() of a real server say. */
#include "schema/type.h"

#include "ddl/ddl.h"
#include "schema/type_list.h"
#include "scratch/scratch.h"
#include "tap.h"

static uint32_t
alignment_of(const char *letter)
{
    switch (*letter)
    {
    case 'c':
        return 1;
    case 's':
        return 2;
    case 'd':
        return 8;
    default:
        return 4;
    }
}

static const char built_in[] =
    "SELECT t.typname, t.typlen, t.typalign, format_type(t.oid, -1) AS spelling,"
    " CASE WHEN a.oid IS NULL THEN NULL ELSE a.typalign END AS array_alignment,"
    " format_type(a.oid, -1) AS array_spelling"
    " FROM pg_type t LEFT JOIN pg_type a ON a.oid = t.typarray"
    " WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype IN ('b', 'p', 'r', 'm')"
    " AND NOT (t.typelem <> 0 AND t.typlen = -1 AND t.typinput = 'array_in'::regproc)"
    " AND t.typname NOT LIKE '\\_%'";

static void
compare_facts(Arena *arena, const DbResult *rows)
{
    size_t wrong = 0;

    for (size_t row = 0; row < rows->rows; row++)
    {
        const char *name = db_value(rows, row, "typname");
        TypeName type = type_builtin(arena, name);
        TypeName array = type_make(arena, NULL, name, NULL, 1);
        TypeFacts facts = type_facts(NULL, &type);
        TypeFacts array_facts = type_facts(NULL, &array);
        const char *array_alignment = db_value(rows, row, "array_alignment");
        bool is_right =
            facts.length == strtol(db_value(rows, row, "typlen"), NULL, 10) &&
            facts.alignment == alignment_of(db_value(rows, row, "typalign")) &&
            str_equal(type.text, db_value(rows, row, "spelling")) &&
            (array_alignment == NULL ||
             (array_facts.alignment == alignment_of(array_alignment) && array_facts.length == -1));

        if (is_right)
            continue;
        wrong++;
        printf("# %s: length %d, alignment %u, \"%s\"\n", name, (int) facts.length, facts.alignment,
               type.text);
    }
    tap_ok(rows->rows == ARRAY_LENGTH(builtin_types), "the server has the types that we list: %zu",
           rows->rows);
    tap_ok(wrong == 0, "all have the server's length, alignment and spelling");
}

/* Columns whose types are hard to spell; each is c1, c2 … of one table. */
static const char spellings[] =
    "CREATE TABLE public.spelling (c1 varchar(255), c2 numeric(10,2)[], c3 timestamp(3) with time "
    "zone, c4 time(2), c5 bit varying(5), c6 bit(3), c7 char(4), c8 interval(3), c9 interval year "
    "to month, c10 interval day to second(3), c11 \"char\"[][], c12 bpchar, c13 name, c14 "
    "timetz[3], c15 float(20), c16 dec, c17 national character varying(7), c18 interval minute to "
    "second, c19 bit, c20 char, c21 oid, c22 int4range, c23 numeric(3,-2));";

static const char ask_spellings[] =
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS spelling FROM pg_attribute a "
    "WHERE a.attrelid = 'public.spelling'::regclass AND a.attnum > 0";

static void
compare_spellings(Arena *arena, const Schema *schema, const DbResult *rows)
{
    const Table *table = schema_find_table(schema, "public", "spelling");

    (void) arena;
    tap_ok(rows->rows == 23, "the server has the columns");
    for (size_t row = 0; row < rows->rows; row++)
    {
        const Column *column = table_find_column(table, db_value(rows, row, "attname"));

        tap_equal(column->type.text, db_value(rows, row, "spelling"),
                  "%s is spelled as the server does", column->name);
    }
}

static Schema *
read_spellings(Arena *arena, Error *error)
{
    Schema *schema = schema_new(arena);
    FileText input = {
        .name = "test", .text = arena_strdup(arena, spellings), .length = strlen(spellings)};

    tap_ok(ddl_read(schema, &input, error) && schema->problems.count == 0,
           "the statement is read: %s", error->message == NULL ? "" : error->message);
    return schema;
}

static void
test_own_types(Arena *arena)
{
    Schema *schema = schema_new(arena);
    Type *domain = arena_new_object(arena, Type);
    Type *mood = arena_new_object(arena, Type);
    TypeName name = type_make(arena, "public", "email", NULL, 0);

    domain->schema = "public";
    domain->name = "email";
    domain->kind = TYPE_DOMAIN;
    domain->base = type_make(arena, NULL, "varchar", "200", 0);
    schema_add_type(schema, domain);
    mood->schema = "app";
    mood->name = "mood";
    mood->kind = TYPE_ENUM;
    schema_add_type(schema, mood);
    tap_equal(type_facts(schema, &name).base_name, "varchar", "a domain is what it is based on");
    tap_equal(name.text, "email", "public is not written for people");
    tap_equal(type_sql(arena, &name), "public.email", "but in SQL");
    name = type_make(arena, "app", "mood", NULL, 0);
    tap_ok(type_facts(schema, &name).length == 4, "an enum takes four bytes");
    tap_equal(type_text(arena, "public", "date", NULL, 0), "public.date",
              "a name that is also a built-in type's keeps its schema");
    name = type_make(arena, "public", "citext", NULL, 0);
    tap_ok(type_facts(schema, &name).category == CATEGORY_TEXT, "citext is text");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    Schema *schema = read_spellings(arena, &error);
    Scratch *scratch;
    LoadResult loaded = {0};
    DbResult rows;
    Db *db;

    test_own_types(arena);
    if (!scratch_start(arena, &(ScratchOptions){0}, &scratch, &error))
        tap_skip("no PostgreSQL: %s", error.message);
    else if (scratch_load(scratch, arena, "types", schema, &(NameList){0}, &loaded, &error) &&
             scratch_connect(scratch, arena, "types", &db, &error) &&
             db_query(db, arena, built_in, NULL, 0, &rows, &error))
    {
        compare_facts(arena, &rows);
        if (db_query(db, arena, ask_spellings, NULL, 0, &rows, &error))
            compare_spellings(arena, schema, &rows);
    }
    else
        tap_ok(false, "the server answers: %s", error.message);
    arena_free(arena);
    return tap_done();
}
