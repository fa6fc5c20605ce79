/*
 * layout_boundary.c - MAJOR/MINOR_name.up.sql: Boundary's own runner, one numbered folder a release.
 *
 * All that is missing runs in one transaction: "begin;" and what stands before it, and a "commit;" at the
 * end, are taken off each file.
 */
#include "migration/step_name.h"

#include <ctype.h>

/* "12/03_x.up.sql" is 12.3. */
static bool
read_name(Arena *arena, const char *relative, StepName *out)
{
    size_t digits = version_digits(relative);
    const char *file = relative + digits + 1;
    size_t length = strlen(relative);
    StepName minor = {0};

    if (digits == 0 || relative[digits] != '/' || !step_name_ends(relative, &length, ".sql"))
        return false;
    if (step_name_ends(relative, &length, ".down"))
        out->role = ROLE_DOWN;
    else if (!step_name_ends(relative, &length, ".up"))
        return false;
    if (length <= digits + 1 || strchr(file, '/') != NULL ||
        !step_name_number(arena, file, length - digits - 1, "_", &minor))
        return false;
    out->version = arena_printf(arena, "%.*s.%s", (int) digits, relative, minor.version);
    out->name = minor.name;
    return true;
}

/* What the runner cuts off, to send the rest within its own transaction. */
static void
blank_transaction(FileText *text)
{
    static const char begin[] = "begin;";
    static const char commit[] = "commit;";
    const char *found = strstr(text->text, begin);
    size_t end = text->length;

    if (found != NULL)
        blank_range(text, 0, (size_t) (found - text->text) + strlen(begin));
    while (end > 0 && isspace((unsigned char) text->text[end - 1]))
        end--;
    if (step_name_ends(text->text, &end, commit))
        blank_range(text, end, end + strlen(commit));
}

static bool
check(Builder *builder, Error *error)
{
    (void) error; /* nothing here fails */
    for (Migration *migration = builder->history->migrations.first; migration != NULL;
         migration = migration->next)
        blank_transaction(&migration->up);
    return true;
}

const Layout layout_boundary = {
    .name = "boundary",
    .runner = "Boundary's numbered folders",
    .pattern = "12/03_name.up.sql",
    .transaction = TRANSACTION_PER_RUN,
    .without = TRANSACTION_PER_RUN,
    .order = ORDER_PARTS,
    .certainty = CERTAIN_NAME_OWN,
    .read_name = read_name,
    .check = check,
};
