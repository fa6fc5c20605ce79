/*
 * What needs the superuser comes first, while the database is empty: roles, extensions, stand-ins. Then
 * the sandbox's role loads what print gives, and nothing else: never a text of the user's.
 */
#include "scratch/scratch_internal.h"

#include "scratch/breakdown.h"
#include "scratch/extension.h"
#include "scratch/load.h"
#include "scratch/stub.h"
#include "scratch/stub_functions.h"
#include "scratch/template.h"
#include "sql/quote.h"

/*
 * Policies name roles. They are made without any right, and are members of nothing; the predefined
 * ones ("pg_read_all_data") are there and stay as they are.
 */
static bool
make_roles(Db *admin, Arena *arena, const NameList *roles, Error *error)
{
    for (const Name *role = roles->first; role != NULL; role = role->next)
    {
        const char *sql =
            arena_printf(arena, "CREATE ROLE %s NOLOGIN", quote_ident(arena, role->text));

        if (strncmp(role->text, "pg_", 3) == 0 || str_equal(role->text, "public") ||
            db_execute(admin, sql, error))
            continue;
        if (error->code != ERROR_STATEMENT)
            return false;
        error_clear(error); /* there already, or a name that no role may have */
    }
    return true;
}

bool
scratch_load(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
             const NameList *without_extensions, LoadResult *out, Error *error)
{
    Arena *while_loading = arena_new(arena, "scratch_load");
    const PrintOptions options = {.is_sandbox = true, .with_comments = scratch->with_comments};
    PrintedStatementList statements = print_schema(arena, schema, &options);
    LoadResult result = {0};
    Db *admin, *sandbox;
    bool is_loaded =
        scratch_make_database(scratch, while_loading, database, error) &&
        scratch_connect_as(scratch, while_loading, TEMPLATE_SUPERUSER, database, false, &admin,
                           error) &&
        make_roles(admin, while_loading, &schema->roles, error) &&
        extension_create_all(admin, arena, schema, without_extensions, &result, error) &&
        stub_types(admin, while_loading, schema, error) &&
        (result.stubbed_extensions.count == 0 ||
         stub_functions(admin, while_loading, schema, error)) &&
        stub_hide(admin, error) &&
        scratch_connect_as(scratch, while_loading, TEMPLATE_SANDBOX, database, false, &sandbox,
                           error) &&
        load_statements(sandbox, arena, &statements, scratch->slow, &result, error);

    arena_free(while_loading);
    if (!is_loaded)
        return breakdown_explain(&scratch->folder, error);
    *out = result;
    return true;
}
