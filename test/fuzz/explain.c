/*
 * Any bytes as a plan: it ends, and what is found in it is about its nodes.
 */
#include "explain/insight.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    FileText file = {.name = "plan", .length = size};
    Error error = {.arena = arena};
    Explain explain;

    file.text = arena_strndup(arena, (const char *) data, size);
    if (explain_read(arena, &file, &explain, &error))
    {
        InsightList list = insight_find(arena, &explain);

        for (const Insight *insight = list.first; insight != NULL; insight = insight->next)
            if (insight->message == NULL || insight->fix == NULL)
                abort();
    }
    else if (error.message == NULL)
        abort();
    arena_free(arena);
    return 0;
}
