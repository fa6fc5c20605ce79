/* What the plan says of locks is what was measured: every fact agrees with its row. */
#include "plan/lock.h"

#include "base/file.h"
#include "tap.h"

/* The columns of the measurements that we use. */
enum
{
    COLUMN_ID = 0,
    COLUMN_LEVEL = 4,
    COLUMN_READS = 5,
    COLUMN_WRITES = 6,
    COLUMN_REWRITES = 8,
    COLUMN_SCANS = 10,
    COLUMNS = 18
};

/* Cuts one line into fields; a quoted field may hold commas and doubled quotes. */
static const char *
read_row(Arena *arena, const char *at, const char **fields)
{
    for (int field = 0; field < COLUMNS; field++)
    {
        bool is_quoted = *at == '"';
        const char *start = is_quoted ? ++at : at;

        while (*at != '\0' && (is_quoted ? *at != '"' || at[1] == '"' : *at != ',' && *at != '\n'))
            at += is_quoted && *at == '"' ? 2 : 1;
        fields[field] = arena_strndup(arena, start, (size_t) (at - start));
        at += is_quoted;
        if (*at == ',')
            at++;
    }
    return *at == '\n' ? at + 1 : at;
}

static bool
is_yes(const char *field)
{
    return strcmp(field, "y") == 0;
}

static void
compare(const char *const *row)
{
    size_t count;
    const LockFact *facts = lock_facts(&count);

    for (size_t i = 0; i < count; i++)
    {
        if (!str_equal(facts[i].id, row[COLUMN_ID]))
            continue;
        tap_ok(str_equal(lock_name(facts[i].level), row[COLUMN_LEVEL]) ||
                   (facts[i].level == LOCK_NONE && str_equal(row[COLUMN_LEVEL], "NONE")),
               "%s: %s", facts[i].id, lock_name(facts[i].level));
        tap_ok(facts[i].blocks_reads == is_yes(row[COLUMN_READS]) &&
                   facts[i].blocks_writes == is_yes(row[COLUMN_WRITES]),
               "%s: what it blocks", facts[i].id);
        tap_ok(facts[i].is_rewriting == is_yes(row[COLUMN_REWRITES]) &&
                   facts[i].is_scanning == is_yes(row[COLUMN_SCANS]),
               "%s: what it reads and writes", facts[i].id);
    }
}

static size_t
compare_all(Arena *arena, const char *text)
{
    const char *row[COLUMNS];
    size_t found = 0;
    const char *at = read_row(arena, text, row);

    while (*at != '\0')
    {
        size_t count;
        const LockFact *facts = lock_facts(&count);

        at = read_row(arena, at, row);
        for (size_t i = 0; i < count; i++)
            found += str_equal(facts[i].id, row[COLUMN_ID]);
        compare(row);
    }
    return found;
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    const char *shared = getenv("TENFOLD_SHARED");
    const char *source = getenv("TENFOLD_SOURCE");
    const char *path = shared != NULL ? arena_printf(arena, "%s/facts/lock_matrix.csv", shared)
                                      : arena_printf(arena, "%s/../shared/facts/lock_matrix.csv",
                                                     source == NULL ? "." : source);
    FileText text;
    size_t count;

    (void) lock_facts(&count);
    if (!file_read(arena, path, &text, &error))
        tap_skip("%s", error.message);
    else
        tap_ok(compare_all(arena, text.text) == count, "every fact has its row");
    arena_free(arena);
    return tap_done();
}
