/*
 * Which index a sort is promised, by what else the query asks for: an index in the order alone is no
 * help where few rows pass.
 */
#include "ddl/ddl.h"
#include "design/design.h"
#include "rule/list.h"
#include "tap.h"

static const char ddl[] = "CREATE TABLE notes (id bigserial PRIMARY KEY, code text NOT NULL,"
                          " kind text, at timestamptz NOT NULL);";

typedef struct Case
{
    const char *condition;
    const char *columns; /* of the index */
    bool is_advised;
} Case;

static const Case cases[] = {
    {"code = $1", "code,at", true},
    {"code = $1 || $2", "code,at", true},
    {"upper($1) = code", "code,at", true},
    {"code = (SELECT max(kind) FROM notes)", "code,at", true},
    {"code = (SELECT max(o.kind) FROM notes o WHERE o.id = notes.id)", "at", false},
    {"code = lower(kind)", "at", false},
    {"lower(code) = lower($1)", "at", false},
    {"code LIKE '%' || $1", "at", false},
    {"code <> $1", "at", false},
    {"code <> 'gone'", "at", true},
    {"code = ANY($1)", "at", false},
    {"code = $1 AND kind = ANY($2)", "code,at", false},
    {"at > $1", "at", true},
    {"code <> $1 ORDER BY at LIMIT 3; SELECT id FROM notes WHERE at > $1", "at", true},
};

static Design *
make(Arena *arena, const char *condition)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    char *query =
        arena_printf(arena, "SELECT id FROM notes WHERE %s ORDER BY at LIMIT 3;", condition);
    FileText tables = {.name = "s.sql", .text = arena_strdup(arena, ddl), .length = strlen(ddl)};
    FileText input = {.name = "q.sql", .text = query, .length = strlen(query)};
    Error error = {.arena = arena};
    Design *design;

    if (!ddl_read(schema, &tables, &error) || !workload_read_queries(workload, &input, &error))
        return NULL;
    stats_table(stats, "public", "notes")->rows = (Quantity){9000000, PROVENANCE_DECLARED};
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, 20000);
    design->workload = workload;
    return design;
}

int
main(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        const Case *self = &cases[i];
        Arena *arena = arena_new(NULL, self->condition);
        const Design *design = make(arena, self->condition);
        char *id = arena_printf(arena, "public.notes(%s)", self->columns);
        const Finding *found = NULL;

        if (design != NULL)
            for (const Finding *at = rule_run_all(arena, design)->list.first; at != NULL;
                 at = at->next)
                if (at->rule == &rule_sort_without_index)
                    found = at;
        tap_ok(found != NULL, "%s: the sort is found", self->condition);
        tap_equal(found == NULL ? "" : found->object_id, id, "with its index");
        tap_ok(found != NULL && found->is_advised == self->is_advised, "which is %s",
               self->is_advised ? "advised" : "kept back");
        arena_free(arena);
    }
    return tap_done();
}
