/*
 * The module is loaded by its path: nothing is installed into the system's PostgreSQL. Whether it fits
 * the server is the server's to say, by the magic block that every module has.
 */
#include "base/strbuf.h"
#include "scratch/breakdown.h"
#include "scratch/module.h"
#include "scratch/scratch_internal.h"
#include "scratch/stub.h"
#include "scratch/template.h"
#include "sql.gen.h"
#include "sql/quote.h"

#define PLACEHOLDER "'MODULE_PATHNAME'"

/* One copy serves all databases of a server. */
static const char *
provide_module(Scratch *scratch, const char **unavailable)
{
    Error error = {.arena = scratch->arena};
    const char *module = scratch->module == NULL ? module_find(scratch->arena) : NULL;

    *unavailable = NULL;
    if (scratch->module != NULL)
        return scratch->module;
    if (module == NULL)
        *unavailable = "its module tenfold_planner.so is not installed";
    else if (!module_copy(scratch->arena, &scratch->account, &scratch->folder, module,
                          &scratch->module, &error))
        *unavailable = error.message;
    return scratch->module;
}

static const char *
script_of(Arena *arena, const char *module)
{
    StrBuf script = strbuf_new(arena);
    const char *at = sql_scratch_planner;

    for (const char *next; (next = strstr(at, PLACEHOLDER)) != NULL;
         at = next + sizeof(PLACEHOLDER) - 1)
    {
        strbuf_add_bytes(&script, at, (size_t) (next - at));
        quote_add_literal(&script, module);
    }
    strbuf_add(&script, at);
    return script.text;
}

/* "incompatible library …: version mismatch" and "Server is version 17, library is version 15." */
static const char *
refusal(Arena *arena, const Error *error)
{
    if (error->detail != NULL && strstr(error->message, "incompatible library") != NULL)
        return arena_printf(arena, "its module was built for another PostgreSQL: %s",
                            error->detail);
    return arena_strdup(arena, error->message);
}

bool
scratch_load_planner(Scratch *scratch, Arena *arena, const char *database, const char **unavailable,
                     Error *error)
{
    Arena *work = arena_new(arena, "scratch_load_planner");
    bool is_there = map_get(scratch->planners, database) != NULL;
    const char *module = is_there ? NULL : provide_module(scratch, unavailable);
    bool is_alive = true;
    Db *admin;

    if (module != NULL &&
        (!scratch_connect_as(scratch, work, TEMPLATE_SUPERUSER, database, false, &admin, error) ||
         !db_execute(admin, script_of(work, module), error) || !stub_hide(admin, error)))
    {
        is_alive = error->code == ERROR_STATEMENT;
        *unavailable = refusal(arena, error);
    }
    else if (module != NULL)
        map_put(scratch->planners, database, scratch);
    arena_free(work);
    if (!is_alive)
        return breakdown_explain(&scratch->folder, error);
    if (is_there)
        *unavailable = NULL;
    if (*unavailable != NULL)
        error_clear(error);
    return true;
}
