/*
 * catalog.c - the order in which the catalogs are read.
 *
 * Everything happens in one read-only transaction, so that all queries see one moment; its
 * search_path names pg_catalog alone, so that every name is printed with its schema. The trap: a
 * failing query ends the transaction, so what a bare role may not see is asked for beforehand.
 */
#include "live/catalog.h"

#include "live/catalog_internal.h"
#include "sql.gen.h"

/* Names, dates and numbers print alike whatever the role or the database prefers. */
static const char session_settings[] = "SET LOCAL search_path = pg_catalog;"
                                       "SET LOCAL quote_all_identifiers = off;"
                                       "SET LOCAL datestyle = 'ISO';"
                                       "SET LOCAL intervalstyle = 'postgres';"
                                       "SET LOCAL extra_float_digits = 1;"
                                       "SET LOCAL bytea_output = 'hex'";

static void
take_namespace(Catalog *catalog, const CatalogRow *row)
{
    Namespace *space = arena_new_object(catalog->arena, Namespace);

    space->name = catalog_text(row, "name");
    space->owner = catalog_role(catalog, catalog_text(row, "owner"));
    space->comment = catalog_text(row, "comment");
    space->ordinal = ++catalog->ordinal;
    schema_add_namespace(catalog->schema, space);
}

static bool
read_all(Catalog *catalog)
{
    return catalog_each(catalog, sql_catalog_namespaces, take_namespace) &&
           catalog_read_tables(catalog) && catalog_read_columns(catalog);
}

bool
catalog_read_schema(Db *db, Schema *schema, Error *error)
{
    Catalog catalog = {.db = db,
                       .schema = schema,
                       .arena = schema->arena,
                       .error = error,
                       .relations = map_new(schema->arena),
                       .version = db_version(db)};

    schema->server_version = catalog.version;
    return db_begin(db, error) && db_execute(db, session_settings, error) && read_all(&catalog) &&
           db_end(db, error);
}

bool
catalog_read_stats(Db *db, Schema *schema, Stats *stats, Error *error)
{
    (void) schema;
    (void) error;
    stats->server_version = db_version(db);
    stats->database = arena_strdup(stats->arena, db_name(db));
    return true;
}
