/*
 * Indexes that a loaded database does not have: how many pages they would have, and what queries would cost with them.
 *
 *   bench_index_sizes TARGET <LINES   each "CREATE INDEX proposed_N …<tab>query"
 *
 * The database is read as any user's: its schema and its statistics, no row. For each line come "pages<tab>expected
 * <tab>low<tab>high", "cost<tab>total" and the nodes of the plan, or "failed<tab>why".
 */
#include "ddl/ddl.h"
#include "live/catalog.h"
#include "whatif/whatif.h"

static const double PAGE_BYTES = 8192;

typedef struct Asking
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    WhatIf *whatif;
} Asking;

static bool
open_planner(Asking *asking, const char *target, Error *error)
{
    DbOptions options = {.target = target};
    ScratchOptions scratch_options = {0};
    WhatIfConfiguration configuration = {.name = "now", .stats = asking->stats};
    const NameList none = {0};
    const char *unavailable = NULL;
    LoadFailureList refused = {0};
    LoadResult loaded;
    Scratch *scratch;
    Db *db;
    bool is_done =
        db_open(asking->arena, &options, &db, error) &&
        catalog_read_schema(db, asking->schema, error) &&
        catalog_read_stats(db, asking->schema, asking->stats, error) &&
        scratch_start(asking->arena, &scratch_options, &scratch, error) &&
        scratch_load(scratch, asking->arena, "bench", asking->schema, &none, &loaded, error) &&
        scratch_load_planner(scratch, asking->arena, "bench", &unavailable, error);

    if (is_done && unavailable != NULL)
        return error_set(error, ERROR_NO_SERVER, "no planner: %s", unavailable);
    is_done =
        is_done &&
        whatif_open(scratch, asking->arena, "bench", asking->schema, &asking->whatif, error) &&
        whatif_configure(asking->whatif, asking->arena, &configuration, &refused, error);
    for (const LoadFailure *at = refused.first; is_done && at != NULL; at = at->next)
        fprintf(stderr, "refused: %s: %s\n", at->object, at->message);
    return is_done;
}

/* The index of the statement, taken out of its table again: it is not there. */
static const Index *
index_of(Schema *schema, char *ddl, const Table **table, Error *error)
{
    FileText text = {.name = "index", .text = ddl, .length = strlen(ddl)};

    if (!ddl_read(schema, &text, error))
        return NULL;
    for (Table *at = schema->tables.first; at != NULL; at = at->next)
        for (Index *index = at->indexes.first; index != NULL; index = index->next)
            if (strncmp(index->name, "proposed_", 9) == 0)
            {
                index->name = "proposed";
                list_remove(&at->indexes, index);
                *table = at;
                return index;
            }
    (void) error_set(error, ERROR_INPUT, "no such table");
    return NULL;
}

static void
print_nodes(const PlanNode *node, int depth)
{
    const char *const words[] = {node->type, node->relation, node->alias,  node->index,
                                 node->join, node->strategy, node->subplan};

    printf("node\t%d", depth);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        printf("\t%s", words[i] == NULL ? "" : words[i]);
    printf("\n");
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        print_nodes(child, depth + 1);
}

static bool
answer(const Asking *asking, char *line, Error *error)
{
    char *tab = strchr(line, '\t');
    WhatIfConfiguration configuration = {.name = "with it", .base = "now"};
    PlanRequest request = {.configuration = "with it", .sql = tab == NULL ? "" : tab + 1};
    LoadFailureList refused = {0};
    IndexSize size = {0};
    WhatIfIndex asked = {.size = &size};
    PlannedQuery *planned;

    if (tab == NULL)
        return error_set(error, ERROR_INPUT, "no tab in: %s", line);
    *tab = '\0';
    asked.index = index_of(asking->schema, line, &asked.table, error);
    if (asked.index == NULL)
    {
        printf("failed\t%s\n", error->message);
        return true;
    }
    list_append(&configuration.indexes, &asked);
    if (!whatif_configure(asking->whatif, asking->arena, &configuration, &refused, error) ||
        !whatif_plan(asking->whatif, asking->arena, &request, 1, &planned, error))
        return false;
    if (refused.first != NULL || !planned->is_planned)
    {
        printf("failed\t%s\n", refused.first != NULL ? refused.first->message : planned->message);
        return true;
    }
    printf("pages\t%.0f\t%.0f\t%.0f\ncost\t%.6f\n", size.bytes / PAGE_BYTES, size.low / PAGE_BYTES,
           size.high / PAGE_BYTES, planned->total_cost);
    print_nodes(planned->plan, 0);
    return true;
}

int
main(int count, char **arguments)
{
    Asking asking = {.arena = arena_new(NULL, "bench")};
    Error error = {.arena = asking.arena};
    char *line = NULL;
    size_t size = 0;
    bool is_done;

    asking.schema = schema_new(asking.arena);
    asking.stats = stats_new(asking.arena);
    is_done = open_planner(&asking, count > 1 ? arguments[1] : "", &error);
    while (is_done && getline(&line, &size, stdin) > 0)
        is_done = answer(&asking, arena_strdup(asking.arena, line), &error);
    free(line);
    if (!is_done)
        fprintf(stderr, "%s\n", error.message);
    arena_free(asking.arena);
    return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}
