/*
 * scratch_partitions.c - partitions that a larger database has, in a database of the private server.
 *
 * They are in a schema of their own, which belongs to the sandbox's role as everything that is loaded, and
 * goes with one statement before anybody reads the catalogs.
 */
#include "scratch/scratch_internal.h"

#include "scratch/load.h"
#include "scratch/template.h"
#include "sql/quote.h"

static void
add_statement(Arena *arena, PrintedStatementList *list, const char *sql)
{
    PrintedStatement *statement = arena_new_object(arena, PrintedStatement);

    *statement = (PrintedStatement){.sql = sql, .search_path = "''", .object = sql};
    list_append(list, statement);
}

static void
add_table(Arena *arena, const Table *table, PrintedStatementList *list)
{
    StrBuf sql = strbuf_new(arena);

    print_partition(&sql, table);
    add_statement(arena, list, sql.text);
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        sql = strbuf_new(arena);
        print_index(&sql, index, false);
        add_statement(arena, list, sql.text);
    }
}

/* The schema that they are in; NULL when there are none. */
static const char *
schema_of(const Schema *schema)
{
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        if (table->made_like != NULL)
            return table->schema;
    return NULL;
}

static bool
run(Scratch *scratch, Arena *arena, const char *database, const PrintedStatementList *list,
    Error *error)
{
    LoadResult ignored = {0};
    Db *db;

    return scratch_connect_as(scratch, arena, TEMPLATE_SANDBOX, database, false, &db, error) &&
           load_statements(db, arena, list, scratch->slow, &ignored, error);
}

bool
scratch_add_partitions(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
                       Error *error)
{
    const char *name = schema_of(schema);
    PrintedStatementList list = {0};
    Arena *work;
    bool is_done;

    if (name == NULL)
        return true;
    work = arena_new(arena, "scratch_add_partitions");
    add_statement(work, &list, arena_printf(work, "CREATE SCHEMA %s", quote_ident(work, name)));
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        if (table->made_like != NULL)
            add_table(work, table, &list);
    is_done = run(scratch, work, database, &list, error);
    arena_free(work);
    return is_done;
}

bool
scratch_drop_partitions(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
                        Error *error)
{
    const char *name = schema_of(schema);
    PrintedStatementList list = {0};
    Arena *work;
    bool is_done;

    if (name == NULL)
        return true;
    work = arena_new(arena, "scratch_drop_partitions");
    add_statement(work, &list,
                  arena_printf(work, "DROP SCHEMA %s CASCADE", quote_ident(work, name)));
    is_done = run(scratch, work, database, &list, error);
    arena_free(work);
    return is_done;
}
