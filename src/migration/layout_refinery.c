/*
 * layout_refinery.c - V1__name.sql and U2__name.sql in a project in Rust.
 *
 * The names are Flyway's, but U is no way back: it is a migration that may come after later ones.
 */
#include "migration/step_name.h"

static bool
read_name(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    if ((relative[0] != 'V' && relative[0] != 'U') || strchr(relative, '/') != NULL ||
        !step_name_is_sql(relative, &length) || strstr(relative, "__") == NULL)
        return false;
    return step_name_number(arena, relative + 1, length - 1, "_", out);
}

/* Elsewhere such names are Flyway's. */
static size_t
fit(const Folder *folder, Certainty *certainty)
{
    bool is_rust = folder_is_in(folder, "Cargo.toml");
    size_t named = 0;

    for (const FolderFile *file = folder->files.first; is_rust && file != NULL; file = file->next)
    {
        StepName step = {0};

        named += !file->is_folder && read_name(folder->arena, file->relative, &step);
    }
    *certainty = CERTAIN_SURROUNDINGS;
    return named;
}

const Layout layout_refinery = {
    .name = "refinery",
    .runner = "refinery",
    .pattern = "V1__name.sql, U2__name.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_FILE,
    .order = ORDER_NUMBER,
    .certainty = CERTAIN_NAME,
    .read_name = read_name,
    .fit = fit,
};
