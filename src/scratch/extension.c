/*
 * An extension's script runs as superuser, before anything of the schema is there that it could trip
 * over. Only extensions of this list are created: their functions reach neither files nor other
 * servers nor processes. Whether one is "trusted" for PostgreSQL is another question: dblink's owner
 * may be, its users are not.
 */
#include "scratch/extension.h"

#include "scratch/template.h"
#include "sql/quote.h"

static const char *const harmless[] = {
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dict_int",
    "earthdistance",
    "fuzzystrmatch",
    "h3",
    "hll",
    "hstore",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "moddatetime",
    "ip4r",
    "numeral",
    "pg_stat_statements",
    "pg_trgm",
    "pg_uuidv7",
    "pgcrypto",
    "plpgsql",
    "postgis",
    "prefix",
    "semver",
    "seg",
    "tablefunc",
    "tcn",
    "tsm_system_rows",
    "tsm_system_time",
    "unaccent",
    "uuid-ossp",
    "vector",
};

bool
extension_is_harmless(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(harmless); i++)
        if (strcmp(harmless[i], name) == 0)
            return true;
    return false;
}

static bool
make_schema(Db *admin, Arena *arena, const char *name, Error *error)
{
    const char *sql = arena_printf(arena, "CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION %s",
                                   quote_ident(arena, name), TEMPLATE_SANDBOX);

    return strncmp(name, "pg_", 3) == 0 || db_execute(admin, sql, error);
}

static bool
create(Db *admin, Arena *arena, const Extension *extension, Error *error)
{
    const char *home = extension->schema != NULL ? extension->schema : "public";
    const char *sql =
        arena_printf(arena, "CREATE EXTENSION IF NOT EXISTS %s WITH SCHEMA %s CASCADE",
                     quote_ident(arena, extension->name), quote_ident(arena, home));

    return make_schema(admin, arena, home, error) && db_execute(admin, sql, error);
}

bool
extension_create_all(Db *admin, Arena *arena, const Schema *schema, const NameList *without,
                     LoadResult *out, Error *error)
{
    for (const Extension *extension = schema->extensions.first; extension != NULL;
         extension = extension->next)
    {
        bool is_wanted = (without == NULL || !name_list_contains(without, extension->name)) &&
                         extension_is_harmless(extension->name);

        if (is_wanted && create(admin, arena, extension, error))
            continue;
        if (error->code == ERROR_INTERRUPTED || error->code == ERROR_CONNECTION)
            return false;
        error_clear(error); /* not installed, or made for another server */
        name_list_add(arena, &out->stubbed_extensions, extension->name);
        if (extension->schema != NULL && !make_schema(admin, arena, extension->schema, error))
            return false;
    }
    return true;
}
