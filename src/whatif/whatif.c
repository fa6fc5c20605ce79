/*
 * The connection on which configurations are made. What it was told is kept, for connections that come
 * later to help it plan (told.h).
 */
#include "whatif/told.h"

bool
whatif_open(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
            WhatIf **out, Error *error)
{
    WhatIf *whatif = arena_new_object(arena, WhatIf);

    whatif->scratch = scratch;
    whatif->arena = arena;
    whatif->database = arena_strdup(arena, database);
    whatif->schema = schema;
    whatif->stats = map_new(arena);
    whatif->told = map_new(arena);
    if (!told_hire(whatif, error))
        return false;
    whatif->db = whatif->workers[0].db;
    *out = whatif;
    return true;
}

void
whatif_on_progress(WhatIf *whatif, WhatIfProgress progress, void *context)
{
    whatif->progress = progress;
    whatif->progress_context = context;
}

const char *
whatif_server_version(const WhatIf *whatif)
{
    return scratch_version_text(whatif->scratch);
}

bool
whatif_forget(WhatIf *whatif, const char *configuration, Error *error)
{
    Arena *work = arena_new(error->arena, "whatif_forget");
    DbResult result;
    bool is_done = db_query(whatif->db, work, "SELECT tenfold_planner.forget($1)", &configuration,
                            1, &result, error);

    map_put(whatif->stats, configuration, NULL);
    told_forget(whatif, configuration);
    arena_free(work);
    return is_done;
}
