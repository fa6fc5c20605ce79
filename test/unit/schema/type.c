/* Built-in types: what we know is what pg_type and format_type() of a real server say. */
#include "schema/type.h"

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

/* What format_type() says of columns of these types. */
static void
compare_spellings(Arena *arena, Db *db)
{
    static const struct
    {
        const char *sql;
        const char *name;
        const char *modifiers;
        uint32_t dimensions;
    } cases[] = {
        {"varchar(255)", "varchar", "255", 0},
        {"numeric(10,2)[]", "numeric", "10,2", 1},
        {"timestamp(3) with time zone", "timestamptz", "3", 0},
        {"time(2)", "time", "2", 0},
        {"bit varying(5)", "varbit", "5", 0},
        {"bit(3)", "bit", "3", 0},
        {"char(4)", "bpchar", "4", 0},
        {"interval(3)", "interval", "3", 0},
        {"interval year to month", "interval", "year to month", 0},
        {"interval day to second(3)", "interval", "day to second(3)", 0},
        {"\"char\"[][]", "char", NULL, 2},
        {"bpchar", "bpchar", NULL, 0},
    };
    Error error = {.arena = arena};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        DbResult result;
        TypeName type =
            type_make(arena, NULL, cases[i].name, cases[i].modifiers, cases[i].dimensions);
        char *sql = arena_printf(arena,
                                 "SELECT pg_get_viewdef(c.oid) AS unused, "
                                 "format_type(a.atttypid, a.atttypmod) AS spelling, a.atttypmod "
                                 "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
                                 "WHERE c.relname = 'spelling_%zu' AND a.attnum = 1",
                                 i);
        char *view = arena_printf(
            arena, "CREATE TEMPORARY VIEW spelling_%zu AS SELECT NULL::%s AS a", i, cases[i].sql);

        if (!db_execute(db, view, &error) || !db_query(db, arena, sql, NULL, 0, &result, &error) ||
            result.rows != 1)
        {
            tap_ok(false, "%s: %s", cases[i].sql, error.message);
            continue;
        }
        tap_equal(type.text, db_value(&result, 0, "spelling"), "%s is spelled as the server does",
                  cases[i].sql);
    }
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
    Schema *empty = schema_new(arena);
    Scratch *scratch;
    LoadResult loaded = {0};
    DbResult rows;
    Db *db;

    test_own_types(arena);
    if (!scratch_start(arena, &(ScratchOptions){0}, &scratch, &error))
        tap_skip("no PostgreSQL: %s", error.message);
    else if (scratch_load(scratch, arena, "types", empty, &(NameList){0}, &loaded, &error) &&
             scratch_connect(scratch, arena, "types", &db, &error) &&
             db_query(db, arena, built_in, NULL, 0, &rows, &error))
    {
        compare_facts(arena, &rows);
        compare_spellings(arena, db);
    }
    else
        tap_ok(false, "the server answers: %s", error.message);
    arena_free(arena);
    return tap_done();
}
