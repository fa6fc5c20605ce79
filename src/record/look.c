/*
 * A test suite drops its database when it is done, or its tables one by one: then there is nothing left
 * to read at the end. So a database is looked at before it loses a table, if it has more of them than
 * ever before. Counting is cheap, reading the catalogs is not.
 */
#include "record/look.h"

#include "ddl/ddl.h"
#include "live/catalog.h"
#include "schema/print.h"
#include "scratch/guest.h"

#include "base/map.h"

enum
{
    LOOKS_MOST = 40, /* at one database while the command runs */
    REMAINS_MOST = 2 /* tables that a teardown may leave: those of the migration tool */
};

static const char count_tables[] =
    "SELECT count(*) FROM pg_catalog.pg_class AS c"
    " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

static bool
count(Db *db, Arena *arena, size_t *tables, Error *error)
{
    DbResult result;

    if (!db_query(db, arena, count_tables, NULL, 0, &result, error))
        return false;
    *tables = (size_t) strtoull(result.values[0], NULL, 10);
    return true;
}

static bool
read_schema(Db *db, Database *database, Error *error)
{
    Schema *schema = schema_new(database->arena);

    if (!catalog_read_schema(db, schema, error))
        return false;
    for (Sequence *sequence = schema->sequences.first; sequence != NULL; sequence = sequence->next)
        sequence->last_value = 0; /* how far tests came says nothing */
    database->schema = schema;
    database->last_seen = database->entries.last;
    return true;
}

void
look_before_loss(Scratch *scratch, Database *database)
{
    Arena *arena = arena_new(NULL, "look");
    Error ignored = {.arena = arena}; /* the database may not even be there */
    size_t tables = 0;
    Db *db;

    if (database->looks++ < LOOKS_MOST &&
        guest_inspect(scratch, arena, database->name, &db, &ignored) &&
        count(db, arena, &tables, &ignored) && tables > database->tables &&
        read_schema(db, database, &ignored))
        database->tables = tables;
    arena_free(arena);
}

/* The state at the end counts, unless there is hardly anything left of what there was. */
static bool
look_again(Scratch *scratch, Arena *arena, Database *database, Error *error)
{
    size_t tables;
    Db *db;

    if (!guest_inspect(scratch, arena, database->name, &db, error) ||
        !count(db, arena, &tables, error))
        return false;
    if (database->schema != NULL && tables <= REMAINS_MOST && database->tables > 2 * tables + 1)
    {
        database->is_torn_down = true;
        return true;
    }
    database->tables = tables;
    database->schema = NULL;
    return true;
}

bool
look_at_end(Scratch *scratch, Arena *arena, Recording *recording, const char *name,
            Database **chosen, Error *error)
{
    Arena *while_looking = arena_new(arena, "look_at_end");
    Database *best;
    Db *db;

    for (Database *database = recording->databases.first; database != NULL;
         database = database->next)
        if (!database->is_dropped && !look_again(scratch, while_looking, database, error))
            error_clear(error); /* gone, or never there: a client asked for it */
    best = recording_choose(recording, name);
    if (best == NULL)
        return error_set(error, ERROR_USAGE, "the command used no database \"%s\"", name);
    if (best->schema == NULL && !best->is_dropped &&
        (!guest_inspect(scratch, while_looking, best->name, &db, error) ||
         !read_schema(db, best, error)))
        return false;
    if (best->schema == NULL)
        best->schema = schema_new(best->arena);
    *chosen = best;
    arena_free(while_looking);
    return true;
}

/* What `left` has and `right` has not, by name: how expressions are written differs. */
static void
subtract(Arena *arena, const Schema *left, const Schema *right, NameList *out)
{
    const PrintOptions options = {0};
    PrintedStatementList ours = print_schema(arena, left, &options);
    PrintedStatementList theirs = print_schema(arena, right, &options);
    Map *known = map_new(arena);

    for (const PrintedStatement *item = theirs.first; item != NULL; item = item->next)
        map_put(known, item->object, known);
    for (const PrintedStatement *item = ours.first; item != NULL; item = item->next)
        if (map_get(known, item->object) == NULL && !name_list_contains(out, item->object))
            name_list_add(arena, out, item->object);
}

bool
look_compare(Arena *arena, const char *changes, const Schema *schema, NameList *missing,
             NameList *extra, Error *error)
{
    Schema *read = schema_new(arena);
    FileText text = {
        .name = "migrations.sql", .text = arena_strdup(arena, changes), .length = strlen(changes)};

    if (!ddl_read(read, &text, error))
        return false;
    subtract(arena, schema, read, missing);
    subtract(arena, read, schema, extra);
    return true;
}
