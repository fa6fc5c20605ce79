#include "asking.h"

#include "live/catalog.h"

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

void
asking_print(const PlanNode *node, int depth)
{
    const char *const words[] = {node->type, node->relation, node->alias,  node->index,
                                 node->join, node->strategy, node->subplan};

    printf("node\t%d", depth);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        printf("\t%s", words[i] == NULL ? "" : words[i]);
    printf("\n");
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        asking_print(child, depth + 1);
}

int
asking_run(const char *target, AskingAnswer answer)
{
    Asking asking = {.arena = arena_new(NULL, "bench")};
    Error error = {.arena = asking.arena};
    char *line = NULL;
    size_t size = 0;
    bool is_done;

    asking.schema = schema_new(asking.arena);
    asking.stats = stats_new(asking.arena);
    is_done = open_planner(&asking, target, &error);
    while (is_done && getline(&line, &size, stdin) > 0)
        is_done = answer(&asking, arena_strdup(asking.arena, line), &error);
    free(line);
    if (!is_done)
        fprintf(stderr, "%s\n", error.message);
    arena_free(asking.arena);
    return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}
